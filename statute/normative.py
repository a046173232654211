"""规范性文件 in Shandong (law of the province, not of the State Council): how long one is in force, when it is looked at.

The numbers stand in one table with where they were read; another province or a later text is another table.
"""

import datetime as dt
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from statute.calendar import shift_months

CLEANUP_EVERY_YEARS: Final = 2


@dataclass(frozen=True, slots=True)
class NormativeRule:
    """有效期 in years for ordinary and for 试行、暂行 documents, months of evaluation before the end, years between
    clean-ups; `sources` says for each where it was read and how surely (S½ in part, K from knowledge)."""

    years: tuple[int, ...] = (3, 5)
    trial_years: tuple[int, ...] = (1, 2)
    evaluation_months: int = 6
    cleanup_years: int = CLEANUP_EVERY_YEARS
    law: str = "山东省行政规范性文件管理办法"
    sources: Mapping[str, str] = field(
        default_factory=lambda: {
            "years": "山东省政府令第353号，省司法厅的规定（S½，条文序号未核对）",
            "trial_years": "山东省政府令第353号，省司法厅的规定（S½，条文序号未核对）",
            "evaluation_months": "有效期届满前六个月内评估（S½）",
            "cleanup_years": "县级评估指标：至少每两年清理一次并公布结果（S）",
        },
        hash=False,
    )


SHANDONG: Final = NormativeRule()

# 关于废止《……暂行办法》的通知 is no trial document itself.
_ABOUT_ANOTHER: Final = re.compile(
    r"(?:废止|失效|修改|修订|停止执行|延长|贯彻|落实|实施|执行|转发)[^《》]{0,12}(?:《[^《》]*》[、和及,，]?)+"
)
_TRIAL: Final = re.compile(r"试行|暂行")


def is_trial(title: str) -> bool:
    """Whether the title names the document itself as 试行 or 暂行."""
    return _TRIAL.search(_ABOUT_ANOTHER.sub("", title)) is not None


def validity_problem(
    title: str, effective_on: dt.date, valid_until: dt.date | None, *, rule: NormativeRule = SHANDONG
) -> str:
    """What is wrong with a normative document's 有效期, as a Chinese sentence; '' when nothing is.

    `valid_until` is the last day in force. Documents name either the day before the anniversary or the anniversary
    itself; both pass. None: the document does not say, which it must.
    """
    trial = is_trial(title)
    years = rule.trial_years if trial else rule.years
    kind = "试行、暂行的规范性文件" if trial else "规范性文件"
    term = f"{kind}有效期为{'或'.join(f'{number}年' for number in years)}（{rule.law}）"
    if valid_until is None:
        return f"{term}，应当在文件中写明。"
    if valid_until <= effective_on:
        return f"有效期的截止日期{valid_until}应当晚于施行日期{effective_on}。"
    ends = [shift_months(effective_on, 12 * number) for number in years]
    if any(valid_until in {end, end - dt.timedelta(days=1)} for end in ends):
        return ""
    allowed = "或者".join(str(end - dt.timedelta(days=1)) for end in ends)
    return f"{term}：自{effective_on}起施行的，应当至{allowed}止，现在填写的是{valid_until}。"


def evaluation_starts(valid_until: dt.date, *, rule: NormativeRule = SHANDONG) -> dt.date:
    """The day from which it is to be evaluated, re-registered and published anew, or left to lapse."""
    return shift_months(valid_until, -rule.evaluation_months)


def cleanup_due(last: dt.date, *, rule: NormativeRule = SHANDONG) -> dt.date:
    """The day by which the next clean-up's result is to be published."""
    return shift_months(last, 12 * rule.cleanup_years)
