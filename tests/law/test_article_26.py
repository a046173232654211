"""第二十六条: what must be published on one's own initiative is published within twenty working days of being
formed or changed; where a law or regulation sets another period, that one holds."""

import datetime as dt

import pytest

from statute.calendar import Provisional
from statute.publication import publication_due, working_days_late
from statute.special_fixture import read_special_rules
from statute.time_limits import PUBLICATION_DAYS, Trigger, parse
from tests.statute.calendars import seeded_calendar

CALENDAR = seeded_calendar()
SPECIAL = {rule.key: rule for rule in read_special_rules()}
WORDING = "信息形成或者变更之日起20个工作日内"


def day(text: str) -> dt.date:
    return dt.date.fromisoformat(text)


def test_the_period_is_twenty_working_days():
    assert PUBLICATION_DAYS == 20
    assert parse(WORDING).due(day("2026-02-10"), CALENDAR).firm == day("2026-03-16")


@pytest.mark.parametrize(
    ("start", "seven", "fifteen", "twenty", "forty"),
    [
        ("2025-01-20", "2025-02-05", "2025-02-14", "2025-02-21", "2025-03-21"),
        ("2025-09-22", "2025-09-30", "2025-10-17", "2025-10-24", "2025-11-21"),
        ("2026-02-10", "2026-02-26", "2026-03-09", "2026-03-16", "2026-04-14"),
        ("2026-09-15", "2026-09-23", "2026-10-12", "2026-10-19", "2026-11-16"),
    ],
)
def test_working_days_follow_the_holiday_notice(start, seven, fifteen, twenty, forty):
    for number, end in ((7, seven), (15, fifteen), (20, twenty), (40, forty)):
        assert CALENDAR.add_working_days(day(start), number).firm == day(end)


@pytest.mark.parametrize(
    ("start", "number", "end"),
    [
        ("2026-03-09", 7, "2026-03-18"),
        ("2026-03-09", 20, "2026-04-07"),
        ("2026-02-13", 7, "2026-03-02"),
        ("2026-02-13", 20, "2026-03-19"),
        ("2026-03-05", 20, "2026-04-02"),
        ("2026-09-18", 20, "2026-10-22"),
        ("2026-10-22", 10, "2026-11-05"),
        ("2026-03-20", 20, "2026-04-20"),
    ],
)
def test_limits_counted_from_the_day_after(start, number, end):
    assert CALENDAR.add_working_days(day(start), number).firm == day(end)


def test_the_count_can_be_explained_day_by_day():
    steps = CALENDAR.explain(day("2026-02-10"), 20)
    worked = [step.date.isoformat() for step in steps if step.number]
    rest = [step.date.isoformat() for step in steps if step.number is None]
    assert worked == ["2026-02-14", "2026-02-28"]
    assert rest == [f"2026-02-{number}" for number in (16, 17, 18, 19, 20, 23)]
    assert steps[0].label == "2026-02-14 周六 调休上班，计第4个工作日"
    assert steps[1].label == "2026-02-16 周一 春节放假，不计"


def test_days_are_not_working_days():
    """预算法第十四条: budgets within twenty days, which are calendar days, of approval."""
    limit = parse("本级人民代表大会或其常务委员会批准后20日内")
    approved = day("2026-02-10")
    assert limit.due(approved, CALENDAR, trigger=Trigger.APPROVED).firm == day("2026-03-02")
    assert limit.due(approved, CALENDAR) is None


def test_another_period_set_by_law_is_read_where_the_catalog_names_it():
    limit = parse("自作出行政处罚决定之日起7个工作日内")
    assert limit.due(day("2026-02-10"), CALENDAR, trigger=Trigger.DECIDED).firm == day("2026-02-26")
    assert parse(WORDING + "。法律、法规另有规定的，从其规定").escape


def test_without_a_number_twenty_working_days_remain_the_bound():
    bound = parse("及时公开").upper_bound()
    assert bound.due(day("2026-02-10"), CALENDAR).firm == day("2026-03-16")
    assert bound.alert_on(day("2026-02-10"), CALENDAR).firm == day("2026-02-13")
    assert parse("及时公开").due(day("2026-02-10"), CALENDAR) is None


def test_a_date_that_may_still_move_is_never_firm():
    counted = parse(WORDING).due(day("2026-12-21"), CALENDAR)
    assert counted.provisional
    with pytest.raises(Provisional, match="2027年放假安排尚未公布，暂定"):
        _ = counted.firm


def due(formed_on: str, *own: str, special: str = ""):
    limits = [parse(text) for text in own]
    rule = SPECIAL[special] if special else None
    return publication_due(day(formed_on), own=limits, special=rule, calendar=CALENDAR)


def test_a_document_is_due_twenty_working_days_after_it_was_formed():
    found = due("2026-02-10")
    assert (found.date, found.working_days, found.basis) == (day("2026-03-16"), 20, "条例第二十六条")
    assert found.steps[0] == "2026-02-10 信息形成或变更，当日不计"
    assert found.steps[-1] == "第20个工作日 2026-03-16"


@pytest.mark.parametrize(
    ("matter", "date"),
    [
        ("budget_government", "2026-03-02"),
        ("budget_department", "2026-03-02"),
        ("procurement_result", "2026-02-12"),
        ("procurement_contract", "2026-02-12"),
        ("penalty_result", "2026-02-26"),
        ("land_approval", "2026-03-09"),
        ("bid_candidates", "2026-02-13"),
    ],
)
def test_where_another_law_sets_a_period_that_one_holds(matter, date):
    assert due("2026-02-10", special=matter).date == day(date)
    assert due("2026-02-10", WORDING + "，法律、法规另有规定的从其规定", special=matter).date == day(date)


def test_where_another_law_says_promptly_twenty_working_days_remain_the_bound():
    assert due("2026-02-10", special="planning_approved").date == day("2026-03-16")


def test_a_catalog_may_promise_less():
    assert due("2026-02-10", WORDING, "信息形成之日起7个工作日内").date == day("2026-02-26")


def test_a_catalog_is_no_law_and_cannot_give_more():
    assert due("2026-02-10", "信息形成之日起30个工作日内").date == day("2026-03-16")
    assert due("2026-02-10", "信息形成之日起3个月内").date == day("2026-03-16")
    pointing_to_a_law = due("2026-02-10", "信息形成之日起30个工作日内，法律、法规另有规定的从其规定")
    assert pointing_to_a_law.date == day("2026-03-30")
    assert "请核对所依据的法律、法规" in pointing_to_a_law.steps[-1]


def test_who_publishes_after_the_last_day_is_late():
    last = due("2026-02-10").date
    assert working_days_late(last, last, CALENDAR) == 0
    assert working_days_late(last, day("2026-03-17"), CALENDAR) == 1
    assert working_days_late(last, day("2026-03-23"), CALENDAR) == 5
