"""Tables that come in from the desk: found by their heads, line by line, and a bad file refused in one sentence."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from accounts.policies import Refused
from catalog.importer import Grid, UnreadableFile, read_list
from disclosure.bulk.sheets import FORMULA

LARGEST: Final = 5 * 1024 * 1024
Line = tuple[int, Mapping[str, str]]  # number in the file, cells by head


def read_lines(data: bytes, name: str, heads: Sequence[str], hint: str) -> list[Line]:
    """Every filled line of the first sheet that has the heads. Raises `Refused`; `hint` says where such a table comes from."""
    if len(data) > LARGEST:
        raise Refused(f"文件超过{LARGEST // 1024**2}MB，没有导入。")
    try:
        grids = read_list(data, name)
    except UnreadableFile as wrong:
        raise Refused(str(wrong)) from None
    for grid in grids:
        if (found := _lines(grid, heads)) is not None:
            return found
    raise Refused(f"没有找到表头：第一行要有{'、'.join(heads)}，{hint}。")


def _text(cell: str) -> str:
    """As it was typed: without the apostrophe that keeps a spreadsheet from running it (`disclosure.bulk.sheets.safe`)."""
    plain = cell.strip()
    return plain[1:] if plain[:1] == "'" and plain[1:].startswith(FORMULA) else plain


def _lines(grid: Grid, heads: Sequence[str]) -> list[Line] | None:
    rows = list(grid.rows)
    head = [_text(cell) for cell in rows[0].texts()] if rows else []
    if not set(heads) <= set(head):
        return None
    places = {name: head.index(name) for name in heads}
    found: list[Line] = []
    for row in rows[1:]:
        cells = row.texts()
        got = {name: _text(cells[at]) if at < len(cells) else "" for name, at in places.items()}
        if any(got.values()):
            found.append((row.number, got))
    return found
