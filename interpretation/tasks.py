"""What runs by the clock for interpretations and messages: loop, and call an act. Nothing is done twice."""

from __future__ import annotations

from celery import shared_task
from django.utils import timezone

from interpretation.actions import reminding, taking
from statute.loading import working_calendar


@shared_task
def remind() -> int:
    """Missing material after three working days, late answers; then one mail to each person."""
    today = timezone.localdate()
    made = reminding.remind(today)
    reminding.send_digests(today, at=timezone.now())
    return len(made)


@shared_task
def send_notices() -> int:
    return reminding.send_notices(timezone.now())


@shared_task
def recompute() -> int:
    """Last days for answers that a change of the calendar moved."""
    return taking.recompute(working_calendar(), on=timezone.localdate())
