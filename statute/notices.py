"""Reading a year's holiday arrangement (放假安排) from what people have: lines, ranges or a CSV file."""

import datetime as dt
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from statute.calendar import SATURDAY, YearNotice

CSV_HEADER: Final = ("date", "is_working", "name")
LONGEST_RANGE: Final = 31  # days; a longer one is a slip of the year

_DATE: Final = r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?"
_LINE: Final = re.compile(rf"{_DATE}(?:\s*(?:至|到|—+|–|~|～)\s*{_DATE})?[\s,，:：]*(?P<rest>.*)")
_KIND: Final = re.compile(
    r"(?P<off>放假|休息|休|off|false|0)|(?P<worked>调休上班|补班|上班|班|worked|true|1)", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class DayChange:
    """A day that differs from Monday-to-Friday, and the festival it belongs to."""

    date: dt.date
    is_working: bool
    name: str = ""


def parse_days(text: str) -> list[DayChange]:
    """Days from lines such as `2026-02-15至2026-02-23 放假 春节`, `2026-02-14 上班 春节` or CSV rows.

    Weekend days inside a holiday change nothing and are left out. ValueError names the first bad line.
    """
    changes: list[DayChange] = []
    for number, line in enumerate(text.splitlines(), start=1):
        plain = line.strip().lstrip("\ufeff")
        if not plain or plain.startswith("#") or plain.replace(" ", "").lower() == ",".join(CSV_HEADER):
            continue
        try:
            changes.extend(_changes_in(plain))
        except ValueError as error:
            raise ValueError(f"第{number}行：{error}") from error
    return changes


def notice_of(year: int, changes: Iterable[DayChange]) -> YearNotice:
    """The year's notice. ValueError if empty, of another year, contradictory, or a weekday is said worked."""
    days: dict[dt.date, DayChange] = {}
    for change in changes:
        if change.date.year != year:
            raise ValueError(f"{change.date} 不在{year}年")
        if change.is_working and change.date.weekday() < SATURDAY:
            raise ValueError(f"{change.date} 不是周末，无需调休上班")
        if (known := days.get(change.date)) and known.is_working != change.is_working:
            raise ValueError(f"{change.date} 既放假又上班")
        if change.is_working or change.date.weekday() < SATURDAY:
            days[change.date] = change
    if not days:
        raise ValueError(f"没有{year}年的放假或调休日期")
    return YearNotice(
        off=frozenset(day for day, change in days.items() if not change.is_working),
        worked=frozenset(day for day, change in days.items() if change.is_working),
        names={day: change.name for day, change in days.items()},
    )


def changes_of(notice: YearNotice) -> list[DayChange]:
    """The days of a notice in order: the inverse of `notice_of`."""
    return [DayChange(day, day in notice.worked, notice.names.get(day, "")) for day in sorted(notice.days)]


def _changes_in(line: str) -> Iterator[DayChange]:
    match = _LINE.fullmatch(line)
    kind = _KIND.match(match["rest"]) if match else None
    if match is None or kind is None:
        raise ValueError(f"看不懂“{line[:40]}”，请写成“2026-02-15至2026-02-23 放假 春节”")
    first = _date(match.group(1, 2, 3))
    last = _date(match.group(4, 5, 6)) if match[4] else first
    if not 0 <= (last - first).days < LONGEST_RANGE:
        raise ValueError(f"起止日期有误：{first}至{last}")
    name = match["rest"][kind.end() :].strip(" ,，:：()（）\t")
    for offset in range((last - first).days + 1):
        day = first + dt.timedelta(days=offset)
        if kind["worked"] or day.weekday() < SATURDAY:
            yield DayChange(day, bool(kind["worked"]), name)


def _date(parts: tuple[str, ...]) -> dt.date:
    try:
        return dt.date(*(int(part) for part in parts))
    except ValueError as error:
        raise ValueError(f"没有这一天：{'-'.join(parts)}") from error
