"""Zip files opened with suspicion: sizes are counted before and while unpacking."""

import io
import struct
import zipfile
import zlib
from typing import IO, Final

MEGABYTE: Final = 1024 * 1024
MAX_UNPACKED: Final = 200 * MEGABYTE
MAX_RATIO: Final = 200
RATIO_MATTERS_FROM: Final = 10 * MEGABYTE  # small repetitive sheets pack well without being bombs
MAX_MEMBERS: Final = 5_000
BROKEN: Final = (
    zipfile.BadZipFile,
    zlib.error,
    struct.error,
    OSError,
    EOFError,
    NotImplementedError,
    RuntimeError,
    ValueError,
    OverflowError,
    KeyError,
)

DAMAGED: Final = "文件已损坏，请重新另存后再上传"
TOO_BIG: Final = f"解压后超过 {MAX_UNPACKED // MEGABYTE} MB 或压缩倍数异常，可能是恶意压缩文件，系统不予打开"
TOO_MANY: Final = f"压缩包内文件超过 {MAX_MEMBERS} 个，系统不予打开"
ENCRYPTED: Final = "文件设有打开密码，系统看不到其中的内容，请取消密码后再上传"


class Unreadable(Exception):  # noqa: N818 - it reads as what it says
    """Why a file cannot be read, as a Chinese sentence."""


class Budget:
    """Bytes that may still be unpacked from one attachment, inner archives included."""

    def __init__(self, most: int = MAX_UNPACKED) -> None:
        self.left = most

    def spend(self, size: int) -> None:
        """Raises Unreadable once everything is spent."""
        self.left -= size
        if self.left < 0:
            raise Unreadable(TOO_BIG)


class Package:
    """A zip of parts; raises Unreadable when it is damaged, locked, or a bomb."""

    def __init__(self, data: bytes, budget: Budget) -> None:
        self.budget = budget
        try:
            self.zip = zipfile.ZipFile(io.BytesIO(data))
            infos = self.zip.infolist()
        except BROKEN as error:
            raise Unreadable(DAMAGED) from error
        if len(infos) > MAX_MEMBERS:
            raise Unreadable(TOO_MANY)
        if any(info.flag_bits & 0x1 for info in infos):
            raise Unreadable(ENCRYPTED)
        unpacked = sum(info.file_size for info in infos)
        if unpacked > budget.left or (unpacked > RATIO_MATTERS_FROM and unpacked > len(data) * MAX_RATIO):
            raise Unreadable(TOO_BIG)
        self.infos = [info for info in infos if not info.is_dir()]
        self.names = [info.filename for info in self.infos]
        self._known = frozenset(self.names)
        if len(self._known) != len(self.names):
            raise Unreadable(DAMAGED)

    def __contains__(self, name: str) -> bool:
        return name in self._known

    def read(self, name: str) -> bytes:
        """One part as a whole."""
        with self.stream(name) as part:
            return part.read()

    def stream(self, name: str) -> "Counted":
        """One part, unpacked as it is read."""
        try:
            return Counted(self.zip.open(name), self.budget)
        except BROKEN as error:
            raise Unreadable(DAMAGED) from error


class Counted:
    """A part being unpacked; every byte is taken from the budget."""

    def __init__(self, part: IO[bytes], budget: Budget) -> None:
        self.part = part
        self.budget = budget

    def read(self, size: int = -1) -> bytes:
        """Raises Unreadable when the data are damaged or the budget is spent."""
        wanted = size if size >= 0 else self.budget.left + 1
        try:
            data = self.part.read(wanted)
        except BROKEN as error:
            raise Unreadable(DAMAGED) from error
        self.budget.spend(len(data))
        return data

    def __enter__(self) -> "Counted":
        return self

    def __exit__(self, *_: object) -> None:
        self.part.close()


def chinese_name(info: zipfile.ZipInfo) -> str:
    """The member's name; Windows writes GBK without saying so."""
    if info.flag_bits & 0x800:
        return info.filename
    try:
        raw = info.filename.encode("cp437")
    except UnicodeEncodeError:
        return info.filename
    for encoding in ("utf-8", "gb18030"):
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError:
            continue
    return info.filename
