"""One mail a day to one person with everything that waits for them and was not told before; what was told is in the audit record."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Final

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import transaction

from accounts.models import User
from accounts.outbox import message_id
from audit.actions import record
from audit.models import AuditEntry

logger = logging.getLogger(__name__)
REMEMBERED: Final = timedelta(days=120)  # nothing is reminded of under the same key for longer


@transaction.atomic
def send_digest(
    person: User, lines: Mapping[str, str], *, action: str, about: str, today: date, at: datetime
) -> bool:
    """Mail the `lines` (key → sentence) whose keys this person has not had; whether a mail went out.

    `action` names the digest in the audit record, `about` in the mail (依申请公开). A person has one of each a day; what
    comes later that day, or while the mail server is away, goes with the next.
    """
    User.objects.select_for_update(of=("self",)).get(pk=person.pk)
    entries = AuditEntry.objects.about(person).filter(action=action, at__gte=at - REMEMBERED)
    earlier = list(entries.values_list("details", flat=True))
    known = {key for details in earlier for key in details["keys"]}
    fresh = {key: text for key, text in lines.items() if key not in known}
    if not fresh or any(details["on"] == today.isoformat() for details in earlier):
        return False
    text = "\n".join(["您好，以下事项需要办理：", "", *fresh.values(), "", f"{settings.SITE_URL}/admin/"])
    subject = f"{about}待办{len(fresh)}项 - {settings.SITE['short_name']}"
    try:
        EmailMessage(subject, text, to=[person.email], headers=message_id(action, person.pk, today)).send()
    except OSError as error:
        logger.warning("%s of person %s was not sent: %s", action, person.pk, type(error).__name__)
        return False
    record(None, action, person, organisation=person.organisation, keys=list(fresh), on=today.isoformat())
    return True
