import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from statute.limits import Trigger, Unit
from statute.publication import publication_due, working_days_late, working_days_left
from statute.special_rules import PeriodKind, SpecialRule
from statute.time_limits import parse
from tests.statute.calendars import seeded_calendar

CALENDAR = seeded_calendar()
ESCAPE = "，法律、法规另有规定的从其规定"
TWENTY = "信息形成或者变更之日起20个工作日内"


def day(text: str) -> dt.date:
    return dt.date.fromisoformat(text)


def rule(number, unit, **changes) -> SpecialRule:
    given = {
        "key": "budget", "matter": "预算", "kind": PeriodKind.WITHIN, "source": "预算法", "article": "第十四条第一款",
        "number": number, "unit": unit, "trigger": Trigger.APPROVED, "event": "本级人民代表大会批准",
    }  # fmt: skip
    return SpecialRule(**(given | changes))


BUDGET = rule(20, Unit.DAY)
LONG = rule(30, Unit.WORKDAY, source="某法", article="第一条")
FORMED = day("2026-01-30")
TWENTY_AFTER, BUDGET_AFTER = day("2026-03-05"), day("2026-02-19")


def due(*own, special=None, on=FORMED, **trigger):
    return publication_due(
        on, own=[parse(text) for text in own], special=special, calendar=CALENDAR, **trigger
    )


def test_the_steps_lead_from_formation_to_the_last_day():
    found = due()
    assert (found.date, found.provisional, found.reason) == (TWENTY_AFTER, False, "")
    assert (found.number, found.unit, found.working_days, found.calendar_days) == (20, Unit.WORKDAY, 20, None)
    assert found.basis == "条例第二十六条"
    assert found.steps == (
        "2026-01-30 信息形成或变更，当日不计",
        "期限20个工作日：条例第二十六条",
        "次日起第1个工作日 2026-02-02",
        "2026-02-14 周六调休上班，计第11个工作日",
        "春节放假 2026-02-16 至 2026-02-23，不计",
        "2026-02-28 周六调休上班，计第16个工作日",
        "第20个工作日 2026-03-05",
    )


def test_two_festivals_that_follow_each_other_are_told_apart():
    steps = due(on=day("2026-09-15")).steps
    assert "中秋放假 2026-09-25，不计" in steps
    assert "国庆节放假 2026-10-01 至 2026-10-07，不计" in steps


def test_a_festival_before_the_first_working_day_comes_first():
    steps = due("信息形成之日起1个工作日内", on=day("2026-02-14")).steps
    assert steps[2:] == ("春节放假 2026-02-16 至 2026-02-23，不计", "第1个工作日 2026-02-24")
    steps = due("信息形成之日起2个工作日内", on=day("2026-02-14")).steps
    assert steps[2:] == (
        "春节放假 2026-02-16 至 2026-02-23，不计",
        "次日起第1个工作日 2026-02-24",
        "第2个工作日 2026-02-25",
    )


def test_a_year_without_a_notice_makes_the_date_provisional():
    found = due(on=day("2026-12-21"))
    assert found.provisional
    assert found.reason == "2027年放假安排尚未公布，暂定"
    assert found.steps[-1] == found.reason


@pytest.mark.parametrize(
    ("own", "date"),
    [
        (("信息形成之日起7个工作日内",), "2026-02-10"),
        ((TWENTY, "信息形成之日起7个工作日内"), "2026-02-10"),
        (("信息形成之日起10日内", "信息形成之日起7个工作日内"), "2026-02-09"),
        (("信息形成之日起3周内",), "2026-02-20"),
        (("及时公开", TWENTY), "2026-03-05"),
    ],
)
def test_the_items_own_limit_and_of_several_the_earliest(own, date):
    assert due(*own).date == day(date)


def test_the_basis_names_the_item_that_decided():
    found = due(TWENTY, "信息形成之日起7个工作日内")
    assert found.basis == "条例第二十六条，目录公开时限“信息形成之日起7个工作日内”"
    assert due("信息形成之日起3周内").calendar_days == 21


def test_without_an_own_limit_the_special_period_holds():
    found = due(special=BUDGET)
    assert (found.date, found.calendar_days, found.working_days) == (BUDGET_AFTER, 20, None)
    assert found.basis == "预算法第十四条第一款（条例第二十六条“另有规定”）"
    assert found.steps[0] == "2026-01-30 本级人民代表大会批准，当日不计"
    assert found.steps[2] == "次日起第20日 2026-02-19（自然日，节假日计算在内）"


def test_an_own_limit_never_goes_past_the_special_period():
    for own in (TWENTY, TWENTY + ESCAPE, "信息形成之日起2个月内" + ESCAPE):
        found = due(own, special=BUDGET)
        assert found.date == BUDGET_AFTER
        assert any(own in step and "预算法" in step for step in found.steps)
    assert due("信息形成之日起5日内", special=BUDGET).date == day("2026-02-04")


def test_an_item_that_repeats_the_article_gives_way_to_a_longer_law_only_with_the_clause():
    assert due(TWENTY + ESCAPE, special=LONG).date == due(special=LONG).date > TWENTY_AFTER
    assert due(TWENTY, special=LONG).date == TWENTY_AFTER
    assert due("信息形成之日起7个工作日内" + ESCAPE, special=LONG).date == day("2026-02-10")


def test_a_longer_own_limit_counts_where_a_law_gives_as_long():
    found = due("信息形成之日起25个工作日内", special=LONG)
    assert found.working_days == 25


