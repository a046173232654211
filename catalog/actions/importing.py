"""Importing a table into an edition in preparation: receive, preview, commit all or nothing, undo."""

from __future__ import annotations

import datetime as dt
import logging
from collections import Counter
from collections.abc import Callable
from datetime import date

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from accounts.policies import Refused, require
from audit.actions import record
from audit.chain import sm3
from catalog.actions.editing import Conflict, changed, open_for_edit, replace_rows
from catalog.bulk import collector_paused
from catalog.content import path_key
from catalog.importer import (
    MAX_BYTES,
    STANDARD_CHANNELS,
    ChannelVocabulary,
    ParsedTable,
    UnreadableFile,
    parse,
    read_table,
)
from catalog.intake import Line, Outcome, apply, plan, undo
from catalog.models import CatalogEdition, Channel, ChannelAlias, Domain, ImportBatch
from catalog.policies import may_edit
from catalog.tree import read_rows

logger = logging.getLogger(__name__)
State = ImportBatch.State
Progress = Callable[[int, int], None]
STALE = dt.timedelta(minutes=10)  # a file being read for longer was left behind by a worker that is gone


def vocabulary() -> ChannelVocabulary:
    """The channels as the county has them; the standard ones until the list is loaded."""
    names = list(Channel.objects.values_list("name", flat=True))
    if not names:
        return STANDARD_CHANNELS
    aliases = dict(ChannelAlias.objects.values_list("name", "channel__name"))
    return STANDARD_CHANNELS.extended(names, aliases)


def read(data: bytes, file_name: str, progress: Progress | None = None) -> ParsedTable:
    """The table in a file. Raises `UnreadableFile` with one clear sentence."""
    grids = read_table(data, file_name, progress=progress)
    return parse(
        grids, file_name=file_name, vocabulary=vocabulary(), domain_names=Domain.objects.known_names()
    )


@transaction.atomic
def receive(edition: CatalogEdition, *, by: User, file_name: str, data: bytes) -> ImportBatch:
    """Take a file in; nothing is read yet. Raises `Refused` when it is empty or too large."""
    require(may_edit(by, edition))
    if not data:
        raise Refused("文件是空的,请重新选择。")
    if len(data) > MAX_BYTES:
        raise Refused(f"文件有{len(data) // 1024**2} MB,超过{MAX_BYTES // 1024**2} MB上限,请拆分后再导入。")
    batch = ImportBatch.objects.create(
        edition=edition, by=by, file_name=file_name[-200:], file_hash=sm3(data), data=data
    )
    record(
        by, "import.received", batch, organisation=edition.unit, file=batch.file_name, hash=batch.file_hash
    )
    return batch


def planned(edition: CatalogEdition | None, table: ParsedTable, domain: Domain) -> list[Line]:
    """What a table would do to an edition (`None`: to an empty one).

    Raises `Refused` for another domain's table and for one without any row.
    """
    _must_be_about(table, domain)
    lines = plan(read_rows(edition) if edition else [], table, domain.name)
    if not lines:
        raise Refused("表格里没有读到任何事项,没有导入任何数据。")
    return lines


@collector_paused()
def preview(batch: ImportBatch, *, progress: Progress | None = None) -> ImportBatch:
    """试运行: read the file and say row by row what it would do. Saves only the report, so it may run twice.

    A batch is claimed first, so that a task and the sweep never read it at the same time.
    """
    now = timezone.now()
    waiting = ImportBatch.objects.left_behind(now - STALE).filter(pk=batch.pk)
    if not waiting.update(state=State.READING, started_at=now):
        return ImportBatch.objects.get(pk=batch.pk)
    batch = ImportBatch.objects.select_related("edition__unit", "edition__domain").get(pk=batch.pk)
    edition = batch.edition
    try:
        table = read(bytes(batch.data or b""), batch.file_name, progress)
        lines = planned(edition, table, edition.domain)
    except (UnreadableFile, Refused) as refusal:
        batch.state, batch.message, batch.data = State.REFUSED, str(refusal)[:500], None
    except Exception:
        logger.exception("import %s could not be read", batch.pk)
        batch.state, batch.data = State.REFUSED, None
        batch.message = "这个文件的内容超出了能识别的范围,没有导入任何数据。请另存为.xlsx后重试。"
    else:
        batch.revision = edition.revision
        batch.report = [line.to_json() for line in lines]
        batch.done = batch.total = len(lines)
        batch.state = State.PREVIEWED
        batch.message = ";".join(problem.reason for problem in table.problems)[:500]
    return _keep(batch, now)


