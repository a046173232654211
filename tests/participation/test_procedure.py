"""The procedure of a decision: whatever is tried, only lawful histories come about."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from participation.procedure import OPTIONAL, ORDER, RULES, Done, OutOfOrder, Step, check, current, following
from tests.statute.calendars import seeded_calendar

CALENDAR = seeded_calendar()
DAY = date(2026, 3, 2)
GIVEN = {"reason": "情况紧急", "article": "第十五条"}


def walked(*steps: Step, on: date = DAY) -> list[Done]:
    return [Done(step, on) for step in steps]


@given(
    tries=st.lists(
        st.tuples(st.sampled_from(Step), st.integers(-3, 20), st.booleans(), st.sampled_from([GIVEN, {}])),
        max_size=40,
    ),
    needs_survey=st.booleans(),
)
def test_whatever_is_tried_the_history_is_lawful(tries, needs_survey):
    done: list[Done] = []
    for step, days, skipped, words in tries:
        on = (done[-1].on if done else DAY) + timedelta(days=days)
        new = Done(step, on, skipped)
        try:
            check(done, new, needs_survey=needs_survey, calendar=CALENDAR, **words)
        except OutOfOrder:
            continue
        done.append(new)
    lawful(done, needs_survey)


def lawful(done: list[Done], needs_survey: bool) -> None:
    straight = [one for one in done if one.step not in OPTIONAL]
    assert [one.step for one in straight] == [step for step in ORDER if step not in OPTIONAL][: len(straight)]
    assert [one.on for one in done] == sorted(one.on for one in done)
    assert all(RULES[one.step].may_skip for one in done if one.skipped)
    steps = [one.step for one in done]
    for place, one in enumerate(done):
        if one.step in OPTIONAL:
            assert Step.COMMENT in steps[:place]
            assert Step.EXPERT not in steps[:place]
        if one.step == Step.LEGALITY:
            assert CALENDAR.working_days_between(done[place - 1].on, one.on) >= 7
    if needs_survey and Step.EXPERT in steps:
        assert Step.SURVEY in steps[: steps.index(Step.EXPERT)]


def test_the_straight_way_is_open_from_the_catalogue_to_the_evaluation():
    done: list[Done] = []
    on = DAY
    for step in ORDER:
        on += timedelta(days=20)
        check(done, Done(step, on), calendar=CALENDAR)
        done.append(Done(step, on))
    assert following(done) == ()


@pytest.mark.parametrize("step", Step)
def test_what_may_be_left_out_needs_a_reason_and_an_article(step):
    before = [one for one in ORDER[: ORDER.index(step)] if one not in OPTIONAL]
    new = Done(step, DAY + timedelta(days=60), skipped=True)
    if not RULES[step].may_skip:
        with pytest.raises(OutOfOrder, match="不能省略"):
            check(walked(*before), new, **GIVEN)
        return
    for words in ({}, {"reason": "紧急"}, {"article": "第十五条"}, {"reason": " ", "article": "第十五条"}):
        with pytest.raises(OutOfOrder, match="理由和依据"):
            check(walked(*before), new, **words)
    check(walked(*before), new, **GIVEN)


def test_a_hearing_and_a_survey_come_in_either_order_and_again():
    done = walked(Step.CATALOGUED, Step.STARTED, Step.DRAFTED, Step.COMMENT)
    for step in (Step.SURVEY, Step.HEARING, Step.SURVEY):
        check(done, Done(step, DAY))
        done.append(Done(step, DAY))
    assert current(done) == Step.SURVEY
    assert following(done) == (Step.HEARING, Step.SURVEY, Step.EXPERT)


def test_nothing_else_may_come_first():
    assert following([]) == (Step.CATALOGUED,)
    with pytest.raises(OutOfOrder, match="下一步可以是：列入目录"):
        check([], Done(Step.STARTED, DAY))
