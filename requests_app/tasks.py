"""What runs by the clock for applications: loop, and call an act. Nothing here is done twice by running it twice."""

from __future__ import annotations

import logging

from celery import shared_task
from django.utils import timezone

from requests_app.actions import (
    digesting,
    drafting,
    forgetting,
    intake,
    issuing,
    reckoning,
    reminding,
    telling,
)
from requests_app.models import InformationRequest, Letter
from statute.clock import Channel
from statute.loading import working_calendar

logger = logging.getLogger(__name__)


@shared_task
def confirm_received() -> int:
    """第三十一条第三项: what came in over the internet on a rest day is confirmed on the first working day."""
    today = timezone.localdate()
    if not working_calendar().is_working(today):
        return 0
    waiting = InformationRequest.objects.unconfirmed().filter(channel=Channel.INTERNET, confirmed_on=None)
    done = 0
    for case in waiting:
        try:
            intake.confirm(case, by=None, on=today)
            done += 1
        except Exception:
            logger.exception("case %s was not confirmed", case.pk)
    return done


@shared_task
def recompute() -> int:
    """Dates that rest on an older calendar, or may have moved overnight; then those concerned are told."""
    today = timezone.localdate()
    moved = reckoning.recompute_stale(today)
    telling.tell_moves(today)
    return moved


@shared_task
def remind() -> int:
    today = timezone.localdate()
    made = reminding.remind(today)
    digesting.send_digests(today, at=timezone.now())
    return len(made)


@shared_task
def send_notices() -> int:
    return telling.send_due(timezone.now())


@shared_task
def write_letters() -> int:
    """The files of what was issued; one that fails holds up no other."""
    done = 0
    for letter in Letter.objects.unwritten().select_related("template__file", "unit")[:200]:
        try:
            issuing.write(letter)
            done += 1
        except Exception:
            logger.exception("letter %s was not written", letter.number)
    return done


@shared_task
def forget() -> int:
    """Drafts nobody came back to, and personal data whose retention has ended."""
    today = timezone.localdate()
    drafting.forget_drafts(timezone.now())
    keys = forgetting.due_for_anonymising(today)
    for pk in keys:
        try:
            forgetting.anonymise(pk, on=today)
        except Exception:
            logger.exception("case %s was not anonymised", pk)
    return len(keys)
