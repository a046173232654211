"""This host's copy of the index: where it lies, how it keeps up with the entries, how it is built anew.

The database is the truth. Whatever is wrong with the copy, it is left aside and built again, and nobody notices but the
clock: until it stands, `scanning` answers.
"""

from __future__ import annotations

import fcntl
import logging
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import tantivy
from django.conf import settings
from django.db.models import Max

from search import engine
from search.models import Entry

BATCH: Final = 1000
IN_PASSING: Final = 200  # changes a search takes up itself before it answers; more is the worker's
log = logging.getLogger(__name__)


def place() -> Path:
    return Path(settings.SEARCH_DIR)


def folder() -> Path:
    """One folder for each version of the schema: two versions of the software can run side by side."""
    return place() / f"index-{engine.VERSION}"


def _damaged() -> Path:
    return place() / "damaged"


@dataclass(frozen=True)
class Copy:
    """The index as one process has it open."""

    path: Path
    inode: int
    stamp: int
    index: tantivy.Index
    searcher: tantivy.Searcher
    change: int


_open: dict[str, Copy] = {}


def newest_change() -> int:
    return int(Entry.objects.aggregate(newest=Max("change"))["newest"] or 0)


def copy() -> Copy | None:
    """The index as it is on disk now; None when there is none or it cannot be read."""
    path = folder()
    try:
        inode, stamp = path.stat().st_ino, (path / "meta.json").stat().st_mtime_ns
        if _damaged().exists():
            return None
    except FileNotFoundError:
        return None
    known = _open.get("")
    if known is not None and (known.path, known.inode, known.stamp) == (path, inode, stamp):
        return known
    try:
        same = known is not None and (known.path, known.inode) == (path, inode)
        index = known.index if known is not None and same else engine.open_index(path)
        index.reload()
        searcher = index.searcher()
        found = Copy(path, inode, stamp, index, searcher, engine.last_change(searcher))
    except BaseException as error:
        if not engine.is_failure(error):
            raise
        report_damage(error)
        return None
    _open[""] = found
    return found


def report_damage(error: BaseException) -> None:
    """Set the index aside: nothing reads it until it has been built anew."""
    log.warning("search index set aside: %s", type(error).__name__)
    _open.clear()
    place().mkdir(parents=True, exist_ok=True)
    _damaged().touch()


def current() -> Copy | None:
    """The index, having read what little it had not; None when the database has to answer.

    An index that is far behind answers all the same: what it finds is shown as the database has it, or not at all.
    """
    newest, found = newest_change(), copy()
    if found is None or found.change > newest:
        return None
    if 0 < newest - found.change <= IN_PASSING and follow(wait=False) is not None:
        return copy()
    return found


# --- keeping up ---------------------------------------------------------------------------------------------


@contextmanager
def _lock(*, wait: bool) -> Iterator[bool]:
    """One writer on this host at a time. The system lets go of the lock when its holder dies."""
    place().mkdir(parents=True, exist_ok=True)
    with (place() / "lock").open("w") as handle:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | (0 if wait else fcntl.LOCK_NB))
        except BlockingIOError:
            yield False
            return
        yield True


def follow(*, wait: bool = True) -> int | None:
    """Read the changes since last time, or build the index where there is none.

    How many entries were taken up; None when another process is at it and `wait` is false.
    """
    with _lock(wait=wait) as held:
        if not held:
            return None
        found = copy()
        if found is None or found.change > newest_change():
            return _rebuild()
        try:
            return _catch_up(found.index, found.change)
        except BaseException as error:
            if not engine.is_failure(error):
                raise
            report_damage(error)
            return _rebuild()


def rebuild() -> int:
    """Build the index anew; how many entries it has."""
    with _lock(wait=True):
        return _rebuild()


def _catch_up(index: tantivy.Index, change: int) -> int:
    taken = 0
    writer: engine.Writer | None = None
    while entries := list(Entry.objects.changed_after(change)[:BATCH]):
        writer = writer or engine.Writer(index)
        writer.take(entries)
        change = entries[-1].change
        writer.commit(change)
        taken += len(entries)
    if writer is not None:
        writer.close()
    return taken


def _rebuild() -> int:
    """Into a folder of its own, then under the name that is read. What changes meanwhile is read afterwards."""
    making = place() / f"making-{os.getpid()}"
    _sweep()
    making.mkdir(parents=True)
    start, last, taken = newest_change(), 0, 0
    index = engine.open_index(making)
    writer = engine.Writer(index)
    while entries := list(Entry.objects.findable().filter(pk__gt=last).order_by("pk")[:BATCH]):
        writer.take(entries, fresh=True)
        last = entries[-1].pk
        taken += len(entries)
    writer.commit(start)
    writer.close()
    _catch_up(index, start)
    old = place() / f"old-{os.getpid()}"
    if folder().exists():
        folder().rename(old)
    making.rename(folder())
    _damaged().unlink(missing_ok=True)
    _open.clear()
    _sweep()
    return taken


def _sweep() -> None:
    """Half-built and former indexes. Whoever still reads one keeps its files until it looks again."""
    for left in place().iterdir():
        if left.is_dir() and left != folder():
            shutil.rmtree(left, ignore_errors=True)
