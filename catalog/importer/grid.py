"""What a reader hands over: sheets of cells that remember why a cell has no text."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import Enum


class UnreadableFile(Exception):  # noqa: N818 - read in sentences: «raise UnreadableFile(一句话)»
    """The file as a whole cannot be read; the message is one Chinese sentence saying what to do."""


class Covered(Enum):
    """A cell that does not exist because a merged neighbour lies over it."""

    ABOVE = "above"
    LEFT = "left"


Cell = str | Covered


class GridKind(Enum):
    """CELLS has trustworthy columns; TEXT has one raw line of text per row."""

    CELLS = "cells"
    TEXT = "text"


@dataclass(frozen=True, slots=True)
class GridRow:
    """One printed row; `number` is the row or line number in the file, from 1."""

    number: int
    cells: tuple[Cell, ...]

    def texts(self) -> tuple[str, ...]:
        """The cells with covered ones as empty text."""
        return tuple(cell if isinstance(cell, str) else "" for cell in self.cells)


@dataclass(frozen=True, slots=True)
class Grid:
    """One table (sheet, Word table, HTML table) or one whole text."""

    name: str
    rows: Sequence[GridRow]
    kind: GridKind = GridKind.CELLS
    preamble: tuple[str, ...] = ()

    def where(self, number: int) -> str:
        """How messages name a row: `工作表“社会救助”第 12 行`."""
        if self.kind is GridKind.TEXT or not self.name:
            return f"第 {number} 行"
        return f"“{self.name}”第 {number} 行"


def text_grid(text: str, name: str = "") -> Grid:
    """One row per line, untouched: what the lines mean is decided when the columns are known."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    return Grid(name, [GridRow(i, (line,)) for i, line in enumerate(lines, 1)], GridKind.TEXT)


def cell_grid(name: str, rows: Iterable[Sequence[Cell]], preamble: tuple[str, ...] = ()) -> Grid:
    """Rows of cells, numbered from 1."""
    return Grid(name, [GridRow(i, tuple(row)) for i, row in enumerate(rows, 1)], preamble=preamble)
