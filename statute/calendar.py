"""Working days (工作日) as the State Council's yearly holiday notice makes them.

《政府信息公开条例》 counts its limits in working days. The day an event happens is day 0 and is not counted;
weekends worked in exchange (调休) are counted, weekdays given off are not. A year whose notice has not been
issued is counted Monday to Friday and every result that touches it says so: it is provisional (暂定).
"""

import datetime as dt
from bisect import bisect_right
from calendar import monthrange
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Final

WEEKDAYS: Final = "一二三四五六日"
SATURDAY: Final = 5

Interval = tuple[dt.date, dt.date]


class Provisional(Exception):  # noqa: N818 - it names the state of the date, as the law's users say it
    """A date was asked for as firm, but rests on a year whose holiday notice has not been issued."""


@dataclass(frozen=True, slots=True)
class YearNotice:
    """国务院办公厅关于某年部分节假日安排的通知: the days that differ from Monday-to-Friday.

    `off` holds weekdays given off, `worked` weekend days worked in exchange, `names` the festival of either.
    """

    off: frozenset[dt.date] = frozenset()
    worked: frozenset[dt.date] = frozenset()
    names: Mapping[dt.date, str] = field(default_factory=dict, hash=False)

    def __post_init__(self) -> None:
        if wrong := sorted(day for day in self.off if day.weekday() >= SATURDAY):
            raise ValueError(f"放假日须为周一至周五：{wrong[0]}")
        if wrong := sorted(day for day in self.worked if day.weekday() < SATURDAY):
            raise ValueError(f"调休上班日须为周六或周日：{wrong[0]}")

    @property
    def days(self) -> frozenset[dt.date]:
        """Every day the notice changes."""
        return self.off | self.worked


@dataclass(frozen=True, slots=True)
class Step:
    """A noteworthy day of a count: a festival skipped (`number` is None) or a weekend day counted."""

    date: dt.date
    number: int | None
    label: str


@dataclass(frozen=True, slots=True)
class Counted:
    """The day a count ends on, and the unannounced years it passed through."""

    date: dt.date
    unannounced: tuple[int, ...] = ()

    @property
    def provisional(self) -> bool:
        return bool(self.unannounced)

    @property
    def reason(self) -> str:
        """Why the date may still move; empty when it is firm."""
        years = "、".join(f"{year}年" for year in self.unannounced)
        return f"{years}放假安排尚未公布，暂定" if years else ""

    @property
    def firm(self) -> dt.date:
        """The date, for printing. Raises Provisional: no letter may carry a date that can still move."""
        if self.unannounced:
            raise Provisional(self.reason)
        return self.date


