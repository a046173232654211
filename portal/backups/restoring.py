"""Checking a backup, and bringing it back: everything is looked at before anything is touched."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from hmac import compare_digest
from pathlib import Path
from typing import Any, Final

from django.core.files.base import File
from django.core.management import call_command
from django.db import DatabaseError, connection, transaction
from django.db.migrations.loader import MigrationLoader

from accounts.models import User
from audit.actions import record
from audit.models import AuditEntry
from portal.backups import contents, databases, keys, shelf, taking
from portal.backups.shelf import Kept, Trouble

SAID_AT_ONCE: Final = 5


def find(root: Path, name: str = "") -> Path:
    """The backup of that name in a folder of backups, the newest without one."""
    made = {path.name: path for path in shelf.backups(root)}
    if not made:
        raise Trouble(f"{root} 中没有完整的备份。")
    if name and name not in made:
        raise Trouble(f"没有名为 {name} 的备份;现有:{'、'.join(made)}。")
    return made[name or max(made)]


def check(backup: Path) -> dict[str, Any]:
    """The manifest of a backup in which every byte is as it was. Raises `Trouble` with what is not. Changes nothing."""
    manifest = shelf.read_manifest(backup)
    if manifest.get("format") != taking.FORMAT or not set(manifest) >= taking.FACTS:
        raise Trouble(f"{backup.name} 的备份说明不完整,或者格式不是本版软件能读的。")
    listing = backup / shelf.FILES
    if not listing.is_file() or shelf.digest_of(listing) != manifest["files"]["sha256"]:
        raise Trouble(f"{backup.name} 的文件清单与备份时不同,这份备份不能用。")
    dump = backup / manifest["database"]["file"]
    if not dump.is_file() or shelf.digest_of(dump) != manifest["database"]["sha256"]:
        raise Trouble(f"{backup.name} 的数据库与备份时不同,这份备份不能用。")
    wrong = [said for one in shelf.read_files(backup) if (said := _fault(backup.parent, one))]
    if wrong:
        more = f"等{len(wrong)}个" if len(wrong) > SAID_AT_ONCE else ""
        raise Trouble(
            f"{backup.name} 有文件损坏或者缺少:{';'.join(wrong[:SAID_AT_ONCE])}{more}。请换用另一份备份。"
        )
    databases.check(manifest["database"]["vendor"], dump)
    return manifest


def _fault(root: Path, one: Kept) -> str:
    place = shelf.object_path(root, one.sha256)
    if not place.is_file():
        return f"{one.name} 缺少"
    return "" if shelf.digest_of(place) == one.sha256 else f"{one.name} 已损坏"


def restore(backup: Path, *, overwrite: bool = False, say: Callable[[str], None] = print) -> dict[str, Any]:
    """Bring everything back. Raises `Trouble` before anything is changed when the backup, keys or versions do not fit.

    Files first, then the database in one transaction: killed, it can be run again, and no row ever names a missing file.
    """
    say(f"正在核对 {backup.name} 的全部文件……")
    manifest = check(backup)
    _refuse_what_does_not_fit(manifest, say)
    if not overwrite and not _is_empty():
        raise Trouble("数据库里已有数据,没有恢复。确实要用备份取代现有的全部数据,请加 --overwrite。")
    number = sum(1 for one in shelf.read_files(backup) if _put_back(backup.parent, one, overwrite=overwrite))
    say(f"文件:写回{number}个,其余已在原处。正在恢复数据库……")
    databases.load(manifest["database"]["vendor"], backup / manifest["database"]["file"])
    _compare(manifest)
    return manifest


def _refuse_what_does_not_fit(manifest: dict[str, Any], say: Callable[[str], None]) -> None:
    vendor = manifest["database"]["vendor"]
    if vendor != connection.vendor:
        raise Trouble(f"备份是 {vendor} 的,本站用的是 {connection.vendor},不能互相恢复。")
    fatal, lesser = keys.wrong(manifest["keys"])
    if fatal:
        raise Trouble(f"密钥不对,没有恢复:{';'.join(fatal)}。请先放回备份时的密钥。")
    for said in lesser:
        say(f"注意:{said}。")
    if not compare_digest(manifest["seal"], taking.seal(manifest)):
        raise Trouble("备份说明(manifest.json)的封签不符,内容被改动过,没有恢复。")
    known = {f"{app}.{name}" for app, name in MigrationLoader(None).disk_migrations}
    newer = [name for name in manifest["migrations"] if name not in known]
    if newer:
        raise Trouble(
            f"备份来自更新的软件版本(有{len(newer)}个本版没有的数据库迁移,如{newer[0]}),请用不低于备份时的版本恢复。"
        )


def _is_empty() -> bool:
    """Nobody and nothing was entered here; a database that was only migrated counts as empty."""
    try:
        return not (User.objects.exists() or AuditEntry.objects.exists())
    except DatabaseError:  # no tables yet
        return True


def _put_back(root: Path, one: Kept, *, overwrite: bool) -> bool:
    """Whether the file had to be written. One of the same name with another content is only replaced when told to."""
    store, source = contents.storage(one.store), shelf.object_path(root, one.sha256)
    if store.exists(one.name):
        if store.size(one.name) == one.size and _sha256(store, one.name) == one.sha256:
            return False
        if not overwrite:
            raise Trouble(f"文件 {one.name} 已经存在,内容与备份不同,没有恢复。确实要取代,请加 --overwrite。")
        store.delete(one.name)
    with source.open("rb") as handle:
        written = store.save(one.name, File(handle))
    if written != one.name:
        raise Trouble(f"文件 {one.name} 不能写回原来的位置。")
    return True


def _sha256(store: Any, name: str) -> str:
    hasher = hashlib.sha256()
    with store.open(name, "rb") as handle:
        for piece in handle.chunks(shelf.CHUNK):
            hasher.update(piece)
    return hasher.hexdigest()


def _compare(manifest: dict[str, Any]) -> None:
    """What is there now is what was there then, row for row and act for act."""
    with databases.live() as now:
        counted, act = contents.counts(now), contents.newest_act(now)
    expected = {name: number for name, number in manifest["counts"].items() if name in counted}
    differing = [name for name, number in expected.items() if counted[name] != number]
    if differing or act != manifest["newest_act"]:
        raise Trouble(
            f"恢复后的数据与备份说明不一致({'、'.join(differing[:3]) or '操作记录'}),请不要启用,换另一份备份。"
        )


def afterwards(backup: Path, say: Callable[[str], None] = print) -> None:
    """Migrations of a newer version, then the proofs, then what is only a copy. That it was done is an act like any other:
    whatever was kept of the time between backup and restore has an older number."""
    call_command("migrate", verbosity=0, interactive=False)
    with transaction.atomic():
        record(None, "backup.restored", backup=backup.name)
    for name in ("verify_audit", "check_tree", "reindex"):
        say(f"manage.py {name}")
        call_command(name)
