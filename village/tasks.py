"""What runs by the clock for villages: loop, and call an act. Nothing here is done twice by running it twice."""

from __future__ import annotations

import logging

from celery import shared_task
from django.utils import timezone

from village.actions import boarding, comparing, opening

logger = logging.getLogger(__name__)


@shared_task
def open_periods() -> int:
    return opening.open_all(on=timezone.localdate())


@shared_task
def remind() -> int:
    return boarding.remind(on=timezone.localdate())


@shared_task
def compare() -> int:
    """Whether villages and government say the same; how many do not."""
    return comparing.compare_all(on=timezone.localdate())["different"]


@shared_task
def forget() -> int:
    """Names whose publicity period has ended; a failing row does not stop its neighbour."""
    today, done = timezone.localdate(), 0
    for item in boarding.due_for_forgetting(today):
        try:
            boarding.forget_names(item, on=today)
            done += 1
        except Exception:
            logger.exception("names of %s were not hidden", item.pk)
    boarding.forget_contacts(on=today)
    return done
