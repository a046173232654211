"""催办 of feedback: before the day it is due and once it is late, each once; late, the head and the county office hear of it."""

from __future__ import annotations

import logging
from collections import defaultdict
from datetime import date, datetime, time, timedelta
from typing import Final

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import transaction
from django.utils import timezone

from accounts.models import User
from accounts.roles import Role
from audit.actions import record
from audit.models import AuditEntry
from disclosure.actions.telling import county_office, holders
from participation.deadlines import feedback_days, feedback_due
from participation.models import Consultation, FeedbackReminder
from statute.loading import working_calendar

logger = logging.getLogger(__name__)
BEFORE: Final = (10, 3)  # days before the last one; the nearest mark only, a missed one is not made up for
OVERDUE: Final = "overdue"
DIGEST: Final = "participation.digest"


def remind(today: date) -> list[FeedbackReminder]:
    """Write what is due today; running twice writes nothing twice."""
    start = timezone.make_aware(datetime.combine(today, time.min))
    days, calendar, made = feedback_days(today), working_calendar(), []
    for one in Consultation.objects.awaiting_feedback(start).select_related("unit"):  # type: ignore[attr-defined]
        due = feedback_due(one, days, calendar).date
        left = (due - today).days
        mark = next((mark for mark in reversed(BEFORE) if left <= mark), None)
        if left < 0:
            made += _write(one, OVERDUE, due, today)
        elif mark is not None:
            made += _write(one, f"before-{mark}", due, today)
    return made


@transaction.atomic
def _write(consultation: Consultation, kind: str, due: date, today: date) -> list[FeedbackReminder]:
    row, created = FeedbackReminder.objects.get_or_create(
        consultation=consultation, kind=kind, defaults={"due_on": due, "on": today, "escalated": kind == OVERDUE}
    )  # fmt: skip
    if not created:
        return []
    record(None, "consultation.reminded", consultation, article="市实施意见三(二)3", organisation=consultation.unit,
           kind=kind, due_on=due.isoformat())  # fmt: skip
    return [row]


def recipients(row: FeedbackReminder) -> list[User]:
    """The unit's clerks; once it is late, the head and the county office too."""
    unit = row.consultation.unit
    people = holders(Role.CLERK, unit)
    if row.escalated:
        people += [*holders(Role.HEAD, unit), *county_office(unit)]
    return list(dict.fromkeys(people))


def words(row: FeedbackReminder) -> str:
    what = f"{row.consultation.unit}：“{row.consultation}”的意见采纳情况应于{row.due_on}前公布"
    return f"{what}，已经逾期，逾期情况已向社会公开" if row.kind == OVERDUE else f"{what}，还没有公布"


def send_digests(today: date, *, at: datetime) -> int:
    """How many mails went out; what has been published meanwhile is not asked for, and nobody is told a thing twice."""
    if not settings.MAIL_ENABLED:
        return 0
    waiting = Consultation.objects.awaiting_feedback(at)  # type: ignore[attr-defined]
    week = FeedbackReminder.objects.filter(on__gte=today - timedelta(days=7), consultation__in=waiting)
    lines: dict[User, list[tuple[int, str]]] = defaultdict(list)
    for row in week.select_related("consultation__unit").order_by("due_on", "pk"):
        for person in recipients(row):
            if person.email:
                lines[person].append((row.pk, words(row)))
    return sum(_send(person, rows, today, at) for person, rows in lines.items())


@transaction.atomic
def _send(person: User, rows: list[tuple[int, str]], today: date, at: datetime) -> bool:
    User.objects.select_for_update(of=("self",)).get(pk=person.pk)
    entries = AuditEntry.objects.about(person).filter(action=DIGEST, at__gte=at - timedelta(days=30))
    told = {pk for details in entries.values_list("details", flat=True) for pk in details["reminders"]}
    fresh = [(pk, text) for pk, text in rows if pk not in told]
    if not fresh:
        return False
    body = [
        "您好，以下意见采纳情况需要公布：",
        "",
        *(text for _, text in fresh),
        "",
        f"{settings.SITE_URL}/admin/",
    ]
    mail = EmailMessage(
        f"公众参与待办{len(fresh)}项 - {settings.SITE['short_name']}", "\n".join(body), to=[person.email]
    )
    try:
        mail.send()
    except OSError as error:
        logger.warning("the digest of person %s was not sent: %s", person.pk, type(error).__name__)
        return False
    record(None, DIGEST, person, organisation=person.organisation, reminders=[pk for pk, _ in fresh],
           on=today.isoformat())  # fmt: skip
    return True
