"""年报表二、表三 computed from cases and register (国办公开办函〔2021〕30号), and what is behind each cell; one query a table.

A case counts as new in the year it was received, and with its result in the year of its first reply. A corrected or
reopened case is one case; one that was never received (unconfirmed) is none.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, Q, QuerySet, Sum

from requests_app.models import ApplicantKind, Challenge, FeeNotice, InformationRequest
from requests_app.models import Result as ChallengeResult
from statute.annual import CHALLENGES, FORM_2021, Matrix
from statute.annual.form import CARRIED, COLUMNS, LEFT, NEW, RESULTS, TOTAL
from statute.outcomes import OUTCOMES

COLUMN = {kind.value: kind.label for kind in ApplicantKind}
ROW = dict(zip(OUTCOMES, FORM_2021.leaves, strict=True))


def _spans(year: int) -> dict[str, Q]:
    """What makes a case count as new, carried over, decided, or left over in a year, all received by its end."""
    first, last = date(year, 1, 1), date(year, 12, 31)
    return {
        "new": Q(received_on__gte=first),
        "carried": Q(received_on__lt=first) & (Q(decided_on=None) | Q(decided_on__gte=first)),
        "decided": Q(decided_on__gte=first, decided_on__lte=last),
        "left": Q(decided_on=None) | Q(decided_on__gt=last),
    }


def _received_by_the_end(units: Iterable[int], year: int) -> QuerySet[InformationRequest]:
    return InformationRequest.objects.filter(unit__in=list(units), received_on__lte=date(year, 12, 31))


def annual_table(units: Iterable[int], year: int) -> Matrix:
    """Table 2 of a year for these units (by id), every cell filled; a unit without cases has zeros, which are true."""
    return _requests(_counted(units, year, "applicant_kind", "outcome"))


def annual_tables(units: Iterable[int], year: int) -> dict[int, Matrix]:
    """Table 2 of each of these units by its id; one query for all of them."""
    lines = list(_counted(units, year, "unit", "applicant_kind", "outcome"))
    return {unit: _requests(line for line in lines if line["unit"] == unit) for unit in units}


def _counted(units: Iterable[int], year: int, *keys: str) -> Iterable[dict[str, Any]]:
    spans = {name: Count("pk", filter=span) for name, span in _spans(year).items()}
    return _received_by_the_end(units, year).order_by().values(*keys).annotate(**spans)


def _requests(counted: Iterable[dict[str, Any]]) -> Matrix:
    cells: dict[str, dict[str, int | None]] = {row: dict.fromkeys(COLUMNS, 0) for row in FORM_2021.rows}

    def add(row: str, column: str, number: int) -> None:
        for name in (column, TOTAL):
            cells[row][name] = (cells[row][name] or 0) + number

    for line in counted:
        column = COLUMN[line["applicant_kind"]]
        add(NEW, column, line["new"])
        add(CARRIED, column, line["carried"])
        add(LEFT, column, line["left"])
        if line["decided"]:
            add(ROW[line["outcome"]], column, line["decided"])
            add(RESULTS, column, line["decided"])
    return Matrix(FORM_2021, cells)


def cases_behind(units: Iterable[int], year: int, row: str, column: str) -> QuerySet[InformationRequest]:
    """The cases a cell of table 2 counts: `row` and `column` as in `FORM_2021`; KeyError for others."""
    spans = _spans(year)
    found = _received_by_the_end(units, year)
    if row in PLAIN:
        found = found.filter(spans[PLAIN[row]])
    else:
        found = found.filter(spans["decided"], outcome=OUTCOME[row])
    return found if column == TOTAL else found.filter(applicant_kind=KIND[column])


PLAIN = {NEW: "new", CARRIED: "carried", RESULTS: "decided", LEFT: "left"}
OUTCOME = {row: outcome for outcome, row in ROW.items()}
KIND = {label: kind for kind, label in COLUMN.items()}


def _ends(year: int) -> dict[str, Q]:
    """Concluded in the year, or filed by its end and not concluded then (尚未审结)."""
    first, last = date(year, 1, 1), date(year, 12, 31)
    return {
        "decided": Q(decided_on__gte=first, decided_on__lte=last),
        "pending": Q(decided_on=None) | Q(decided_on__gt=last),
    }


def _filed_by_the_end(units: Iterable[int], year: int) -> QuerySet[Challenge]:
    return Challenge.objects.filter(unit__in=list(units), filed_on__lte=date(year, 12, 31))


def review_table(units: Iterable[int], year: int) -> Matrix:
    """Table 3 of a year for these units (by id), all 15 cells."""
    return _challenges(_brought(units, year, "kind", "result"))


def review_tables(units: Iterable[int], year: int) -> dict[int, Matrix]:
    """Table 3 of each of these units by its id; one query for all of them."""
    lines = list(_brought(units, year, "unit", "kind", "result"))
    return {unit: _challenges(line for line in lines if line["unit"] == unit) for unit in units}


def _brought(units: Iterable[int], year: int, *keys: str) -> Iterable[dict[str, Any]]:
    ends = {name: Count("pk", filter=end) for name, end in _ends(year).items()}
    return _filed_by_the_end(units, year).order_by().values(*keys).annotate(**ends)


def _challenges(counted: Iterable[dict[str, Any]]) -> Matrix:
    cells: dict[str, dict[str, int | None]] = {
        row: dict.fromkeys(CHALLENGES.columns, 0) for row in CHALLENGES.rows
    }
    for line in counted:
        row = cells[line["kind"]]
        ended = ChallengeResult(line["result"]).label
        for column, number in ((ended, line["decided"]), (PENDING, line["pending"])):
            row[column] = (row[column] or 0) + number
            row[TOTAL] = (row[TOTAL] or 0) + number
    return Matrix(CHALLENGES, cells)


PENDING = ChallengeResult.PENDING.label
RESULT = {result.label: result.value for result in ChallengeResult}


def challenges_behind(units: Iterable[int], year: int, row: str, column: str) -> QuerySet[Challenge]:
    """The proceedings a cell of table 3 counts; KeyError for a row or column the table has not."""
    if row not in CHALLENGES.rows:
        raise KeyError(row)
    ends = _ends(year)
    found = _filed_by_the_end(units, year).filter(kind=row)
    if column == TOTAL:
        return found.filter(ends["decided"] | ends["pending"])
    if column == PENDING:
        return found.filter(ends["pending"])
    return found.filter(ends["decided"], result=RESULT[column])


@dataclass(frozen=True, slots=True)
class Charged:
    """信息处理费 of a year, as section six has to state it (国办函〔2020〕109号)."""

    notices: int
    noticed: int
    collected: int


def fees_of(units: Iterable[int], year: int) -> Charged:
    """How many notices went out in the year, over how much, and how much was paid in it; yuan."""
    first, last = date(year, 1, 1), date(year, 12, 31)
    sent, paid = Q(notified_on__gte=first, notified_on__lte=last), Q(paid_on__gte=first, paid_on__lte=last)
    found = FeeNotice.objects.filter(request__unit__in=list(units)).aggregate(
        notices=Count("pk", filter=sent),
        noticed=Sum("amount", filter=sent),
        collected=Sum("amount", filter=paid),
    )
    return Charged(found["notices"], found["noticed"] or 0, found["collected"] or 0)
