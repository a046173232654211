"""Invented catalogue tables and the ways to print them."""

import csv
import io
import zipfile

import openpyxl
from docx import Document
from docx.oxml import OxmlElement
from docx.oxml.ns import qn

from catalog.importer import STANDARD_CHANNELS, ParsedTable, parse, read_table

UPPER = ["序号", "公开事项", "", "公开内容(要素)", "公开依据", "公开时限", "公开主体", "公开渠道和载体"]
UPPER += ["公开对象", "", "公开方式", "", "公开层级", ""]
LOWER = [
    "",
    "一级事项",
    "二级事项",
    "",
    "",
    "",
    "",
    "",
    "全社会",
    "特定群体",
    "主动",
    "依申请",
    "县级",
    "乡级",
]
SIDEWAYS = [(2, 3), (9, 10), (11, 12), (13, 14)]
TIME = "信息形成或者变更之日起20个工作日内"
ROWS = [
    [
        "1",
        "灌溉服务",
        "用水计划",
        "●年度计划；●分配方案",
        "《云溪水利条例》",
        TIME,
        "云溪县水务局",
        "■政府网站 □两微一端",
        "√",
        "",
        "√",
        "",
        "√",
        "√",
    ],
    [
        "2",
        "灌溉服务",
        "水费标准",
        "水费标准",
        "《云溪水价办法》",
        TIME,
        "云溪县水务局",
        "■政府网站 ■公开查阅点",
        "√",
        "",
        "√",
        "",
        "√",
        "",
    ],
    [
        "3",
        "河道管理",
        "采砂许可",
        "许可结果",
        "《河道管理条例》",
        "及时公开",
        "云溪县水务局",
        "□政府网站 ■政务服务中心",
        "",
        "申请人",
        "",
        "√",
        "√",
        "",
    ],
]


def read(data: bytes | str, name: str = "目录.txt", **options) -> ParsedTable:
    """Read and parse with the standard vocabulary."""
    data = data.encode() if isinstance(data, str) else data
    return parse(read_table(data, name), file_name=name, vocabulary=STANDARD_CHANNELS, **options)


def values(table: ParsedTable) -> list[tuple]:
    """The parts of each row every format must agree on."""
    return [
        (
            row.seq,
            row.level1,
            row.level2,
            row.content,
            row.basis,
            row.time_limit,
            row.subject,
            used(row),
            row.audience_all,
            row.audience_group,
            row.mode_active,
            row.mode_request,
            row.levels.get("county"),
            row.levels.get("township"),
        )
        for row in table.rows
    ]


def used(row) -> tuple[str, ...]:
    return tuple(name for name, state in (row.channels or {}).items() if state == "used")


def xlsx(rows, merges=(), sheet="目录", more=None) -> bytes:
    book = openpyxl.Workbook()
    for at, (name, lines, ranges) in enumerate([(sheet, rows, merges), *(more or [])]):
        page = book.active if at == 0 else book.create_sheet()
        page.title = name
        for line in lines:
            page.append([None if cell == "" else cell for cell in line])
        for reference in ranges:
            page.merge_cells(reference)
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def delimited(rows, delimiter=",") -> str:
    buffer = io.StringIO()
    csv.writer(buffer, delimiter=delimiter).writerows(rows)
    return buffer.getvalue()


def pipes(rows) -> str:
    """Rows with in-cell line breaks kept, each cell closed by a mark."""
    return "\n".join("".join(f"{cell} | " for cell in row).rstrip() for row in rows)


def leaf_rows(rows=ROWS) -> list[list[str]]:
    """Pasted header: the merged cells of the upper row are simply gone."""
    return [[cell for cell in UPPER if cell], [cell for cell in LOWER if cell], *rows]


def docx(tables, titles=()) -> bytes:
    """Each table: rows of cells; `^` = merged with the cell above, `<` = with the one on the left."""
    document = Document()
    for title in titles:
        document.add_paragraph(title)
    for rows in tables:
        table = document.add_table(rows=0, cols=len(rows[0]))
        for row in rows:
            cells = table.add_row().cells
            for cell, text in zip(cells, row, strict=True):
                if text == "^":
                    cell._tc.get_or_add_tcPr().append(OxmlElement("w:vMerge"))
                elif text != "<":
                    cell.text = text
        _merge(table, rows)
        document.add_paragraph("")
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def _merge(table, rows) -> None:
    for line, row in zip(table.rows, rows, strict=True):
        for at in range(len(row) - 1, 0, -1):
            if row[at] == "<":
                cells = line._tr.findall(qn("w:tc"))
                span = OxmlElement("w:gridSpan")
                width = 2 + int((old := cells[at].find(f"{qn('w:tcPr')}/{qn('w:gridSpan')}")) is not None)
                span.set(qn("w:val"), str(width if old is not None else 2))
                cells[at - 1].get_or_add_tcPr().append(span)
                line._tr.remove(cells[at])
    for at, row in enumerate(rows[:-1]):
        for column, text in enumerate(rows[at + 1]):
            if text == "^" and row[column] != "^":
                start = OxmlElement("w:vMerge")
                start.set(qn("w:val"), "restart")
                cell = table.rows[at]._tr.findall(qn("w:tc"))[column - row[: column + 1].count("<")]
                cell.get_or_add_tcPr().append(start)


def html(rows, head="") -> str:
    """Cells as given; a tuple is (text, colspan, rowspan)."""
    lines = []
    for row in rows:
        cells = []
        for cell in row:
            text, across, down = cell if isinstance(cell, tuple) else (cell, 1, 1)
            inside = text.replace("\n", "<br>")
            cells.append(f'<td colspan="{across}" rowspan="{down}">{inside}</td>')
        lines.append(f"<tr>{''.join(cells)}</tr>")
    return f"<html><head>{head}</head><body><h1>云溪县水利领域基层政务公开标准目录</h1><table>{''.join(lines)}</table></body></html>"


def package(parts: dict[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    return buffer.getvalue()


def row(**changes: str) -> list[str]:
    """The first sample row with some columns changed."""
    at = {
        "seq": 0,
        "level1": 1,
        "level2": 2,
        "content": 3,
        "basis": 4,
        "time": 5,
        "subject": 6,
        "channels": 7,
    }
    at |= {"all": 8, "group": 9, "active": 10, "request": 11, "county": 12, "township": 13}
    cells = list(ROWS[0])
    for name, text in changes.items():
        cells[at[name]] = text
    return cells


def grid(*rows, upper=UPPER, lower=LOWER):
    return read(delimited([upper, lower, *rows]), "目录.csv")


def ticks(parsed):
    return (
        parsed.audience_all,
        parsed.audience_group,
        parsed.mode_active,
        parsed.mode_request,
        *tuple(parsed.levels.values()),
    )
