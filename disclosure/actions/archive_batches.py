"""A batch of old documents as it lies in the database: locked, its header, its seal, whether somebody works on it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any

from cryptography.hazmat.primitives import hashes

from accounts.waiting import LONGEST_CLAIM
from audit.chain import canonical, sm3
from audit.models import AuditEntry
from disclosure.models import ArchiveBatch
from disclosure.workflow import NotPossible

State = ArchiveBatch.State
HEADER = 0  # the number of the row that says what the columns were
KEPT_AT_ONCE = 2000
# A batch whose last record is older was left behind by a worker that is gone.
STALE = {State.READING: dt.timedelta(minutes=30), State.WRITING: dt.timedelta(minutes=3)}


def lock(batch: ArchiveBatch) -> ArchiveBatch:
    """The batch as it is now, locked until commit."""
    return (
        ArchiveBatch.objects.select_for_update(of=("self",))
        .select_related("unit", "by", "approved_by")
        .get(pk=batch.pk)
    )


def last_record(batch: ArchiveBatch, *actions: str) -> AuditEntry | None:
    """The newest entry about the batch, of one of these actions if any is named."""
    entries = AuditEntry.objects.filter(object_type=batch._meta.label_lower, object_id=str(batch.pk))
    return (entries.filter(action__in=actions) if actions else entries).order_by("-id").first()


def is_stale(batch: ArchiveBatch, now: dt.datetime) -> bool:
    limit, last = STALE.get(State(batch.state)), last_record(batch)
    return limit is not None and (last is None or not now - limit <= last.at <= now + LONGEST_CLAIM)


def left_behind(now: dt.datetime) -> list[ArchiveBatch]:
    """Batches a worker should take up: just received or approved, or dropped by a worker that is gone."""
    waiting = ArchiveBatch.objects.filter(state__in=(State.WAITING, State.APPROVED, *STALE)).order_by("pk")
    return [batch for batch in waiting if batch.state not in STALE or is_stale(batch, now)]


def digest(rows: Iterable[tuple[int, Any, Any]]) -> str:
    """SM3 over (number, values, problems) of every row, in order."""
    hasher = hashes.Hash(hashes.SM3())
    for number, values, problems in rows:
        hasher.update(canonical({"number": number, "values": values, "problems": problems}))
    return hasher.finalize().hex()


def header_of(batch: ArchiveBatch) -> dict[str, Any]:
    """What was said about the file as a whole; empty before it was read."""
    row = batch.rows.filter(number=HEADER).first()
    return dict(row.values) if row is not None else {}


def seal(batch: ArchiveBatch) -> str:
    """What an approval is bound to: the digest of all rows, the columns, and the justification."""
    return sm3(canonical(header_of(batch)))


def in_state(batch: ArchiveBatch, act: str, *states: str) -> None:
    """Raises `NotPossible` unless the batch is in one of these states."""
    if batch.state not in states:
        raise NotPossible(f"这个批次现在是“{batch.get_state_display()}”,不能{act}。")


def write_header(batch: ArchiveBatch, header: dict[str, Any]) -> None:
    batch.rows.filter(number=HEADER).update(values=header)


def rows_are_whole(batch: ArchiveBatch) -> bool:
    """Whether the rows are still those that were read."""
    rows = batch.rows.exclude(number=HEADER).order_by("number").values_list("number", "values", "problems")
    return digest(rows.iterator(chunk_size=KEPT_AT_ONCE)) == header_of(batch).get("rows")
