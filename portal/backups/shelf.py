"""How backups lie in a folder: one folder each, and the files of all of them once, each under its own SHA-256.

    LOCK  objects/ab/abcdef…  000012-20261127-013000/{manifest.json, files.jsonl, database.dump}  making/

A file is written under another name, brought to the disk and then renamed, and so is a backup as a whole: what has its
name is complete, whatever was killed when. An object is in its place because of what it contains, so it is copied once,
however many backups name it, and can be checked without anything else.
"""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
import re
import shutil
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import IO, Any, Final

CHUNK: Final = 1024 * 1024
NAME: Final = re.compile(r"^\d{6}-\d{8}-\d{6}$")
MANIFEST, FILES, MAKING, OBJECTS = "manifest.json", "files.jsonl", "making", "objects"


class Trouble(Exception):  # noqa: N818  it reads as what it says
    """Why no backup was made or brought back: one Chinese sentence that says what to do."""


@dataclass(frozen=True, slots=True)
class Kept:
    """One file of a backup: in which store, under which name, how large, its SHA-256, and when it was last written."""

    store: str
    name: str
    size: int
    sha256: str
    modified: str

    def line(self) -> str:
        return json.dumps(asdict(self), ensure_ascii=False, separators=(",", ":")) + "\n"


@contextmanager
def only_one(root: Path) -> Iterator[None]:
    """One backup or removal at a time in a folder; the system lets go when the holder dies."""
    root.mkdir(parents=True, exist_ok=True)
    with (root / "LOCK").open("w") as handle:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise Trouble(f"{root} 中另一次备份正在进行,请等它结束。") from None
        yield


def backups(root: Path) -> list[Path]:
    """Complete backups, the oldest first. By their number: the clock may have been set back between two."""
    if not root.is_dir():
        return []
    return sorted(path for path in root.iterdir() if NAME.match(path.name) and (path / MANIFEST).is_file())


def next_name(root: Path, stamp: str) -> str:
    made = backups(root)
    return f"{int(made[-1].name[:6]) + 1 if made else 1:06d}-{stamp}"


# --- reading --------------------------------------------------------------------------------------------------------


def read_manifest(backup: Path) -> dict[str, Any]:
    try:
        found: dict[str, Any] = json.loads((backup / MANIFEST).read_text("utf-8"))
    except (OSError, ValueError):
        raise Trouble(f"{backup / MANIFEST} 读不出来,这份备份不能用。") from None
    return found


def read_files(folder: Path) -> Iterator[Kept]:
    """The lines of files.jsonl; a last line that was being written when the process died is left out."""
    path = folder / FILES
    if not path.is_file():
        return
    with path.open(encoding="utf-8") as lines:
        for line in lines:
            if line.endswith("\n"):
                yield Kept(**json.loads(line))


def object_path(root: Path, sha256: str) -> Path:
    return root / OBJECTS / sha256[:2] / sha256


def digest_of(path: Path) -> str:
    with path.open("rb") as handle:
        return hashlib.file_digest(handle, "sha256").hexdigest()


# --- writing --------------------------------------------------------------------------------------------------------


def put(root: Path, pieces: Iterable[bytes], *others: Any) -> tuple[str, int]:
    """Keep some bytes as an object; their SHA-256 and length. `others` are hashes that are fed the same bytes."""
    hasher, size = hashlib.sha256(), 0
    partial = root / MAKING / "partial"
    with partial.open("wb") as out:
        for piece in pieces:
            out.write(piece)
            size += len(piece)
            for one in (hasher, *others):
                one.update(piece)
        settle(out)
    place = object_path(root, hasher.hexdigest())
    if place.is_file() and place.stat().st_size == size:
        partial.unlink()
    else:
        place.parent.mkdir(parents=True, exist_ok=True)
        partial.replace(place)
        settle_folder(place.parent)
    return hasher.hexdigest(), size


def settle(handle: IO[Any]) -> None:
    """On the disk, not only on its way there."""
    handle.flush()
    os.fsync(handle.fileno())


def settle_folder(folder: Path) -> None:
    number = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(number)
    finally:
        os.close(number)


def finish(root: Path, name: str, manifest: dict[str, Any]) -> Path:
    """The folder that was being made becomes a backup."""
    making = root / MAKING
    with (making / MANIFEST).open("w", encoding="utf-8") as out:
        json.dump(manifest, out, ensure_ascii=False, indent=1)
        settle(out)
    settle_folder(making)
    made = making.rename(root / name)
    settle_folder(root)
    return made


def thin_out(root: Path, keep: int) -> tuple[int, int]:
    """Only the newest `keep` backups stay, and the objects they name: (backups, objects) removed."""
    old = backups(root)[:-keep]
    for backup in old:
        gone = backup.rename(backup.with_name(f"removing-{backup.name}"))
        shutil.rmtree(gone)
    for left in root.glob("removing-*"):  # of a removal that was killed
        shutil.rmtree(left)
    named = {one.sha256 for backup in backups(root) for one in read_files(backup)}
    removed = 0
    for path in (root / OBJECTS).glob("??/*"):
        if path.name not in named:
            path.unlink()
            removed += 1
    return len(old), removed
