"""Calendars for the pure tests, read from the seeded file and not from the database."""

import csv
import datetime as dt
from functools import cache
from pathlib import Path

import statute
from statute.calendar import WorkingCalendar
from statute.notices import DayChange, notice_of

SEED = Path(statute.__file__).parent / "data" / "working_days.csv"


def seeded_changes() -> list[DayChange]:
    with SEED.open(encoding="utf-8", newline="") as file:
        return [
            DayChange(dt.date.fromisoformat(row["date"]), row["is_working"] == "1", row["name"])
            for row in csv.DictReader(file)
        ]


@cache
def seeded_calendar() -> WorkingCalendar:
    """2004–2026 as seeded."""
    by_year: dict[int, list[DayChange]] = {}
    for change in seeded_changes():
        by_year.setdefault(change.date.year, []).append(change)
    return WorkingCalendar({year: notice_of(year, changes) for year, changes in by_year.items()})
