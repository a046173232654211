"""Recording what was done, and proving that the record is whole."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC
from typing import Any

from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser
from django.db import connection, models, transaction
from django.utils import timezone

from audit.chain import START, digest
from audit.models import AuditEntry

CHAIN_LOCK = 711_2019  # one advisory lock for the chain on PostgreSQL; any constant will do


def record(
    by: AbstractBaseUser | None,
    action: str,
    obj: models.Model | None = None,
    *,
    article: str = "",
    organisation: models.Model | None = None,
    **details: Any,
) -> AuditEntry:
    """Append one entry. Call it as the last write of an act: it holds the chain's lock until commit.

    `details` must be plain JSON. Raises `TransactionManagementError` outside a transaction, where
    the entry could survive an act that failed.
    """
    if not connection.in_atomic_block:
        raise transaction.TransactionManagementError("audit.record belongs inside the act's transaction")
    lock_chain()
    last = AuditEntry.objects.order_by("-id").values_list("id", "digest").first() or (0, START)
    entry = AuditEntry(
        id=last[0] + 1,
        at=timezone.now().astimezone(UTC),
        actor_id=by.pk if by is not None else None,
        actor_label=str(by)[:100] if by else "系统",
        organisation_id=organisation.pk if organisation is not None else None,
        action=action,
        article=article,
        object_type=obj._meta.label_lower if obj is not None else "",
        object_id=str(obj.pk) if obj is not None else "",
        object_label=str(obj)[:200] if obj is not None else "",
        details=details,
        previous=last[1],
    )
    entry.digest = digest(entry.previous, entry.facts(), settings.AUDIT_KEY)
    entry.save(force_insert=True)
    return entry


def lock_chain() -> None:
    """One writer at a time, until commit. SQLite's IMMEDIATE transactions already are that."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [CHAIN_LOCK])


@dataclass(frozen=True)
class Break:
    """A place where the chain does not hold: the entry's number and a Chinese sentence."""

    entry: int
    reason: str


def verify() -> Iterator[Break | int]:
    """Walk the chain: yields every `Break`, and at the end the number of entries read."""
    previous, expected, count = START, 1, 0
    for entry in AuditEntry.objects.order_by("id").iterator(chunk_size=2000):
        if entry.id != expected:
            yield Break(expected, f"第{expected}条至第{entry.id - 1}条缺失。")
        if entry.previous != previous:
            yield Break(entry.id, "与前一条的摘要接不上。")
        if entry.digest != digest(entry.previous, entry.facts(), settings.AUDIT_KEY):
            yield Break(entry.id, "内容与摘要不符,记录被改动过。")
        previous, expected, count = entry.digest, entry.id + 1, count + 1
    yield count
