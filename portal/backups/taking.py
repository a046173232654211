"""Making a backup while the site runs.

First the database as of one moment, then the files which that moment's rows name. A file is written before its row and
never changed afterwards, so every file of that moment is there when its turn comes; only what was deleted meanwhile, by an
act that also deleted the row, is not, and the manifest says so.
"""

from __future__ import annotations

import errno
import platform
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any, Final

import django
from cryptography.hazmat.primitives import hashes
from django.conf import settings
from django.utils.timezone import localtime

from audit.chain import START, digest
from portal.backups import contents, databases, keys, shelf
from portal.backups.shelf import Kept, Trouble

FORMAT: Final = 1
FACTS: Final = {
    "format",
    "made_at",
    "database",
    "migrations",
    "counts",
    "newest_act",
    "keys",
    "files",
    "seal",
}
RESERVE: Final = (
    64 * 1024**2
)  # bytes that stay free; and a twentieth more than counted, for what comes in meanwhile
FULL: Final = "备份所在的磁盘空间不足,{}。"


@dataclass
class Made:
    """What a backup came to: `absent` and `damaged` are what was wrong with the site's own files."""

    path: Path = Path()
    files: int = 0
    copied: int = 0
    copied_bytes: int = 0
    absent: list[str] = field(default_factory=list)
    damaged: list[str] = field(default_factory=list)
    gone_meanwhile: list[str] = field(default_factory=list)
    removed: int = 0


def take(root: Path, *, at: datetime, keep: int | None = None, say: Callable[[str], None] = print) -> Made:
    """One backup in `root`; with `keep` only the newest so many stay. Raises `Trouble`; nothing is lost by it.

    Killed, it leaves no backup but what it copied, and the next run goes on from there.
    """
    with shelf.only_one(root):
        known = _known(root)
        _refuse_a_full_disk(root, known)
        making = root / shelf.MAKING
        shutil.rmtree(making, ignore_errors=True)
        making.mkdir()
        try:
            made = _make(root, making, known, at, say)
        except OSError as error:
            if error.errno not in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG):
                raise
            raise Trouble(FULL.format("没有完成;已经复制的会保留,腾出空间后再次运行即可继续")) from error
        if keep is not None:
            made.removed, objects = shelf.thin_out(root, keep)
            say(f"保留最近{keep}份,删除旧备份{made.removed}份、不再需要的文件{objects}个。")
        return made


def _known(root: Path) -> dict[tuple[str, str], Kept]:
    """Files that were copied before: by the newest backup, and by one that was interrupted."""
    found = {}
    for folder in (*shelf.backups(root)[-1:], root / shelf.MAKING):
        for one in shelf.read_files(folder):
            found[one.store, one.name] = one
    return found


def _refuse_a_full_disk(root: Path, known: dict[tuple[str, str], Kept]) -> None:
    needed = databases.size()
    with databases.live() as now:
        for named in contents.files(now):
            if (named.store, named.name) not in known and contents.storage(named.store).exists(named.name):
                needed += contents.storage(named.store).size(named.name)
    needed += needed // 20 + RESERVE
    free = shutil.disk_usage(root).free
    if free < needed:
        raise Trouble(FULL.format(f"需要{_megabytes(needed)},只剩{_megabytes(free)};没有开始备份"))


def _megabytes(size: int) -> str:
    return f"{size / 1024**2:,.0f} MB"


def _make(
    root: Path, making: Path, known: dict[tuple[str, str], Kept], at: datetime, say: Callable[[str], None]
) -> Made:
    made = Made()
    with databases.copied(making) as moment:
        say("数据库已导出,正在复制文件……")
        with (making / shelf.FILES).open("w", encoding="utf-8", buffering=1) as lines:
            for one in _files(root, moment, known, made):
                lines.write(one.line())
            shelf.settle(lines)
        manifest = _manifest(moment, making, made, at)
    with moment.file.open("rb") as handle:
        shelf.settle(handle)
    name = shelf.next_name(root, f"{localtime(at):%Y%m%d-%H%M%S}")
    made.path = shelf.finish(root, name, manifest)
    return made


def _files(root: Path, moment: Any, known: dict[tuple[str, str], Kept], made: Made) -> Iterator[Kept]:
    for named in contents.files(moment):
        label = f"{named.store}:{named.name}"
        try:
            kept = _unchanged(root, named, known) or _copy(root, named, made)
        except FileNotFoundError:
            made.absent.append(label)
            continue
        made.files += 1
        yield kept
    if made.absent:  # deleted with its row since, or really missing?
        with databases.live() as now:
            still = {f"{one.store}:{one.name}" for one in contents.files(now)}
        made.gone_meanwhile = [label for label in made.absent if label not in still]
        made.absent = [label for label in made.absent if label in still]


def _unchanged(root: Path, named: contents.Named, known: dict[tuple[str, str], Kept]) -> Kept | None:
    """What was copied before and is in its store as it was then."""
    one = known.get((named.store, named.name))
    if one is None or (one.size, one.modified) != _stat(named):
        return None
    place = shelf.object_path(root, one.sha256)
    return one if place.is_file() and place.stat().st_size == one.size else None


def _stat(named: contents.Named) -> tuple[int, str]:
    store = contents.storage(named.store)
    if not store.exists(named.name):
        raise FileNotFoundError(named.name)
    return store.size(named.name), store.get_modified_time(named.name).isoformat()


def _copy(root: Path, named: contents.Named, made: Made) -> Kept:
    """Into the folder of objects; a file that is not what its row says is kept as it is, and named."""
    _, modified = _stat(named)
    sm3 = hashes.Hash(hashes.SM3())
    with contents.storage(named.store).open(named.name, "rb") as handle:
        sha256, size = shelf.put(root, handle.chunks(shelf.CHUNK), sm3)
    if named.sm3 and sm3.finalize().hex() != named.sm3:
        made.damaged.append(f"{named.store}:{named.name}")
    made.copied += 1
    made.copied_bytes += size
    return Kept(named.store, named.name, size, sha256, modified)


def _manifest(moment: databases.Copied, making: Path, made: Made, at: datetime) -> dict[str, Any]:
    listing = making / shelf.FILES
    found = {
        "format": FORMAT,
        "made_at": at.isoformat(),
        "site": settings.SITE["domain"],
        "versions": {"django": django.get_version(), "python": platform.python_version()},
        "database": {
            "vendor": moment.vendor, "version": databases.version(), "file": moment.file.name,
            "size": moment.file.stat().st_size, "sha256": shelf.digest_of(moment.file),
        },
        "migrations": contents.migrations(moment),
        "counts": contents.counts(moment),
        "newest_act": contents.newest_act(moment),
        "keys": keys.note(contents.key_numbers(moment)),
        "files": {"number": made.files, "sha256": shelf.digest_of(listing)},
        "absent": made.absent, "damaged": made.damaged, "gone_meanwhile": made.gone_meanwhile,
    }  # fmt: skip
    return found | {"seal": seal(found)}


def seal(manifest: dict[str, Any]) -> str:
    """HMAC-SM3 under the key of the audit chain over everything else: only who has the key can write another one."""
    return digest(
        START, {name: value for name, value in manifest.items() if name != "seal"}, settings.AUDIT_KEY
    )