class WorkingCalendar:
    """工作日历: which days are worked, and counting by them. Immutable; build a new one to change a year."""

    __slots__ = ("_base", "_first", "_last", "_notices", "_worked", "_years")

    def __init__(self, notices: Mapping[int, YearNotice]) -> None:
        for year, notice in notices.items():
            if stray := sorted(day for day in notice.days if day.year != year):
                raise ValueError(f"{year}年的安排含有其他年份的日期：{stray[0]}")
        self._notices: Final = dict(sorted(notices.items()))
        self._years: Final = frozenset(self._notices)
        first, last = min(self._years, default=1), max(self._years, default=0)
        # The announced span as a sorted list of working ordinals; outside it Monday-to-Friday is arithmetic.
        self._first: Final = dt.date(first, 1, 1).toordinal()
        self._last: Final = dt.date(last, 12, 31).toordinal() if last else self._first - 1
        self._worked: Final = [n for n in range(self._first, self._last + 1) if self._is_worked(n)]
        self._base: Final = _weekdays_until(self._first - 1)

    @property
    def notices(self) -> Mapping[int, YearNotice]:
        """The notices by year, oldest first."""
        return dict(self._notices)

    def with_year(self, year: int, notice: YearNotice) -> "WorkingCalendar":
        """The same calendar with one year announced or announced anew."""
        return WorkingCalendar({**self._notices, year: notice})

    def announced(self, year: int) -> bool:
        """Whether the year's holiday notice has been issued and loaded."""
        return year in self._years

    def is_working(self, day: dt.date) -> bool:
        """Whether the day is worked. An unannounced year is taken Monday to Friday."""
        return self._is_worked(day.toordinal())

    def next_working_day(self, day: dt.date) -> Counted:
        """The day itself when worked, otherwise the first working day after it."""
        end = day if self.is_working(day) else self._at(self._rank(day) + 1)
        return Counted(end, self._unannounced(day, end))

    def add_working_days(self, start: dt.date, days: int) -> Counted:
        """The day on which a limit of `days` working days ends; `start` is day 0 and is not counted."""
        if days < 0:
            raise ValueError("工作日天数不能为负")
        end = self._at(self._rank(start) + days) if days else start
        return Counted(end, self._unannounced(start, end))

    def subtract_working_days(self, end: dt.date, days: int) -> Counted:
        """The working day from which `days` working days are left until `end` (reminders, 若干工作日前)."""
        if days < 0:
            raise ValueError("工作日天数不能为负")
        start = self._at(self._rank(end) - days) if days else end
        return Counted(start, self._unannounced(start, end))

    def add_calendar_days(self, start: dt.date, days: int, *, roll: bool = False) -> Counted:
        """The day on which a limit of `days` calendar days (日) ends; `start` is day 0.

        With `roll` a limit ending on a rest day ends on the next working day (民法典第二百零三条).
        """
        if days < 0:
            raise ValueError("天数不能为负")
        end = start + dt.timedelta(days=days)
        return self.next_working_day(end) if roll else Counted(end)

    def add_months(self, start: dt.date, months: int) -> Counted:
        """The day on which a limit of `months` months ends: the corresponding day (民法典第二百零二条)."""
        if months < 0:
            raise ValueError("月数不能为负")
        return Counted(shift_months(start, months))

    def working_days_between(self, start: dt.date, end: dt.date) -> int:
        """Working days after `start` up to and including `end`; negative when `end` comes first."""
        return self._rank(end) - self._rank(start)

    def workdays_in(self, intervals: Iterable[Interval]) -> int:
        """Working days covered by (start, end] intervals, each day once (第三十三条第三款, 征求意见所需时间).

        An interval's first day is not counted, as for any limit. ValueError if one ends before it starts.
        """
        total, covered = 0, dt.date.min
        for start, end in sorted(intervals):
            if end < start:
                raise ValueError(f"期间的止日早于起日：{start}—{end}")
            if end > covered:
                total += self.working_days_between(max(start, covered), end)
                covered = end
        return total

    def explain(self, start: dt.date, days: int) -> tuple[Step, ...]:
        """The noteworthy days of `add_working_days(start, days)`: festivals skipped, weekend days counted."""
        end = self.add_working_days(start, days).date
        changed = (
            day
            for year in range(start.year, end.year + 1)
            if year in self._years
            for day in self._notices[year].days
        )
        return tuple(self._step(start, day) for day in sorted(changed) if start < day <= end)

    def _step(self, start: dt.date, day: dt.date) -> Step:
        name = self._notices[day.year].names.get(day, "")
        head = f"{day.isoformat()} 周{WEEKDAYS[day.weekday()]}"
        if not self.is_working(day):
            return Step(day, None, f"{head} {name}放假，不计")
        number = self.working_days_between(start, day)
        return Step(day, number, f"{head} 调休上班，计第{number}个工作日")

    def _is_worked(self, ordinal: int) -> bool:
        day = dt.date.fromordinal(ordinal)
        weekday = day.weekday() < SATURDAY
        notice = self._notices.get(day.year)
        if notice is None:
            return weekday
        return day not in notice.off if weekday else day in notice.worked

    def _rank(self, day: dt.date) -> int:
        """Working days from the beginning of time up to and including `day`."""
        ordinal = day.toordinal()
        if ordinal < self._first:
            return _weekdays_until(ordinal)
        rank = self._base + bisect_right(self._worked, ordinal)
        if ordinal > self._last:
            rank += _weekdays_until(ordinal) - _weekdays_until(self._last)
        return rank

    def _at(self, rank: int) -> dt.date:
        """The working day with that rank: the inverse of `_rank`."""
        if rank <= self._base:
            return dt.date.fromordinal(_weekday_number(rank))
        index = rank - self._base - 1
        if index < len(self._worked):
            return dt.date.fromordinal(self._worked[index])
        beyond = index - len(self._worked) + 1
        return dt.date.fromordinal(_weekday_number(_weekdays_until(self._last) + beyond))

    def _unannounced(self, first: dt.date, last: dt.date) -> tuple[int, ...]:
        if first.year == last.year:
            return () if first.year in self._years else (first.year,)
        return tuple(year for year in range(first.year, last.year + 1) if year not in self._years)


def shift_months(day: dt.date, months: int) -> dt.date:
    """The corresponding day `months` later (negative: earlier), or that month's last day where it has none.

    民法典第二百零二条: 到期月的对应日为期间的最后一日；没有对应日的，月末日为期间的最后一日.
    """
    years, month = divmod(day.month - 1 + months, 12)
    year = day.year + years
    return dt.date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def _weekdays_until(ordinal: int) -> int:
    """Mondays to Fridays up to and including an ordinal (0001-01-01, ordinal 1, is a Monday)."""
    weeks, rest = divmod(ordinal, 7)
    return weeks * 5 + min(rest, 5)


def _weekday_number(rank: int) -> int:
    """The ordinal of the rank-th weekday: the inverse of `_weekdays_until`."""
    weeks, rest = divmod(rank - 1, 5)
    return weeks * 7 + rest + 1
