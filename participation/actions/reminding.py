"""催办 of feedback: before the day it is due and once it is late, each once; late, the head and the county office hear of it."""

from __future__ import annotations

import logging
from collections import defaultdict
from datetime import date, datetime, time, timedelta
from typing import Final

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from accounts.digests import send_digest
from accounts.models import User
from accounts.roles import Role
from audit.actions import record
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
    lines: dict[User, dict[str, str]] = defaultdict(dict)
    for row in week.select_related("consultation__unit").order_by("due_on", "pk"):
        for person in recipients(row):
            if person.email:
                lines[person][str(row.pk)] = words(row)
    return sum(
        send_digest(person, said, action=DIGEST, about="公众参与", today=today, at=at)
        for person, said in lines.items()
    )
