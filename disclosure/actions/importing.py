"""历史文件导入: receive, read (dry run), submit, approve by the head, write chunk by chunk, or discard.

A row is the truth, a message only wakes a worker: every act may be repeated, and two workers never write a row twice.
Old dates stay what they were (`before_portal_on`, 成文日期); the publication stamp is always the server's own.
"""

from __future__ import annotations

import logging
import uuid
from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import date
from pathlib import PurePath

from cryptography.hazmat.primitives import hashes
from django.core.files import File
from django.core.files.base import ContentFile
from django.db import transaction
from django.utils import timezone

from accounts.models import Organisation, User
from accounts.policies import Refused, require
from audit.actions import record
from audit.chain import canonical, sm3
from catalog.bulk import collector_paused, insert
from catalog.importer import MAX_BYTES, UnreadableFile
from disclosure.actions.archive_batches import (
    HEADER,
    KEPT_AT_ONCE,
    digest,
    header_of,
    in_state,
    is_stale,
    last_record,
    lock,
    rows_are_whole,
    seal,
    write_header,
)
from disclosure.actions.archive_rows import Plan, planned
from disclosure.actions.archive_writing import ChunkWriter
from disclosure.actions.drafting import Conflict
from disclosure.bulk import BadPack, Level
from disclosure.bulk.packing import MAX_PACKED
from disclosure.models import ArchiveBatch, ArchiveRow, private_storage
from disclosure.policies import may_approve_batch, may_import

logger = logging.getLogger(__name__)
State = ArchiveBatch.State
Progress = Callable[[int, int], None]
ARTICLE = "条例第十七条;市实施意见三(二)1"
CHUNK = 500  # rows a transaction
LEAST_JUSTIFICATION = 10
READING, READ = "archive.reading", "archive.read"
UNREADABLE = "这份清单的内容超出了能识别的范围,没有导入任何数据。请另存为.xlsx后重试。"


# --- receiving ----------------------------------------------------------------------------------------------


def receive(
    unit: Organisation, *, by: User, file_name: str, data: bytes, pack: File | None = None
) -> ArchiveBatch:
    """Take a list, and its files, in; nothing is read yet. Raises `Refused` when empty, too large, or here already."""
    require(may_import(by, unit))
    if not data:
        raise Refused("清单是空的,请重新选择。")
    if len(data) > MAX_BYTES:
        raise Refused(f"清单有{len(data) // 1024**2} MB,超过{MAX_BYTES // 1024**2} MB上限,请拆分后再导入。")
    if pack is not None and pack.size > MAX_PACKED:
        raise Refused(f"附件包超过{MAX_PACKED // 1024**2} MB上限,请拆成几个批次导入。")
    batch = ArchiveBatch(
        unit=unit, by=by, file_name=PurePath(file_name).name[-200:], file_hash=_hash_of(data, pack)
    )
    same = ArchiveBatch.objects.filter(unit=unit, file_hash=batch.file_hash)
    earlier = same.exclude(state__in=(State.FAILED, State.DISCARDED)).first()
    if earlier is not None:
        raise Refused(f"同一份清单已在第{earlier.pk}批中({earlier.get_state_display()}),没有再次接收。")
    try:
        with transaction.atomic():
            batch.file.save(_new_name(file_name), ContentFile(data), save=False)
            if pack is not None:
                batch.files_zip.save(_new_name("附件.zip"), pack, save=False)
            batch.save()
            record(
                by, "archive.received", batch, organisation=unit, file=batch.file_name, hash=batch.file_hash
            )
    except BaseException:
        _remove_files(batch)
        raise
    return batch


def _new_name(name: str) -> str:
    return f"{uuid.uuid4().hex}{PurePath(name).suffix.lower()[:8]}"


def _hash_of(data: bytes, pack: File | None) -> str:
    hasher = hashes.Hash(hashes.SM3())
    hasher.update(data)
    for part in pack.chunks() if pack is not None else ():
        hasher.update(part)
    if pack is not None:
        pack.seek(0)
    return hasher.finalize().hex()


