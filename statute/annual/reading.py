"""Tables as they are kept: .csv in any usual encoding, or the cells of a sheet; columns and rows found by their names."""

from __future__ import annotations

import csv
import io
import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from statute.annual.form import BLOCKS, CHALLENGES, COLUMNS, ENDS, FORM_2019, FORM_2021, TOTAL, VERSIONS, Form
from statute.annual.matrix import Matrix, Number, number
from statute.annual.refusing import CannotRead
from statute.annual.workbook import is_package, sheets

LARGEST: Final = 1024**2
MOST_ROWS: Final = 500
_BLANK: Final = frozenset({"", "/", "-", "--", "—", "——", "无"})
_ENCODINGS: Final = ("utf-8-sig", "gb18030")
_HEAD_LINES: Final = 3  # the printed head of table 2 has three lines
_OTHERS: Final = "（六）其他处理"
_CONTENT: Final = "信息内容"
Lines = list[list[str]]


def read_matrix(data: bytes) -> Matrix:
    """Table 2 in a .csv file. CannotRead when it is none."""
    if len(data) > LARGEST:
        raise CannotRead("文件超过 1 MB，不会是一张年度报告的表")
    if b"\x00" in data or data[:2] == b"PK":
        raise CannotRead("不是 .csv 文件")
    return matrix_of(_csv_rows(data))


def read_report(data: bytes) -> dict[int, Matrix]:
    """The tables of a published report by number, from .csv or .xlsx; table 2 at least. CannotRead when there is none."""
    if not is_package(data):
        if len(data) > LARGEST or b"\x00" in data:
            raise CannotRead("文件不是 .csv 或者 .xlsx，或者超过 1 MB")
        return tables_of(_csv_rows(data))
    lines: list[Sequence[object]] = []
    for sheet in sheets(data):
        lines += sheet
        if len(lines) > MOST_ROWS:
            raise CannotRead(f"超过{MOST_ROWS}行，不会是一份年度报告的表")
    return tables_of(lines)


def _csv_rows(data: bytes) -> list[list[str]]:
    for encoding in _ENCODINGS:
        try:
            text = data.decode(encoding)
            break
        except UnicodeDecodeError:
            continue
    else:
        raise CannotRead("文件的编码不是 UTF-8 或者 GB18030")
    try:
        return list(csv.reader(io.StringIO(text, newline="")))
    except csv.Error:
        raise CannotRead("不是完整的 .csv 文件") from None


def tables_of(rows: Iterable[Sequence[object]]) -> dict[int, Matrix]:
    """All the tables in these lines; table 2 has to be there, the others are read where they are."""
    lines = _lines(rows)
    requests = _matrix(lines)
    found = {2: requests}
    if active := _active(lines, requests.form.version):
        found[1] = active
    if challenges := _challenges(lines):
        found[3] = challenges
    return found


def matrix_of(rows: Iterable[Sequence[object]]) -> Matrix:
    """Table 2 in these lines: its head is where every column of applicants is named, in up to three lines."""
    return _matrix(_lines(rows))


def _lines(rows: Iterable[Sequence[object]]) -> Lines:
    lines = [[_text(cell) for cell in row] for row in rows]
    if len(lines) > MOST_ROWS:
        raise CannotRead(f"超过{MOST_ROWS}行，不会是一张年度报告的表")
    return lines


def _matrix(lines: Lines) -> Matrix:
    columns, after = _head(lines)
    body = [line for line in lines[after:] if any(line)]
    ends = next((place for place, line in enumerate(body) if ENDS[0] in line), len(body))
    named = [_row_of(line, columns) for line in body[:ends]]
    others = _others(named)
    return _filled(FORM_2019 if others else FORM_2021, named)


def _head(lines: Lines) -> tuple[dict[str, int], int]:
    """Where each column stands, and the line after the head."""
    for height in range(1, _HEAD_LINES + 1):
        for first in range(len(lines) - height + 1):
            places: dict[str, int] = {}
            for line in lines[first : first + height]:
                for name in COLUMNS:
                    if name not in places and name in line:
                        places[name] = line.index(name)
            if len(places) == len(set(places.values())) == len(COLUMNS):
                return places, first + height
    raise CannotRead(f"没有找到表头，应有{'、'.join(COLUMNS)}各列")


def _row_of(line: list[str], columns: dict[str, int]) -> tuple[str, str, dict[str, str]]:
    first = min(columns.values())
    before = [cell for cell in line[:first] if cell]
    label = before[-1] if before else ""
    return _code(line), label, {name: line[at] if at < len(line) else "" for name, at in columns.items()}


def _code(line: list[str]) -> str:
    return line[0] if line and re.fullmatch(r"\d(\.\d){0,2}", line[0]) else ""


def _others(named: list[tuple[str, str, dict[str, str]]]) -> bool:
    """Whether （六）其他处理 is one row with numbers, as in 2019, and no heading of three."""
    return any(code == "3.6" or (not code and label == _OTHERS) for code, label, _ in named)


