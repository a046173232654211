import datetime as dt

import pytest

from statute.calendar import YearNotice
from statute.notices import DayChange, changes_of, notice_of, parse_days
from statute.package_notices import package_changes, package_years
from tests.statute.calendars import seeded_changes

SPRING = "2026-02-15至2026-02-23 放假 春节\n2026-02-14 上班 春节\n2026年2月28日 调休上班（春节）"


def test_lines_and_ranges():
    changes = parse_days(SPRING)
    assert [change.date.day for change in changes if not change.is_working] == [16, 17, 18, 19, 20, 23]
    assert [change.date.day for change in changes if change.is_working] == [14, 28]
    assert {change.name for change in changes} == {"春节"}


def test_csv_as_the_seed_writes_it():
    assert parse_days("date,is_working,name\n2026-02-14,1,春节\n2026-02-16,0,春节\n") == [
        DayChange(dt.date(2026, 2, 14), True, "春节"),
        DayChange(dt.date(2026, 2, 16), False, "春节"),
    ]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("2026-02-16 放假\n春节放假七天", "第2行：看不懂"),
        ("2026-02-30 放假", "第1行：没有这一天：2026-02-30"),
        ("2026-02-16至2026-02-10 放假", "第1行：起止日期有误"),
        ("2026-02-16至2027-02-20 放假", "第1行：起止日期有误"),
    ],
)
def test_a_line_not_understood_is_named(text, message):
    with pytest.raises(ValueError, match=message):
        parse_days(text)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "没有2026年的"),
        ("2026-02-15 放假", "没有2026年的"),
        ("2025-10-01 放假", "不在2026年"),
        ("2026-02-16 上班", "不是周末"),
        ("2026-02-14 上班\n2026-02-14 放假", "没有|不在|既放假又上班"),
    ],
)
def test_what_is_no_notice_is_refused(text, message):
    changes = parse_days(text)
    if text.endswith("02-14 放假"):
        changes.append(DayChange(dt.date(2026, 2, 14), False))
    with pytest.raises(ValueError, match=message):
        notice_of(2026, changes)


def test_a_notice_and_its_days_are_inverse():
    notice = notice_of(2026, parse_days(SPRING))
    assert notice_of(2026, changes_of(notice)) == notice
    assert isinstance(notice, YearNotice)


def test_the_seed_is_what_the_package_says():
    assert package_years() == list(range(2004, 2027))
    assert seeded_changes() == [change for year in package_years() for change in package_changes(year)]


def test_the_package_does_not_guess_a_year():
    with pytest.raises(LookupError, match="2027"):
        package_changes(2027)
