"""政务新媒体推送: claim a row, send it, write the result; no lock is held while the network is waited for."""

from __future__ import annotations

import asyncio
import json
import logging
import ssl
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Final

from django.conf import settings
from django.db import transaction
from django.db.models import Min
from django.utils.timezone import get_current_timezone

from disclosure.actions.delivering import switched_off
from disclosure.actions.posting import Answer, Letter, post_all, trust
from disclosure.actions.virus import servable
from disclosure.models import Delivery, DocumentEdition, Reminder

logger = logging.getLogger(__name__)
State, Event, Outlet = Delivery.State, Delivery.Event, Delivery.Outlet
MOST_ATTEMPTS: Final = 8
LONGEST_WAIT: Final = 6 * 60
LEASE: Final = timedelta(minutes=3)  # after that a claim nobody finished is free again
LONGEST_RUN: Final = 60.0  # seconds; with one round more it stays well below the lease
TAKE_DOWN: Final = "请立即停止展示并删除本文件的全部内容和附件。"
NO_LONGER_PUBLIC: Final = "发送前已不再公开,没有投送。"


@dataclass
class Tally:
    """What one run did, in messages."""

    sent: int = 0
    failed: int = 0
    abandoned: int = 0
    dropped: int = 0
    resting: set[int] = field(default_factory=set)

    @property
    def total(self) -> int:
        return self.sent + self.failed + self.abandoned + self.dropped


def wait_after(attempt: int) -> timedelta:
    """1, 3, 9, 27, 81, 243 minutes, then 6 hours."""
    return timedelta(minutes=min(3 ** (attempt - 1), LONGEST_WAIT))


def send_due(at: datetime, limit: int = 100) -> Tally:
    """Send what is due, one message per receiver at a time and all receivers side by side.

    A receiver that does not answer rests for the remainder of the run, so it costs the others nothing.
    """
    tally, stop = Tally(), time.monotonic() + LONGEST_RUN
    context: ssl.SSLContext | None = None
    while tally.total < limit and time.monotonic() < stop:
        letters = list(_claim_round(at, limit - tally.total, tally))
        if not letters:
            if tally.total < limit and _first_due(at, tally.resting):
                continue  # rows were dropped: look at the next ones
            break
        context = context or trust(settings.WEBHOOK_CA_FILE)
        for letter, answer in zip(letters, asyncio.run(post_all(letters, context)), strict=True):
            _settle(letter, answer, at, tally)
    return tally


def _first_due(at: datetime, resting: set[int]) -> dict[int, int]:
    """Receiver → its oldest due row."""
    due = Delivery.objects.due(at).filter(outlet=Outlet.WEBHOOK, endpoint__isnull=False)
    rows = due.exclude(endpoint__in=resting).order_by().values_list("endpoint")
    return dict(rows.annotate(first=Min("pk")))


def _claim_round(at: datetime, room: int, tally: Tally) -> Iterator[Letter]:
    for endpoint, pk in sorted(_first_due(at, tally.resting).items(), key=lambda pair: pair[1])[:room]:
        letter = _claim(pk, at, tally)
        if letter is not None:
            yield letter
        elif _first_due(at, set()).get(endpoint) == pk:
            tally.resting.add(endpoint)  # held by somebody else: nothing to be done for it now


@transaction.atomic
def _claim(pk: int, at: datetime, tally: Tally) -> Letter | None:
    """Mark one row as under way, unless it is locked, no longer to be sent, or another is under way before it."""
    due = Delivery.objects.due(at).filter(pk=pk).select_for_update(of=("self",), skip_locked=True)
    row = due.select_related("endpoint", "edition__document", "edition__unit").first()
    if row is None or row.endpoint is None or _under_way(row, at):
        return None
    if not row.endpoint.is_active:
        _by_hand(row, tally)
    elif not may_be_sent(row):
        row.state, row.last_error = State.CANCELLED, NO_LONGER_PUBLIC
        tally.dropped += 1
    elif row.attempts >= MOST_ATTEMPTS:
        _abandon(row, at, "最后一次投送中断,结果不明", tally)
    else:
        row.attempts += 1
        row.next_attempt_at, row.under_way = at + LEASE, True
        row.save()
        return _letter(row)
    row.save()
    return None


def may_be_sent(row: Delivery) -> bool:
    """What is published must be readable now, and what is taken down must not."""
    readable = DocumentEdition.objects.readable()
    if row.event == Event.WITHDRAWN:
        return not readable.filter(document=row.edition.document_id).exists()
    return readable.filter(pk=row.edition_id).exists()


