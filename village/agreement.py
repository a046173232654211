"""相同事项公开内容对应一致: the village's table against the government's, row by row (市实施意见三(四); pure)."""

from __future__ import annotations

import io
import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final
from zipfile import BadZipFile

from lxml import etree, html
from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException

from village.content import MOST_ROWS, fen_of, hide_name

NAME: Final = re.compile(r"姓名|户主|申请人|受益人|承包人|对象")
AMOUNT: Final = re.compile(r"金额|补贴|补助|补偿|保障金|救助金|津贴|资金|元[）)]?$")
PLACE: Final = re.compile(r"村|社区|住址|居住地|单位")
TOTAL: Final = re.compile(r"^(合计|总计|小计)")
MOST_SHOWN: Final = 20
NOWHERE: Final = "—"
APART: Final = re.compile(r"[、，,;；/|()（）]+")
# what may follow a village's name in a column for the place: its committee, a group of it, a house number
AFTER_NAME: Final = re.compile(
    r"(村?民?委员?会|居?民?委员?会|村委会|社区居委会)?(第?[0-9０-９一二三四五六七八九十百]+[组队社号户].*)?"
)


class Outcome(StrEnum):
    EQUAL = "equal"
    DIFFERENT = "different"
    NO_VILLAGE = "no_village"
    NO_GOVERNMENT = "no_government"


@dataclass(frozen=True, order=True)
class Row:
    """Who gets how much, in 分; stars in a name stand for any character."""

    name: str
    fen: int


@dataclass(frozen=True)
class Place:
    """A village by its names, and the names of what lies above it: 河村 is not 上河村, nor 上河村 of another township."""

    names: frozenset[str]
    above: frozenset[str] = frozenset()

    def is_in(self, cell: str) -> bool:
        if not any(name in cell for name in self.names):
            return False
        tokens = [token for token in APART.split(re.sub(r"\s", "", cell)) if token]
        return any(self._is(token, name) for token in tokens for name in self.names)

    def _is(self, token: str, name: str) -> bool:
        at = token.find(name)
        while at >= 0:
            before, after = token[:at], token[at + len(name) :]
            if (not before or before.endswith(tuple(self.above))) and AFTER_NAME.fullmatch(after):
                return True
            at = token.find(name, at + 1)
        return False


@dataclass
class Agreement:
    outcome: Outcome
    government: list[Row] = field(default_factory=list)
    village: list[Row] = field(default_factory=list)
    only_government: list[str] = field(default_factory=list)
    only_village: list[str] = field(default_factory=list)


def rows_of(lines: Sequence[Sequence[object]], place: Place | None = None) -> list[Row]:
    """The rows of a table with a name and an amount; with a column for the place, only those at `place`.

    Without such a column every row counts: the table is then about one village, or the village's own.
    """
    return rows_at(by_place(lines), place)


def rows_at(found: Mapping[str, Sequence[Row]], place: Place | None) -> list[Row]:
    """Of rows by place those at `place`; what names no place belongs to every one."""
    return [
        row for cell, rows in found.items() if not cell or place is None or place.is_in(cell) for row in rows
    ]


def by_place(lines: Sequence[Sequence[object]]) -> dict[str, list[Row]]:
    """The rows of a table by what stands in its column for the place: read once, however many villages ask. "": no such column."""
    if not lines:
        return {}
    head = [str(cell or "").strip() for cell in lines[0]]
    name_at, fen_at, place_at = (_column(head, wanted) for wanted in (NAME, AMOUNT, PLACE))
    if name_at is None or fen_at is None:
        return {}
    found: dict[str, list[Row]] = {}
    for line in lines[1:]:
        cells = [str(cell if cell is not None else "").strip() for cell in line] + [""] * len(head)
        name = re.sub(r"\s", "", cells[name_at])
        if not name or TOTAL.match(name):
            continue
        # an empty cell in a column for the place is nobody's row
        place = "" if place_at is None else cells[place_at] or NOWHERE
        try:
            row = Row(name, fen_of(cells[fen_at]))
        except ValueError:
            row = Row(name, 0)
        found.setdefault(place, []).append(row)
    return found


def has_place(lines: Sequence[Sequence[object]]) -> bool:
    return bool(lines) and _column([str(cell or "").strip() for cell in lines[0]], PLACE) is not None


def _column(head: Sequence[str], wanted: re.Pattern[str]) -> int | None:
    return next((place for place, cell in enumerate(head) if wanted.search(cell)), None)


def tables_in(body: str) -> list[list[list[str]]]:
    """The tables of a document's text, each as lines of cells."""
    if "<table" not in body:
        return []
    try:
        root = html.fragment_fromstring(body, create_parent="div")
    except (etree.ParserError, ValueError):
        return []
    return [
        [["".join(cell.itertext()).strip() for cell in line.iter("td", "th")] for line in table.iter("tr")]
        for table in root.iter("table")
    ]


def sheets_in(data: bytes) -> list[list[list[object]]]:
    """The first sheets of a workbook; nothing for what cannot be read."""
    try:
        book = load_workbook(io.BytesIO(data), read_only=True, data_only=True)
    except (InvalidFileException, BadZipFile, KeyError, OSError, ValueError):
        return []
    try:
        return [
            [list(row) for row in sheet.iter_rows(values_only=True, max_row=MOST_ROWS * 10, max_col=20)]
            for sheet in book.worksheets[:3]
        ]
    finally:
        book.close()


def compare(government: Iterable[Row] | None, village: Iterable[Row] | None) -> Agreement:
    """Counts, totals, rows. None: that side published nothing about it."""
    ours, theirs = list(village or ()), list(government or ())
    if government is None:
        return Agreement(Outcome.NO_GOVERNMENT, theirs, ours)
    if village is None:
        return Agreement(Outcome.NO_VILLAGE, theirs, ours)
    open_rows: dict[int, list[str]] = defaultdict(list)
    for row in ours:
        open_rows[row.fen].append(row.name)
    only_government = []
    for row in sorted(theirs, key=lambda one: "*" in one.name):  # whole names choose first
        match = next((name for name in open_rows[row.fen] if same_name(name, row.name)), None)
        if match is None:
            only_government.append(row)
        else:
            open_rows[row.fen].remove(match)
    left = [Row(name, fen) for fen, names in open_rows.items() for name in names]
    outcome = Outcome.DIFFERENT if only_government or left else Outcome.EQUAL
    return Agreement(outcome, theirs, ours, _shown(only_government), _shown(left))


def same_name(one: str, other: str) -> bool:
    """Equal where neither is masked; masked differently is allowed."""
    return len(one) == len(other) and all(a == b or "*" in (a, b) for a, b in zip(one, other, strict=True))


def _shown(rows: Iterable[Row]) -> list[str]:
    return [f"{hide_name(row.name)} {row.fen // 100}.{row.fen % 100:02d}元" for row in sorted(rows)][
        :MOST_SHOWN
    ]
