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
from django.db.models import Q

logger = logging.getLogger(__name__)
ATTEMPTS: Final = 6  # the last about a day and a half after the first
AT_ONCE: Final = 500  # rows of one run; the next comes a minute later


def wait_after(attempts: int) -> timedelta:
    """How long until the next attempt: 5 minutes, 20, 80 …"""
    return timedelta(minutes=5 * 4 ** (attempts - 1))


class OutgoingQuerySet(models.QuerySet[Any]):
    def due(self, at: datetime) -> Self:
        waiting = self.filter(state=Outgoing.State.WAITING)
        return waiting.filter(Q(next_attempt_at=None) | Q(next_attempt_at__lte=at))


class Outgoing(models.Model):
    """待发送的通知: without personal data of its own; the address is opened on sending."""

    class State(models.TextChoices):
        WAITING = "waiting", "待发送"
        SENT = "sent", "已发送"
        FAILED = "failed", "未能发送"

    state = models.CharField("状态", max_length=8, choices=State, default=State.WAITING)
    attempts = models.PositiveSmallIntegerField("尝试次数", default=0)
    next_attempt_at = models.DateTimeField("下次尝试", null=True)
    sent_at = models.DateTimeField("发送时间", null=True)

    objects = OutgoingQuerySet.as_manager()

    class Meta:
        abstract = True


@dataclass(frozen=True, slots=True)
class Mail:
    """What a row becomes; without an address it has failed for good."""

    address: str
    subject: str
    text: str


def send_due(model: Any, at: datetime, mail: Callable[[Any], Mail], *, related: tuple[str, ...]) -> int:
    """Mail what is due, each row in its own transaction, so that one bad address holds up nobody; how many went."""
    if not settings.MAIL_ENABLED:
        return 0
    keys = list(model.objects.due(at).order_by("pk").values_list("pk", flat=True)[:AT_ONCE])
    return sum(_send(model, pk, at, mail, related) for pk in keys)


@transaction.atomic
def _send(model: Any, pk: Any, at: datetime, mail: Callable[[Any], Mail], related: tuple[str, ...]) -> bool:
    waiting = model.objects.select_for_update(skip_locked=True, of=("self",)).select_related(*related)
    row = waiting.filter(pk=pk, state=Outgoing.State.WAITING).first()
    if row is None:
        return False
    found = mail(row)
    if not found.address:
        row.state = Outgoing.State.FAILED
        row.save(update_fields=["state"])
        return False
    row.attempts += 1
    try:
        EmailMessage(found.subject[:120], found.text, to=[found.address]).send()
    except OSError as error:
        logger.warning("%s %s was not sent: %s", model.__name__, pk, type(error).__name__)
        row.state = Outgoing.State.FAILED if row.attempts >= ATTEMPTS else Outgoing.State.WAITING
        row.next_attempt_at = at + wait_after(row.attempts)
        row.save()
        return False
    row.state, row.sent_at = Outgoing.State.SENT, at
    row.save()
    return True
