"""A filled-in table: whole numbers by row and column, None where a cell was left blank. Blank is never zero."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from statute.annual.form import Form


@dataclass(frozen=True, slots=True)
class Matrix:
    """`cells[row][column]`; `faults` are cells that hold something, but no whole number of 0 or more, as written."""

    form: Form
    cells: Mapping[str, Mapping[str, int | None]]
    faults: Mapping[tuple[str, str], str] = field(default_factory=dict)

    def at(self, row: str, column: str) -> int | None:
        return self.cells.get(row, {}).get(column)

    def total(self, places: Iterable[tuple[str, str]]) -> int | None:
        """The sum of these cells; None as soon as one of them is blank: nobody knows what it would be."""
        values = [self.at(*place) for place in places]
        known = [value for value in values if value is not None]
        return sum(known) if len(known) == len(values) else None
