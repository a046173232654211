"""Lists for people: .xlsx whose every cell is text, so that nothing in it is ever run."""

from __future__ import annotations

import io
import re
from collections.abc import Iterable, Sequence
from typing import Final

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter

from disclosure.bulk.labels import Field

FORMULA: Final = ("=", "+", "-", "@", "\t", "\r")  # how a cell begins that a spreadsheet would run
MOST: Final = 32_767  # characters a cell of a spreadsheet holds
_ILLEGAL: Final = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
F = Field
TEMPLATE: Final = (
    F.TITLE, F.INDEX, F.NUMBER, F.PUBLISHER, F.FORMED, F.ISSUED, F.PUBLISHED, F.EFFECTIVE, F.TERM, F.REPEALED, F.VALIDITY,
    F.TOPIC, F.KIND, F.KEYWORDS, F.SUMMARY, F.NORMATIVE, F.REGISTRATION, F.ATTRIBUTE, F.GROUND, F.REASON, F.REDACTION,
    F.DOMAIN, F.LEVEL1, F.LEVEL2, F.BODY, F.ATTACHMENTS, F.REPEALS, F.REPLACES, F.MODIFIES,
)  # fmt: skip


def safe(text: str) -> str:
    """A cell's text: an apostrophe before what would be run once the list is saved as .csv and opened again."""
    plain = _ILLEGAL.sub("", text)[: MOST - 1]
    return f"'{plain}" if plain.startswith(FORMULA) else plain


def workbook(title: str, columns: Sequence[tuple[str, int]], rows: Iterable[Sequence[str]]) -> bytes:
    """An .xlsx with one sheet; `columns`: (name, width in characters)."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet(re.sub(r"[\\/*?:\[\]]", " ", title)[:31] or "清单")
    sheet.freeze_panes = "A2"
    for place, (_, width) in enumerate(columns, 1):
        sheet.column_dimensions[get_column_letter(place)].width = width
    cells = []
    for name, _ in columns:
        cell = WriteOnlyCell(sheet, value=name)
        cell.font = Font(bold=True)
        cells.append(cell)
    sheet.append(cells)
    wrapped = Alignment(wrap_text=True, vertical="top")
    for row in rows:
        cells = []
        for text in row:
            cell = WriteOnlyCell(sheet, value=safe(text))
            cell.data_type = "s"
            cell.alignment = wrapped
            cells.append(cell)
        sheet.append(cells)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def template() -> bytes:
    """An empty list with our own names of the columns."""
    return workbook("历史文件", [(field.label, 16) for field in TEMPLATE], [])