def test_a_longer_own_limit_without_any_law_is_cut():
    found = due("信息形成之日起30个工作日内")
    assert (found.date, found.basis) == (TWENTY_AFTER, "条例第二十六条")
    assert "目录不能延长法定期限" in found.steps[-1]


def test_a_longer_own_limit_with_the_clause_counts_and_asks_for_its_basis():
    found = due("信息形成之日起30个工作日内" + ESCAPE)
    assert found.working_days == 30
    assert found.date > TWENTY_AFTER
    assert "请核对所依据的法律、法规" in found.steps[-1]
    assert due("信息形成之日起30个工作日内" + ESCAPE, "及时公开").date == TWENTY_AFTER


def test_a_law_of_exactly_twenty_working_days_is_a_law_too():
    same = rule(20, Unit.WORKDAY, source="某条例", article="第二条")
    assert due("信息形成之日起30个工作日内" + ESCAPE, special=same).date == TWENTY_AFTER


@pytest.mark.parametrize("own", ["每季度更新", "按规定期限公告", "10个工作日", "信息形成之日起24小时内"])
def test_a_limit_without_a_sure_number_leaves_it_to_the_law(own):
    found = due(own)
    assert found.date == TWENTY_AFTER
    assert f"目录公开时限“{own}”没有可以计算的天数，按条例第二十六条" in found.steps


def test_what_is_no_period_for_publishing_changes_nothing():
    posted = due(special=rule(30, Unit.DAY, kind=PeriodKind.POSTED, trigger=None, event=""))
    assert posted.date == TWENTY_AFTER
    assert "公示不少于30日" in posted.steps[-1]
    prompt = due(special=rule(None, None, event="及时公布"))
    assert prompt.date == TWENTY_AFTER
    assert "未定天数" in prompt.steps[-1]


def test_a_limit_that_counts_from_another_event_is_read_when_that_event_is_named():
    own = "作出行政处罚决定之日起7个工作日内"
    assert due(own).date == TWENTY_AFTER
    found = due(own, trigger=Trigger.DECIDED)
    assert (found.date, found.steps[0]) == (day("2026-02-10"), "2026-01-30 作出决定，当日不计")
    assert due(TWENTY, trigger=Trigger.DECIDED).date == TWENTY_AFTER


def test_with_a_special_period_own_limits_from_its_event_are_read():
    assert due("本级人民代表大会批准后10日内").date == TWENTY_AFTER
    assert due("本级人民代表大会批准后10日内", special=BUDGET).date == day("2026-02-09")
    assert due("本级人民代表大会批准后25日内", special=BUDGET).date == BUDGET_AFTER


def test_months_end_on_the_corresponding_day():
    found = due("信息形成之日起1个月内" + ESCAPE, on=day("2026-01-20"))
    assert (found.date, found.unit, found.number) == (day("2026-02-20"), Unit.MONTH, 1)
    assert found.steps[2] == "1个月后的对应日 2026-02-20（民法典第二百零二条）"
    found = due("信息形成之日起1个月内", on=day("2026-01-31"))
    assert found.steps[2] == "1个月后没有对应日，以月末 2026-02-28 为最后一日（民法典第二百零二条）"
    assert (found.working_days, found.calendar_days) == (None, None)


@pytest.mark.parametrize(
    ("due_on", "done", "late"),
    [
        ("2026-03-06", "2026-03-05", 0),
        ("2026-03-06", "2026-03-06", 0),
        ("2026-03-06", "2026-03-07", 1),
        ("2026-03-06", "2026-03-09", 1),
        ("2026-03-06", "2026-03-10", 2),
        ("2026-02-13", "2026-02-24", 2),
    ],
)
def test_working_days_late(due_on, done, late):
    assert working_days_late(day(due_on), day(done), CALENDAR) == late


@pytest.mark.parametrize(
    ("today", "left"),
    [("2026-03-02", 4), ("2026-03-05", 1), ("2026-03-06", 0), ("2026-03-07", -1), ("2026-03-10", -2)],
)
def test_working_days_left(today, left):
    assert working_days_left(day(today), day("2026-03-06"), CALENDAR) == left


days = st.dates(dt.date(2020, 1, 1), dt.date(2027, 12, 31))
limits = st.builds(
    lambda number, unit, escape: f"信息形成之日起{number}{unit}内{ESCAPE if escape else ''}",
    st.integers(1, 60),
    st.sampled_from(["个工作日", "日", "周", "个月"]),
    st.booleans(),
)
specials = st.one_of(
    st.none(), st.builds(rule, st.integers(1, 60), st.sampled_from([Unit.WORKDAY, Unit.DAY, Unit.MONTH]))
)


@given(days, st.lists(limits, max_size=3), specials)
def test_no_catalog_makes_the_law_longer(on, own, special):
    law = due(special=special, on=on)
    found = due(*own, special=special, on=on)
    if special is not None or not any(ESCAPE in text for text in own):
        assert found.date <= law.date
    for text in own:
        if ESCAPE not in text:
            assert found.date <= due(text, on=on, special=special).date
    assert found.date > on
    assert any(str(found.date) in step for step in found.steps)
    assert found.steps[0].startswith(str(on))


@given(days, days)
def test_late_and_left_are_one_count(due_on, done):
    late = working_days_late(due_on, done, CALENDAR)
    assert (late > 0) is (done > due_on)
    left = working_days_left(done, due_on, CALENDAR)
    assert left == -late if done > due_on else left >= 0
