import datetime as dt
import timeit

import chinese_calendar
import holidays
import pytest
from hypothesis import given
from hypothesis import strategies as st

from statute.calendar import Counted, Provisional, WorkingCalendar, YearNotice, shift_months
from tests.statute.calendars import seeded_calendar

CALENDAR = seeded_calendar()
FIRST, LAST = dt.date(2004, 1, 1), dt.date(2026, 12, 31)
EVERY_DAY = [FIRST + dt.timedelta(days=n) for n in range((LAST - FIRST).days + 1)]

anyday = st.dates(dt.date(1999, 1, 1), dt.date(2031, 12, 31))
intervals = st.lists(
    st.tuples(st.dates(dt.date(2025, 1, 1), dt.date(2026, 12, 31)), st.integers(0, 60)).map(
        lambda pair: (pair[0], pair[0] + dt.timedelta(days=pair[1]))
    ),
    max_size=6,
)


def day(text: str) -> dt.date:
    return dt.date.fromisoformat(text)


def by_hand(start: dt.date, days: int) -> dt.date:
    while days:
        start += dt.timedelta(days=1)
        days -= CALENDAR.is_working(start)
    return start


def test_every_day_equals_chinesecalendar():
    assert [d for d in EVERY_DAY if CALENDAR.is_working(d) != chinese_calendar.is_workday(d)] == []


def test_every_day_equals_holidays_but_one():
    china = holidays.country_holidays("CN", years=range(2004, 2027))
    assert [d for d in EVERY_DAY if CALENDAR.is_working(d) != china.is_working_day(d)] == [day("2005-12-31")]


@pytest.mark.parametrize(("year", "days"), [(2024, 251), (2025, 248), (2026, 248)])
def test_working_days_of_a_year(year, days):
    assert CALENDAR.working_days_between(dt.date(year - 1, 12, 31), dt.date(year, 12, 31)) == days


@given(anyday, st.integers(0, 90))
def test_adding_equals_counting_by_hand(start, days):
    counted = CALENDAR.add_working_days(start, days)
    assert counted.date == by_hand(start, days)
    years = range(start.year, counted.date.year + 1)
    assert counted.unannounced == tuple(year for year in years if not CALENDAR.announced(year))


@given(anyday, st.integers(1, 90))
def test_a_limit_never_ends_on_a_rest_day(start, days):
    assert CALENDAR.is_working(CALENDAR.add_working_days(start, days).date)


@given(anyday, st.integers(0, 90))
def test_between_is_the_inverse_of_adding(start, days):
    end = CALENDAR.add_working_days(start, days).date
    assert CALENDAR.working_days_between(start, end) == days
    assert CALENDAR.working_days_between(end, start) == -days


@given(anyday, st.integers(1, 90))
def test_subtracting_leaves_that_many_days(end, days):
    start = CALENDAR.subtract_working_days(end, days).date
    assert CALENDAR.is_working(start)
    assert CALENDAR.working_days_between(start, end) == days


def test_reminders_before_a_due_date():
    due = day("2026-10-22")
    found = [CALENDAR.subtract_working_days(due, days).firm for days in (5, 3, 1, 0)]
    assert found == [day("2026-10-15"), day("2026-10-19"), day("2026-10-21"), due]


@given(anyday, st.integers(0, 90))
def test_steps_number_the_days_as_the_count_does(start, days):
    for step in CALENDAR.explain(start, days):
        assert CALENDAR.is_working(step.date) == (step.number is not None)
        if step.number is not None:
            assert CALENDAR.add_working_days(start, step.number).date == step.date


@given(intervals)
def test_overlapping_pauses_count_once(pauses):
    covered = {
        start + dt.timedelta(days=n) for start, end in pauses for n in range(1, (end - start).days + 1)
    }
    assert CALENDAR.workdays_in(pauses) == sum(CALENDAR.is_working(d) for d in covered)


def test_a_pause_excludes_its_first_day():
    """Consulted 04-10, answered 04-24: ten days, so a reply due 04-30 is due 05-18."""
    pause = (day("2026-04-10"), day("2026-04-24"))
    assert CALENDAR.workdays_in([pause, pause, (day("2026-04-13"), day("2026-04-20"))]) == 10
    due = CALENDAR.add_working_days(day("2026-04-01"), 20).firm
    assert CALENDAR.add_working_days(due, 10).firm == day("2026-05-18")


def test_a_pause_cannot_end_before_it_starts():
    with pytest.raises(ValueError, match="止日早于起日"):
        CALENDAR.workdays_in([(day("2026-04-10"), day("2026-04-09"))])


