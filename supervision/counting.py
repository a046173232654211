"""What the system itself knows of a year: from documents, cases and the register, from last year, from the units."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from django.db.models import Count, Q

from accounts.models import Organisation, OrganisationKind
from disclosure.models import DocumentEdition
from requests_app.policies import RECEIVERS
from requests_app.statistics import annual_table, annual_tables, review_table, review_tables
from statute.annual import ACTIVE_2021, CHALLENGES, FORM_2021, Matrix, summed
from statute.annual.form import CARRIED, COLUMNS, IN_FORCE, LEFT, MADE, REPEALED
from supervision.models import Adjustment, AnnualReport, Origin, matrices
from supervision.models.adjustment import adjusted
from supervision.workflow import State

Tables = dict[int, Matrix]


def scope(unit: Organisation) -> list[Organisation]:
    """Whose figures a report holds: the unit's own; the county's also those of its departments and townships."""
    if unit.kind != OrganisationKind.COUNTY_GOVERNMENT:
        return [unit]
    fresh = Organisation.objects.get(pk=unit.pk)  # its place in the tree as it is now
    below = fresh.get_descendants(include_self=True).filter(kind__in=RECEIVERS, is_active=True)
    return list(below.order_by("tree_id", "lft"))


def count(unit: Organisation, year: int, units: Sequence[Organisation] | None = None) -> Tables:
    """Tables 1 to 3 as the system counts them; what it knows nothing of stays blank."""
    ids = [one.pk for one in (units if units is not None else scope(unit))]
    return {1: documents(ids, year), 2: annual_table(ids, year), 3: review_table(ids, year)}


def documents(units: Sequence[int], year: int) -> Matrix:
    """行政规范性文件 of table 1 at the end of the year, by dates alone; blank where no such document is known. One query."""
    first, last = date(year, 1, 1), date(year, 12, 31)
    ended = Q(repealed_on__lte=last) | Q(valid_until__lt=last)
    begun = Q(formed_on__lte=last) & (Q(effective_on=None) | Q(effective_on__lte=last))
    found = (
        DocumentEdition.objects.public()
        .filter(unit__in=units, is_normative=True)
        .aggregate(
            known=Count("pk"),
            made=Count("pk", filter=Q(formed_on__gte=first, formed_on__lte=last)),
            repealed=Count("pk", filter=Q(repealed_on__gte=first, repealed_on__lte=last)),
            in_force=Count("pk", filter=begun) - Count("pk", filter=begun & ended),
        )
    )
    cells: dict[str, dict[str, int | None]] = {
        row: dict.fromkeys(ACTIVE_2021.columns_of(row)) for row in ACTIVE_2021.rows
    }
    if found["known"]:
        cells["normative"] = {MADE: found["made"], REPEALED: found["repealed"], IN_FORCE: found["in_force"]}
    return Matrix(ACTIVE_2021, cells)


def in_force(report: AnnualReport) -> Tables:
    """The figures of a report that hold: as published, with its signed corrections (one query)."""
    return adjusted(report, report.adjustments.signed())


def last_year(unit: Organisation, year: int) -> Tables | None:
    """The tables published for the year before, corrections included; None where none was published."""
    report = AnnualReport.objects.published().filter(unit=unit, year=year - 1).select_related("unit").first()
    return in_force(report) if report else None


def carried_over(previous: Tables | None) -> dict[str, int | str | None]:
    """C(year) by column: what last year's published table carried over, where it says (V5)."""
    if previous is None:
        return {}
    rest = previous[2].plain()[LEFT]
    return {column: rest[column] for column in COLUMNS if rest[column] is not None}


def with_carried(tables: Tables, previous: Tables | None) -> Tables:
    """The same tables, the carry-over fixed to last year's."""
    fixed = carried_over(previous)
    matrix = tables[2]
    cells = {row: dict(columns) for row, columns in matrix.cells.items()}
    cells[CARRIED] = cells.get(CARRIED, {}) | {column: int(value or 0) for column, value in fixed.items()}
    faults = {
        place: text for place, text in matrix.faults.items() if place[0] != CARRIED or place[1] not in fixed
    }
    return {**tables, 2: Matrix(matrix.form, cells, faults)}


@dataclass(frozen=True)
class Part:
    """One unit's share in the county's tables 2 and 3, and 1 where it reported: its report, or else what is counted."""

    unit: Organisation
    report: AnnualReport | None
    tables: Tables
    is_own: bool = False

    @property
    def is_reported(self) -> bool:
        return self.is_own or self.report is not None


def parts(county: Organisation, year: int) -> list[Part]:
    """The county's own cases, and each unit's: from its report once handed in, counted until then (six queries)."""
    units = scope(county)
    ids = [unit.pk for unit in units]
    cases, proceedings = annual_tables(ids, year), review_tables(ids, year)
    reports = {
        report.unit_id: report
        for report in AnnualReport.objects.handed_in().filter(unit__in=ids, year=year).select_related("unit")
    }
    corrections: dict[int, list[Adjustment]] = {}
    for one in Adjustment.objects.signed().filter(report__unit__in=ids, report__year=year):
        corrections.setdefault(one.report_id, []).append(one)
    found = []
    for unit in units:
        is_own = unit.pk == county.pk
        report = None if is_own else reports.get(unit.pk)
        tables = {2: cases[unit.pk], 3: proceedings[unit.pk]}
        if report is not None:
            tables = adjusted(report, corrections.get(report.pk, []))
        found.append(Part(unit, report, tables, is_own))
    return found


def rolled_up(found: Sequence[Part]) -> Tables:
    """The cells of all parts added up."""
    forms = {2: FORM_2021, 3: CHALLENGES}
    return {number: summed(form, [part.tables[number] for part in found]) for number, form in forms.items()}


@dataclass(frozen=True)
class Against:
    """What a report is checked against: last year's tables, what the system counted, what the units reported."""

    previous: Tables | None = None
    counted: Tables = field(default_factory=dict)
    parts: Tables | None = None


def against(report: AnnualReport) -> Against:
    """Live while the report is a draft; as frozen at submission afterwards."""
    previous = last_year(report.unit, report.year)
    if report.origin == Origin.IMPORTED:
        return Against(previous)
    if report.state != State.DRAFT:
        sums = matrices(report.parts, report.version) if report.parts else None
        return Against(previous, matrices(report.counted, report.version), sums)
    sums = rolled_up(parts(report.unit, report.year)) if report.is_county else None
    return Against(previous, count(report.unit, report.year), sums)
