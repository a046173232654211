"""A slow second opinion: one day after the other, straight from the package, sharing no code with `statute`."""

import datetime as dt

import chinese_calendar

ONE = dt.timedelta(days=1)
LAST_KNOWN = max(chinese_calendar.holidays).year


def is_worked(day: dt.date) -> bool:
    if day.year > LAST_KNOWN:
        return day.weekday() < 5
    return bool(chinese_calendar.is_workday(day))


def after(start: dt.date, number: int) -> dt.date:
    """The number-th working day after `start`."""
    day = start
    while number:
        day += ONE
        number -= is_worked(day)
    return day


def with_pauses(start: dt.date, number: int, pauses: list[tuple[dt.date, dt.date]]) -> dt.date:
    """Walk from `start`; a working day counts unless a pause (first, last] covers it."""
    day = start
    while number:
        day += ONE
        number -= is_worked(day) and not any(first < day <= last for first, last in pauses)
    return day
