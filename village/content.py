"""The content of a publication as a value: a table read from a paste or a workbook, masked, hashed (pure)."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Any, Final

from audit.chain import sm3
from disclosure.scanner.digits import personal_numbers

MOST_ROWS: Final = 2000
MOST_COLUMNS: Final = 12
LONGEST_CELL: Final = 200
NAME_HEADER: Final = re.compile(r"姓名|户主|申请人|受益人|承包人|对象$")
# What a list must not show whatever it is about: health, identity, bank, telephone, address below the village.
CLOSED_HEADER: Final = re.compile(
    r"身份证|证件号|银行|账号|卡号|电话|手机|联系方式|病|残疾类别|住址|门牌|出生"
)


def table_of(lines: Iterable[Sequence[object]]) -> dict[str, Any]:
    """{"columns", "rows"}: the first line that says anything is the head. ValueError with a sentence when it is too large."""
    cleaned = [["" if cell is None else str(cell).strip()[:LONGEST_CELL] for cell in line] for line in lines]
    filled = [line for line in cleaned if any(line)]
    if not filled:
        return {}
    width = max(place + 1 for line in filled for place, cell in enumerate(line) if cell)
    if width > MOST_COLUMNS or len(filled) > MOST_ROWS:
        raise ValueError(f"表格最多{MOST_COLUMNS}列、{MOST_ROWS}行，请分成几件公开。")
    even = [[*line, *[""] * width][:width] for line in filled]
    return {"columns": even[0], "rows": even[1:]}


def pasted(text: str) -> list[list[str]]:
    """Lines as copied from a sheet (tabs), or written by hand with commas."""
    lines = [line for line in text.splitlines() if line.strip()]
    return [line.split("\t") if "\t" in line else re.split("[,，]", line) for line in lines]


def hide_numbers(text: str) -> str:
    """Identity, bank and telephone numbers as stars."""
    pieces, past = [], 0
    for span in personal_numbers(text):
        pieces += [text[past : span.start], "*" * min(span.end - span.start, 6)]
        past = span.end
    return "".join([*pieces, text[past:]])


def hide_name(name: str) -> str:
    """The family name and stars: 张秀英 → 张**."""
    return f"{name[0]}{'*' * max(len(name) - 1, 1)}" if name else ""


def safe_table(table: dict[str, Any]) -> dict[str, Any]:
    """What may be shown: columns nobody needs are dropped, personal numbers elsewhere are starred."""
    if not table:
        return {}
    kept = [place for place, head in enumerate(table["columns"]) if not CLOSED_HEADER.search(head)]
    return {
        "columns": [table["columns"][place] for place in kept],
        "rows": [[hide_numbers(line[place]) for place in kept] for line in table["rows"]],
    }


def without_names(table: dict[str, Any]) -> dict[str, Any]:
    """After the publicity period: sums and numbers stay, people go."""
    if not table:
        return {}
    names = {place for place, head in enumerate(table["columns"]) if NAME_HEADER.search(head)}
    return table | {
        "rows": [
            [hide_name(cell) if place in names else cell for place, cell in enumerate(line)]
            for line in table["rows"]
        ]
    }


def names_people(table: dict[str, Any]) -> bool:
    return any(NAME_HEADER.search(head) for head in table.get("columns", ()))


def content_hash(*, title: str, text: str, table: dict[str, Any], photo: str) -> str:
    """SM3 of exactly what is published."""
    whole = {"title": title, "text": text, "table": table, "photo": photo}
    return sm3(json.dumps(whole, ensure_ascii=False, sort_keys=True).encode())


def yuan(fen: int) -> str:
    """分 as 元 with two places and thousands: 1234567 → 12,345.67; exact, no floats."""
    whole, rest = divmod(abs(fen), 100)
    return f"{'-' if fen < 0 else ''}{whole:,}.{rest:02d}"


def fen_of(text: object) -> int:
    """An amount of money as 分. ValueError for what is none, for less than a 分, for more than a village has."""
    plain = str(text).strip().replace(",", "").replace("，", "").removesuffix("元")
    if not re.fullmatch(r"-?\d{1,12}(\.\d{1,2}0*)?", plain):
        raise ValueError("金额应写成数字，最多两位小数")
    return int(Decimal(plain) * 100)
