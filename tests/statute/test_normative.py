import datetime as dt

import pytest

from statute.normative import (
    CLEANUP_EVERY_YEARS,
    NormativeRule,
    cleanup_due,
    evaluation_starts,
    is_trial,
    validity_problem,
)

ORDINARY = "高青县行政规范性文件管理办法"
TRIAL = "关于印发《青岚县保障性住房管理办法（试行）》的通知"


def day(text: str) -> dt.date:
    return dt.date.fromisoformat(text)


@pytest.mark.parametrize(
    ("title", "effective_on", "valid_until"),
    [
        (ORDINARY, "2021-04-26", "2026-04-25"),
        (ORDINARY, "2021-04-26", "2026-04-26"),
        (ORDINARY, "2021-04-26", "2024-04-25"),
        (ORDINARY, "2024-02-29", "2027-02-28"),
        (ORDINARY, "2024-02-29", "2027-02-27"),
        (TRIAL, "2024-01-01", "2024-12-31"),
        (TRIAL, "2024-01-01", "2025-12-31"),
        ("青岚县临时救助暂行办法", "2024-01-01", "2026-01-01"),
    ],
)
def test_a_validity_of_so_many_years_is_in_order(title, effective_on, valid_until):
    assert validity_problem(title, day(effective_on), day(valid_until)) == ""


@pytest.mark.parametrize(
    ("title", "effective_on", "valid_until", "words"),
    [
        (ORDINARY, "2021-04-26", "2023-04-25", "有效期为3年或5年"),
        (ORDINARY, "2021-04-26", "2025-04-25", "应当至2024-04-25或者2026-04-25止，现在填写的是2025-04-25"),
        (ORDINARY, "2021-04-26", "2031-04-25", "有效期为3年或5年"),
        (ORDINARY, "2021-04-26", "2026-04-24", "2026-04-25"),
        (TRIAL, "2024-01-01", "2026-12-31", "试行、暂行的规范性文件有效期为1年或2年"),
        (ORDINARY, "2021-04-26", "2021-04-26", "应当晚于施行日期"),
        (ORDINARY, "2021-04-26", "2020-04-26", "应当晚于施行日期"),
    ],
)
def test_another_validity_is_named(title, effective_on, valid_until, words):
    assert words in validity_problem(title, day(effective_on), day(valid_until))


def test_a_document_must_say_until_when():
    assert "应当在文件中写明" in validity_problem(ORDINARY, day("2021-04-26"), None)


@pytest.mark.parametrize(
    ("title", "trial"),
    [
        (TRIAL, True),
        ("青岚县临时救助暂行规定", True),
        ("关于印发《青岚县危房改造实施细则（试行）》的通知", True),
        ("关于废止《青岚县临时救助暂行办法》的通知", False),
        ("关于废止部分规范性文件和《青岚县临时救助暂行办法》的决定", False),
        ("关于贯彻实施《社会救助暂行办法》的意见", False),
        ("关于修改《甲暂行办法》、《乙办法（试行）》的决定", False),
        (ORDINARY, False),
    ],
)
def test_only_its_own_name_makes_a_document_a_trial(title, trial):
    assert is_trial(title) is trial


def test_evaluation_begins_six_months_before_the_end():
    assert evaluation_starts(day("2026-04-25")) == day("2025-10-25")
    assert evaluation_starts(day("2026-08-31")) == day("2026-02-28")
    assert evaluation_starts(day("2026-03-01")) == day("2025-09-01")


def test_the_next_clean_up_is_two_years_later():
    assert CLEANUP_EVERY_YEARS == 2
    assert cleanup_due(day("2024-02-29")) == day("2026-02-28")


def test_another_province_is_another_table():
    rule = NormativeRule(years=(2,), evaluation_months=3, cleanup_years=1, law="某省办法", sources={})
    assert validity_problem(ORDINARY, day("2024-01-01"), day("2025-12-31"), rule=rule) == ""
    assert "有效期为2年（某省办法）" in validity_problem(
        ORDINARY, day("2024-01-01"), day("2026-12-31"), rule=rule
    )
    assert evaluation_starts(day("2025-12-31"), rule=rule) == day("2025-09-30")
    assert cleanup_due(day("2025-12-31"), rule=rule) == day("2026-12-31")


def test_every_number_says_where_it_was_read():
    assert set(NormativeRule().sources) == {"years", "trial_years", "evaluation_months", "cleanup_years"}
