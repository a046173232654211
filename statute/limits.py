"""公开时限 as data: what a phrase of a standard catalog says, once read by `statute.time_limits`."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final

from statute.calendar import Counted, WorkingCalendar

PUBLICATION_DAYS: Final = 20  # 第二十六条: working days from formation or change
ALERT_DAYS: Final = 3  # county practice: 及时公开 not done after three working days is worth a look


class Kind(StrEnum):
    """What sort of limit a phrase sets."""

    DELAY = "delay"  # within N units after the trigger
    DURATION = "duration"  # stays posted at least N units (公示期)
    RECURRING = "recurring"  # once every N units
    IMMEDIATE = "immediate"  # 实时、及时: no number
    PERMANENT = "permanent"  # 长期、永久: how long it stays, not when it appears
    EVENT = "event"  # with another event; a number means so long before it


class Unit(StrEnum):
    """工作日 and 日 are different things and never converted into each other."""

    WORKDAY = "workday"
    DAY = "day"
    WEEK = "week"
    MONTH = "month"
    YEAR = "year"
    HOUR = "hour"

    @property
    def label(self) -> str:
        return _UNIT_WORDS[self].removeprefix("个")


class Trigger(StrEnum):
    """The event a limit counts from."""

    FORMED = "formed"  # 信息形成或者变更
    MADE_OR_OBTAINED = "made_or_obtained"  # 制作或获取
    APPROVED = "approved"  # 批准、批复
    RECEIVED = "received"  # 收到……之日起
    DECIDED = "decided"  # 作出决定
    APPLIED = "applied"  # 收到申请
    SIGNED = "signed"  # 签订
    OTHER = "other"  # in the words of `Limit.event`

    @property
    def label(self) -> str:
        return TRIGGER_WORDS[self]


FORMED_LIKE: Final = frozenset({Trigger.FORMED, Trigger.MADE_OR_OBTAINED})

_UNIT_WORDS: Final = {
    Unit.WORKDAY: "个工作日",
    Unit.DAY: "日",
    Unit.WEEK: "周",
    Unit.MONTH: "个月",
    Unit.YEAR: "年",
    Unit.HOUR: "小时",
}
_PERIOD_WORDS: Final = {
    "1年": "每年",
    "6个月": "每半年",
    "3个月": "每季度",
    "1个月": "每月",
    "1周": "每周",
    "1日": "每日",
}
TRIGGER_WORDS: Final[Mapping[Trigger, str]] = {
    Trigger.FORMED: "信息形成或变更",
    Trigger.MADE_OR_OBTAINED: "制作或获取信息",
    Trigger.APPROVED: "批准",
    Trigger.RECEIVED: "收到",
    Trigger.DECIDED: "作出决定",
    Trigger.APPLIED: "收到申请",
    Trigger.SIGNED: "合同签订",
    Trigger.OTHER: "事项发生",
}


@dataclass(frozen=True, slots=True)
class Limit:
    """One limit of a phrase. `certain` is False when a person should confirm the reading.

    `event` is the trigger as written, `scope` the part of the item it is said of ("处罚决定"), `recurrence`
    the last day in each period ("01-31" of the year, "10" of the month), `text` the clause it was read from.
    """

    kind: Kind
    number: int | None = None
    unit: Unit | None = None
    trigger: Trigger | None = None
    recurrence: str = ""
    certain: bool = True
    text: str = ""
    event: str = ""
    scope: str = ""

    def describe(self) -> str:
        """The limit in a few Chinese words."""
        words = _DESCRIBERS[self.kind](self)
        return f"{self.scope}：{words}" if self.scope and self.scope not in words else words

    def to_json(self) -> dict[str, Any]:
        return {name: getattr(self, name) for name in self.__slots__}

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> "Limit":
        """The limit written by `to_json`. ValueError or KeyError when it was not."""
        unit, trigger = data.get("unit"), data.get("trigger")
        plain = {key: value for key, value in data.items() if key not in {"kind", "unit", "trigger"}}
        return cls(
            kind=Kind(data["kind"]),
            unit=Unit(unit) if unit else None,
            trigger=Trigger(trigger) if trigger else None,
            **plain,
        )


@dataclass(frozen=True, slots=True)
class UpperBound:
    """What 第二十六条 still demands where the phrase gives no number, and when to look."""

    number: int
    alert_after: int | None

    def due(self, formed_on: dt.date, calendar: WorkingCalendar) -> Counted:
        return calendar.add_working_days(formed_on, self.number)

    def alert_on(self, formed_on: dt.date, calendar: WorkingCalendar) -> Counted | None:
        """The day after which publishing "promptly" deserves a question, if any."""
        if self.alert_after is None:
            return None
        return calendar.add_working_days(formed_on, self.alert_after)


@dataclass(frozen=True, slots=True)
class TimeLimit:
    """公开时限 of a catalog item: its text as it stands and what could be read from it.

    `escape`: it says 法律、法规另有规定的，从其规定; `unread` holds the clauses that were not understood.
    """

    text: str
    limits: tuple[Limit, ...] = ()
    escape: bool = False
    unread: tuple[str, ...] = ()

    @property
    def certain(self) -> bool:
        """Everything was read and nothing guessed."""
        return bool(self.limits) and not self.unread and all(limit.certain for limit in self.limits)

    def describe(self) -> str:
        """A short Chinese summary; the text itself when nothing could be read."""
        if not self.limits:
            return self.text
        words = "；".join(limit.describe() for limit in self.limits)
        return f"{words}（法律法规另有规定的从其规定）" if self.escape else words

    def due(
        self, on: dt.date, calendar: WorkingCalendar, *, trigger: Trigger = Trigger.FORMED
    ) -> Counted | None:
        """Last day for publishing what was formed (or otherwise triggered) `on`; None where not certain.

        Only certain limits that speak of the whole item count; two different ones decide nothing, nor does
        a phrase with a clause or a second delay that was not surely read.
        """
        span = self.span(trigger)
        return end_of(on, *span, calendar) if span else None

    def span(self, trigger: Trigger = Trigger.FORMED) -> tuple[int, Unit] | None:
        """How long after `trigger` the whole item is due, as `due` counts it; None where not certain."""
        delays = [limit for limit in self.limits if limit.kind is Kind.DELAY]
        if self.unread or not all(limit.certain for limit in delays):
            return None
        wanted = FORMED_LIKE if trigger in FORMED_LIKE else {trigger}
        spans = {
            (limit.number, limit.unit) for limit in delays if not limit.scope and limit.trigger in wanted
        }
        if len(spans) != 1:
            return None
        number, unit = spans.pop()
        return None if number is None or unit is None else (number, unit)

    def upper_bound(self) -> UpperBound | None:
        """第二十六条's twenty working days where no number was set.

        None where one was set, or where the phrase was not understood.
        """
        numbered = any(limit.number for limit in self.limits)
        if numbered or (self.text.strip() and not self.certain):
            return None
        prompt = any(limit.kind is Kind.IMMEDIATE for limit in self.limits)
        return UpperBound(PUBLICATION_DAYS, ALERT_DAYS if prompt else None)

    def to_json(self) -> dict[str, Any]:
        return {
            "text": self.text,
            "limits": [limit.to_json() for limit in self.limits],
            "escape": self.escape,
            "unread": list(self.unread),
        }

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> "TimeLimit":
        """The time limit written by `to_json`."""
        return cls(
            text=data["text"],
            limits=tuple(Limit.from_json(limit) for limit in data["limits"]),
            escape=bool(data["escape"]),
            unread=tuple(data["unread"]),
        )


def end_of(on: dt.date, number: int, unit: Unit, calendar: WorkingCalendar) -> Counted | None:
    """The last day of so many units after `on`, which is not counted; None for hours, which end on no day.

    Months and years end on the corresponding day, or the month's last where it has none (民法典第二百零二条).
    """
    if unit is Unit.WORKDAY:
        return calendar.add_working_days(on, number)
    if unit is Unit.DAY:
        return calendar.add_calendar_days(on, number)
    if unit is Unit.WEEK:
        return calendar.add_calendar_days(on, number * 7)
    if unit is Unit.MONTH:
        return calendar.add_months(on, number)
    if unit is Unit.YEAR:
        return calendar.add_months(on, number * 12)
    return None


def span_words(number: int, unit: Unit) -> str:
    """20个工作日, 3个月."""
    return f"{number}{_UNIT_WORDS[unit]}"


def _span(limit: Limit) -> str:
    if limit.number is None or limit.unit is None:
        return ""
    return span_words(limit.number, limit.unit)


def _describe_delay(limit: Limit) -> str:
    return f"{_trigger_words(limit)}之日起{_span(limit)}内"


def _describe_duration(limit: Limit) -> str:
    return f"{limit.scope or '公示期'}不少于{_span(limit)}"


def _describe_recurring(limit: Limit) -> str:
    span = _span(limit)
    period = _PERIOD_WORDS.get(span, f"每{span}")
    if not limit.recurrence:
        return f"{period}更新"
    return f"{period}{'月'.join(str(int(part)) for part in limit.recurrence.split('-'))}日前"


def _describe_immediate(limit: Limit) -> str:
    return f"{_trigger_words(limit)}后及时公开" if limit.trigger else "及时公开"


def _describe_permanent(_limit: Limit) -> str:
    return "长期公开"


def _describe_event(limit: Limit) -> str:
    if limit.number is None:
        return limit.text
    return f"{limit.event}前{_span(limit)}" if limit.event else f"提前{_span(limit)}"


def _trigger_words(limit: Limit) -> str:
    if limit.trigger is None:
        return ""
    in_own_words = limit.event and limit.trigger not in FORMED_LIKE
    return limit.event if in_own_words else TRIGGER_WORDS[limit.trigger]


_DESCRIBERS: Final = {
    Kind.DELAY: _describe_delay,
    Kind.DURATION: _describe_duration,
    Kind.RECURRING: _describe_recurring,
    Kind.IMMEDIATE: _describe_immediate,
    Kind.PERMANENT: _describe_permanent,
    Kind.EVENT: _describe_event,
}
