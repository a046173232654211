"""What runs by the clock for annual reports. Nothing here is done twice by running it twice."""

from __future__ import annotations

from celery import shared_task
from django.utils import timezone

from statute.loading import working_calendar
from supervision.actions import digesting, reminding, urging


@shared_task
def remind() -> int:
    """第四十九条: reminders before the day and after it, then the mails."""
    today = timezone.localdate()
    made = reminding.remind(today)
    reminding.send_digests(today, at=timezone.now())
    return len(made)


@shared_task
def weekly_digest() -> int:
    """监督周报: on the first working hour of a week that can; once a week to each person."""
    return digesting.send_digests(timezone.localdate(), at=timezone.now())


@shared_task
def urge() -> int:
    """第四十七条: orders shortly before and after their last day, late complaints; then the mails."""
    today = timezone.localdate()
    made = urging.remind(today)
    urging.send_digests(today, at=timezone.now())
    return len(made)


@shared_task
def send_complaint_notices() -> int:
    return urging.send_notices(timezone.now())


@shared_task
def recompute() -> int:
    """Last days of complaints and orders that a change of the calendar moved."""
    return urging.recompute(working_calendar())
