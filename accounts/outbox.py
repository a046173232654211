"""Mail to people without an account: a row in the act's own transaction, sent later and tried until it goes.

An app's own model says about whom and what; `send_due` is the one way out.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final, Self

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import models, transaction

from accounts.waiting import turn_has_come

logger = logging.getLogger(__name__)
ATTEMPTS: Final = 6  # the last about a day and a half after the first
AT_ONCE: Final = 500  # rows of one run; the next comes a minute later


def wait_after(attempts: int) -> timedelta:
    """How long until the next attempt: 5 minutes, 20, 80 …"""
    return timedelta(minutes=5 * 4 ** (attempts - 1))


class OutgoingQuerySet(models.QuerySet[Any]):
    def due(self, at: datetime) -> Self:
        return self.filter(turn_has_come(at), state=Outgoing.State.WAITING)


class Outgoing(models.Model):
    """待发送的通知: without personal data of its own; the address is opened on sending."""

    class State(models.TextChoices):
        WAITING = "waiting", "待发送"
        SENT = "sent", "已发送"
        FAILED = "failed", "未能发送"

    state = models.CharField("状态", max_length=8, choices=State, default=State.WAITING)
    attempts = models.PositiveSmallIntegerField("尝试次数", default=0)
    created_at = models.DateTimeField("产生时间", auto_now_add=True)
    next_attempt_at = models.DateTimeField("下次尝试", null=True)
    sent_at = models.DateTimeField("发送时间", null=True)

    objects = OutgoingQuerySet.as_manager()

    class Meta:
        abstract = True


LEASE: Final = timedelta(minutes=3)  # after that a row whose sender was killed is sent again


def message_id(*parts: object) -> dict[str, str]:
    """The header that makes a mail sent twice (its sender was killed before it could note it) the same mail twice.

    The standard leaves a sender only the choice between losing a mail and repeating it (RFC 5321, 6.1); mail servers and
    readers show one of two with the same identity.
    """
    return {"Message-ID": f"<{'.'.join(str(part) for part in parts)}@{settings.SITE['domain']}>"}


@dataclass(frozen=True, slots=True)
class Mail:
    """What a row becomes; without an address it has failed for good."""

    address: str
    subject: str
    text: str


def send_due(model: Any, at: datetime, mail: Callable[[Any], Mail], *, related: tuple[str, ...]) -> int:
    """Mail what is due, one row after the other, so that one bad address holds up nobody; how many went."""
    if not settings.MAIL_ENABLED:
        return 0
    keys = list(model.objects.due(at).order_by("pk").values_list("pk", flat=True)[:AT_ONCE])
    return sum(_send(model, pk, at, mail, related) for pk in keys)


def _send(model: Any, pk: Any, at: datetime, mail: Callable[[Any], Mail], related: tuple[str, ...]) -> bool:
    """Claimed, sent, noted; nothing is locked while the mail server is waited for."""
    claimed = _claim(model, pk, at, mail, related)
    if claimed is None:
        return False
    attempt, found = claimed
    headers = message_id(model._meta.label_lower, pk)
    try:
        EmailMessage(found.subject[:120], found.text, to=[found.address], headers=headers).send()
    except OSError as error:
        logger.warning("%s %s was not sent: %s", model.__name__, pk, type(error).__name__)
        state = Outgoing.State.FAILED if attempt >= ATTEMPTS else Outgoing.State.WAITING
        _note(model, pk, attempt, state=state, next_attempt_at=at + wait_after(attempt))
        return False
    _note(model, pk, attempt, state=Outgoing.State.SENT, sent_at=at)
    return True


@transaction.atomic
def _claim(
    model: Any, pk: Any, at: datetime, mail: Callable[[Any], Mail], related: tuple[str, ...]
) -> tuple[int, Mail] | None:
    """The attempt's number and the mail; None where another has it, it is not due, or there is no address."""
    waiting = model.objects.due(at).select_for_update(skip_locked=True, of=("self",)).select_related(*related)
    row = waiting.filter(pk=pk).first()
    if row is None:
        return None
    found = mail(row)
    if not found.address or row.attempts >= ATTEMPTS:
        row.state = Outgoing.State.FAILED
        row.save(update_fields=["state"])
        return None
    row.attempts, row.next_attempt_at = row.attempts + 1, at + LEASE
    row.save(update_fields=["attempts", "next_attempt_at"])
    return row.attempts, found


def _note(model: Any, pk: Any, attempt: int, **values: Any) -> None:
    """What became of this attempt, unless another was begun since."""
    model.objects.filter(pk=pk, state=Outgoing.State.WAITING, attempts=attempt).update(**values)