def _remove_files(batch: ArchiveBatch) -> None:
    for stored in (batch.file, batch.files_zip):
        if stored:
            with suppress(OSError):
                private_storage().delete(stored.name)


# --- reading ------------------------------------------------------------------------------------------------


@collector_paused()
def read(batch: ArchiveBatch, *, on: date, progress: Progress | None = None) -> ArchiveBatch:
    """试运行: say row by row what the list would become. Saves only that, so it may run twice.

    A batch is claimed first; whoever lost the claim meanwhile keeps nothing.
    """
    claim = _claim(batch)
    if claim is None:
        return ArchiveBatch.objects.get(pk=batch.pk)
    batch = ArchiveBatch.objects.select_related("unit").get(pk=batch.pk)
    try:
        plan = _plan(batch, on, progress)
    except (UnreadableFile, BadPack, Refused) as refusal:
        return _fail(batch, claim, str(refusal))
    except Exception:
        logger.exception("archive %s could not be read", batch.pk)
        return _fail(batch, claim, UNREADABLE)
    return _keep(batch, claim, plan)


def _plan(batch: ArchiveBatch, on: date, progress: Progress | None) -> Plan:
    with batch.file.open("rb") as handle:
        data = handle.read()
    if not batch.files_zip:
        return planned(batch.unit, data, batch.file_name, on=on, progress=progress)
    with batch.files_zip.open("rb") as pack:
        return planned(batch.unit, data, batch.file_name, pack, on=on, progress=progress)


@transaction.atomic
def _claim(batch: ArchiveBatch) -> int | None:
    """The number of the record that says who is reading now; None when somebody else is, or it was read."""
    batch = lock(batch)
    if batch.state != State.WAITING and not (
        batch.state == State.READING and is_stale(batch, timezone.now())
    ):
        return None
    batch.state, batch.done, batch.total, batch.error = State.READING, 0, 0, ""
    batch.save(update_fields=["state", "done", "total", "error"])
    return record(None, READING, batch, organisation=batch.unit).pk


def _still_mine(batch: ArchiveBatch, claim: int) -> bool:
    last = last_record(batch, READING)
    return lock(batch).state == State.READING and last is not None and last.pk == claim


@transaction.atomic
def _fail(batch: ArchiveBatch, claim: int, sentence: str) -> ArchiveBatch:
    if _still_mine(batch, claim):
        batch.state, batch.error = State.FAILED, sentence[:300]
        batch.save(update_fields=["state", "error"])
        record(None, "archive.unreadable", batch, organisation=batch.unit, reason=batch.error)
    return batch


def _keep(batch: ArchiveBatch, claim: int, plan: Plan) -> ArchiveBatch:
    """The rows in parts, so that nobody waits long for the database; the last part makes the batch readable."""
    rows = [
        ArchiveRow(
            batch=batch, number=number, values=made.to_json(), problems=[one.to_json() for one in problems]
        )
        for number, (made, problems) in enumerate(zip(plan.documents, plan.problems, strict=True), 1)
    ]
    for start in range(0, len(rows), KEPT_AT_ONCE):
        with transaction.atomic():
            if not _still_mine(batch, claim):
                return ArchiveBatch.objects.get(pk=batch.pk)
            if start == 0:
                batch.rows.all().delete()
            insert(ArchiveRow, rows[start : start + KEPT_AT_ONCE])
    header = {
        "columns": plan.columns,
        "notes": list(plan.notes),
        "only_findings": plan.only_findings,
        "counts": {level.value: plan.count(level) for level in Level},
    }
    with transaction.atomic():
        if not _still_mine(batch, claim):
            return ArchiveBatch.objects.get(pk=batch.pk)
        header["rows"] = digest((row.number, row.values, row.problems) for row in rows)
        ArchiveRow.objects.create(batch=batch, number=HEADER, values=header)
        batch.state, batch.done, batch.total = State.READ, len(rows), len(rows)
        batch.errors = plan.with_errors + plan.only_findings
        batch.save(update_fields=["state", "done", "total", "errors"])
        record(
            None, READ, batch, organisation=batch.unit, rows=len(rows), errors=batch.errors, seal=seal(batch)
        )
    return batch


