"""The .xlsx beside a file that went out: the same content to read, with the digest of the signed file on its first sheet."""

from __future__ import annotations

from collections.abc import Iterable
from io import BytesIO
from typing import Any, Final

from openpyxl import Workbook
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter

from supervision.models import ExchangeFile

FILINGS: Final = (
    "编号",
    "单位",
    "申请登记编号",
    "事项",
    "内容",
    "报备日期",
    "状态",
    "县主管部门意见",
    "市主管部门意见（请填写）",
)
COUNTED: Final = ("单位", "已公开", "即将到期", "逾期未更新", "没有内容", "一年公开", "其中及时")


def workbook(file: ExchangeFile, body: dict[str, Any]) -> bytes:
    book = Workbook()
    period = body["period"]
    _fill(book.active, "说明", [
        ("编号", file.number), ("报送单位", file.county.name), ("报送对象", file.partner), ("制作日期", file.made_on.isoformat()),
        ("报备期间", f"{period['first']}至{period['last']}"), ("签名文件的SM3摘要", file.digest),
        ("核对", "本表供阅读，以同时报送的签名文件（.json）为准。"),
    ])  # fmt: skip
    names = ("id", "unit", "case", "kind", "text", "filed_on", "state", "opinion")
    _fill(book.create_sheet(), "报备", [FILINGS, *([row[name] for name in names] for row in body["filings"])])
    labels = list(body["coverage"][0]["red"]) if body["coverage"] else []
    keys = ("unit", "fresh", "due", "overdue", "empty", "published", "on_time")
    lines = [[*(row.get(key, 0) for key in keys), *row["red"].values()] for row in body["coverage"]]
    _fill(book.create_sheet(), "覆盖和监督", [(*COUNTED, *labels), *lines])
    report = body["report"]
    if report:
        rows = [
            (f"表{table}", row, column, value)
            for table, cells in report["tables"].items()
            for row, columns in cells.items()
            for column, value in columns.items()
        ]
        _fill(book.create_sheet(), f"年度报告{report['year']}", [("表", "行", "栏", "数据"), *rows])
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def _fill(sheet: Any, title: str, rows: Iterable[Iterable[Any]]) -> None:
    """Text stays text: what begins like a formula is none."""
    sheet.title = title
    for number, row in enumerate(rows, start=1):
        for place, value in enumerate(row, start=1):
            cell = sheet.cell(number, place, value)
            if isinstance(value, str):
                cell.data_type = "s"
                cell.alignment = Alignment(wrap_text=True, vertical="top")
            if number == 1:
                cell.font = Font(bold=True)
    for place in range(1, sheet.max_column + 1):
        sheet.column_dimensions[get_column_letter(place)].width = 18
    sheet.freeze_panes = "A2"
