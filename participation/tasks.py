"""What runs by the clock: loop, and call an act. Nothing here is done twice by running it twice."""

from __future__ import annotations

from celery import shared_task
from django.utils import timezone

from participation.actions import filing, reminding, telling


@shared_task
def send_notices() -> int:
    return telling.send_due(timezone.now())


@shared_task
def send_passes() -> int:
    return telling.send_passes(timezone.now())


@shared_task
def forget_files() -> int:
    return filing.forget_left_behind(timezone.now())


@shared_task
def remind() -> int:
    """Reminders of feedback before and after its day, then the mails."""
    today = timezone.localdate()
    made = reminding.remind(today)
    reminding.send_digests(today, at=timezone.now())
    return len(made)