# --- deciding -----------------------------------------------------------------------------------------------


@transaction.atomic
def submit(batch: ArchiveBatch, *, by: User, justification: str = "") -> ArchiveBatch:
    """送审 by the importer. Errors stop it; findings of the scan need a reason in writing for the whole batch."""
    batch = lock(batch)
    in_state(batch, "送审", State.READ)
    require(may_import(by, batch.unit))
    if batch.by_id != by.pk:
        raise Refused("由导入人送审。")
    header = header_of(batch)
    wrong = batch.errors - header["only_findings"]
    if wrong:
        raise Refused(f"还有{wrong}行有错误,请改好清单后重新上传;没有导入任何数据。")
    if header["only_findings"]:
        if len(justification.strip()) < LEAST_JUSTIFICATION:
            raise Refused(
                f"有{header['only_findings']}行扫描出个人信息或者标志,请在原文件中遮盖后重新上传,"
                f"或者书面说明为什么可以保留(不少于{LEAST_JUSTIFICATION}个字)。"
            )
        now = timezone.now().isoformat()
        write_header(
            batch, header | {"justification": {"text": justification.strip()[:500], "by": by.pk, "at": now}}
        )
        batch.errors = 0
    batch.state = State.SUBMITTED
    batch.save(update_fields=["state", "errors"])
    record(by, "archive.submitted", batch, article=ARTICLE, organisation=batch.unit, rows=batch.total, seal=seal(batch),
           justification=justification.strip()[:500])  # fmt: skip
    return batch


@transaction.atomic
def approve(batch: ArchiveBatch, *, by: User, seen: str, opinion: str) -> ArchiveBatch:
    """审核通过 by the head of the unit: exactly these rows may be published, and no others."""
    batch = lock(batch)
    require(may_approve_batch(by, batch))
    if not opinion.strip():
        raise Refused("请填写审核意见。")
    if seen != seal(batch) or not rows_are_whole(batch):
        raise Conflict("您打开页面之后批次有变化,请重新查看后再审核。")
    batch.state, batch.approved_by, batch.approved_hash = State.APPROVED, by, seen
    batch.opinion, batch.done = opinion.strip()[:500], 0
    batch.save()
    record(by, "archive.approved", batch, article=ARTICLE, organisation=batch.unit, rows=batch.total, seal=seen,
           opinion=batch.opinion)  # fmt: skip
    return batch


@transaction.atomic
def return_batch(batch: ArchiveBatch, *, by: User, opinion: str) -> ArchiveBatch:
    """退回 with what is wrong; a justification has to be written anew."""
    batch = lock(batch)
    require(may_approve_batch(by, batch))
    if not opinion.strip():
        raise Refused("请写明退回的原因。")
    header = header_of(batch)
    if header.pop("justification", None):
        write_header(batch, header)
        batch.errors = header["only_findings"]
    batch.state, batch.opinion = State.READ, opinion.strip()[:500]
    batch.save(update_fields=["state", "opinion", "errors"])
    record(by, "archive.returned", batch, article=ARTICLE, organisation=batch.unit, opinion=batch.opinion)
    return batch


@transaction.atomic
def discard(batch: ArchiveBatch, *, by: User, reason: str) -> ArchiveBatch:
    """放弃 before anything was written: rows and files go, the record stays."""
    batch = lock(batch)
    in_state(
        batch, "放弃", State.WAITING, State.READING, State.READ, State.SUBMITTED, State.APPROVED, State.FAILED
    )
    require(may_import(by, batch.unit))
    if not reason.strip():
        raise Refused("请说明放弃的理由。")
    batch.rows.all().delete()
    files = ArchiveBatch(file=batch.file.name, files_zip=batch.files_zip.name)
    transaction.on_commit(lambda: _remove_files(files))
    batch.state, batch.file, batch.files_zip = State.DISCARDED, "", ""
    batch.save()
    record(by, "archive.discarded", batch, organisation=batch.unit, reason=reason.strip()[:500])
    return batch


