"""What runs by the clock for annual reports and the site's self-inspection. Nothing here is done twice by running it twice."""

from __future__ import annotations

import logging
from typing import Final

from celery import shared_task
from django.utils import timezone

from statute.loading import working_calendar
from supervision.actions import digesting, forgetting, inspecting, probing, reminding, urging
from supervision.models import Inspection
from supervision.models.inspection import STALE

logger: Final = logging.getLogger(__name__)


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


@shared_task
def forget() -> int:
    """Complainants whose retention has ended; one that fails holds up no other."""
    today = timezone.localdate()
    done = 0
    for pk in forgetting.due_for_anonymising(today):
        try:
            forgetting.anonymise(pk, on=today)
            done += 1
        except Exception:
            logger.exception("complaint %s was not anonymised", pk)
    return done


@shared_task
def probe() -> None:
    """国办秘函〔2019〕19号: the site is asked for at least twenty times a day."""
    now = timezone.now()
    probing.probe(at=now)
    probing.forget(before=now - probing.KEPT)


@shared_task
def inspect(pk: int) -> None:
    """One self-inspection; a message that came twice finds nothing to do."""
    inspecting.carry_out(pk, at=timezone.now())


@shared_task
def sweep_inspections() -> int:
    """What a lost message or a killed worker left behind."""
    waiting = list(Inspection.objects.left_behind(timezone.now() - STALE).values_list("pk", flat=True))
    for pk in waiting:
        inspecting.carry_out(pk, at=timezone.now())
    return len(waiting)


@shared_task
def inspect_all() -> int:
    """Once a week; a night without a worker is made up for in the next."""
    made = inspecting.ask_for_all(at=timezone.now(), every=inspecting.EVERY)
    for one in made:
        inspect.delay(one.pk)
    return len(made)
