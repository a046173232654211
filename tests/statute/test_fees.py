"""信息处理费: both tariffs, their workings, and what any tariff must be."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from statute.fees import PER_ITEM, PER_PAGE, FeeRule, Mode, Tier, increment, per_item, per_page, propose

numbers = st.integers(0, 700)
TARIFFS = st.sampled_from([(per_item, PER_ITEM), (per_page, PER_PAGE)])


@pytest.mark.parametrize(
    ("items", "total"),
    [
        (0, 0), (1, 0), (10, 0), (11, 100), (12, 200), (30, 2000), (31, 2200), (35, 3000), (40, 4000), (41, 4300),
        (45, 5500), (50, 7000), (51, 7400), (60, 11000), (61, 11500),
    ],
)  # fmt: skip
def test_by_items(items, total):
    assert per_item(items).total == total


@pytest.mark.parametrize(
    ("pages", "total"),
    [
        (0, 0), (30, 0), (31, 10), (68, 380), (100, 700), (101, 720), (150, 1700), (200, 2700), (201, 2740), (250, 4700),
    ],
)  # fmt: skip
def test_by_pages(pages, total):
    assert per_page(pages).total == total


def test_the_workings_are_in_words():
    assert per_item(35).workings == (
        "第1–10件，不收费，共10件",
        "第11–30件，每件100元，共20件，2000元",
        "第31–35件，每件200元，共5件，1000元",
    )
    assert per_item(31).workings[-1] == "第31件，每件200元，共1件，200元"
    assert per_page(68).workings == ("第1–30页，不收费，共30页", "第31–68页，每页10元，共38页，380元")
    assert per_page(250).source == "国办函〔2020〕109号第五条"
    assert per_item(0).lines == ()


def test_what_one_application_adds_in_its_month():
    assert increment(10, 1).workings == ("第11件，每件100元，共1件，100元",)
    assert increment(0, 10).total == 0
    assert [increment(before, 1).total for before in (9, 10, 11, 29, 30, 39, 40)] == [
        0,
        100,
        100,
        100,
        200,
        200,
        300,
    ]
    assert increment(28, 4).workings == (
        "第29–30件，每件100元，共2件，200元",
        "第31–32件，每件200元，共2件，400元",
    )
    assert increment(12, 0).total == 0


def test_both_modes_at_once_are_refused():
    assert propose(items=2, before=10).total == 200
    assert propose(pages=68).total == 380
    with pytest.raises(ValueError, match="不得同时按件、按量"):
        propose(items=1, pages=31)
    with pytest.raises(ValueError, match="须选定"):
        propose()


@pytest.mark.parametrize(
    "wrong", [lambda: per_item(-1), lambda: per_page(-1), lambda: increment(-1, 2), lambda: increment(3, -1)]
)
def test_negative_numbers_are_refused(wrong):
    with pytest.raises(ValueError, match="数不能为负"):
        wrong()


@given(TARIFFS, numbers, numbers)
def test_never_less_for_more(tariff, one, other):
    fee, _ = tariff
    low, high = sorted((one, other))
    assert 0 <= fee(low).total <= fee(high).total


@given(TARIFFS, numbers)
def test_each_unit_costs_at_least_as_much_as_the_one_before(tariff, number):
    fee, _ = tariff
    first, second, third = (fee(number + n).total for n in range(3))
    assert third - second >= second - first


@given(TARIFFS, numbers)
def test_the_lines_cover_every_unit_once_and_add_up(tariff, number):
    fee, _ = tariff
    found = fee(number)
    assert sum(line.amount for line in found.lines) == found.total
    units = [unit for line in found.lines for unit in range(line.first, line.last + 1)]
    assert units == list(range(1, number + 1))


@given(TARIFFS, st.lists(st.integers(0, 30), max_size=20))
def test_a_month_is_the_sum_of_its_applications(tariff, applications):
    """However the month is cut into applications, the tiers add up to the same."""
    fee, rule = tariff
    total = sum(increment(sum(applications[:n]), now, rule).total for n, now in enumerate(applications))
    assert total == fee(sum(applications)).total


@given(st.integers(1, 400))
def test_the_rate_of_an_item_by_the_formula_of_the_law_book(number):
    rate = 0 if number <= 10 else 100 if number <= 30 else 100 * (1 + -(-(number - 30) // 10))
    assert increment(number - 1, 1).total == rate


def test_a_county_may_set_its_own_tariff():
    free = FeeRule(
        Mode.PER_ITEM, (Tier(1, 20, 0), Tier(21, None, 50)), source="某县〔2026〕1号", verified=True
    )
    assert per_item(22, free).total == 100
    assert propose(items=2, before=20, item_rule=free).source == "某县〔2026〕1号"
    assert not PER_ITEM.verified


@pytest.mark.parametrize(
    ("tiers", "more", "sentence"),
    [
        ((), {}, "须从第1件"),
        ((Tier(2, None, 0),), {}, "须从第1件"),
        ((Tier(1, 10, 0), Tier(12, None, 5)), {}, "不连续"),
        ((Tier(1, None, 0), Tier(2, None, 5)), {}, "不连续"),
        ((Tier(1, 10, 5), Tier(11, None, 1)), {}, "逐级不减"),
        ((Tier(1, None, -1),), {}, "不能为负"),
        ((Tier(1, 0, 1), Tier(1, None, 2)), {}, "止数不能小于起数"),
        ((Tier(1, 10, 0),), {}, "最后一级"),
        ((Tier(1, None, 0),), {"step": 10}, "最后一级"),
        ((Tier(1, 10, 0),), {"step": 10, "step_rate": -5}, "最后一级"),
    ],
)
def test_a_tariff_that_cannot_be_counted_is_refused(tiers, more, sentence):
    with pytest.raises(ValueError, match=sentence):
        FeeRule(Mode.PER_ITEM, tiers, **more)


def test_the_modes_have_words():
    assert [(mode.label, mode.unit) for mode in Mode] == [("按件计收", "件"), ("按量计收", "页")]
