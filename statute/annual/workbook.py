"""The cells of an .xlsx, from a file nobody vouches for: unpacked size, parts, rows and columns are limited first."""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from typing import Final
from xml.etree.ElementTree import ParseError

from lxml.etree import XMLSyntaxError
from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException

from statute.annual.refusing import CannotRead

LARGEST: Final = 5 * 1024**2
LARGEST_UNPACKED: Final = 30 * 1024**2
MOST_PARTS: Final = 300
MOST_SHEETS: Final = 10
MOST_ROWS: Final = 500
MOST_COLUMNS: Final = 40
_DOCTYPE: Final = re.compile(rb"<!\s*(?:DOCTYPE|ENTITY)", re.IGNORECASE)
_PIECE: Final = 64 * 1024
# What a damaged or forged package makes zipfile, lxml and openpyxl raise.
_DAMAGE: Final = (
    zipfile.BadZipFile, zlib.error, InvalidFileException, ParseError, XMLSyntaxError, KeyError, ValueError, TypeError,
    AttributeError, IndexError, OSError, EOFError, NotImplementedError, RuntimeError, OverflowError,
)  # fmt: skip


def is_package(data: bytes) -> bool:
    return data[:4] == b"PK\x03\x04"


def sheets(data: bytes) -> Iterator[Sequence[Sequence[object]]]:
    """The rows of every sheet, values only. CannotRead for what is no such file, or too large for a report."""
    _examine(data)
    try:
        book = load_workbook(io.BytesIO(data), read_only=True, data_only=True, keep_links=False)
        names = book.sheetnames[:MOST_SHEETS]
    except _DAMAGE:
        raise CannotRead("文件已损坏，或者不是 .xlsx 文件") from None
    for name in names:
        try:
            rows = book[name].iter_rows(max_row=MOST_ROWS + 1, max_col=MOST_COLUMNS, values_only=True)
            found = list(rows)
        except _DAMAGE:
            raise CannotRead("文件已损坏，或者不是 .xlsx 文件") from None
        if len(found) > MOST_ROWS:
            raise CannotRead(f"超过{MOST_ROWS}行，不会是一份年度报告的表")
        yield found


def _examine(data: bytes) -> None:
    """Unpack every part once in small pieces: real sizes, no document type."""
    if len(data) > LARGEST:
        raise CannotRead("文件超过 5 MB，不会是一份年度报告的表")
    try:
        package = zipfile.ZipFile(io.BytesIO(data))
        fault = _fault(package)
    except _DAMAGE:
        raise CannotRead("文件已损坏，或者不是 .xlsx 文件") from None
    if fault:
        raise CannotRead(fault)


def _fault(package: zipfile.ZipFile) -> str:
    """What is wrong with the package, in a sentence; empty for nothing."""
    if len(package.infolist()) > MOST_PARTS:
        return "文件的组成部分太多，不会是一份年度报告的表"
    total = 0
    for part in package.infolist():
        first = True
        with package.open(part) as opened:
            while piece := opened.read(_PIECE):
                total += len(piece)
                if total > LARGEST_UNPACKED:
                    return "文件解压后过大，可能是恶意压缩文件"
                if first and _DOCTYPE.search(piece.replace(b"\x00", b"")):
                    return "文件内含有外部实体声明，出于安全不予打开"
                first = False
    return ""
