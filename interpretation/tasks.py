"""What runs by the clock for interpretations and messages: loop, and call an act. Nothing is done twice."""

from __future__ import annotations

import logging
from typing import Final

from celery import shared_task
from django.utils import timezone

from interpretation.actions import forgetting, keeping_drafts, reminding, taking
from statute.loading import working_calendar

logger: Final = logging.getLogger(__name__)


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


@shared_task
def forget() -> int:
    """Drafts nobody came back to, and senders whose retention has ended; one that fails holds up no other."""
    today = timezone.localdate()
    keeping_drafts.forget_drafts(timezone.now())
    done = 0
    for pk in forgetting.due_for_anonymising(today):
        try:
            forgetting.anonymise(pk, on=today)
            done += 1
        except Exception:
            logger.exception("message %s was not anonymised", pk)
    return done
