"""What units did in a period, from the other apps' rows: published, interpreted, answered, and in time or not."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db.models import Count
from django.db.models.functions import TruncMonth
from django.utils import timezone

from disclosure.models import DocumentEdition
from disclosure.workflow import Status as DocumentStatus
from interpretation.models import InterpretationEdition, Message
from interpretation.workflow import Status as InterpretationStatus
from requests_app.models import InformationRequest
from statute.calendar import shift_months


@dataclass(frozen=True)
class Period:
    """Whole days, both included."""

    key: str
    label: str
    first: date
    last: date

    @property
    def moments(self) -> tuple[datetime, datetime]:
        """From the first moment to the one after the last."""
        ends = (self.first, self.last + timedelta(days=1))
        first, last = (timezone.make_aware(datetime.combine(day, time.min)) for day in ends)
        return first, last


def periods(today: date) -> list[Period]:
    """What may be chosen: running periods end today."""
    quarter = date(today.year, (today.month - 1) // 3 * 3 + 1, 1)
    new_year = date(today.year, 1, 1)
    return [
        Period("month", "本月", today.replace(day=1), today),
        Period("quarter", "本季度", quarter, today),
        Period("year", "本年", new_year, today),
        Period("twelve", "近十二个月", shift_months(today, -12) + timedelta(days=1), today),
        Period("last", "上年", date(today.year - 1, 1, 1), new_year - timedelta(days=1)),
    ]


@dataclass
class Activity:
    """One unit in a period."""

    documents: int = 0
    interpretations: int = 0
    received: int = 0
    answered: int = 0
    messages: int = 0


def activity(units: Collection[int], period: Period) -> dict[int, Activity]:
    """Five queries, however many units there are."""
    found: dict[int, Activity] = defaultdict(Activity)
    first, last = period.moments
    stamped = {"published_at__gte": first, "published_at__lt": last}
    within = (period.first, period.last)
    documents = DocumentEdition.objects.filter(status=DocumentStatus.PUBLISHED, before_portal_on=None)
    material = InterpretationEdition.objects.filter(
        status=InterpretationStatus.PUBLISHED, interpretation__unit__in=units
    )
    cases = InformationRequest.objects.filter(unit__in=units)
    messages = Message.objects.filter(unit__in=units, answered_on__range=within)
    counts = (
        ("documents", documents.filter(unit__in=units, **stamped), "unit"),
        ("interpretations", material.filter(**stamped), "interpretation__unit"),
        ("received", cases.filter(received_on__range=within), "unit"),
        ("answered", cases.ended().filter(closed_on__range=within), "unit"),
        ("messages", messages, "unit"),
    )
    for name, rows, unit in counts:
        for pk, number in rows.order_by().values_list(unit).annotate(n=Count("pk")):
            setattr(found[pk], name, number)
    return found


def by_month(units: Collection[int], period: Period) -> list[tuple[date, int]]:
    """Documents that came out, month by month; months without any are there as 0."""
    first, last = period.moments
    rows = DocumentEdition.objects.filter(
        status=DocumentStatus.PUBLISHED, unit__in=units, published_at__gte=first, published_at__lt=last,
        before_portal_on=None,
    )  # fmt: skip
    counted = (
        rows.order_by()
        .annotate(month=TruncMonth("published_at"))
        .values_list("month")
        .annotate(n=Count("pk"))
    )
    known = {timezone.localtime(at).date(): number for at, number in counted}
    month, found = period.first.replace(day=1), []
    while month <= period.last:
        found.append((month, known.get(month, 0)))
        month = shift_months(month, 1)
    return found
