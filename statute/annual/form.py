"""The three tables as printed: their rows, columns and cells, in the form of 2021 and in that of 2019."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final

from statute.outcomes import OUTCOMES, Group

PEOPLE: Final = ("自然人", "商业企业", "科研机构", "社会公益组织", "法律服务机构", "其他")
TOTAL: Final = "总计"
COLUMNS: Final = (*PEOPLE, TOTAL)
NEW, CARRIED, RESULTS, LEFT = "1", "2", "3.7", "4"
ENDS: Final = ("结果维持", "结果纠正", "其他结果", "尚未审结")
FEES: Final = "fees"  # the one row whose cell is money
_GROUPS: Final = tuple(Group)


@dataclass(frozen=True, slots=True)
class Form:
    """One version of one table: its row codes in order with their words.

    `own`: the rows of table 1, which have columns of their own; `decimal`, `signed`: columns that hold more than a
    count. `leaves` are the rows of table 2 that add up to 3.7 （七）总计.
    """

    version: str
    rows: dict[str, str]
    table: int = 2
    columns: tuple[str, ...] = COLUMNS
    own: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    decimal: frozenset[str] = frozenset()
    signed: frozenset[str] = frozenset()

    @property
    def leaves(self) -> tuple[str, ...]:
        return tuple(code for code in self.rows if code not in (NEW, CARRIED, RESULTS, LEFT))

    def columns_of(self, row: str) -> tuple[str, ...]:
        return self.own.get(row, self.columns)

    def places(self) -> Iterator[tuple[str, str]]:
        """Every cell, row by row."""
        for row in self.rows:
            for column in self.columns_of(row):
                yield row, column

    def code_of(self, label: str) -> str:
        """The row of these words, however they are spaced or numbered in front; empty for none, or more than one."""
        wanted = _plain(label)
        if not wanted:
            return ""
        for found in (
            [code for code, words in self.rows.items() if _plain(words) == wanted],
            [code for code, words in self.rows.items() if _plain(words).endswith(wanted)],
            [code for code, words in self.rows.items() if wanted.startswith(_plain(words))],
        ):
            if found:
                return found[0] if len(found) == 1 else ""
        return ""


def _plain(text: str) -> str:
    return "".join(character for character in text if character.isalnum())


def _rows(others: int) -> dict[str, str]:
    """`others`: how many rows （六）其他处理 has."""
    rows = {NEW: "一、本年新收政府信息公开申请数量", CARRIED: "二、上年结转政府信息公开申请数量"}
    for place, group in enumerate(_GROUPS, start=1):
        inside = [outcome for outcome in OUTCOMES.values() if outcome.group is group]
        if len(inside) == 1 or (group is Group.OTHER and others == 1):
            rows[f"3.{place}"] = str(group.value)
            continue
        for number, outcome in enumerate(inside, start=1):
            rows[f"3.{place}.{number}"] = f"{group.value}-{outcome.wording}"
    return rows | {RESULTS: "（七）总计", LEFT: "四、结转下年度继续办理"}


FORM_2021: Final = Form("2021", _rows(3))
FORM_2019: Final = Form("2019", _rows(1))

CHALLENGES: Final = Form(
    "2021",
    {"review": "行政复议", "suit": "未经复议直接起诉", "suit_after_review": "复议后起诉"},
    table=3,
    columns=(*ENDS, TOTAL),
)

MADE, REPEALED, IN_FORCE = "本年制发件数", "本年废止件数", "现行有效件数"
HANDLED: Final = "本年处理决定数量"
MONEY: Final = "本年收费金额（单位：万元）"
_RULES: Final = (MADE, REPEALED, IN_FORCE)


@dataclass(frozen=True, slots=True)
class Block:
    """One part of table 1 with a heading and a header row of its own."""

    heading: str
    rows: dict[str, str]
    columns: tuple[str, ...]


ACTIVE_BLOCKS: Final = (
    Block("第二十条第（一）项", {"regulations": "规章", "normative": "行政规范性文件"}, _RULES),
    Block("第二十条第（五）项", {"licences": "行政许可"}, (HANDLED,)),
    Block("第二十条第（六）项", {"penalties": "行政处罚", "coercion": "行政强制"}, (HANDLED,)),
    Block("第二十条第（八）项", {FEES: "行政事业性收费"}, (MONEY,)),
)
_OLD_RULES: Final = ("本年新制作数量", "本年新公开数量", "对外公开总数量")
_OLD_ITEMS: Final = ("上一年项目数量", "本年增/减", HANDLED)
# The form of 2019-2020; kept for reports of those years only.
ACTIVE_BLOCKS_2019: Final = (
    Block("第二十条第（一）项", {"regulations": "规章", "normative": "规范性文件"}, _OLD_RULES),
    Block("第二十条第（五）项", {"licences": "行政许可", "services": "其他对外管理服务事项"}, _OLD_ITEMS),
    Block("第二十条第（六）项", {"penalties": "行政处罚", "coercion": "行政强制"}, _OLD_ITEMS),
    Block("第二十条第（八）项", {FEES: "行政事业性收费"}, _OLD_ITEMS[:2]),
    Block("第二十条第（九）项", {"procurement": "政府集中采购"}, ("采购项目数量", "采购总金额")),
)


def _active(version: str, blocks: tuple[Block, ...]) -> Form:
    return Form(
        version,
        {code: words for block in blocks for code, words in block.rows.items()},
        table=1,
        columns=(),
        own={code: block.columns for block in blocks for code in block.rows},
        decimal=frozenset({MONEY, "采购总金额"}),
        signed=frozenset({"本年增/减"}),
    )


ACTIVE_2021: Final = _active("2021", ACTIVE_BLOCKS)
ACTIVE_2019: Final = _active("2019", ACTIVE_BLOCKS_2019)
VERSIONS: Final[Mapping[str, Mapping[int, Form]]] = {
    "2021": {1: ACTIVE_2021, 2: FORM_2021, 3: CHALLENGES},
    "2019": {1: ACTIVE_2019, 2: FORM_2019, 3: CHALLENGES},
}
BLOCKS: Final[Mapping[str, tuple[Block, ...]]] = {"2021": ACTIVE_BLOCKS, "2019": ACTIVE_BLOCKS_2019}
