"""A filled-in table as the form prints it, for page, desk, .xlsx and .docx alike."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Final

from statute.annual import Form, Matrix
from statute.annual.printed import TITLES, Cell, layout, shown

HEAD_LINES: Final = {1: 0, 2: 3, 3: 3}  # table 1 has a head for each of its blocks


@dataclass(frozen=True)
class Shown:
    """One cell to draw. `before` is what was published where a signed correction changed it; `name` makes it an input."""

    cell: Cell
    text: str = ""
    before: str = ""
    changed: bool = False
    url: str = ""
    name: str = ""
    label: str = ""
    wrong: str = ""


@dataclass(frozen=True)
class Sheet:
    """One table ready to draw."""

    number: int
    title: str
    head: list[list[Shown]]
    body: list[list[Shown]]

    @property
    def anchor(self) -> str:
        return f"table-{self.number}"

    @property
    def lines(self) -> list[list[Shown]]:
        return [*self.head, *self.body]


def input_name(form: Form, row: str, column: str) -> str:
    """The name of a cell's input: codes and positions only."""
    return f"c{form.table}-{row}-{form.columns_of(row).index(column)}"


def sheet(
    matrix: Matrix,
    *,
    published: Matrix | None = None,
    link: Callable[[int, str, str], str] | None = None,
    inputs: bool = False,
    fixed: Iterable[tuple[str, str]] = (),
) -> Sheet:
    """`published`: the table before corrections; `link`: where a figure leads; `fixed`: cells nobody may type into."""
    form, kept = matrix.form, set(fixed)

    def draw(cell: Cell) -> Shown:
        if cell.place is None:
            return Shown(cell, cell.text)
        row, column = cell.place
        text = matrix.faults.get(cell.place) or shown(matrix.at(row, column))
        before = shown(published.at(row, column)) if published else text
        return Shown(
            cell, text, before, before != text,
            url=link(form.table, row, column) if link else "",
            name=input_name(form, row, column) if inputs and cell.place not in kept else "",
            label=f"{form.rows[row]}，{column}", wrong=matrix.faults.get(cell.place, ""),
        )  # fmt: skip

    lines = [[draw(cell) for cell in line] for line in layout(form)]
    height = HEAD_LINES[form.table]
    return Sheet(form.table, TITLES[form.table], lines[:height], lines[height:])


def typed(
    data: Callable[[str], str | None], forms: Iterable[Form]
) -> dict[int, dict[str, dict[str, object]]]:
    """What was typed into the inputs, by table, row and column; cells without an input are left out."""
    found: dict[int, dict[str, dict[str, object]]] = {}
    for form in forms:
        for row, column in form.places():
            text = data(input_name(form, row, column))
            if text is not None:
                found.setdefault(form.table, {}).setdefault(row, {})[column] = text.strip()[:40]
    return found
