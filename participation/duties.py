"""What units owe the public after they asked or met: the feedback of a consultation, the report of a gathering."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time
from itertools import chain

from django.utils import timezone

from participation.deadlines import feedback_days, feedback_due, report_days, report_due
from participation.models import Consultation, Gathering
from statute.calendar import Counted
from statute.loading import working_calendar


@dataclass(frozen=True)
class Duty:
    """市实施意见三(二)3: one thing that is over and not told yet, with the last day for telling it."""

    thing: Consultation | Gathering
    due: Counted

    def is_overdue(self, today: date) -> bool:
        return self.due.date < today

    @property
    def is_feedback(self) -> bool:
        return isinstance(self.thing, Consultation)


def duties(today: date, units: Collection[int] | None = None, *, most: int | None = None) -> Iterator[Duty]:
    """Feedback first, each kind by its day; `units` None: everybody's. `most` of a kind."""
    start = timezone.make_aware(datetime.combine(today, time.min))
    asked = Consultation.objects.awaiting_feedback(start).order_by("closes_at")  # type: ignore[attr-defined]
    met = Gathering.objects.awaiting_report(start).order_by("starts_at")  # type: ignore[attr-defined]
    if units is not None:
        asked, met = asked.filter(unit__in=units), met.filter(unit__in=units)
    consultations = list(asked.select_related("unit")[:most])
    gatherings = list(met.select_related("unit")[:most])
    if not consultations and not gatherings:
        return
    calendar = working_calendar()
    to_answer = feedback_days(today) if consultations else 0
    to_tell = report_days(today) if gatherings else 0
    yield from chain(
        (Duty(one, feedback_due(one, to_answer, calendar)) for one in consultations),
        (Duty(one, report_due(one, to_tell, calendar)) for one in gatherings),
    )
