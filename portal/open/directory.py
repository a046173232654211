"""政府信息公开目录 (条例第十二条第三款): generated, with exactly the four columns the article lists."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from typing import IO, Final

from django.db.models import QuerySet
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Font

from disclosure.models import DocumentEdition
from disclosure.views.exports import safe

COLUMNS: Final = ("索引", "名称", "内容概述", "生成日期")
FIELDS: Final = ("document__index_number", "title", "summary", "formed_on")
WIDTHS: Final = {"A": 26, "B": 60, "C": 60, "D": 14}
MOST: Final = 50_000  # rows of one workbook; a year or a unit at a time is always less
ORDER: Final = ("-formed_on", "-pk")


def lines(editions: QuerySet[DocumentEdition]) -> Iterator[tuple[str, str, str, str]]:
    """The four columns as texts, newest first, without holding them all."""
    for index, title, summary, formed in (
        editions.order_by(*ORDER).values_list(*FIELDS).iterator(chunk_size=2000)
    ):
        yield index, title, summary, formed.isoformat() if formed else ""


def workbook(editions: QuerySet[DocumentEdition]) -> IO[bytes]:
    """An .xlsx file, at its beginning."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet("政府信息公开目录")
    for column, width in WIDTHS.items():
        sheet.column_dimensions[column].width = width
    sheet.freeze_panes = "A2"
    header = [WriteOnlyCell(sheet, value=name) for name in COLUMNS]
    for cell in header:
        cell.font = Font(bold=True)
    sheet.append(header)
    for line in lines(editions):
        sheet.append([safe(cell) for cell in line])
    out = tempfile.TemporaryFile()  # noqa: SIM115  the response closes it
    book.save(out)
    out.seek(0)
    return out
