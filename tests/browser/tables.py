"""The table a clerk brings along: .xlsx in the official layout, with real merged cells."""

import io
from collections.abc import Sequence

import openpyxl

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
UPPER = ["序号", "公开事项", "", "公开内容（要素）", "公开依据", "公开时限", "公开主体", "公开渠道和载体"]
UPPER += ["公开对象", "", "公开方式", "", "公开层级", ""]
LOWER = ["", "一级事项", "二级事项", *[""] * 5, "全社会", "特定群体", "主动", "依申请公开", "县级", "乡级"]
ACROSS = ("B2:C2", "I2:J2", "K2:L2", "M2:N2")
WITHIN_20_DAYS = "制定或获取信息之日起20个工作日内"


def line(number: int, first: str, second: str, *, time_limit: str = WITHIN_20_DAYS) -> list[str]:
    """One item that may be submitted, unless its time limit is left out."""
    return [
        str(number), first, second, f"●{second}全文；●受理地点和电话", "《社会救助暂行办法》（国务院令第649号）",
        time_limit, "白石镇人民政府", "■政府网站 □政府公报 ■村（居）公示栏", "√", "", "√", "", "", "√",
    ]  # fmt: skip


def workbook(title: str, lines: Sequence[Sequence[str]]) -> bytes:
    """Title, two header rows, and the lines with equal 一级事项 merged down."""
    book = openpyxl.Workbook()
    sheet = book.active
    for cells in ([title], UPPER, LOWER, *lines):
        sheet.append([cell or None for cell in cells])
    sheet.merge_cells("A1:N1")
    for reference in (*ACROSS, *(f"{column}2:{column}3" for column in "ADEFGH")):
        sheet.merge_cells(reference)
    for top, bottom in _runs([cells[1] for cells in lines]):
        sheet.merge_cells(f"B{top + 4}:B{bottom + 4}")
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def _runs(names: Sequence[str]) -> list[tuple[int, int]]:
    """First and last place of each name that stands in several lines in a row."""
    starts = [n for n, name in enumerate(names) if n == 0 or names[n - 1] != name]
    ends = [*(start - 1 for start in starts[1:]), len(names) - 1]
    return [(start, end) for start, end in zip(starts, ends, strict=True) if end > start]
