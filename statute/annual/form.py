"""The rows and columns as printed. The form of 2019 has one row for 其他处理 where that of 2021 has three."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from statute.outcomes import OUTCOMES, Group

PEOPLE: Final = ("自然人", "商业企业", "科研机构", "社会公益组织", "法律服务机构", "其他")
TOTAL: Final = "总计"
COLUMNS: Final = (*PEOPLE, TOTAL)
NEW, CARRIED, RESULTS, LEFT = "1", "2", "3.7", "4"
_GROUPS: Final = tuple(Group)


@dataclass(frozen=True, slots=True)
class Form:
    """One version: its row codes in order with their words; `leaves` add up to 3.7 （七）总计."""

    version: str
    rows: dict[str, str]

    @property
    def leaves(self) -> tuple[str, ...]:
        return tuple(code for code in self.rows if code not in (NEW, CARRIED, RESULTS, LEFT))

    def code_of(self, label: str) -> str:
        """The row of these words, however they are spaced or numbered in front; empty for none, or more than one."""
        wanted = _plain(label)
        found = [code for code, words in self.rows.items() if _plain(words) == wanted]
        if not found and wanted:
            found = [code for code, words in self.rows.items() if _plain(words).endswith(wanted)]
        return found[0] if len(found) == 1 else ""


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
