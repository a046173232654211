"""The rows of the review page: what became of each, cell by cell (pure)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from catalog.content import BOX, COLUMNS, NOT_USED, Change, Difference, Row, cell_text
from catalog.differing import Cell, Part, parts


@dataclass(frozen=True)
class RowReview:
    """A row on the review page: what became of it, its cells, and the remark being typed about it."""

    difference: Difference
    cells: Sequence[Cell]
    remark: str = ""

    @property
    def change(self) -> Change:
        return self.difference.change

    @property
    def key(self) -> str:
        """What a remark is filed under: the row's present path."""
        return self.difference.row.key

    @property
    def headings(self) -> str:
        return " / ".join(self.difference.row.path[:-1])

    @property
    def name(self) -> str:
        return self.difference.row.path[-1]


def cells(difference: Difference) -> list[Cell]:
    """The changed columns of a changed row; every filled column of a row that stands on one side."""
    if difference.change == Change.CHANGED:
        return [changed_cell(name, difference.old, difference.new) for name in difference.columns]
    row = difference.row
    texts = [(label, _text(row, name)) for name, label in COLUMNS.items() if name not in ("seq", "path")]
    shown = [(label, [Part(text, marked=False)]) for label, text in texts if text]
    if difference.change == Change.REMOVED:
        return [Cell(label, text, []) for label, text in shown]
    return [Cell(label, [], text) for label, text in shown]


def changed_cell(name: str, old: Row | None, new: Row | None) -> Cell:
    """One column on both sides, in as few words as show the difference."""
    before, after = _text(old, name), _text(new, name)
    if before == after:
        before, after = cell_text(old, name), cell_text(new, name)
    return Cell(COLUMNS[name], *parts(before, after))


def _text(row: Row | None, name: str) -> str:
    """The column as printed; of the channels only those chosen, and what is said of the rest."""
    if row is None or name != "channels" or not row.channels:
        return cell_text(row, name)
    chosen = [f"{BOX[state]}{channel}" for channel, state in row.channels.items() if state != NOT_USED]
    rest = "其余不用" if NOT_USED in row.channels.values() else "其余未注明"
    return "\n".join([*chosen, f"（{rest}）"])


def row_reviews(differences: Iterable[Difference], typed: Mapping[str, str]) -> list[RowReview]:
    """Every row of the review page, with what the reviewer has typed so far."""
    return [RowReview(d, cells(d), typed.get(d.row.key, "")) for d in differences]
