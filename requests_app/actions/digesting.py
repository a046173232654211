"""One mail a day to each person with everything new; what was told is kept in the audit record."""

from __future__ import annotations

import logging
from collections import defaultdict
from datetime import date, datetime, timedelta
from typing import Final

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import transaction

from accounts.models import User
from audit.actions import record
from audit.models import AuditEntry
from requests_app.actions.reminding import WORDS, recipients
from requests_app.models import RequestReminder

logger = logging.getLogger(__name__)
DIGEST: Final = "requests.digest"


def send_digests(today: date, *, at: datetime) -> int:
    """How many mails went out; a person who had one today gets the rest tomorrow."""
    if not settings.MAIL_ENABLED:
        return 0
    lines: dict[User, list[tuple[int, str]]] = defaultdict(list)
    week = RequestReminder.objects.filter(on__gte=today - timedelta(days=7))
    for row in week.select_related("request__unit", "request__handler").order_by("due_on"):
        text = f"{row.request.number}：{WORDS[row.kind]}（{row.due_on}）"
        for person in recipients(row):
            if person.email:
                lines[person].append((row.pk, text))
    return sum(_send(person, rows, today, at) for person, rows in lines.items())


@transaction.atomic
def _send(person: User, rows: list[tuple[int, str]], today: date, at: datetime) -> bool:
    User.objects.select_for_update(of=("self",)).get(pk=person.pk)
    told, today_done = _told(person, today, at)
    fresh = [(pk, text) for pk, text in rows if pk not in told]
    if not fresh or today_done:
        return False
    body = "\n".join(
        [
            "您好，以下依申请公开事项需要办理：",
            "",
            *(text for _, text in fresh),
            "",
            f"{settings.SITE_URL}/admin/",
        ]
    )
    mail = EmailMessage(
        f"依申请公开待办{len(fresh)}项 - {settings.SITE['short_name']}", body, to=[person.email]
    )
    try:
        mail.send()
    except OSError as error:
        logger.warning("the digest of person %s was not sent: %s", person.pk, type(error).__name__)
        return False
    record(
        None,
        DIGEST,
        person,
        organisation=person.organisation,
        reminders=[pk for pk, _ in fresh],
        on=today.isoformat(),
    )
    return True


def _told(person: User, today: date, at: datetime) -> tuple[set[int], bool]:
    entries = AuditEntry.objects.about(person).filter(action=DIGEST, at__gte=at - timedelta(days=30))
    told: set[int] = set()
    done = False
    for details in entries.values_list("details", flat=True):
        told |= set(details["reminders"])
        done = done or details["on"] == today.isoformat()
    return told, done
