"""Holiday arrangements as the package `chinesecalendar` carries them (2004 onwards, 调休 included)."""

import chinese_calendar

from statute.calendar import SATURDAY
from statute.notices import DayChange


def package_years() -> list[int]:
    """The years the installed package knows."""
    return sorted({day.year for day in chinese_calendar.holidays})


def package_changes(year: int) -> list[DayChange]:
    """The year's exceptional days. LookupError for a year the package does not know: it is never guessed."""
    off = {day: name for day, name in chinese_calendar.holidays.items() if day.year == year}
    if not off:
        raise LookupError(f"chinesecalendar 没有{year}年的放假安排")
    worked = {day: name for day, name in chinese_calendar.workdays.items() if day.year == year}
    changes = [DayChange(day, False, _chinese(name)) for day, name in off.items() if day.weekday() < SATURDAY]
    changes += [
        DayChange(day, True, _chinese(name)) for day, name in worked.items() if day.weekday() >= SATURDAY
    ]
    return sorted(changes, key=lambda change: change.date)


def _chinese(name: str) -> str:
    return next((str(day.chinese) for day in chinese_calendar.Holiday if day.value == name), name)
