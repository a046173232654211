"""编制: begin with what the system counts, write the text, put figures right, explain what differs (条例第五十条)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any, Final

from django.db import transaction

from accounts.models import Organisation, User
from accounts.policies import Refused, require
from audit.actions import record
from requests_app.statistics import fees_of
from statute.annual import Matrix, added_up, summed
from supervision.actions.stepping import finish, lock, note_preparer, unchanged
from supervision.counting import Tables, count, last_year, parts, rolled_up, scope, with_carried
from supervision.models import SECTIONS, AnnualReport, Origin, matrices, plain, typed_over
from supervision.policies import may_prepare, may_start
from supervision.workflow import Action

FIRST_YEAR: Final = 2008  # 条例 came into force on 1 May 2008
FORM_OF_2021: Final = 2021  # the first year reported on the form of 国办公开办函〔2021〕30号
LONGEST: Final = {"header": 2000, "overview": 20_000, "problems": 10_000, "other": 10_000}
HEADER: Final = (
    "本报告根据《中华人民共和国政府信息公开条例》第五十条和《国务院办公厅政府信息与政务公开办公室关于印发〈中华人民共和国政府信息公开工作"
    "年度报告格式〉的通知》（国办公开办函〔2021〕30号）编制。报告中所列数据的统计期限自{year}年1月1日起，至{year}年12月31日止。"
)


@transaction.atomic
def start(
    unit: Organisation, year: int, *, by: User, on: date, origin: str = Origin.COMPUTED
) -> AnnualReport:
    """开始编制: one per unit and year. COMPUTED begins with the system's figures, ENTERED with blank cells, not with zeros."""
    require(may_start(by, unit))
    if not FIRST_YEAR <= year <= on.year:
        raise Refused(f"年度应在{FIRST_YEAR}年至{on.year}年之间。")
    version = "2021" if year >= FORM_OF_2021 else "2019"
    if origin == Origin.IMPORTED or (version == "2019" and origin != Origin.ENTERED):
        raise Refused("以前的报告请选择人工填报，或者导入原来公布的表。")
    report = begin(unit, year, by=by, on=on, version=version, origin=origin)
    previous = last_year(unit, year)
    tables = _counted(unit, year) if origin == Origin.COMPUTED else matrices({}, version)
    report.tables = plain(with_carried(tables, previous))
    report.header = HEADER.format(year=year) if version == "2021" else ""
    report.other = _fees(unit, year) if origin == Origin.COMPUTED else ""
    report.content_hash = report.digest()
    report.save()
    record(by, "annual_report.started", report, article="条例第四十九条", organisation=unit, origin=origin)
    return report


def begin(
    unit: Organisation, year: int, *, by: User, on: date, version: str, origin: str, **values: Any
) -> AnnualReport:
    """The row, made under the unit's lock, so that two people at once make one report."""
    Organisation.objects.select_for_update(of=("self",)).get(pk=unit.pk)
    if AnnualReport.objects.filter(unit=unit, year=year).exists():
        raise Refused(f"“{unit}”{year}年的报告已经开始编制。")
    report = AnnualReport.objects.create(
        unit=unit, year=year, version=version, origin=origin, started_by=by, started_on=on, edited_by=by, **values
    )  # fmt: skip
    report.preparers.add(by)
    return report


def _counted(unit: Organisation, year: int) -> Tables:
    """A unit's own figures; the county's are what its units reported, as far as they have."""
    units = scope(unit)
    tables = count(unit, year, units)
    if len(units) == 1:
        return tables
    found = parts(unit, year)
    reported = [part.tables[1] for part in found if 1 in part.tables]
    if reported and len(reported) == len(units) - 1:  # every unit but the county itself
        tables[1] = _filled_up(tables[1], summed(tables[1].form, reported))
    return {**tables, **rolled_up(found)}


def _filled_up(own: Matrix, other: Matrix) -> Matrix:
    """The first table, its blanks filled from the second."""
    cells = {
        row: {
            column: other.at(row, column) if own.at(row, column) is None else own.at(row, column)
            for column in own.form.columns_of(row)
        }
        for row in own.form.rows
    }
    return Matrix(own.form, cells)


def _fees(unit: Organisation, year: int) -> str:
    charged = fees_of([one.pk for one in scope(unit)], year)
    if not charged.notices and not charged.collected:
        return f"（一）收取信息处理费情况：{year}年没有发出收费通知，没有收取信息处理费，总金额0元。"
    return (
        f"（一）收取信息处理费情况：{year}年发出收费通知{charged.notices}件，总金额{charged.noticed}元，"
        f"实际收取信息处理费总金额{charged.collected}元。"
    )


@transaction.atomic
def edit(
    report: AnnualReport,
    *,
    by: User,
    on: date,
    texts: Mapping[str, str],
    tables: Mapping[int, Mapping[str, Mapping[str, object]]],
    revision: int | None = None,
    add_up: bool = False,
) -> AnnualReport:
    """修改. `tables` as typed; what is no number is kept as typed and named. The carry-over is last year's, whatever was typed."""
    report = lock(report)
    unchanged(report, revision)
    require(may_prepare(by, report, Action.EDIT))
    for name in SECTIONS:
        if name in texts:
            setattr(report, name, texts[name].replace("\r\n", "\n").strip()[: LONGEST[name]])
    typed = typed_over(report.matrices, tables)
    if add_up:
        typed = {number: added_up(matrix) for number, matrix in typed.items()}
    report.tables = plain(_carried(report, typed))
    note_preparer(report, by)
    return finish(report, Action.EDIT, by=by, on=on.isoformat())


def _carried(report: AnnualReport, tables: Tables) -> Tables:
    """An imported report says what it said; every other begins with what last year left."""
    if report.origin == Origin.IMPORTED:
        return tables
    return with_carried(tables, last_year(report.unit, report.year))


@transaction.atomic
def recount(report: AnnualReport, *, by: User, on: date, revision: int | None = None) -> AnnualReport:
    """重新统计: the system's figures once more; what it does not know stays as entered."""
    report = lock(report)
    unchanged(report, revision)
    require(may_prepare(by, report, Action.RECOUNT))
    if report.origin != Origin.COMPUTED:
        raise Refused("人工填报和导入的报告没有系统统计的数据。")
    counted = _counted(report.unit, report.year)
    entered = report.matrices
    tables = {**counted, 1: _filled_up(counted[1], entered[1])}
    report.tables = plain(_carried(report, tables))
    note_preparer(report, by)
    return finish(report, Action.RECOUNT, by=by, on=on.isoformat())


@transaction.atomic
def explain(report: AnnualReport, *, by: User, on: date, explanations: Mapping[str, str]) -> AnnualReport:
    """说明差异: why a figure differs, by the key of what was found; an empty text takes an explanation back."""
    report = lock(report)
    require(may_prepare(by, report, Action.EXPLAIN))
    kept = dict(report.explanations)
    for key, text in explanations.items():
        if text.strip():
            kept[key[:200]] = text.strip()[:500]
        else:
            kept.pop(key, None)
    report.explanations = kept
    note_preparer(report, by)
    return finish(report, Action.EXPLAIN, by=by, on=on.isoformat())
