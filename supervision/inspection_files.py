"""A self-inspection as .xlsx and .docx: the result, every line with its rule, and all evidence that was kept."""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from typing import Any, Final

from django.conf import settings
from django.utils.timezone import localtime
from docx import Document as WordDocument
from docx.enum.section import WD_ORIENT
from docx.shared import Cm
from openpyxl import Workbook
from openpyxl.styles import Alignment, Font, PatternFill

from disclosure.bulk.sheets import safe
from supervision.files import BODY_FONT, HEAD_FONT, add_run, set_font
from supervision.models import Inspection, InspectionLine, Light, Part

HEAD: Final = (
    "编号",
    "部分",
    "类别",
    "指标",
    "分值",
    "结果",
    "得分",
    "问题数",
    "检查情况",
    "检查内容和标准",
    "指标已核实",
    "核对",
)
WIDTHS: Final = (7, 10, 16, 22, 7, 12, 7, 8, 50, 60, 10, 40)
EVIDENCE: Final = ("编号", "指标", "证据", "地址")
FILLS: Final = {Light.RED: "F6D5D3", Light.AMBER: "FBE8C8", Light.GREEN: "D6EBDD", Light.OPEN: "E6E6E6"}
SHORT: Final = (0, 3, 5, 6, 8)  # what a page of paper has room for


def facts(inspection: Inspection) -> Iterator[tuple[str, str]]:
    """What stands above the table."""
    yield "网站", settings.SITE["name"]
    yield "自查日期", f"{inspection.on:%Y-%m-%d}"
    if inspection.finished_at:
        yield "完成时间", f"{localtime(inspection.finished_at):%Y-%m-%d %H:%M}"
    yield "结论", inspection.verdict
    yield "单项否决", f"{inspection.vetoes}项"
    if inspection.part_two is not None:
        yield "扣分后得分", str(inspection.part_two)
        yield "加分", str(inspection.bonus)
        yield "总分", str(inspection.total)
    yield "待人工核对", f"{inspection.still_open}项"
    yield "检查范围", f"{inspection.pages}个页面，{inspection.links}个站内链接"


def cells(line: InspectionLine) -> tuple[Any, ...]:
    judged = (
        f"{line.judged_by} {line.judged_on:%Y-%m-%d} {line.judged_note}"
        if line.judged_by and line.judged_on
        else ""
    )
    points = "" if line.part == Part.VETO else line.points
    return (
        line.code, line.get_part_display(), line.group, line.name, points, line.get_light_display(),
        "" if line.score is None else line.score, line.faults, line.said, line.rule_text, "是" if line.verified else "否", judged,
    )  # fmt: skip


def xlsx(inspection: Inspection, lines: Sequence[InspectionLine]) -> bytes:
    """Three sheets: result, indicators, evidence."""
    book = Workbook()
    result = book.active
    assert result is not None  # noqa: S101  a new workbook has one
    result.title = "结论"
    _rows(result, facts(inspection), (16, 60))
    table = book.create_sheet("指标")
    _rows(table, [HEAD, *(cells(line) for line in lines)], WIDTHS)
    _head(table)
    for place, line in enumerate(lines, 2):
        table.cell(place, 6).fill = PatternFill("solid", fgColor=FILLS[Light(line.light)])
    evidence = book.create_sheet("证据")
    found = (
        (line.code, line.name, one["text"], _address(one["url"])) for line in lines for one in line.evidence
    )
    _rows(evidence, [EVIDENCE, *found], (7, 22, 90, 60))
    _head(evidence)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _rows(sheet: Any, rows: Any, widths: Sequence[int]) -> None:
    for place, row in enumerate(rows, 1):
        for column, value in enumerate(row, 1):
            cell = sheet.cell(place, column)
            if isinstance(value, str):
                cell.value, cell.data_type = safe(value), "s"
            else:
                cell.value = value
            cell.alignment = Alignment(wrap_text=True, vertical="top")
    for column, width in enumerate(widths):
        sheet.column_dimensions["ABCDEFGHIJKL"[column]].width = width


def _head(sheet: Any) -> None:
    sheet.freeze_panes = "A2"
    for cell in sheet[1]:
        cell.font = Font(bold=True)


def _address(url: str) -> str:
    return f"{settings.SITE_URL.rstrip('/')}{url}" if url else ""


def docx(inspection: Inspection, lines: Sequence[InspectionLine]) -> bytes:
    """The result, one table, then the evidence by indicator."""
    document = WordDocument()
    page = document.sections[0]
    page.orientation = WD_ORIENT.LANDSCAPE
    page.page_width, page.page_height = Cm(29.7), Cm(21)
    page.left_margin = page.right_margin = Cm(1.8)
    set_font(document.styles["Normal"], BODY_FONT, 11)
    add_run(document.add_heading(level=0), f"{settings.SITE['name']}自查结果", HEAD_FONT, 18)
    for label, value in facts(inspection):
        add_run(document.add_paragraph(), f"{label}：{value}", BODY_FONT, 12)
    table = document.add_table(len(lines) + 1, len(SHORT), style="Table Grid")
    rows = [HEAD, *(cells(line) for line in lines)]
    grid = [list(row.cells) for row in table.rows]
    for place, row in enumerate(rows):
        for column, which in enumerate(SHORT):
            add_run(
                grid[place][column].paragraphs[0], str(row[which]), HEAD_FONT if place == 0 else BODY_FONT, 9
            )
    for line in lines:
        if line.evidence:
            add_run(document.add_heading(level=2), f"{line.code} {line.name}", HEAD_FONT, 12)
            for one in line.evidence:
                add_run(
                    document.add_paragraph(style="List Bullet"),
                    f"{one['text']} {_address(one['url'])}",
                    BODY_FONT,
                    9,
                )
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()
