"""Rows of a real grid (workbook, Word, HTML, CSV) brought to their columns."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from catalog.importer.alignment import AlignedRow, Aligner, Stage, stages
from catalog.importer.cleaning import one_line, plain
from catalog.importer.features import Look, look
from catalog.importer.grid import Covered, Grid, GridRow
from catalog.importer.header_words import MAIN, Kind, header_word
from catalog.importer.layout import Column, from_stacked_cells
from catalog.importer.model import Problem, RawRow
from catalog.importer.tokens import Gap, Token


@dataclass(frozen=True, slots=True)
class Header:
    """Header rows `start` to `end` (exclusive, counted in the grid's rows) and their columns."""

    start: int
    end: int
    columns: tuple[Column, ...]


def is_header(texts: Sequence[str]) -> bool:
    """A row made of header words: three different ones, two of them certain."""
    if next((text for text in texts if text), "").isdigit():
        return False  # a numbered row; saves asking every cell of a long table
    words = [(text, header_word(text)) for text in texts if text]
    known = [word for _, word in words if word is not None]
    if len(known) < 3 or len(known) * 2 < len(words):
        return False
    main = sum(1 for word in known if word.kind in MAIN)
    return len({word.kind for word in known}) >= 3 and main >= 2


def _is_lower_header(texts: Sequence[str]) -> bool:
    """The second header row: little else than sub-headers."""
    filled = [text for text in texts if text]
    known = sum(1 for text in filled if header_word(text) is not None)
    return bool(filled) and known * 2 > len(filled) and not any(look(text) is Look.NUMBER for text in filled)


def headers(grid: Grid) -> Iterator[Header]:
    """Every header in the grid, repeated ones too."""
    at = 0
    rows = grid.rows
    while at < len(rows):
        if not is_header(rows[at].texts()):
            at += 1
            continue
        end = at + 1
        while (
            end < len(rows)
            and end - at < 4
            and _is_lower_header(rows[end].texts())
            and _is_below(rows, at, end)
        ):
            end += 1
        width = max(_width(rows[i]) for i in range(at, end))
        yield Header(at, end, from_stacked_cells([_spread(rows[i], i > at) for i in range(at, end)], width))
        at = end


def _is_below(rows: Sequence[GridRow], start: int, at: int) -> bool:
    """A lower header row, not the whole header printed again."""
    again = {header_word(text) for text in rows[start].texts()[:1]} - {None}
    return not (again and header_word(rows[at].texts()[0] if rows[at].cells else "") in again)


def _width(row: GridRow) -> int:
    width = len(row.cells)
    while width and row.cells[width - 1] == "":
        width -= 1
    return width


def _spread(row: GridRow, lower: bool) -> list[str]:
    """Header texts with sideways merges filled in; in lower rows only the words themselves."""
    texts: list[str] = []
    for cell in row.cells:
        if cell is Covered.LEFT and not lower:
            texts.append(texts[-1] if texts else "")
        else:
            texts.append(one_line(cell) if isinstance(cell, str) else "")
    return texts


class CellRows:
    """Turns the data rows of one grid into raw rows."""

    def __init__(self, grid: Grid, columns: Sequence[Column]) -> None:
        self.grid = grid
        self.problems: list[Problem] = []
        self.use(columns)

    def use(self, columns: Sequence[Column]) -> None:
        """Columns for the rows that follow (after a repeated or changed header)."""
        self.columns = tuple(columns)
        self.keys = [column.key for column in columns]
        self.layout: tuple[Stage, ...] | None = None

    def raw(self, row: GridRow) -> RawRow | None:
        """The row's cells by column, or None for titles, page numbers and empty rows."""
        filled = sum(1 for cell in row.cells if cell and isinstance(cell, str) and cell.strip())
        merged = any(cell is Covered.ABOVE for cell in row.cells)
        if not filled or (filled == 1 and not merged and self._is_furniture(row)):
            return None
        width = len(self.keys)
        if len(row.cells) == width or (len(row.cells) > width and _width(row) <= width):
            return self._by_position(row)
        return self._by_looks(row)

    def _is_furniture(self, row: GridRow) -> bool:
        at, text = next(
            (at, one_line(c)) for at, c in enumerate(row.cells) if isinstance(c, str) and c.strip()
        )
        if look(text) is Look.NUMBER and at < len(self.keys) and self.keys[at] == "seq":
            return False  # an empty numbered row: somebody must say what is missing
        if look(text) not in {Look.FURNITURE, Look.NOTE, Look.NUMBER} and header_word(text) is None:
            self.problems.append(
                Problem("table", f"{self.grid.where(row.number)}只有一格文字，没有当作事项：{text[:40]}")
            )
        return True

    def _by_position(self, row: GridRow) -> RawRow:
        cells: dict[str, str] = {}
        covered: set[str] = set()
        for key, cell in zip(self.keys, row.cells, strict=False):
            if isinstance(cell, str):
                cells[key] = plain(cell)
            elif cell is Covered.ABOVE:
                covered.add(key)
            else:
                cells[key] = ""
        return RawRow(self.grid.where(row.number), cells, frozenset(covered))

    def _by_looks(self, row: GridRow) -> RawRow:
        """The number of cells differs from the number of columns: let the texts find their columns."""
        if self.layout is None:
            self.layout = stages(self.columns)
        texts = row.texts()[: max(_width(row), 1)]
        tokens = [Token(plain(text), row.number, Gap.CELL) for text in texts]
        aligned = Aligner(self.layout, single_row=True).rows(tokens)
        where = self.grid.where(row.number)
        if not aligned:
            return RawRow(where, {}, problems=(_misfit(len(texts), len(self.keys)),))
        raw = to_raw(where, aligned[0], self.layout)
        kept = sum(len(pieces) for pieces in aligned[0].pieces.values())
        if kept < len([text for text in texts if text]) or len(texts) > len(self.keys) + 3:
            raw.problems += (_misfit(len(texts), len(self.keys)),)
        return raw


def _misfit(cells: int, columns: int) -> Problem:
    return Problem("table", f"这一行有 {cells} 格，表头有 {columns} 栏，对不上", fatal=True)


def to_raw(where: str, row: AlignedRow, layout: Sequence[Stage], *, keeps_gaps: bool = False) -> RawRow:
    """An aligned row as printed text per column; ticks that do not fit their columns are kept as `squeezed`.

    `keeps_gaps`: other rows of the table have empty tick cells between ticks, so ticks do not move together in it.
    """
    cells: dict[str, str] = {}
    squeezed: list[str] | None = None
    for at, stage in enumerate(layout):
        pieces = row.pieces.get(at)
        if pieces is None:
            continue
        if not stage.is_ticks:
            cells[stage.columns[0].key] = "\n".join(_without_repeats(pieces))
            continue
        texts = [piece.text for piece in pieces]
        placed = _place(stage, texts, keeps_gaps=keeps_gaps)
        if placed is None:
            squeezed = (squeezed or []) + [text for text in texts if text]
        else:
            cells.update(placed)
    if squeezed is not None:
        tick_keys = {column.key for stage in layout if stage.is_ticks for column in stage.columns}
        squeezed = [cells.pop(key) for key in list(cells) if key in tick_keys and cells[key]] + squeezed
    return RawRow(where, cells, squeezed=tuple(squeezed) if squeezed is not None else None)


def _without_repeats(pieces: Sequence[Token]) -> list[str]:
    texts: list[str] = []
    for piece in pieces:
        if not texts or texts[-1] != piece.text:
            texts.append(piece.text)
    return texts


def keeps_gaps(rows: Sequence[AlignedRow], layout: Sequence[Stage]) -> bool:
    """Whether some row has an empty tick cell between two ticks."""
    ticks = [at for at, stage in enumerate(layout) if stage.is_ticks]
    return any(_has_gap([piece.text for piece in row.pieces.get(at, ())]) for row in rows for at in ticks)


def _has_gap(texts: Sequence[str]) -> bool:
    last = max((at for at, text in enumerate(texts) if text), default=0)
    return any(not text for text in texts[:last])


def _place(stage: Stage, texts: list[str], *, keeps_gaps: bool) -> dict[str, str] | None:
    """Ticks by position: possible when every cell is there, or only the empty ones at the end are cut off."""
    keys = [column.key for column in stage.columns]
    texts = list(texts)
    while len(texts) > len(keys) and not texts[-1]:
        texts.pop()
    if len(texts) > len(keys):
        return None
    complete = len(texts) == len(keys)
    placed = dict(zip(keys, texts + [""] * (len(keys) - len(texts)), strict=True))
    if not texts[-1] and _is_misplaced(stage, placed):
        return None
    if complete and (texts[-1] or _has_gap(texts) or keeps_gaps or not any(texts)):
        return placed
    if not complete and not _has_gap(texts):
        return None
    # All empty cells stand at the end: the ticks may have moved together, unless standing still makes sense too.
    return (
        placed if _is_sensible(stage, placed) or (complete and _names_group_in_place(stage, placed)) else None
    )


def _is_misplaced(stage: Stage, placed: dict[str, str]) -> bool:
    """A word such as 主动公开 or 县级 standing in a column of another group."""
    for column in stage.columns:
        text = one_line(placed[column.key])
        groups = {group for group, words in _WORDS_OF.items() if words.fullmatch(text)}
        if groups and _GROUP_OF[column.kind] not in groups:
            return True
    return False


def _names_group_in_place(stage: Stage, placed: dict[str, str]) -> bool:
    """A group's name standing in the group's own column shows that nothing moved."""
    modes = sum(bool(placed[column.key]) for column in stage.columns if _GROUP_OF[column.kind] == 1)
    texts = [placed[column.key] for column in stage.columns if column.kind is Kind.AUDIENCE_GROUP]
    return modes == 1 and any(text and look(text) is not Look.TICK for text in texts)


_WORDS_OF: Final = {
    0: re.compile(r"(?:面向)?全社会.{0,2}|社会公众|特定(?:群体|群众).*|.*申请人"),
    1: re.compile(r"主动(?:公开)?|依?申请(?:公开)?"),
    2: re.compile(r"[省市州县区旗乡镇村街道、/()（）和及]{1,8}级.{0,4}"),
}
_GROUP_OF: Final = {
    Kind.AUDIENCE_ALL: 0,
    Kind.AUDIENCE_GROUP: 0,
    Kind.AUDIENCE: 0,
    Kind.MODE_ACTIVE: 1,
    Kind.MODE_REQUEST: 1,
    Kind.MODE: 1,
    Kind.TIER: 2,
    Kind.TIERS: 2,
}


def _is_sensible(stage: Stage, placed: dict[str, str]) -> bool:
    """Every group has a mark, and exactly one way of publishing is ticked."""
    marks = {0: 0, 1: 0, 2: 0}
    for column in stage.columns:
        marks[_GROUP_OF[column.kind]] += bool(placed[column.key])
    groups = {_GROUP_OF[column.kind] for column in stage.columns}
    return all(marks[group] for group in groups) and marks[1] <= 1
