"""另有规定 (条例第二十六条): periods that other laws set for particular matters, as values."""

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from statute.calendar import Counted, WorkingCalendar
from statute.limits import Kind, Limit, Trigger, Unit, end_of, span_words


class PeriodKind(StrEnum):
    """What the number of a special period bounds."""

    WITHIN = "within"
    POSTED = "posted"
    BEFORE = "before"
    ANSWERED = "answered"
    UNTIL = "until"

    @property
    def label(self) -> str:
        return _KIND_LABELS[self]

    @classmethod
    def choices(cls) -> list[tuple[str, str]]:
        """(value, label) for a form or a field."""
        return [(kind.value, kind.label) for kind in cls]


_KIND_LABELS: Final = {
    PeriodKind.WITHIN: "在期限内公开",
    PeriodKind.POSTED: "公示不少于",
    PeriodKind.BEFORE: "提前不少于",
    PeriodKind.ANSWERED: "在期限内答复",
    PeriodKind.UNTIL: "公示期满撤下",
}
UNITS: Final = (Unit.WORKDAY, Unit.DAY, Unit.WEEK, Unit.MONTH, Unit.YEAR)


@dataclass(frozen=True, slots=True)
class SpecialRule:
    """One special period. Without a number `event` is what the law says (及时公布); with one, what it counts from.

    ValueError with a Chinese sentence for a number without a unit, or neither number nor words.
    """

    key: str
    matter: str
    kind: PeriodKind
    source: str
    article: str = ""
    number: int | None = None
    unit: Unit | None = None
    trigger: Trigger | None = None
    event: str = ""
    verified: bool = False

    def __post_init__(self) -> None:
        if (self.number is None) != (self.unit is None):
            raise ValueError("数字和单位应当同时填写，或者都不填")
        if self.number is not None and self.number < 1:
            raise ValueError("期限的数字至少为1")
        if self.unit is not None and self.unit not in UNITS:
            raise ValueError("期限的单位应为工作日、日、周、月或者年")
        if self.number is None and not self.event:
            raise ValueError("没有数字的规定，应当写明原文的说法，如“及时公布”")

    @property
    def basis(self) -> str:
        """预算法第十四条第一款."""
        return f"{self.source}{self.article}"

    def describe(self) -> str:
        """The period in a few Chinese words."""
        if self.number is None or self.unit is None:
            return self.event
        span = span_words(self.number, self.unit)
        if self.kind is PeriodKind.BEFORE:
            return f"{self.event or '事项'}前不少于{span}"
        if self.kind is PeriodKind.POSTED:
            return f"公示不少于{span}"
        if self.kind is PeriodKind.UNTIL:
            return f"公示满{span}撤下"
        trigger = self.trigger or Trigger.FORMED
        words = Limit(Kind.DELAY, self.number, self.unit, trigger, event=self.event).describe()
        return f"{words}{'答复' if self.kind is PeriodKind.ANSWERED else '公开'}"

    def end(self, on: dt.date, calendar: WorkingCalendar) -> Counted | None:
        """The last day of the period that begins with the event `on`; None without a number.

        A BEFORE period runs backwards from its event and has no end in this sense: None too.
        """
        if self.number is None or self.unit is None or self.kind is PeriodKind.BEFORE:
            return None
        return end_of(on, self.number, self.unit, calendar)
