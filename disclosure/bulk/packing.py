"""The .zip of files beside a list: names as Windows, macOS and Linux write them, and limits against bombs."""

from __future__ import annotations

import struct
import unicodedata
import zipfile
import zlib
from collections.abc import Sequence
from pathlib import PurePosixPath
from typing import IO, Final

MEGABYTE: Final = 1024 * 1024
MAX_PACKED: Final = 1024 * MEGABYTE
MAX_UNPACKED: Final = 2048 * MEGABYTE
MAX_FILES: Final = 20_000
MAX_FILE: Final = 50 * MEGABYTE
MAX_RATIO: Final = 200
RATIO_MATTERS_FROM: Final = 10 * MEGABYTE
BOMB: Final = "附件包解压后过大,可能是恶意压缩文件,没有打开。"
_UTF8_FLAG: Final = 0x800
_UNICODE_PATH: Final = 0x7075
_DAMAGED: Final = (
    zipfile.BadZipFile, zlib.error, OSError, EOFError, NotImplementedError, RuntimeError, ValueError, OverflowError, struct.error,
)  # fmt: skip


class BadPack(Exception):  # noqa: N818  it reads as what it says
    """The pack, or one file of it, cannot be read; `str()` is a Chinese sentence."""


class FilePack:
    """An open .zip: `find` a file by the name a list gives it, `read` it."""

    def __init__(self, handle: IO[bytes]) -> None:
        """Looks at the directory only. Raises `BadPack`."""
        try:
            self._zip = zipfile.ZipFile(handle)
            infos = [info for info in self._zip.infolist() if not info.is_dir()]
        except _DAMAGED as error:
            raise BadPack("附件包已损坏或者不是.zip文件,请重新打包后再上传。") from error
        if any(info.flag_bits & 0x1 for info in infos):
            raise BadPack("附件包设有密码,请取消密码后重新打包。")
        if len(infos) > MAX_FILES:
            raise BadPack(f"附件包里的文件超过{MAX_FILES}个,请拆成几个批次导入。")
        if sum(info.file_size for info in infos) > MAX_UNPACKED or any(_explodes(info) for info in infos):
            raise BadPack(BOMB)
        names = _names(infos)
        self._files = {name: info for name, info in zip(names, infos, strict=True) if not _is_litter(name)}
        self._by_name: dict[str, list[str]] = {}
        for name in self._files:
            for key in {_key(name), _key(PurePosixPath(name).name)}:
                self._by_name.setdefault(key, []).append(name)

    def __len__(self) -> int:
        return len(self._files)

    @property
    def names(self) -> Sequence[str]:
        """Every file with its folders, in the order of the pack."""
        return list(self._files)

    def find(self, name: str) -> list[str]:
        """The files a list may mean: by whole path, or by the last part of it. More than one: it has to say which."""
        return list(self._by_name.get(_key(name), ()))

    def read(self, name: str) -> bytes:
        """The bytes of one file of `names`. Raises `BadPack`: too large, or damaged."""
        info = self._files[name]
        if info.file_size > MAX_FILE:
            raise BadPack(f"“{name}”超过{MAX_FILE // MEGABYTE}MB。")
        try:
            with self._zip.open(info) as part:
                data = part.read(MAX_FILE + 1)
        except _DAMAGED as error:
            raise BadPack(f"“{name}”在附件包里已损坏。") from error
        if len(data) > min(MAX_FILE, info.file_size):
            raise BadPack(BOMB)
        return data


def _explodes(info: zipfile.ZipInfo) -> bool:
    return info.file_size > RATIO_MATTERS_FROM and info.file_size > info.compress_size * MAX_RATIO


def _is_litter(name: str) -> bool:
    return name.startswith("__MACOSX/") or PurePosixPath(name).name in {
        ".DS_Store",
        "Thumbs.db",
        "desktop.ini",
    }


def _key(name: str) -> str:
    """One form for a name however it was typed: composed, one kind of slash, lower case."""
    return (
        unicodedata.normalize("NFKC", name.replace("\\", "/"))
        .strip()
        .strip("/")
        .removeprefix("./")
        .casefold()
    )


def _names(infos: Sequence[zipfile.ZipInfo]) -> list[str]:
    """Names as they were meant. Python reads unmarked ones as code page 437; Windows wrote GBK, macOS UTF-8.

    One program wrote the whole pack, so the unmarked names are all of one encoding.
    """
    unmarked = [raw for info in infos if (raw := _raw(info)) is not None]
    encoding = next(
        (code for code in ("utf-8", "gb18030") if all(_fits(raw, code) for raw in unmarked)), "cp437"
    )
    found: dict[str, None] = {}
    for number, info in enumerate(infos):
        raw = _raw(info)
        name = _unicode_path(info) or (info.filename if raw is None else raw.decode(encoding, "replace"))
        name = name.replace("\\", "/")
        found[name if name not in found else f"{name}#{number}"] = (
            None  # two entries of one name are two files
        )
    return list(found)


def _raw(info: zipfile.ZipInfo) -> bytes | None:
    """The bytes of an unmarked name with more than ASCII in it."""
    if info.flag_bits & _UTF8_FLAG or info.filename.isascii():
        return None
    try:
        return info.filename.encode("cp437")
    except UnicodeEncodeError:
        return None


def _fits(raw: bytes, encoding: str) -> bool:
    try:
        raw.decode(encoding)
    except UnicodeDecodeError:
        return False
    return True


def _unicode_path(info: zipfile.ZipInfo) -> str:
    """The name in the Info-ZIP Unicode Path field, or ''."""
    extra = info.extra
    while len(extra) >= 4:
        kind, size = struct.unpack("<HH", extra[:4])
        if kind == _UNICODE_PATH and size > 5:
            return extra[9 : 4 + size].decode("utf-8", "replace")
        extra = extra[4 + size :]
    return ""
