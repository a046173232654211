"""个人信息: anonymising what is kept long enough (个人信息保护法第十九条、第四十七条)."""

from __future__ import annotations

from datetime import date
from typing import Final

from django.db import transaction

from audit.actions import record
from interpretation.actions.taking import lock
from interpretation.deadlines import reply_rule
from interpretation.models import Message, MessageKind, Sender
from interpretation.workflow import MessageStatus
from statute.calendar import shift_months

GONE: Final = "（已匿名化）"


def due_for_anonymising(today: date) -> list[int]:
    """Answered messages whose retention has ended by the rule of their kind that is in force today."""
    found: list[int] = []
    for kind in MessageKind.values:
        before = shift_months(today, -12 * reply_rule(kind, today).retention_years)
        found += Message.objects.kept_long_enough(kind, before).values_list("pk", flat=True)
    return found


@transaction.atomic
def anonymise(pk: int, *, on: date) -> None:
    """Destroy name and contact, and every wording that was not let out to the public.

    Kind, unit, dates and mark stay, so statistics stay true; what was shown with consent and masked names stays as shown.
    """
    message = lock(Message(pk=pk))
    if message.anonymised_on is not None or message.status != MessageStatus.ANSWERED:
        return
    Sender.objects.filter(message=message).update(name_sealed=b"", phone_sealed=b"", email_sealed=b"")
    message.notices.all().delete()
    message.steps.update(note="", public_note="")
    if message.shown_at is None:
        message.subject = message.text = message.answer = GONE
        message.shown_subject = message.shown_text = message.shown_name = ""
    else:
        message.subject, message.text = message.shown_subject, message.shown_text
    message.rating_note, message.anonymised_on = "", on
    message.save()
    record(None, "message.anonymised", message, article="个人信息保护法第四十七条", organisation=message.unit)
