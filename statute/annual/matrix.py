"""A filled-in table: numbers by row and column, None where a cell was left blank. Blank is never zero."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Final

from statute.annual.form import PEOPLE, RESULTS, TOTAL, Form

Number = int | Decimal
_GROUPED: Final = re.compile(r"\d{1,3}(,\d{3})+|\d{1,12}")
_WHOLE: Final = re.compile(r"(\d{1,12})\.0+")
_MONEY: Final = re.compile(r"(\d{1,3}(,\d{3})+|\d{1,12})(\.\d{1,6})?")


@dataclass(frozen=True, slots=True)
class Matrix:
    """`cells[row][column]`; `faults` are cells that hold something, but no number that may stand there, as written."""

    form: Form
    cells: Mapping[str, Mapping[str, Number | None]]
    faults: Mapping[tuple[str, str], str] = field(default_factory=dict)

    def at(self, row: str, column: str) -> Number | None:
        return self.cells.get(row, {}).get(column)

    def total(self, places: Iterable[tuple[str, str]]) -> Number | None:
        """The sum of these cells; None as soon as one of them is blank: nobody knows what it would be."""
        values = [self.at(*place) for place in places]
        known = [value for value in values if value is not None]
        return sum(known) if len(known) == len(values) else None

    def plain(self) -> dict[str, dict[str, int | str | None]]:
        """What is kept and hashed: every cell of the form, money as text, so that no digit is lost; and what was
        written where a number should be, so that nothing typed is lost either."""
        return {
            row: {
                column: self.faults.get((row, column)) or _kept(self.at(row, column))
                for column in self.form.columns_of(row)
            }
            for row in self.form.rows
        }


def _kept(value: Number | None) -> int | str | None:
    return format(value.normalize(), "f") if isinstance(value, Decimal) else value


def filled(form: Form, texts: Mapping[str, Mapping[str, object]]) -> Matrix:
    """A table from what was typed, or from what `plain` kept; cells of other rows and columns are left out."""
    cells: dict[str, dict[str, Number | None]] = {}
    faults: dict[tuple[str, str], str] = {}
    for row, column in form.places():
        if row not in texts:
            continue
        written = texts[row].get(column)
        text = "" if written is None else unicodedata.normalize("NFKC", str(written)).strip()
        value = number(text, form, column)
        cells.setdefault(row, {})[column] = value
        if value is None and text:
            faults[row, column] = text[:40]
    return Matrix(form, cells, faults)


def number(text: str, form: Form, column: str) -> Number | None:
    """The number a cell of this column may hold, None for anything else."""
    if column in form.signed and text[:1] in "+-−" and text[1:].isdigit():
        return int(text[1:]) * (1 if text[0] == "+" else -1)
    if column in form.decimal:
        return Decimal(text.replace(",", "")) if _MONEY.fullmatch(text) else None
    if whole := _WHOLE.fullmatch(text):
        return int(whole[1])
    return int(text.replace(",", "")) if _GROUPED.fullmatch(text) else None


def added_up(matrix: Matrix) -> Matrix:
    """The same with every total worked out from its parts; a total stays as it is while a part is blank."""
    cells = {row: dict(columns) for row, columns in matrix.cells.items()}
    added = Matrix(matrix.form, cells, matrix.faults)

    def put(row: str, column: str, value: Number | None) -> None:
        if value is not None:
            cells.setdefault(row, {})[column] = value

    form = matrix.form
    if form.table == 2:
        for column in PEOPLE:
            put(RESULTS, column, added.total((row, column) for row in form.leaves))
    if form.table in (2, 3):
        for row in form.rows:
            put(row, TOTAL, added.total((row, column) for column in form.columns if column != TOTAL))
    return added


def summed(form: Form, parts: Iterable[Matrix]) -> Matrix:
    """The cells of several tables added up; a blank of a part counts for nothing here, the part says so itself."""
    cells: dict[str, dict[str, Number | None]] = {
        row: dict.fromkeys(form.columns_of(row)) for row in form.rows
    }
    for part in parts:
        for row, column in form.places():
            value = part.at(row, column)
            if value is not None:
                cells[row][column] = (cells[row][column] or 0) + value
    return Matrix(form, cells)
