"""Every day of receipt of four years against a second, slow count."""

import datetime as dt

import pytest

from statute.clock import Channel, ClockEvent, EventKind, Receipt, reply_deadline
from tests.statute.clock import oracle
from tests.statute.clock.cases import CALENDAR

YEARS = (2023, 2024, 2025, 2026)


def days_of(year: int) -> list[dt.date]:
    first = dt.date(year, 1, 1)
    return [first + dt.timedelta(days=n) for n in range((dt.date(year + 1, 1, 1) - first).days)]


@pytest.mark.parametrize("year", YEARS)
def test_seven_and_twenty_working_days_from_every_day(year):
    for day in days_of(year):
        found = reply_deadline(Receipt(Channel.COUNTER, day), [], CALENDAR, as_of=day)
        assert found.received_on == day
        assert found.correction_limit == oracle.after(day, 7), day
        assert found.reply_due == oracle.after(day, 20), day
        assert found.provisional == (found.reply_due.year > oracle.LAST_KNOWN), day


@pytest.mark.parametrize("year", YEARS)
def test_forty_working_days_with_the_longest_extension(year):
    for day in days_of(year):
        longest = ClockEvent(EventKind.EXTENSION, day, days=20)
        found = reply_deadline(Receipt(Channel.COUNTER, day), [longest], CALENDAR, as_of=day)
        assert found.reply_due == oracle.after(day, 40), day
        assert not found.refused


@pytest.mark.parametrize("year", YEARS)
def test_fifteen_working_days_for_who_is_asked_on_every_day(year):
    for day in days_of(year):
        asked = ClockEvent(EventKind.THIRD_PARTY, day, delivered=day)
        later = day + dt.timedelta(days=90)
        found = reply_deadline(Receipt(Channel.COUNTER, day), [asked], CALENDAR, as_of=later)
        lapse = next(limit for limit in found.limits if limit.kind == "third_party").due
        assert lapse == oracle.after(day, 15), day
        assert found.reply_due == oracle.with_pauses(day, 20, [(day, lapse)]) == oracle.after(day, 35), day


def test_the_oracle_counts_the_printed_examples():
    """The holiday notices of 2025 and 2026, counted by hand in the law book."""
    for start, ends in {
        "2025-01-20": ("2025-02-05", "2025-02-14", "2025-02-21", "2025-03-21"),
        "2025-09-22": ("2025-09-30", "2025-10-17", "2025-10-24", "2025-11-21"),
        "2026-02-10": ("2026-02-26", "2026-03-09", "2026-03-16", "2026-04-14"),
        "2026-09-15": ("2026-09-23", "2026-10-12", "2026-10-19", "2026-11-16"),
    }.items():
        counted = [oracle.after(dt.date.fromisoformat(start), number) for number in (7, 15, 20, 40)]
        assert tuple(map(str, counted)) == ends