def _under_way(row: Delivery, at: datetime) -> bool:
    """Whether an earlier message about the same document may still be on its way to the same receiver."""
    others = Delivery.objects.filter(endpoint=row.endpoint_id, edition__document=row.edition.document_id)
    return others.filter(under_way=True, next_attempt_at__gt=at).exclude(pk=row.pk).exists()


def _by_hand(row: Delivery, tally: Tally) -> None:
    """The receiver was switched off: a take-down is left to people, anything else is dropped."""
    assert row.endpoint is not None  # noqa: S101  the caller looked
    tally.dropped += 1
    if row.event == Event.WITHDRAWN:
        row.outlet, row.manual, row.label = Outlet.MANUAL, True, switched_off(row.endpoint)
        row.state, row.endpoint = State.WAITING, None
    else:
        row.state, row.last_error = State.CANCELLED, "接收方已停用,没有投送。"


def _letter(row: Delivery) -> Letter:
    assert row.endpoint is not None  # noqa: S101  the caller looked
    body = json.dumps(payload(row), ensure_ascii=False, separators=(",", ":")).encode()
    return Letter(row.pk, row.attempts, row.endpoint_id or 0, row.endpoint.url, row.endpoint.secret, body)


def payload(row: Delivery) -> dict[str, Any]:
    """What a receiver is told. Of a document taken down only which one it is, and what to do.

    `delivery` grows: of two messages about one document the one with the larger number holds.
    """
    edition = row.edition
    identity = {
        "delivery": row.pk,
        "event": row.event,
        "document": edition.document_id,
        "index_number": edition.document.index_number,
        "url": absolute(edition.get_absolute_url()),
    }
    if row.event == Event.WITHDRAWN:
        return identity | {"instruction": TAKE_DOWN}
    return identity | {
        "version": edition.version,
        "title": edition.title,
        "unit": {"code": edition.unit.code, "name": edition.unit.name},
        "doc_number": edition.doc_number,
        "formed_on": _day(edition.formed_on),
        "issued_on": _day(edition.issued_on),
        "effective_on": _day(edition.effective_on),
        "valid_until": _day(edition.valid_until),
        "published_at": edition.published_at.isoformat() if edition.published_at else None,
        "mark": edition.mark,
        "summary": edition.summary,
        "attachments": _attachments(edition),
    }


def _attachments(edition: DocumentEdition) -> list[dict[str, Any]]:
    clean = servable(edition.attachments.listed()).select_related("file")
    return [
        {
            "name": one.name,
            "size": one.file.size,
            "sm3": one.file.sm3,
            "url": absolute(one.get_absolute_url()),
        }
        for one in clean
    ]


def absolute(path: str) -> str:
    return f"{settings.SITE_URL.rstrip('/')}{path}"


def _day(value: Any) -> str | None:
    return value.isoformat() if value else None


@transaction.atomic
def _settle(letter: Letter, answer: Answer, at: datetime, tally: Tally) -> None:
    """Write the result, unless the row was claimed anew meanwhile; one cancelled meanwhile stays cancelled."""
    row = Delivery.objects.select_for_update(of=("self",)).filter(pk=letter.delivery).first()
    if row is None or row.attempts != letter.attempt or not row.under_way:
        return
    row.under_way, row.next_attempt_at, row.last_error = False, None, answer.problem[:300]
    if row.state == State.CANCELLED:
        row.last_error = "取消时已在投送途中。" if answer.ok else answer.problem[:300]
        tally.dropped += 1
    elif answer.ok:
        row.state, row.done_at = State.DONE, at
        tally.sent += 1
    elif row.attempts >= MOST_ATTEMPTS:
        _abandon(row, at, answer.problem, tally)
    else:
        row.state, row.next_attempt_at = State.FAILED, at + wait_after(row.attempts)
        tally.failed += 1
    row.save()
    if answer.dead:
        tally.resting.add(letter.endpoint)


def _abandon(row: Delivery, at: datetime, problem: str, tally: Tally) -> None:
    """多次失败,已停止: people are told, and a take-down that did not arrive goes up to those in charge."""
    row.state, row.last_error, row.next_attempt_at = State.ABANDONED, problem[:300], None
    tally.abandoned += 1
    logger.warning("delivery %s given up after %s attempts: %s", row.pk, row.attempts, problem)
    take_down, day = row.event == Event.WITHDRAWN, at.astimezone(get_current_timezone()).date()
    advice = "请立即联系对方人工撤下" if take_down else "请检查接收方后重新投送"
    Reminder.objects.get_or_create(
        edition_id=row.edition_id,
        kind=f"delivery-{row.pk}",
        due_on=day,
        defaults={
            "on": day,
            "text": f"向“{row.label}”{row.get_event_display()}多次失败,{advice}。",
            "escalated": take_down,
        },
    )
