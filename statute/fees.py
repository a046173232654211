"""信息处理费 (条例第四十二条, 国办函〔2020〕109号): two tariffs, progressive by excess; an agency uses one of them.

Charging is discretionary: what is worked out here is a proposal that a person decides on. Amounts are whole yuan.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

SOURCE: Final = "国办函〔2020〕109号"


class Mode(StrEnum):
    """按件计收 counts what a person asks for in a natural month, 按量计收 the pages of one application."""

    PER_ITEM = "per_item"
    PER_PAGE = "per_page"

    @property
    def label(self) -> str:
        return "按件计收" if self is Mode.PER_ITEM else "按量计收"

    @property
    def unit(self) -> str:
        return "件" if self is Mode.PER_ITEM else "页"


@dataclass(frozen=True, slots=True)
class Tier:
    """From the `first` to the `last` unit, each at `rate` yuan; `last` is None where the tariff is open."""

    first: int
    last: int | None
    rate: int


@dataclass(frozen=True, slots=True)
class FeeRule:
    """A tariff: adjoining tiers from 1 on, never cheaper as they go up. With `step`, the units after the last tier
    go up in steps of that many, each `step_rate` yuan dearer than the one before.

    A county's row may replace it; `verified` says whether somebody has compared it with the printed source.
    """

    mode: Mode
    tiers: tuple[Tier, ...]
    source: str = SOURCE
    article: str = ""
    verified: bool = False
    step: int = 0
    step_rate: int = 0

    def __post_init__(self) -> None:
        if not self.tiers or self.tiers[0].first != 1:
            raise ValueError("收费标准须从第1件（页）起")
        for before, after in zip(self.tiers, self.tiers[1:], strict=False):
            if before.last is None or after.first != before.last + 1:
                raise ValueError(f"收费标准不连续：第{after.first}{self.mode.unit}之前有空缺或者重叠")
            if after.rate < before.rate:
                raise ValueError(f"收费标准须逐级不减：第{after.first}{self.mode.unit}起反而降低")
        if any(tier.rate < 0 or (tier.last is not None and tier.last < tier.first) for tier in self.tiers):
            raise ValueError("收费标准的金额不能为负，止数不能小于起数")
        if (self.tiers[-1].last is None) != (self.step == 0) or self.step < 0 or self.step_rate < 0:
            raise ValueError("收费标准的最后一级须不设上限，或者写明每多少加收多少")

    def tiers_until(self, number: int) -> Iterator[Tier]:
        """The tiers that `number` units reach, the stepped ones spelt out."""
        for tier in self.tiers:
            if tier.first > number:
                return
            yield tier
        first, rate = (self.tiers[-1].last or number) + 1, self.tiers[-1].rate
        while first <= number:
            rate += self.step_rate
            yield Tier(first, first + self.step - 1, rate)
            first += self.step


PER_ITEM: Final = FeeRule(
    Mode.PER_ITEM, (Tier(1, 10, 0), Tier(11, 30, 100)), article="第四条", step=10, step_rate=100
)
PER_PAGE: Final = FeeRule(
    Mode.PER_PAGE,
    (Tier(1, 30, 0), Tier(31, 100, 10), Tier(101, 200, 20), Tier(201, None, 40)),
    article="第五条",
)


@dataclass(frozen=True, slots=True)
class FeeLine:
    """One worked line: the units from `first` to `last` at one rate."""

    first: int
    last: int
    rate: int
    unit: str

    @property
    def count(self) -> int:
        return self.last - self.first + 1

    @property
    def amount(self) -> int:
        return self.count * self.rate

    def __str__(self) -> str:
        span = f"第{self.first}{self.unit}" if self.count == 1 else f"第{self.first}–{self.last}{self.unit}"
        if not self.rate:
            return f"{span}，不收费，共{self.count}{self.unit}"
        return f"{span}，每{self.unit}{self.rate}元，共{self.count}{self.unit}，{self.amount}元"


@dataclass(frozen=True, slots=True)
class Fee:
    """What is due, and the working in lines that add up to it."""

    total: int
    lines: tuple[FeeLine, ...]
    mode: Mode
    source: str

    @property
    def workings(self) -> tuple[str, ...]:
        """The lines in words, for the fee notice."""
        return tuple(str(line) for line in self.lines)


def per_item(count_in_month: int, rule: FeeRule = PER_ITEM) -> Fee:
    """第四条: for everything one applicant asked one agency in a natural month. ValueError for a negative count."""
    return _fee(0, count_in_month, rule)


def per_page(pages: int, rule: FeeRule = PER_PAGE) -> Fee:
    """第五条: for the pages of one application. ValueError for a negative number."""
    return _fee(0, pages, rule)


def increment(before: int, now: int, rule: FeeRule = PER_ITEM) -> Fee:
    """What an application of `now` items adds in a month in which `before` items came earlier."""
    if before < 0:
        raise ValueError("件数不能为负")
    return _fee(before, now, rule)


def propose(
    *,
    before: int = 0,
    items: int | None = None,
    pages: int | None = None,
    item_rule: FeeRule = PER_ITEM,
    page_rule: FeeRule = PER_PAGE,
) -> Fee:
    """The proposal for one application, by items or by pages. ValueError for both at once (第三条), or neither."""
    if items is not None and pages is not None:
        raise ValueError("同一申请不得同时按件、按量收费（国办函〔2020〕109号第三条）")
    if items is not None:
        return increment(before, items, item_rule)
    if pages is None:
        raise ValueError("须选定按件或者按量收费")
    return per_page(pages, page_rule)


def _fee(before: int, now: int, rule: FeeRule) -> Fee:
    if now < 0:
        raise ValueError(f"{rule.mode.unit}数不能为负")
    last = before + now
    lines = tuple(
        FeeLine(max(tier.first, before + 1), min(tier.last or last, last), tier.rate, rule.mode.unit)
        for tier in rule.tiers_until(last)
        if (tier.last or last) > before
    )
    return Fee(sum(line.amount for line in lines), lines, rule.mode, f"{rule.source}{rule.article}")
