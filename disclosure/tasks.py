"""What runs by the clock for documents: loop, and call an act. Nothing here is done twice by running it twice."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

from celery import shared_task
from django.db.models import Q
from django.utils import timezone

from accounts.models import Organisation, OrganisationKind
from accounts.policies import Refused
from disclosure.actions import (
    archive_batches,
    campaigns,
    digesting,
    handing_over,
    importing,
    reminding,
    sending,
    subscribing,
    telling,
    virus,
)
from disclosure.actions.lifecycle import due_changes
from disclosure.models import ArchiveBatch, Campaign, DocumentEdition, HandOver, ValidityEvent

logger = logging.getLogger(__name__)


@dataclass
class Carried:
    """What the calendar changed: how many, of them late, and how many acts failed."""

    done: int = 0
    late: int = 0
    failed: int = 0


@shared_task
def deliver() -> None:
    """Messages to receivers that are due."""
    sending.send_due(timezone.now())


@shared_task
def send_confirmations() -> None:
    subscribing.send_confirmations(timezone.now())


@shared_task
def send_digests() -> None:
    digesting.send_digests(timezone.now(), timezone.localdate())


@shared_task
def forget_subscriptions() -> None:
    subscribing.forget(timezone.now())


@shared_task
def run_lifecycle() -> None:
    """施行、失效、修改和废止 as of today."""
    carry_out(timezone.localdate())


@shared_task
def remind() -> None:
    send_reminders(timezone.localdate())


@shared_task
def open_campaigns() -> None:
    evaluate(timezone.localdate())


@shared_task
def make_hand_overs() -> None:
    hand_over(timezone.localdate())


@shared_task
def scan_files() -> None:
    """Files not scanned yet; whoever is concerned by a virus is told at once."""
    if virus.scan_pending(on=timezone.localdate())["infected"]:
        telling.mail_reminders(timezone.localdate(), at=timezone.now())


def carry_out(today: date) -> Carried:
    """Every change of validity due by today, each in its own transaction; one that fails stops no other."""
    carried = Carried()
    for pk, act in due_changes(today):
        try:
            changed = act(DocumentEdition(pk=pk), by=None, on=today)
        except Exception:
            logger.exception("lifecycle of edition %s failed", pk)
            carried.failed += 1
            continue
        if changed:
            carried.done += 1
            carried.late += _log_late(pk, act, today)
    return carried


def _log_late(pk: int, act: Callable[..., object], today: date) -> bool:
    events = ValidityEvent.objects.filter(Q(edition=pk) | Q(cause=pk), applied_on=today, due_on__lt=today)
    days = max((event.days_late for event in events), default=0)
    if days:
        logger.warning("%s of edition %s was done %s days late", getattr(act, "__name__", act), pk, days)
    return days > 0


def send_reminders(today: date) -> int:
    """Write what is due, then mail it; how many reminders are new."""
    made = [*reminding.remind(today), *reminding.remind_of_cleanups(today)]
    telling.mail_reminders(today, at=timezone.now())
    return len(made)


def counties() -> list[Organisation]:
    return list(Organisation.objects.active().filter(kind=OrganisationKind.COUNTY_GOVERNMENT))


def to_evaluate(today: date) -> list[Organisation]:
    """第十八条: counties with something decided before this year and not looked at since, and nothing under way."""
    kind = Campaign.Kind.REEVALUATION
    found = []
    for county in counties():
        standing = Campaign.objects.filter(
            Q(closed_on=None) | Q(year=today.year), organisation=county, kind=kind
        )
        units = county.get_descendants(include_self=True)
        stale = DocumentEdition.objects.stale_attribute(date(today.year, 1, 1)).filter(unit__in=units)
        if not standing.exists() and stale.exists():
            found.append(county)
    return found


def evaluate(today: date) -> int:
    """Open this year's re-evaluation in January; a January that was missed is made up for."""
    for county in (found := to_evaluate(today)):
        try:
            campaigns.open_campaign(
                Campaign.Kind.REEVALUATION,
                county,
                year=today.year,
                by=None,
                on=today,
                due_on=campaigns.usual_deadline(today),
            )
        except Refused as refusal:  # opened by somebody a moment ago
            logger.info("re-evaluation of %s not opened: %s", county.pk, refusal)
    return len(found)


def to_hand_over(today: date) -> list[tuple[Organisation, date]]:
    """Last month of every county that published something and has no package yet."""
    month = (today.replace(day=1) - timedelta(days=1)).replace(day=1)
    made = set(HandOver.objects.filter(month=month).values_list("county", flat=True))
    return [
        (county, month)
        for county in counties()
        if county.pk not in made and handing_over.documents_of(county, month)
    ]


def hand_over(today: date) -> int:
    """Make the packages that are missing; one county's trouble is not another's."""
    made = 0
    for county, month in to_hand_over(today):
        try:
            handing_over.make(county, month, by=None, on=today)
            made += 1
        except Exception:
            logger.exception("hand-over of county %s for %s failed", county.pk, month)
    return made


@shared_task
def work_on_archive(pk: int) -> None:
    """Read or write one batch of old documents, from where it stands."""
    importing.carry_on(ArchiveBatch(pk=pk), on=timezone.localdate())


@shared_task
def sweep_archives() -> None:
    """Batches whose message was lost, or whose worker was."""
    for batch in archive_batches.left_behind(timezone.now()):
        try:
            work_on_archive(batch.pk)
        except Exception:
            logger.exception("archive %s failed", batch.pk)
