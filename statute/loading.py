"""The working calendar and the special periods in force, built from the rows."""

import datetime as dt
from functools import cache
from typing import Any, Final

from django.db import connections, router

from statute.calendar import WorkingCalendar, YearNotice
from statute.models import CalendarDay, CalendarNotice, SpecialPeriod
from statute.notices import DayChange
from statute.special_rules import SpecialRule

Versions = tuple[tuple[int, Any], ...]  # the version as the database writes a UUID

_built: Final[dict[Versions, WorkingCalendar]] = {}


def working_calendar() -> WorkingCalendar:
    """The calendar of the current notices. One small query; the days are read only when a notice has changed.

    A notice's days never change after it is written, so its random version stands for them even across
    transactions that were rolled back.
    """
    versions = _current_versions()
    calendar = _built.get(versions)
    if calendar is None:
        calendar = WorkingCalendar(_notices(versions))
        _built.clear()
        _built[versions] = calendar
    return calendar


def _current_versions() -> Versions:
    """(year, version) of the current notices. Pages of documents ask so often that Django writes the SQL only once."""
    with connections[router.db_for_read(CalendarNotice)].cursor() as cursor:
        cursor.execute(_versions_sql())
        return tuple(cursor.fetchall())


@cache
def _versions_sql() -> str:
    current = CalendarNotice.objects.current().order_by("year").values_list("year", "version")
    return str(current.query)  # without parameters


def special_rules(on: dt.date) -> dict[str, SpecialRule]:
    """Every special period in force on that day, by its key; one query."""
    return {row.key: row.rule() for row in SpecialPeriod.objects.in_force(on)}


def notice_days(notice: CalendarNotice) -> list[DayChange]:
    """The exceptional days of one revision, in order."""
    rows = notice.days.order_by("date").values_list("date", "is_working", "name")
    return [DayChange(*row) for row in rows]


def _notices(versions: Versions) -> dict[int, YearNotice]:
    off: dict[int, set[dt.date]] = {year: set() for year, _ in versions}
    worked: dict[int, set[dt.date]] = {year: set() for year, _ in versions}
    names: dict[int, dict[dt.date, str]] = {year: {} for year, _ in versions}
    days = CalendarDay.objects.filter(notice__version__in=[version for _, version in versions])
    for year, date, is_working, name in days.values_list("notice__year", "date", "is_working", "name"):
        (worked if is_working else off)[year].add(date)
        names[year][date] = name
    return {
        year: YearNotice(frozenset(off[year]), frozenset(worked[year]), names[year]) for year, _ in versions
    }
