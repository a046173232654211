"""What runs by the clock for annual reports. Nothing here is done twice by running it twice."""

from __future__ import annotations

from celery import shared_task
from django.utils import timezone

from supervision.actions import reminding


@shared_task
def remind() -> int:
    """第四十九条: reminders before the day and after it, then the mails."""
    today = timezone.localdate()
    made = reminding.remind(today)
    reminding.send_digests(today, at=timezone.now())
    return len(made)
