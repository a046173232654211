"""What the cases of a year come to by month, for the figures that are published.

A case counts as received, and as ended, as it does in the annual table (`requests_app.statistics`).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import BooleanField, Case, Count, F, Value, When
from django.db.models.functions import ExtractMonth

from requests_app.models import InformationRequest, RequestCounter


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