@pytest.mark.parametrize("count", ["add_working_days", "subtract_working_days", "add_calendar_days"])
def test_a_negative_number_of_days_is_refused(count):
    with pytest.raises(ValueError, match="不能为负"):
        getattr(CALENDAR, count)(day("2026-04-10"), -1)


def test_an_unannounced_year_is_provisional_and_says_why():
    counted = CALENDAR.add_working_days(day("2026-12-28"), 20)
    assert not CALENDAR.announced(2027)
    assert counted == Counted(day("2027-01-25"), (2027,))
    assert counted.reason == "2027年放假安排尚未公布，暂定"
    with pytest.raises(Provisional, match="2027年"):
        _ = counted.firm


def test_the_last_announced_day_is_firm():
    assert CALENDAR.add_working_days(day("2026-12-30"), 1).firm == day("2026-12-31")
    assert CALENDAR.add_working_days(day("2026-12-31"), 1).provisional


def test_announcing_the_year_makes_it_firm():
    notice = YearNotice(off=frozenset({day("2027-01-01")}), names={day("2027-01-01"): "元旦"})
    announced = CALENDAR.with_year(2027, notice)
    assert announced.add_working_days(day("2026-12-28"), 20).firm == day("2027-01-26")
    assert CALENDAR.add_working_days(day("2026-12-28"), 20).provisional


def test_without_any_notice_everything_is_provisional():
    empty = WorkingCalendar({})
    assert empty.add_working_days(day("2026-02-10"), 20) == Counted(day("2026-03-10"), (2026,))


def test_a_gap_between_announced_years_is_noticed():
    gap = WorkingCalendar({2024: YearNotice(), 2026: YearNotice()})
    assert gap.add_working_days(day("2024-12-30"), 300).unannounced == (2025,)


@pytest.mark.parametrize(
    ("off", "worked"),
    [({"2026-02-14"}, set()), (set(), {"2026-02-16"})],
    ids=["weekend off", "weekday worked"],
)
def test_a_notice_holds_only_exceptional_days(off, worked):
    with pytest.raises(ValueError, match="须为"):
        YearNotice(frozenset(map(day, off)), frozenset(map(day, worked)))


def test_a_notice_holds_only_days_of_its_year():
    with pytest.raises(ValueError, match="其他年份"):
        WorkingCalendar({2025: YearNotice(off=frozenset({day("2026-01-01")}))})


def test_calendar_days_end_where_they_end_unless_rolled():
    start = day("2026-01-28")
    assert CALENDAR.add_calendar_days(start, 20).firm == day("2026-02-17")
    assert CALENDAR.add_calendar_days(start, 20, roll=True).firm == day("2026-02-24")
    assert CALENDAR.add_calendar_days(day("2026-12-20"), 20).firm == day("2027-01-09")
    assert CALENDAR.add_calendar_days(day("2026-12-20"), 20, roll=True).provisional


@pytest.mark.parametrize(
    ("start", "months", "end"),
    [
        ("2026-01-15", 1, "2026-02-15"),
        ("2026-01-31", 1, "2026-02-28"),
        ("2024-01-31", 1, "2024-02-29"),
        ("2024-02-29", 12, "2025-02-28"),
        ("2024-02-29", 48, "2028-02-29"),
        ("2026-08-31", 6, "2027-02-28"),
        ("2026-12-15", 1, "2027-01-15"),
        ("2026-02-28", 1, "2026-03-28"),
        ("2026-05-20", 0, "2026-05-20"),
    ],
)
def test_months_end_on_the_corresponding_day_or_the_months_last(start, months, end):
    assert CALENDAR.add_months(day(start), months).firm == day(end)


def test_months_are_not_counted_backwards_as_a_limit():
    with pytest.raises(ValueError, match="不能为负"):
        CALENDAR.add_months(day("2026-05-20"), -1)


@given(anyday, st.integers(-60, 60))
def test_shifting_months_keeps_the_day_where_there_is_one(start, months):
    end = shift_months(start, months)
    assert (end.year * 12 + end.month) - (start.year * 12 + start.month) == months
    assert end.day == start.day or (end.day < start.day and (end + dt.timedelta(days=1)).day == 1)
    assert shift_months(end, -months).day <= start.day


def test_the_next_working_day():
    assert CALENDAR.next_working_day(day("2026-02-14")).firm == day("2026-02-14")
    assert CALENDAR.next_working_day(day("2026-02-15")).firm == day("2026-02-24")


def test_counting_is_fast():
    start, rounds = day("2026-02-10"), 5_000
    best = min(timeit.repeat(lambda: CALENDAR.add_working_days(start, 20), number=rounds, repeat=5))
    assert rounds / best > 100_000
