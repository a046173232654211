"""A report as .xlsx and .docx in the official layout: text, and tables with the heads of 国办公开办函〔2021〕30号."""

from __future__ import annotations

import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from docx import Document as WordDocument
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml.ns import qn
from docx.shared import Cm, Pt
from openpyxl import Workbook
from openpyxl.styles import Alignment, Border, Font, Side
from openpyxl.utils import get_column_letter

from disclosure.bulk.sheets import safe
from statute.annual import Matrix
from statute.annual.printed import SECTIONS, TITLES, Cell, layout, shown
from supervision.models import AnnualReport

XLSX: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
DOCX: Final = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
SHEETS: Final = {1: "主动公开", 2: "申请办理", 3: "复议诉讼"}
_LINE: Final = Side(style="thin")
_WIDTHS: Final = {1: (26, 18, 18, 18), 2: (6, 14, 34, *(11,) * 7), 3: (9,) * 15}
BODY_FONT, HEAD_FONT = "仿宋", "黑体"


@dataclass(frozen=True)
class Printed:
    """What goes into a file: the report, the figures that hold, and the corrections as sentences."""

    report: AnnualReport
    tables: Mapping[int, Matrix]
    corrections: Sequence[str] = field(default_factory=tuple)

    def sections(self) -> Iterator[tuple[str, str | int]]:
        """The six sections in their fixed order: a heading with its text, or with the number of its table."""
        yield SECTIONS["overview"], self.report.overview
        for number, title in TITLES.items():
            yield title, number
        yield SECTIONS["problems"], self.report.problems
        yield SECTIONS["other"], self.report.other


def placed(matrix: Matrix) -> Iterator[tuple[int, int, Cell]]:
    """Every printed cell with its line and column from 0, spans taken into account."""
    taken: set[tuple[int, int]] = set()
    for line, cells in enumerate(layout(matrix.form)):
        at = 0
        for cell in cells:
            while (line, at) in taken:
                at += 1
            taken |= {(line + r, at + c) for r in range(cell.rows) for c in range(cell.columns)}
            yield line, at, cell


def xlsx(printed: Printed) -> bytes:
    """One sheet a table, one with the text, one with the corrections where there are any."""
    book = Workbook()
    book.remove(book.active)
    for number, matrix in printed.tables.items():
        _table_sheet(book.create_sheet(SHEETS[number]), TITLES[number], matrix)
    text = book.create_sheet("文字", 0)
    text.column_dimensions["A"].width = 110
    lines = [printed.report.title, printed.report.header]
    for heading, content in printed.sections():
        lines += [heading, content if isinstance(content, str) else f"见“{SHEETS[content]}”表"]
    _text_sheet(text, lines)
    if printed.corrections:
        notes = book.create_sheet("更正")
        notes.column_dimensions["A"].width = 110
        _text_sheet(notes, ["更正", *printed.corrections])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _text_sheet(sheet: Any, lines: Sequence[str]) -> None:
    for place, line in enumerate(lines, 1):
        cell = sheet.cell(place, 1, safe(line))
        cell.data_type = "s"
        cell.alignment = Alignment(wrap_text=True, vertical="top")
        cell.font = Font(bold=place == 1)


def _table_sheet(sheet: Any, title: str, matrix: Matrix) -> None:
    widths = _widths(matrix)
    for place, width in enumerate(widths, 1):
        sheet.column_dimensions[get_column_letter(place)].width = width
    sheet.merge_cells(start_row=1, start_column=1, end_row=1, end_column=len(widths))
    sheet.cell(1, 1, title).font = Font(bold=True, size=14)
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    for line, at, cell in placed(matrix):
        target = sheet.cell(line + 2, at + 1)
        target.value = matrix.at(*cell.place) if cell.place else cell.text
        target.alignment = Alignment(wrap_text=True, vertical="center", horizontal="center")
        target.font = Font(bold=bool(cell.scope) and cell.scope.startswith("col"))
        for r in range(cell.rows):
            for c in range(cell.columns):
                sheet.cell(line + 2 + r, at + 1 + c).border = Border(_LINE, _LINE, _LINE, _LINE)
        if cell.rows * cell.columns > 1:
            sheet.merge_cells(
                start_row=line + 2,
                start_column=at + 1,
                end_row=line + 1 + cell.rows,
                end_column=at + cell.columns,
            )


def _widths(matrix: Matrix) -> tuple[int, ...]:
    count = max(at + cell.columns for _, at, cell in placed(matrix))
    return (*_WIDTHS[matrix.form.table], *(14,) * count)[:count]


def docx(printed: Printed) -> bytes:
    """The six sections one after the other, as the report is filed."""
    document = WordDocument()
    page = document.sections[0]
    page.page_width, page.page_height = Cm(21), Cm(29.7)
    page.left_margin = page.right_margin = Cm(2.2)
    page.top_margin = page.bottom_margin = Cm(2.4)
    set_font(document.styles["Normal"], BODY_FONT, 14)
    title = document.add_paragraph()
    title.alignment = WD_ALIGN_PARAGRAPH.CENTER
    add_run(title, printed.report.title, HEAD_FONT, 20)
    _paragraphs(document, printed.report.header)
    for heading, content in printed.sections():
        head = document.add_heading(level=1)
        add_run(head, heading, HEAD_FONT, 16)
        if isinstance(content, str):
            _paragraphs(document, content)
        else:
            _table(document, printed.tables[content])
    if printed.corrections:
        add_run(document.add_heading(level=1), "更正", HEAD_FONT, 16)
        _paragraphs(document, "\n".join(printed.corrections))
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def _table(document: Any, matrix: Matrix) -> None:
    cells = list(placed(matrix))
    lines = max(line + cell.rows for line, _, cell in cells)
    columns = max(at + cell.columns for _, at, cell in cells)
    table = document.add_table(lines, columns, style="Table Grid")
    table.alignment = WD_TABLE_ALIGNMENT.CENTER
    grid = [list(row.cells) for row in table.rows]  # read once: each look-up walks the whole table
    for line, at, cell in cells:
        target = grid[line][at]
        if cell.rows * cell.columns > 1:
            target = target.merge(grid[line + cell.rows - 1][at + cell.columns - 1])
        text = shown(matrix.at(*cell.place)) if cell.place else cell.text
        paragraph = target.paragraphs[0]
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
        add_run(paragraph, text, BODY_FONT, 9)


def _paragraphs(document: Any, text: str) -> None:
    for line in text.split("\n"):
        if line.strip():
            paragraph = document.add_paragraph()
            paragraph.paragraph_format.first_line_indent = Pt(28)
            add_run(paragraph, line.strip(), BODY_FONT, 14)


def add_run(paragraph: Any, text: str, font: str, size: int) -> None:
    run = paragraph.add_run("".join(character for character in text if character.isprintable()))
    set_font(run, font, size)


def set_font(owner: Any, font: str, size: int) -> None:
    """The East Asian face has to be named apart, or Word takes its own."""
    owner.font.name, owner.font.size = font, Pt(size)
    owner.element.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), font)