# --- writing ------------------------------------------------------------------------------------------------


@transaction.atomic
def write_chunk(batch: ArchiveBatch, *, on: date, size: int = CHUNK) -> int:
    """Write the next rows that have no document yet, all or none of them; 0 when nothing was left.

    The batch stays locked until commit: of two workers the second goes on where the first ended.
    """
    batch = lock(batch)
    if batch.state == State.DONE:
        return 0
    in_state(batch, "导入", State.APPROVED, State.WRITING)
    header = header_of(batch)
    if sm3(canonical(header)) != batch.approved_hash:
        raise Conflict("批次的内容与审核时不一致,没有导入。")
    rows = _next_rows(batch, size)
    if rows:
        ChunkWriter(batch, rows, on=on, justification=header.get("justification")).write()
    batch.done += len(rows)
    batch.state = State.WRITING if rows else State.DONE
    batch.error = ""
    batch.save(update_fields=["done", "state", "error"])
    action = "archive.chunk_written" if rows else "archive.written"
    record(
        batch.approved_by,
        action,
        batch,
        article=ARTICLE,
        organisation=batch.unit,
        rows=len(rows),
        done=batch.done,
    )
    return len(rows)


def _next_rows(batch: ArchiveBatch, size: int) -> list[ArchiveRow]:
    """In the order of the list; a row that another of them repeals or modifies comes with it, or came before."""
    open_rows = batch.rows.filter(document=None).exclude(number=HEADER)
    rows = {row.number: row for row in open_rows.order_by("number")[:size]}
    wanted = _named_by(list(rows.values())) - rows.keys()
    while wanted:
        found = {row.number: row for row in open_rows.filter(number__in=sorted(wanted)[:KEPT_AT_ONCE])}
        rows |= found
        wanted = (wanted | _named_by(list(found.values()))) - rows.keys() if found else set()
    return [rows[number] for number in sorted(rows)]


def _named_by(rows: Sequence[ArchiveRow]) -> set[int]:
    return {one["row"] for row in rows for one in row.values.get("relations", ()) if one["row"]}


def write_all(batch: ArchiveBatch, *, on: date, progress: Progress | None = None) -> ArchiveBatch:
    """Every row that is left, after a look whether all are as they were approved. May be killed and run again."""
    batch = ArchiveBatch.objects.get(pk=batch.pk)
    if batch.state not in (State.APPROVED, State.WRITING):
        return batch
    try:
        if not rows_are_whole(batch):
            raise Conflict("批次的内容与审核时不一致,没有继续导入。")  # noqa: TRY301  one way to say it
        while write_chunk(batch, on=on):
            if progress is not None:
                progress(ArchiveBatch.objects.values_list("done", flat=True).get(pk=batch.pk), batch.total)
    except (Conflict, BadPack) as refusal:
        _stop(batch, str(refusal))
    except Exception:
        ArchiveBatch.objects.filter(pk=batch.pk).update(error="导入中断,系统会从中断处自动继续。")
        raise
    batch.refresh_from_db()
    return batch


@transaction.atomic
def _stop(batch: ArchiveBatch, sentence: str) -> None:
    batch = lock(batch)
    batch.state, batch.error = State.FAILED, sentence[:300]
    batch.save(update_fields=["state", "error"])
    record(None, "archive.stopped", batch, organisation=batch.unit, reason=batch.error, done=batch.done)


def carry_on(batch: ArchiveBatch, *, on: date) -> ArchiveBatch:
    """What a worker does with a batch: read it, or write what was approved; nothing where nothing waits."""
    batch = ArchiveBatch.objects.get(pk=batch.pk)
    if batch.state in (State.WAITING, State.READING):
        return read(batch, on=on, progress=_shown(batch.pk))
    return write_all(batch, on=on)


def _shown(pk: int) -> Progress:
    """Shows how far the reading is to whoever watches."""

    def show(done: int, total: int) -> None:
        ArchiveBatch.objects.filter(pk=pk, state=State.READING).update(done=done, total=total)

    return show
