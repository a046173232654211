"""Tables as they are kept: .csv in any usual encoding, or the cells of a sheet; columns and rows found by their names."""

from __future__ import annotations

import csv
import io
import re
import unicodedata
from collections.abc import Iterable, Sequence
from typing import Final

from statute.annual.form import COLUMNS, FORM_2019, FORM_2021, Form
from statute.annual.matrix import Matrix

LARGEST: Final = 1024**2
MOST_ROWS: Final = 500
_BLANK: Final = frozenset({"", "/", "-", "--", "—", "——", "无"})
_NUMBER: Final = re.compile(r"\d{1,3}(,\d{3})+|\d{1,12}")
_WHOLE: Final = re.compile(r"(\d{1,12})\.0+")
_ENCODINGS: Final = ("utf-8-sig", "gb18030")


class CannotRead(ValueError):  # noqa: N818  it reads as what it says
    """This is no such table; `str()` is a Chinese sentence without a full stop."""


def read_matrix(data: bytes) -> Matrix:
    """The table in a .csv file. CannotRead when it is none."""
    if len(data) > LARGEST:
        raise CannotRead("文件超过 1 MB，不会是一张年度报告的表")
    if b"\x00" in data or data[:2] == b"PK":
        raise CannotRead("不是 .csv 文件")
    for encoding in _ENCODINGS:
        try:
            text = data.decode(encoding)
            break
        except UnicodeDecodeError:
            continue
    else:
        raise CannotRead("文件的编码不是 UTF-8 或者 GB18030")
    try:
        rows = list(csv.reader(io.StringIO(text, newline="")))
    except csv.Error:
        raise CannotRead("不是完整的 .csv 文件") from None
    return matrix_of(rows)


def matrix_of(rows: Iterable[Sequence[object]]) -> Matrix:
    """The table in these lines: the header is the first that names every column of applicants."""
    lines = [[_text(cell) for cell in row] for row in rows]
    if len(lines) > MOST_ROWS:
        raise CannotRead(f"超过{MOST_ROWS}行，不会是一张年度报告的表")
    head = next((place for place, line in enumerate(lines) if set(COLUMNS) <= set(line)), None)
    if head is None:
        raise CannotRead(f"没有找到表头，应有{'、'.join(COLUMNS)}各列")
    columns = {name: lines[head].index(name) for name in COLUMNS}
    named = [_row_of(line, columns) for line in lines[head + 1 :] if any(line)]
    form = FORM_2019 if "3.6" in {_code(line) for line in lines[head + 1 :]} else FORM_2021
    return _filled(form, named)


def _row_of(line: list[str], columns: dict[str, int]) -> tuple[str, str, dict[str, str]]:
    first = min(columns.values())
    before = [cell for cell in line[:first] if cell]
    label = before[-1] if before else ""
    return _code(line), label, {name: line[at] if at < len(line) else "" for name, at in columns.items()}


def _code(line: list[str]) -> str:
    return line[0] if line and re.fullmatch(r"\d(\.\d){0,2}", line[0]) else ""


def _filled(form: Form, named: list[tuple[str, str, dict[str, str]]]) -> Matrix:
    cells: dict[str, dict[str, int | None]] = {}
    faults: dict[tuple[str, str], str] = {}
    for code, label, texts in named:
        row = code if code in form.rows else "" if code else form.code_of(label)
        if not row:
            continue  # a heading, or a note below the table
        if row in cells:
            raise CannotRead(f"“{form.rows[row]}”出现了两次")
        cells[row] = {}
        for column, text in texts.items():
            value = _number(text)
            cells[row][column] = value
            if value is None and text not in _BLANK:
                faults[row, column] = text[:40]
    if not cells:
        raise CannotRead("表头下面没有年度报告的任何一行")
    return Matrix(form, cells, faults)


def _number(text: str) -> int | None:
    if whole := _WHOLE.fullmatch(text):
        return int(whole[1])
    return int(text.replace(",", "")) if _NUMBER.fullmatch(text) else None


def _text(cell: object) -> str:
    """Half width for digits and signs, without spaces; the words keep their brackets."""
    text = "" if cell is None else str(cell)
    plain = unicodedata.normalize("NFKC", text)
    return (
        "".join(plain.split())
        if plain.replace(",", "").replace(".", "").strip().isdigit()
        else "".join(text.split())
    )
