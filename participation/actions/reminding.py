"""催办 of feedback and of reports on meetings: before the day it is due and once it is late, each once; late, the head and the county office hear of it."""

from __future__ import annotations

import logging
from collections import defaultdict
from datetime import date, datetime, timedelta
from typing import Final

from django.conf import settings
from django.db import transaction
from django.db.models import Q

from accounts.digests import send_digest
from accounts.models import User
from accounts.roles import Role
from audit.actions import record
from disclosure.actions.telling import county_office, holders
from participation.duties import Duty, duties
from participation.models import Consultation, Gathering, Reminder

logger = logging.getLogger(__name__)
BEFORE: Final = (10, 3)  # days before the last one; the nearest mark only, a missed one is not made up for
OVERDUE: Final = "overdue"
DIGEST: Final = "participation.digest"


def remind(today: date) -> list[Reminder]:
    """Write what is due today; running twice writes nothing twice."""
    made = []
    for duty in duties(today):
        left = (duty.due.date - today).days
        mark = next((mark for mark in reversed(BEFORE) if left <= mark), None)
        if left < 0:
            made += _write(duty, OVERDUE, today)
        elif mark is not None:
            made += _write(duty, f"before-{mark}", today)
    return made


@transaction.atomic
def _write(duty: Duty, kind: str, today: date) -> list[Reminder]:
    what, due = "consultation" if duty.is_feedback else "gathering", duty.due.date
    row, created = Reminder.objects.get_or_create(
        **{what: duty.thing}, kind=kind, defaults={"due_on": due, "on": today, "escalated": kind == OVERDUE}
    )
    if not created:
        return []
    record(None, f"{what}.reminded", duty.thing, article="市实施意见三(二)3", organisation=duty.thing.unit,
           kind=kind, due_on=due.isoformat())  # fmt: skip
    return [row]


def recipients(row: Reminder) -> list[User]:
    """The unit's clerks; once it is late, the head and the county office too."""
    unit = row.thing.unit
    people = holders(Role.CLERK, unit)
    if row.escalated:
        people += [*holders(Role.HEAD, unit), *county_office(unit)]
    return list(dict.fromkeys(people))


def words(row: Reminder) -> str:
    owed = "意见采纳情况" if row.consultation_id else "会议情况"
    what = f"{row.thing.unit}：“{row.thing}”的{owed}应于{row.due_on}前公布"
    return f"{what}，已经逾期，逾期情况已向社会公开" if row.kind == OVERDUE else f"{what}，还没有公布"


def send_digests(today: date, *, at: datetime) -> int:
    """How many mails went out; what has been published meanwhile is not asked for, and nobody is told a thing twice."""
    if not settings.MAIL_ENABLED:
        return 0
    waiting = Q(consultation__in=Consultation.objects.awaiting_feedback(at)) | Q(  # type: ignore[attr-defined]
        gathering__in=Gathering.objects.awaiting_report(at)
    )
    week = Reminder.objects.filter(waiting, on__gte=today - timedelta(days=7))
    lines: dict[User, dict[str, str]] = defaultdict(dict)
    for row in week.select_related("consultation__unit", "gathering__unit").order_by("due_on", "pk"):
        for person in recipients(row):
            if person.email:
                lines[person][str(row.pk)] = words(row)
    return sum(
        send_digest(person, said, action=DIGEST, about="公众参与", today=today, at=at)
        for person, said in lines.items()
    )
