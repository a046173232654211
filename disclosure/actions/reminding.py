"""提醒: what falls due is told to people, once, and goes up to those in charge when it is late.

A reminder never touches the document it is about. Mails carry no title and no content: most of what is reminded
of has not been reviewed for secrecy yet.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from django.db import transaction
from django.db.models import Q
from django.utils.timezone import get_current_timezone

from accounts.models import Organisation, OrganisationKind
from audit.actions import record
from audit.models import AuditEntry
from disclosure.deadlines import due_of
from disclosure.models import Campaign, DocumentEdition, Reminder, Validity
from disclosure.workflow import READABLE_ATTRIBUTES, Status
from statute.calendar import WorkingCalendar
from statute.loading import working_calendar
from statute.normative import CLEANUP_EVERY_YEARS, cleanup_due, evaluation_starts
from statute.publication import working_days_left

STAGES: Final = (1, 3, 5)  # working days left, the most urgent first
AGAIN_EVERY: Final = 5  # working days, once it is late
ARTICLE: Final = "条例第二十六条"
CLEANUP_ARTICLE: Final = "市实施意见三(二)1 定期清理"
PUBLICATION: Final = "publication-"
OVERDUE: Final = "publication-overdue-"
EXPIRY: Final = "normative-expiry"


@dataclass(frozen=True)
class Due:
    """A reminder that is to be written: about which edition, how urgent, by when, in which words."""

    edition: DocumentEdition
    kind: str
    due_on: date
    text: str
    escalated: bool = False


def stage(left: int) -> str | None:
    """The most urgent stage crossed with `left` working days (negative: late), None while there is time."""
    if left < 0:
        return f"{OVERDUE}{(-left - 1) // AGAIN_EVERY}"
    return next((f"{PUBLICATION}{days}" for days in STAGES if left <= days), None)


def urgency(kind: str) -> int:
    """Grows as the day comes nearer and goes by."""
    if kind.startswith(OVERDUE):
        return len(STAGES) + int(kind.removeprefix(OVERDUE))
    return len(STAGES) - 1 - STAGES.index(int(kind.removeprefix(PUBLICATION)))


def due_reminders(today: date) -> list[Due]:
    """Everything to be reminded of that was not, only the most urgent of each (nothing is written)."""
    return [*_publications(today, working_calendar()), *_expiries(today)]


def _publications(today: date, calendar: WorkingCalendar) -> Iterator[Due]:
    """第二十六条: open information that is still being prepared."""
    decided = Q(attribute__in=READABLE_ATTRIBUTES)
    proposed = Q(attribute="", proposed_attribute__in=READABLE_ATTRIBUTES)
    waiting = DocumentEdition.objects.in_preparation().filter(decided | proposed, formed_on__isnull=False)
    told: dict[tuple[int, date], int] = {}
    earlier = Reminder.objects.filter(edition__in=waiting, kind__startswith=PUBLICATION)
    for pk, earlier_kind, due_on in earlier.values_list("edition_id", "kind", "due_on"):
        told[pk, due_on] = max(told.get((pk, due_on), -1), urgency(earlier_kind))
    for edition in waiting.select_related("unit", "document").order_by("pk"):
        due = due_of(edition, calendar)
        if due is None:
            continue
        left = working_days_left(today, due.date, calendar)
        kind = stage(left)
        if kind is None or urgency(kind) <= told.get((edition.pk, due.date), -1):
            continue
        name = f"《{edition.title[:100]}》应于{due.date}前公开{'(暂定)' if due.provisional else ''}"
        text = f"{name},已逾期{-left}个工作日。" if left < 0 else f"{name},还剩{left}个工作日。"
        yield Due(edition, kind, due.date, text, escalated=left < 0)


def _expiries(today: date) -> Iterator[Due]:
    """规范性文件 in the last six months of its validity: to be evaluated, renewed, or left to lapse."""
    gone = (Validity.REPEALED, Validity.EXPIRED)
    standing = DocumentEdition.objects.filter(
        status=Status.PUBLISHED, is_normative=True, valid_until__gte=today
    )
    told = Reminder.objects.filter(kind=EXPIRY).values_list("edition_id", "due_on")
    known = set(told)
    for edition in standing.exclude(validity__in=gone).select_related("unit", "document").order_by("pk"):
        until = edition.valid_until
        if until is None or evaluation_starts(until) > today or (edition.pk, until) in known:
            continue
        text = f"《{edition.title[:100]}》有效期至{until},请评估后决定继续有效、修改或者任其失效。"
        yield Due(edition, EXPIRY, until, text)


def remind(today: date) -> list[Reminder]:
    """Write the reminders that are due, each in its own transaction, each once per edition, kind and date."""
    return [made for one in due_reminders(today) if (made := _write(one, today)) is not None]


@transaction.atomic
def _write(one: Due, today: date) -> Reminder | None:
    reminder, made = Reminder.objects.get_or_create(
        edition=one.edition,
        kind=one.kind,
        due_on=one.due_on,
        defaults={"on": today, "text": one.text[:300], "escalated": one.escalated},
    )
    if made and one.escalated:
        record(None, "reminder.escalated", one.edition, article=ARTICLE, organisation=one.edition.unit,
               due_on=one.due_on.isoformat(), kind=one.kind)  # fmt: skip
    return reminder if made else None


# --- the two-yearly clean-up ------------------------------------------------------------------------------


def cleanups_due(today: date) -> list[tuple[Organisation, date]]:
    """Counties whose last clean-up is two years old, with none under way, and the day it was due."""
    counties = Organisation.objects.active().filter(kind=OrganisationKind.COUNTY_GOVERNMENT)
    found = [(county, _cleanup_due(county)) for county in counties]
    return [(county, due) for county, due in found if due is not None and due <= today]


def _cleanup_due(county: Organisation) -> date | None:
    cleanups = Campaign.objects.filter(organisation=county, kind=Campaign.Kind.CLEANUP)
    if cleanups.filter(closed_on=None).exists():
        return None
    last = cleanups.order_by("-closed_on").values_list("closed_on", flat=True).first()
    return cleanup_due(last) if last else _first_cleanup_due(county)


def _first_cleanup_due(county: Organisation) -> date | None:
    """Two years after the oldest normative document in force was published."""
    units = county.get_descendants(include_self=True)
    standing = DocumentEdition.objects.filter(status=Status.PUBLISHED, is_normative=True, unit__in=units)
    oldest = standing.order_by("published_at").values_list("published_at", flat=True).first()
    return cleanup_due(oldest.astimezone(get_current_timezone()).date()) if oldest else None


def remind_of_cleanups(today: date) -> list[Organisation]:
    """One entry per county and due day; the county office reads of it in its mail."""
    return [county for county, due in cleanups_due(today) if _note_cleanup(county, due)]


@transaction.atomic
def _note_cleanup(county: Organisation, due: date) -> bool:
    Organisation.objects.select_for_update(of=("self",)).get(pk=county.pk)
    entries = AuditEntry.objects.about(county).filter(action="cleanup.due")
    if any(entry.details.get("due_on") == due.isoformat() for entry in entries):
        return False
    record(None, "cleanup.due", county, article=CLEANUP_ARTICLE, organisation=county, due_on=due.isoformat(),
           text=f"规范性文件应至少每{CLEANUP_EVERY_YEARS}年清理一次并公布结果,本次应于{due}前完成。")  # fmt: skip
    return True


def recent(today: date, days: int = 7) -> Sequence[Reminder]:
    """Reminders of the last days that are still about something open, for the mails."""
    since = today - timedelta(days=days)
    rows = (
        Reminder.objects.filter(on__gte=since, on__lte=today).select_related("edition__unit").order_by("pk")
    )
    done = (Status.PUBLISHED, Status.WITHDRAWN, Status.SUPERSEDED, Status.DISCARDED, Status.LEDGER)
    return [row for row in rows if not (row.kind.startswith(PUBLICATION) and row.edition.status in done)]