@transaction.atomic
def _keep(batch: ImportBatch, claimed_at: dt.datetime) -> ImportBatch:
    """The report of whoever still has the claim: one who took too long must not undo what was decided meanwhile."""
    found = ImportBatch.objects.select_for_update(of=("self",)).get(pk=batch.pk)
    if (found.state, found.started_at) != (State.READING, claimed_at):
        return found
    batch.save()
    return batch


def _must_be_about(table: ParsedTable, domain: Domain) -> None:
    """A table of another domain is refused before it can overwrite this one."""
    own = domain.name
    named = {row.domain for row in table.rows if row.domain}
    if table.domain_name and path_key([table.domain_name]) != path_key([own]):
        raise Refused(f"文件写的是“{table.domain_name}”领域,与本版“{own}”不符,没有导入任何数据。")
    if not table.domain_name and named and own not in named:
        raise Refused(f"文件里没有“{own}”领域的事项,没有导入任何数据。")


def lines_of(batch: ImportBatch) -> list[Line]:
    return [Line.from_json(line) for line in batch.report]


def counts(batch: ImportBatch) -> dict[str, int]:
    """Outcome → number of rows, every outcome named."""
    found = Counter(line["outcome"] for line in batch.report)
    return {outcome.value: found.get(outcome.value, 0) for outcome in Outcome}


@collector_paused()
@transaction.atomic
def commit(batch: ImportBatch, *, by: User, on: date) -> ImportBatch:
    """确认导入, all or nothing: exactly what the preview showed."""
    batch = ImportBatch.objects.select_for_update(of=("self",)).select_related("edition").get(pk=batch.pk)
    edition = open_for_edit(batch.edition, by, None)
    if batch.state != State.PREVIEWED:
        raise Refused(f"这批导入{batch.get_state_display()},不能再确认。")
    if edition.revision != batch.revision:
        raise Conflict("预览之后目录有改动,请重新上传并核对预览。")
    lines = lines_of(batch)
    unreadable = [line for line in lines if line.outcome == Outcome.UNREADABLE]
    if unreadable:
        places = "、".join(line.where for line in unreadable[:5])
        raise Refused(f"还有{len(unreadable)}行读不出({places}),改好文件后再导入;没有导入任何数据。")
    rows = read_rows(edition)
    if any(line.outcome != Outcome.UNCHANGED for line in lines):
        rows = replace_rows(edition, apply(rows, lines))
    batch.state, batch.committed_at, batch.data = State.COMMITTED, timezone.now(), None
    batch.save()
    changed(edition, by=by, on=on, action="edition.imported", rows=rows, batch=batch.pk, **counts(batch))
    return batch


@transaction.atomic
def undo_import(batch: ImportBatch, *, by: User, on: date) -> ImportBatch:
    """整批撤销: the rows as they were; refused when one of them was changed since."""
    batch = ImportBatch.objects.select_for_update(of=("self",)).select_related("edition").get(pk=batch.pk)
    edition = open_for_edit(batch.edition, by, None)
    if batch.state != State.COMMITTED:
        raise Refused(f"这批导入{batch.get_state_display()},不能撤销。")
    rows, touched = undo(read_rows(edition), lines_of(batch))
    if touched:
        raise Refused(f"导入之后有{len(touched)}条又改过(如“{touched[0]}”),不能整批撤销,请逐条修改。")
    rows = replace_rows(edition, rows)
    batch.state, batch.undone_at = State.UNDONE, timezone.now()
    batch.save()
    changed(edition, by=by, on=on, action="edition.import_undone", rows=rows, batch=batch.pk)
    return batch
