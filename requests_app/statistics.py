"""What the cases come to in a year: table 2 of the annual report (国办公开办函〔2021〕30号), and the figures by month.

A case counts as new in the year it was received, and with its result in the year of its first reply. A corrected or
reopened case is one case; one that was never received (unconfirmed) is none.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import BooleanField, Case, Count, F, Q, Value, When
from django.db.models.functions import ExtractMonth

from requests_app.models import ApplicantKind, InformationRequest, RequestCounter
from statute.annual import FORM_2021, Matrix
from statute.annual.form import CARRIED, COLUMNS, LEFT, NEW, RESULTS, TOTAL
from statute.outcomes import OUTCOMES

COLUMN = {kind.value: kind.label for kind in ApplicantKind}
ROW = dict(zip(OUTCOMES, FORM_2021.leaves, strict=True))


def annual_table(units: Iterable[int], year: int) -> Matrix:
    """Table 2 of a year for these units (by id), every cell filled; a unit without cases has zeros, which are true.

    Received, carried over, each result, left over: one query.
    """
    first, last = date(year, 1, 1), date(year, 12, 31)
    before = Q(received_on__lt=first)
    undecided_before = Q(decided_on=None) | Q(decided_on__gte=first)
    undecided_after = Q(decided_on=None) | Q(decided_on__gt=last)
    counted = (
        InformationRequest.objects.filter(unit__in=list(units), received_on__lte=last)
        .order_by()
        .values("applicant_kind", "outcome")
        .annotate(
            new=Count("pk", filter=Q(received_on__gte=first)),
            carried=Count("pk", filter=before & undecided_before),
            decided=Count("pk", filter=Q(decided_on__gte=first, decided_on__lte=last)),
            left=Count("pk", filter=undecided_after),
        )
    )
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


@dataclass(frozen=True, slots=True)
class Replies:
    """So many replies of one unit to what it received on one day, given on another; withdrawn and reopened ones are none."""

    unit: int
    received_on: date
    decided_on: date
    is_late: bool
    number: int


@dataclass(frozen=True, slots=True)
class YearCounts:
    """Of a year, each with its number: received by (unit, month, channel), ended by (unit, month, outcome), and the replies."""

    received: Sequence[tuple[int, int, str, int]]
    ended: Sequence[tuple[int, int, str, int]]
    replies: Sequence[Replies]


def years() -> list[int]:
    """The years in which anything was registered, the newest first."""
    return list(RequestCounter.objects.order_by("-year").values_list("year", flat=True).distinct())


def year_counts(units: Iterable[int], year: int) -> YearCounts:
    """Three queries, however many cases and units. A case ends, and its reply counts, as in the annual table."""
    cases = InformationRequest.objects.filter(unit__in=list(units)).order_by()
    span = (date(year, 1, 1), date(year, 12, 31))
    number = Count("pk")
    received = cases.filter(received_on__range=span).annotate(month=ExtractMonth("received_on"))
    ended = cases.filter(received_on__lte=span[1], decided_on__range=span).annotate(
        month=ExtractMonth("decided_on")
    )
    replies = ended.filter(withdrawn_on=None, reopened_on=None).annotate(
        is_late=Case(
            When(reply_due__lt=F("decided_on"), then=Value(True)),
            default=Value(False),
            output_field=BooleanField(),
        )
    )
    return YearCounts(
        list(received.values_list("unit", "month", "channel").annotate(number=number)),
        list(ended.values_list("unit", "month", "outcome").annotate(number=number)),
        [
            Replies(*row)
            for row in replies.values_list("unit", "received_on", "decided_on", "is_late").annotate(
                number=number
            )
        ],
    )
