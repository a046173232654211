"""居(村)务公开: what is published, how often, by when, and for how long (山东省村务公开条例; 村民委员会组织法).

Every day here is a calendar day. Article numbers are not here: the Act was amended from 2026-01-01 and numbers move,
so what is cited is a row of the county (`village.models.VillageRule`).
"""

from __future__ import annotations

import calendar
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Final


class Head(StrEnum):
    """The ten heads of 山东省村务公开条例第七条."""

    CHARTER = "charter"
    DECISIONS = "decisions"
    FINANCE = "finance"
    GRANTS = "grants"
    SUBSIDIES = "subsidies"
    LAND = "land"
    ASSISTANCE = "assistance"
    PUBLIC_GOOD = "public_good"
    CONSULTATION = "consultation"
    OTHER = "other"

    @property
    def label(self) -> str:
        return _HEADS[self]


_HEADS: Final = {
    Head.CHARTER: "章程、议事规则和村规民约",
    Head.DECISIONS: "村民会议、代表会议决定及执行",
    Head.FINANCE: "村级财务和集体财产",
    Head.GRANTS: "政府拨付和社会捐赠",
    Head.SUBSIDIES: "惠农政策和补贴",
    Head.LAND: "土地征收、承包和流转",
    Head.ASSISTANCE: "社会救助和养老服务",
    Head.PUBLIC_GOOD: "公益事业和筹资筹劳",
    Head.CONSULTATION: "民主协商",
    Head.OTHER: "其他事项",
}


class Focus(StrEnum):
    """What the city wants emphasised (市实施意见三(四))."""

    POVERTY = "poverty"
    REVIVAL = "revival"
    FINANCE = "finance"
    FARMING = "farming"
    OLD_AGE = "old_age"
    RELIEF = "relief"

    @property
    def label(self) -> str:
        return _FOCUS[self]


_FOCUS: Final = {
    Focus.POVERTY: "脱贫攻坚",
    Focus.REVIVAL: "乡村振兴",
    Focus.FINANCE: "村级财务",
    Focus.FARMING: "惠农政策",
    Focus.OLD_AGE: "养老服务",
    Focus.RELIEF: "社会救助",
}


class Cycle(StrEnum):
    """财务每月, 一般事项每季度至少一次, 重大事项随时."""

    MONTHLY = "monthly"
    QUARTERLY = "quarterly"
    AT_ONCE = "at_once"

    @property
    def label(self) -> str:
        return {"monthly": "每月", "quarterly": "每季度", "at_once": "随时"}[self.value]


@dataclass(frozen=True, slots=True)
class Period:
    """The days one publication answers for, both included."""

    start: date
    end: date

    @property
    def label(self) -> str:
        if self.start == self.end:
            return f"{self.start:%Y-%m-%d}"
        if self.start.month == self.end.month:
            return f"{self.start.year}年{self.start.month}月"
        return f"{self.start.year}年第{(self.start.month + 2) // 3}季度"


def period_of(cycle: Cycle, day: date) -> Period:
    """The period `day` lies in; a matter published at once answers for the day itself."""
    if cycle is Cycle.AT_ONCE:
        return Period(day, day)
    months = 1 if cycle is Cycle.MONTHLY else 3
    first = (day.month - 1) // months * months + 1
    last = first + months - 1
    return Period(
        date(day.year, first, 1), date(day.year, last, calendar.monthrange(day.year, last)[1])
    )  # fmt: skip


def opens_on(cycle: Cycle, period: Period) -> date:
    """From when it can be published: accounts once the month is over, other matters during their quarter."""
    return period.end + timedelta(days=1) if cycle is Cycle.MONTHLY else period.start


def periods_open(cycle: Cycle, since: date, today: date) -> Iterator[Period]:
    """The periods from `since` on that can be published by `today`; none for what is published at once.

    A matter put on the list in the middle of a period begins with that period.
    """
    if cycle is Cycle.AT_ONCE:
        return
    period = period_of(cycle, since)
    while opens_on(cycle, period) <= today:
        yield period
        period = period_of(cycle, period.end + timedelta(days=1))


def due_on(period: Period, days: int) -> date:
    """The last day to publish: `days` after the period ends (accounts: the 10th of the next month)."""
    return period.end + timedelta(days=days)


def last_day(start: date, days: int) -> date:
    """The last of `days` calendar days; the day it begins is not counted."""
    return start + timedelta(days=days)


def stayed_long_enough(posted: date, taken: date, days: int) -> bool:
    """On the board for at least `days` days; taken away on day 4 is too early (第十三条)."""
    return (taken - posted).days >= days


def may_be_asked(asked: int, total: int, *, representatives: bool) -> bool:
    """At least a tenth of the villagers or a fifth of the representatives ask for it (第八条)."""
    return 0 < asked <= total and asked * (5 if representatives else 10) >= total