def _filled(form: Form, named: list[tuple[str, str, dict[str, str]]]) -> Matrix:
    cells: dict[str, dict[str, Number | None]] = {}
    faults: dict[tuple[str, str], str] = {}
    for code, label, texts in named:
        row = code if code in form.rows else "" if code else form.code_of(label)
        if not row:
            continue  # a heading, or a note below the table
        if row in cells:
            raise CannotRead(f"“{form.rows[row]}”出现了两次")
        cells[row] = {}
        for column, text in texts.items():
            _put(form, cells, faults, row, column, text)
    if not cells:
        raise CannotRead("表头下面没有年度报告的任何一行")
    return Matrix(form, cells, faults)


def _put(
    form: Form,
    cells: dict[str, dict[str, Number | None]],
    faults: dict[tuple[str, str], str],
    row: str,
    column: str,
    text: str,
) -> None:
    value = number(text, form, column)
    cells.setdefault(row, {})[column] = value
    if value is None and text not in _BLANK:
        faults[row, column] = text[:40]


def _active(lines: Lines, version: str) -> Matrix | None:
    """Table 1: blocks that each begin with a line of 信息内容 and the names of their columns."""
    form = VERSIONS[version][1]
    names = {words: code for block in BLOCKS[version] for code, words in block.rows.items()}
    cells: dict[str, dict[str, Number | None]] = {}
    faults: dict[tuple[str, str], str] = {}
    heads: dict[str, int] = {}
    label = 0
    for line in lines:
        if _CONTENT in line:
            label = line.index(_CONTENT)
            heads = {name: place for place, name in enumerate(line) if place > label and name}
            continue
        code = names.get(line[label]) if heads and label < len(line) else None
        if code is None or code in cells:
            continue
        for column in form.columns_of(code):
            at = heads.get(column)
            text = line[at] if at is not None and at < len(line) else ""
            _put(form, cells, faults, code, column, text)
    return Matrix(form, cells, faults) if cells else None


def _challenges(lines: Lines) -> Matrix | None:
    """Table 3 as printed, fifteen cells in one line below one or two lines of head; or a row for each of the three."""
    for place, line in enumerate(lines):
        if ENDS[0] not in line:
            continue
        below = lines[place + 1] if place + 1 < len(lines) else []
        if (wide := _wide(line, below)) and (values := lines[place + wide[1] :][:1]):
            return _fifteen(wide[0], values[0])
        return _long(line, lines[place + 1 : place + 5])
    return None


def _wide(line: list[str], below: list[str]) -> tuple[list[int], int] | None:
    """The places of the fifteen columns, and how many lines their head has; None where it is no such head."""
    names = (*ENDS, TOTAL)
    one = _places(line, names)
    if len(one) == 15:
        return one, 1
    both = sorted({*one, *_places(below, names)})
    return (both, 2) if len(both) == 15 else None


def _places(line: list[str], names: Sequence[str]) -> list[int]:
    return [place for place, text in enumerate(line) if text in names]


def _fifteen(places: list[int], values: list[str]) -> Matrix:
    return _challenge_rows(
        (row, {c: values[at] if at < len(values) else "" for c, at in zip(CHALLENGES.columns, places[n * 5 :], strict=False)})
        for n, row in enumerate(CHALLENGES.rows)
    )  # fmt: skip


def _long(head: list[str], body: Lines) -> Matrix | None:
    columns = {name: head.index(name) for name in CHALLENGES.columns if name in head}
    rows = []
    for line in body:
        label = next((cell for cell in reversed(line[: min(columns.values())]) if cell), "")
        row = line[0] if line and line[0] in CHALLENGES.rows else CHALLENGES.code_of(label)
        if row:
            rows.append((row, {c: line[at] if at < len(line) else "" for c, at in columns.items()}))
    return _challenge_rows(rows) if rows else None


def _challenge_rows(rows: Iterable[tuple[str, dict[str, str]]]) -> Matrix:
    cells: dict[str, dict[str, Number | None]] = {}
    faults: dict[tuple[str, str], str] = {}
    for row, texts in rows:
        for column, text in texts.items():
            _put(CHALLENGES, cells, faults, row, column, text)
    return Matrix(CHALLENGES, cells, faults)


def csv_rows(tables: dict[int, Matrix]) -> Iterator[list[str]]:
    """The three tables as lines `read_report` reads again: what a county fills in for an old year."""
    version = tables[2].form.version
    for block in BLOCKS[version]:
        yield [block.heading, _CONTENT, *block.columns]
        for code, words in block.rows.items():
            yield ["", words, *(_said(tables[1].at(code, column)) for column in block.columns)]
    yield ["row_code", "row_label", *COLUMNS]
    for code, words in tables[2].form.rows.items():
        yield [code, words, *(_said(tables[2].at(code, column)) for column in COLUMNS)]
    yield ["row_code", "row_label", *CHALLENGES.columns]
    for code, words in CHALLENGES.rows.items():
        yield [code, words, *(_said(tables[3].at(code, column)) for column in CHALLENGES.columns)]


def _said(value: Number | None) -> str:
    return "" if value is None else str(value)


def _text(cell: object) -> str:
    """Half width for digits and signs, without spaces; the words keep their brackets."""
    text = "" if cell is None else str(cell)
    plain = unicodedata.normalize("NFKC", text)
    return (
        "".join(plain.split())
        if plain.replace(",", "").replace(".", "").strip().isdigit()
        else "".join(text.split())
    )
