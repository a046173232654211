"""Workbooks: openpyxl streams the cells, the merged ranges are read from the end of each sheet's XML."""

import datetime as dt
import io
import re
import warnings
from collections.abc import Callable, Iterable, Sequence
from typing import Any, Final

import openpyxl
from openpyxl.utils.cell import range_boundaries

from catalog.importer.containers import DAMAGED, Package
from catalog.importer.grid import Cell, Covered, Grid, GridRow, UnreadableFile

MAX_ROWS: Final = 50_000
TOO_MANY_ROWS: Final = f"表格超过 {MAX_ROWS} 行，请拆成几个文件后分别上传"
MAX_COLUMNS: Final = 80
_MAX_SHEETS: Final = 200
_MERGE: Final = re.compile(rb'<(?:\w+:)?mergeCell\s[^>]*?ref="([A-Z]{1,3}\d{1,7}:[A-Z]{1,3}\d{1,7})"')
_OVERLAP: Final = 200
_REPORT_EVERY: Final = 500

Merges = dict[int, list[tuple[int, Covered]]]


def read_xlsx(package: Package, progress: Callable[[int, int], None] | None = None) -> list[Grid]:
    """One grid per visible sheet with text in it; raises UnreadableFile."""
    try:
        with warnings.catch_warnings():
            # openpyxl warns about styles and extensions it does not know; none of them matters for the text.
            warnings.simplefilter("ignore")
            book = openpyxl.load_workbook(io.BytesIO(package.data), read_only=True, data_only=True)
            try:
                return _sheets(book, package, progress)
            finally:
                book.close()
    except UnreadableFile:
        raise
    except Exception as error:  # openpyxl raises whatever a broken part happens to trip over
        raise UnreadableFile(DAMAGED) from error


def _sheets(book: Any, package: Package, progress: Callable[[int, int], None] | None) -> list[Grid]:
    grids: list[Grid] = []
    total = 0
    for sheet in book.worksheets[:_MAX_SHEETS]:
        if sheet.sheet_state != "visible":
            continue
        sheet.reset_dimensions()  # the declared size is often wrong
        merges = _merges(package, sheet._worksheet_path.lstrip("/"))  # noqa: SLF001 - the only way to the part's name
        rows = _rows(sheet.iter_rows(values_only=True), merges, total, progress)
        if rows:
            grids.append(Grid(sheet.title, rows))
            total += len(rows)
    return grids


def _rows(
    values: Iterable[Sequence[Any]], merges: Merges, before: int, progress: Callable[[int, int], None] | None
) -> list[GridRow]:
    rows: list[GridRow] = []
    width = 0
    for number, printed in enumerate(values, 1):
        if not any(printed) and number not in merges:
            continue
        cells: list[Cell] = [
            value if isinstance(value, str) else "" if value is None else _displayed(value)
            for value in printed[:MAX_COLUMNS]
        ]
        for column, covered in merges.get(number, ()):
            while len(cells) < column:
                cells.append("")
            cells[column - 1] = covered
        while cells and cells[-1] == "":
            cells.pop()
        if not any(isinstance(cell, str) and cell for cell in cells):
            continue
        width = max(width, len(cells))
        rows.append(GridRow(number, tuple(cells)))
        if len(rows) + before > MAX_ROWS:
            raise UnreadableFile(TOO_MANY_ROWS)
        if progress is not None and len(rows) % _REPORT_EVERY == 0:
            progress(before + len(rows), before + len(rows))
    return [
        row if len(row.cells) == width else GridRow(row.number, row.cells + ("",) * (width - len(row.cells)))
        for row in rows
    ]


def _displayed(value: Any) -> str:
    """A value as a reader sees it: 1 not 1.0, dates as YYYY-MM-DD."""
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    if isinstance(value, dt.datetime):
        return value.date().isoformat() if value.time() == dt.time() else value.isoformat(" ", "minutes")
    return str(value)


def _merges(package: Package, part: str) -> Merges:
    """Row → covered columns. A pattern on the raw bytes is enough: text can hold no `<`, and it costs next to nothing."""
    if part not in package.names:
        return {}
    references: dict[bytes, None] = {}
    tail = b""
    for chunk in package.chunks(part):
        window = tail + chunk
        if b"mergeCell" in window:
            references.update(dict.fromkeys(_MERGE.findall(window)))
        tail = window[-_OVERLAP:]
    merges: Merges = {}
    for reference in references:
        _cover(merges, reference.decode())
    return merges


def _cover(merges: Merges, reference: str) -> None:
    left, top, right, bottom = range_boundaries(reference)
    if left is None or top is None or right is None or bottom is None:
        return
    for row in range(top, min(bottom, top + MAX_ROWS) + 1):
        covered = merges.setdefault(row, [])
        for column in range(left, min(right, MAX_COLUMNS) + 1):
            if row > top:
                # A covered corner counts as «below»: what stands above belongs to this row as well.
                covered.append((column, Covered.ABOVE if column == left else Covered.LEFT))
            elif column > left:
                covered.append((column, Covered.LEFT))
