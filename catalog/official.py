"""The official table of an edition as a file: .xlsx in the printed layout, .csv, .json."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from openpyxl import Workbook
from openpyxl.styles import Alignment, Border, Font, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from catalog.content import LEVELS, NOT_USED, OPTIONAL, USED, Row

BOX: Final = {USED: "■", OPTIONAL: "◇", NOT_USED: "□"}
TICK: Final = "√"
FORMULA: Final = ("=", "+", "-", "@", "\t")  # how a cell begins that a spreadsheet would run
SERVICE: Final = "政务服务网事项名称"
OFFICIAL_LEVELS: Final = ("county", "township")
WIDTHS: Final = {"序号": 6, "一级事项": 14, "二级事项": 18, "三级事项": 18, "公开内容(要素)": 40, "公开依据": 36,
                 "公开时限": 20, "公开主体": 18, "公开渠道和载体": 34, SERVICE: 20}  # fmt: skip


@dataclass(frozen=True)
class Table:
    """An edition ready to print: title, the channels always printed, its rows."""

    title: str
    channels: Sequence[str]
    rows: Sequence[Row]

    @property
    def depth(self) -> int:
        """How many item levels the table needs: two, or three."""
        return max([2, *(len(row.path) for row in self.rows)])

    @property
    def levels(self) -> list[str]:
        """Level columns: county and township, and whatever else a row names."""
        named = {name for row in self.rows for name, value in row.levels.items() if value is not None}
        return [name for name in LEVELS if name in named or name in OFFICIAL_LEVELS]

    @property
    def extras(self) -> list[str]:
        names = [SERVICE] if any(row.service_name for row in self.rows) else []
        return names + list(dict.fromkeys(name for row in self.rows for name in row.extras))


def header(table: Table) -> list[tuple[str, list[str]]]:
    """The two header rows: each top cell with the cells below it (none: it spans both rows)."""
    items = ["一级事项", "二级事项", "三级事项"][: table.depth]
    optional = any(OPTIONAL in (row.channels or {}).values() for row in table.rows)
    channels = "公开渠道和载体" + ("(“■”表示必选项,“◇”表示可选项)" if optional else "")
    return [
        ("序号", []), ("公开事项", items), ("公开内容(要素)", []), ("公开依据", []), ("公开时限", []),
        ("公开主体", []), (channels, []), ("公开对象", ["全社会", "特定群体"]), ("公开方式", ["主动", "依申请"]),
        ("公开层级", [LEVELS[name] for name in table.levels]), *[(name, []) for name in table.extras],
    ]  # fmt: skip


def cells(table: Table, row: Row) -> list[str]:
    """One row as printed. Unknown and "no" both print empty, as on the official form."""
    path = [*row.path, *[""] * (table.depth - len(row.path))]
    extras = {SERVICE: row.service_name, **row.extras}
    return [
        row.seq, *path, row.content, row.basis, row.time_limit, row.subject, channel_text(row, table.channels),
        _tick(row.audience_all), row.audience_group or "", _tick(row.mode_active), _tick(row.mode_request),
        *[_tick(row.levels.get(name)) for name in table.levels], *[extras.get(name, "") for name in table.extras],
    ]  # fmt: skip


def _tick(value: bool | None) -> str:
    return TICK if value else ""


def channel_text(row: Row, standard: Sequence[str]) -> str:
    """■ and □ for every standard channel, then the others the row names; empty when unknown."""
    if row.channels is None:
        return ""
    return "\n".join(f"{BOX[state]}{name}" for name, state in channel_states(row.channels, standard))


def channel_states(channels: Mapping[str, str], standard: Sequence[str]) -> list[tuple[str, str]]:
    """(name, state): the standard channels in their order, then the row's own."""
    known = [(name, channels.get(name, NOT_USED)) for name in standard]
    return known + [(name, state) for name, state in channels.items() if name not in standard]


def xlsx(table: Table) -> bytes:
    """The printed layout: title, two header rows with merged cells, borders, A3 landscape."""
    book = Workbook()
    sheet: Worksheet = book.active  # type: ignore[assignment]
    sheet.title = "标准目录"
    tops = header(table)
    width = sum(max(1, len(below)) for _, below in tops)
    sheet.append([table.title])
    sheet.merge_cells(start_row=1, start_column=1, end_row=1, end_column=width)
    _write_header(sheet, tops)
    for row in table.rows:
        _append_text(sheet, cells(table, row))
    _dress(sheet, tops)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _write_header(sheet: Worksheet, tops: Sequence[tuple[str, list[str]]]) -> None:
    column = 1
    for top, below in tops:
        sheet.cell(2, column, top)
        if below:
            for offset, text in enumerate(below):
                sheet.cell(3, column + offset, text)
            sheet.merge_cells(start_row=2, start_column=column, end_row=2, end_column=column + len(below) - 1)
        else:
            sheet.merge_cells(start_row=2, start_column=column, end_row=3, end_column=column)
        column += max(1, len(below))


def _append_text(sheet: Worksheet, values: Sequence[str]) -> None:
    """Append a row as text: a cell that begins with = must not become a formula in somebody's Excel."""
    sheet.append([None] * len(values))
    for column, value in enumerate(values, 1):
        if value:
            cell = sheet.cell(sheet.max_row, column)
            cell.value = value
            cell.data_type = "s"


def _dress(sheet: Worksheet, tops: Sequence[tuple[str, list[str]]]) -> None:
    line = Side(style="thin", color="808080")
    border = Border(left=line, right=line, top=line, bottom=line)
    for row in sheet.iter_rows(min_row=2):
        for cell in row:
            cell.border = border
            cell.alignment = Alignment(
                wrap_text=True, vertical="center", horizontal="center" if cell.row < 4 else None
            )
            cell.font = Font(name="宋体", size=9, bold=cell.row < 4)
    sheet["A1"].font = Font(name="宋体", size=16, bold=True)
    sheet["A1"].alignment = Alignment(horizontal="center")
    names = [text for top, below in tops for text in (below or [top])]
    for place, name in enumerate(names, 1):
        sheet.column_dimensions[get_column_letter(place)].width = WIDTHS.get(name.split("(“")[0], 7)
    sheet.freeze_panes = "A4"
    sheet.print_title_rows = "2:3"
    sheet.page_setup.orientation, sheet.page_setup.paperSize = "landscape", 8
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True  # type: ignore[union-attr]


def csv_lines(table: Table) -> Iterator[str]:
    """Header and rows; cells a spreadsheet would run as a formula begin with an apostrophe."""
    names = [text for top, below in header(table) for text in (below or [top])]
    yield "\ufeff" + _csv_line(names)
    for row in table.rows:
        yield _csv_line(cells(table, row))


def _csv_line(values: Sequence[str]) -> str:
    out = io.StringIO()
    csv.writer(out).writerow([f"'{text}" if text[:1] in FORMULA else text for text in values])
    return out.getvalue()


def as_json(table: Table) -> str:
    """Title and rows with unknown as null."""
    rows: list[dict[str, Any]] = [row.stated() for row in table.rows]
    return json.dumps({"title": table.title, "rows": rows}, ensure_ascii=False, indent=1)


FORMATS: Final[Mapping[str, tuple[str, Callable[[Table], bytes | str]]]] = {
    "xlsx": ("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", xlsx),
    "csv": ("text/csv; charset=utf-8", lambda table: "".join(csv_lines(table))),
    "json": ("application/json", as_json),
}
