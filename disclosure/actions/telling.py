"""Reminders by mail: to whom, one mail per person and day, and what was told to whom kept in the audit record."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

from django.conf import settings
from django.db import transaction
from django.urls import reverse

from accounts.models import Organisation, RoleGrant, User
from accounts.roles import Role
from audit.actions import record
from audit.models import AuditEntry
from disclosure.actions.mailing import Outcome, post, written
from disclosure.actions.reminding import EXPIRY, OVERDUE, recent
from disclosure.actions.sending import absolute
from disclosure.actions.subscribing import Tally
from disclosure.models import Reminder
from disclosure.workflow import REVIEWER, Status

MAILED: Final = "reminders.mailed"
NOT_MAILED: Final = "reminders.mail_failed"
AT_ONCE: Final = "virus-"  # these do not wait for tomorrow's mail
WORDS: Final = {
    EXPIRY: "规范性文件的有效期将满",
    AT_ONCE: "已公开的附件中发现病毒,已停止下载",
    "delivery-": "渠道投送多次失败",
    OVERDUE: "文件逾期未公开",
}


@dataclass(frozen=True)
class Line:
    """One thing to tell: what makes it the same thing tomorrow, in words without a title, and where to act."""

    key: str
    text: str
    url: str
    urgent: bool = False


def recipients(reminder: Reminder) -> list[User]:
    """Who is told: the unit's clerks and whoever holds the file; late: its head and the county office too."""
    unit, kind = reminder.edition.unit, reminder.kind
    if kind.startswith(AT_ONCE):
        return holders(Role.HEAD, unit)
    people = holders(Role.CLERK, unit)
    step = REVIEWER.get(Status(reminder.edition.status))
    if step is not None:
        people += holders(step, unit)
    if kind == EXPIRY or reminder.escalated:
        people += holders(Role.HEAD, unit)
    if reminder.escalated:
        people += county_office(unit)
    return list(dict.fromkeys(people))


def holders(role: Role, *units: Organisation) -> list[User]:
    """Active people who were given the post on exactly these units."""
    grants = RoleGrant.objects.filter(permission__codename=role.permission, content_object__in=units)
    return list(User.objects.filter(pk__in=grants.values("user"), is_active=True).order_by("pk"))


def county_office(unit: Organisation) -> list[User]:
    return holders(Role.COUNTY_OFFICE, *unit.get_ancestors(include_self=True))


def lines_by_person(today: date, *, at: datetime) -> dict[User, list[Line]]:
    """What each person with an address would be told of the last week's reminders."""
    found: dict[User, list[Line]] = defaultdict(list)
    for reminder in recent(today):
        for person in recipients(reminder):
            found[person].append(_line(reminder))
    entries = AuditEntry.objects.filter(action="cleanup.due", at__gte=at - timedelta(days=7))
    for entry in entries.order_by("pk"):
        county = Organisation.objects.filter(pk=entry.organisation_id).first()
        url = absolute(reverse("admin:index"))
        for person in county_office(county) if county else []:
            found[person].append(Line(f"cleanup-{entry.pk}", str(entry.details["text"]), url))
    return {person: lines for person, lines in found.items() if person.email}


def _line(reminder: Reminder) -> Line:
    what = next(
        (words for kind, words in WORDS.items() if reminder.kind.startswith(kind)), "文件即将到期应公开"
    )
    edition = reminder.edition
    text = f"{edition.unit}:{what}(期限{reminder.due_on},文件编号{edition.document_id})"
    url = absolute(reverse("admin:disclosure_documentedition_change", args=[edition.pk]))
    return Line(f"reminder-{reminder.pk}", text, url, urgent=reminder.kind.startswith(AT_ONCE))


def mail_reminders(today: date, *, at: datetime) -> Tally:
    """One mail per person and day with everything new; only what is urgent makes a second one."""
    tally = Tally()
    if not settings.MAIL_ENABLED:
        return tally
    for person, lines in lines_by_person(today, at=at).items():
        fresh = _claim(person, lines, today, at)
        if not fresh:
            continue
        context = {"site": settings.SITE, "person": person, "today": today, "lines": fresh}
        subject = f"待办提醒{len(fresh)}项 - {settings.SITE['short_name']}"
        outcome = post(written("reminders", subject, context, to=person.email, html=False))
        tally.count(outcome)
        if outcome is Outcome.LATER:
            _note(NOT_MAILED, person, fresh, today)
    return tally


@transaction.atomic
def _claim(person: User, lines: list[Line], today: date, at: datetime) -> list[Line]:
    """Write down what the person is told before it is sent, so that nothing is told twice."""
    User.objects.select_for_update(of=("self",)).get(pk=person.pk)
    told, today_done = _told(person, today, at)
    fresh = [line for line in lines if line.key not in told]
    if not fresh or (today_done and not any(line.urgent for line in fresh)):
        return []
    _note(MAILED, person, fresh, today)
    return fresh


def _told(person: User, today: date, at: datetime) -> tuple[set[str], bool]:
    """Keys the person was told, and whether a mail went out today; a failed mail is no mail."""
    told: set[str] = set()
    mails = 0
    for action, details in _entries(person, at):
        if action == MAILED:
            told |= set(details["keys"])
            mails += details["on"] == today.isoformat()
        else:
            told -= set(details["keys"])
            mails -= details["on"] == today.isoformat()
    return told, mails > 0


def _entries(person: User, at: datetime) -> Iterator[tuple[str, dict[str, list[str] | str]]]:
    rows = AuditEntry.objects.about(person).filter(
        action__in=(MAILED, NOT_MAILED), at__gte=at - timedelta(days=30)
    )
    yield from rows.values_list("action", "details")


@transaction.atomic
def _note(action: str, person: User, lines: list[Line], today: date) -> None:
    record(None, action, person, organisation=person.organisation, keys=[line.key for line in lines],
           on=today.isoformat())  # fmt: skip
