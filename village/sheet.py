"""A ledger as a table: which column is which, what every line says, what is wrong with it (pure)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from village.content import fen_of

HEADERS: Final[Mapping[str, tuple[str, ...]]] = {
    "on": ("日期",),
    "counterparty": ("对方", "往来单位", "收付款人"),
    "purpose": ("类别", "科目"),
    "summary": ("用途", "摘要"),
    "amount_in": ("收入",),
    "amount_out": ("支出",),
    "voucher_no": ("凭证号",),
    "approver": ("审批人",),
    "is_person": ("个人",),
}
NEEDED: Final = (
    "on",
    "counterparty",
    "purpose",
    "summary",
    "amount_in",
    "amount_out",
    "voucher_no",
    "approver",
)
LONGEST: Final = {"counterparty": 60, "summary": 120, "voucher_no": 30, "approver": 30}


@dataclass
class Line:
    """One line of the file: the values of an entry, or the problems by column."""

    number: int
    values: dict[str, Any] = field(default_factory=dict)
    problems: list[str] = field(default_factory=list)


def read(lines: Sequence[Sequence[object]], purposes: Mapping[str, str]) -> list[Line]:
    """`purposes`: label → value. ValueError when the head of the table is not found."""
    places = _columns(lines[0]) if lines else {}
    missing = [HEADERS[name][0] for name in NEEDED if name not in places]
    if missing:
        raise ValueError(f"第一行表头缺少：{'、'.join(missing)}。")
    found = []
    for number, cells in enumerate(lines[1:], 2):
        if any(str(cell or "").strip() for cell in cells):
            got = {name: cells[place] if place < len(cells) else None for name, place in places.items()}
            found.append(_line(number, got, purposes))
    return found


def _columns(head: Sequence[object]) -> dict[str, int]:
    found: dict[str, int] = {}
    for place, cell in enumerate(head):
        for name, words in HEADERS.items():
            if name not in found and str(cell or "").strip().startswith(words):
                found[name] = place
    return found


def _line(number: int, cells: Mapping[str, object], purposes: Mapping[str, str]) -> Line:
    line = Line(number)
    text = {name: str(cells.get(name) or "").strip() for name in cells}
    for name, most in LONGEST.items():
        line.values[name] = text[name]
        if not text[name] or len(text[name]) > most:
            line.problems.append(f"{HEADERS[name][0]}：不能空着，不超过{most}个字")
    line.values["is_person"] = text.get("is_person", "") in ("是", "√", "1", "个人")
    line.values["purpose"] = purposes.get(text["purpose"], "")
    if not line.values["purpose"]:
        line.problems.append(f"类别：“{text['purpose']}”不在类别表里")
    _day(line, cells["on"])
    _amounts(line, text)
    return line


def _day(line: Line, cell: object) -> None:
    try:
        if isinstance(cell, dt.datetime):
            line.values["on"] = cell.date()
        else:
            line.values["on"] = dt.date.fromisoformat(
                str(cell or "").strip().replace("/", "-").replace(".", "-")
            )
    except ValueError:
        line.problems.append("日期：应写成 2026-03-05")


def _amounts(line: Line, text: Mapping[str, str]) -> None:
    for name in ("amount_in", "amount_out"):
        try:
            line.values[name] = fen_of(text[name] or "0")
        except ValueError as error:
            line.problems.append(f"{HEADERS[name][0]}：{error}")
            return
    both = (line.values["amount_in"], line.values["amount_out"])
    if min(both) < 0 or (both[0] > 0) == (both[1] > 0):
        line.problems.append("收入、支出：一行只填一个，不能是负数；要改错请用冲销")
