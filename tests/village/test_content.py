"""What may be shown: numbers starred, closed columns gone, names gone when their time is over."""

from datetime import timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from statute.villages import Cycle, period_of, periods_open
from tests import villages
from tests.applications import ID_NUMBER
from tests.factories import ON
from village import tasks
from village.actions import boarding, opening
from village.content import hide_name, hide_numbers, pasted, safe_table, table_of, without_names
from village.models import BoardItem, Notice
from village.workflow import Status


def test_a_paste_becomes_a_table():
    assert table_of(pasted("姓名\t金额\n张三\t560\n\n李四\t")) == {
        "columns": ["姓名", "金额"],
        "rows": [["张三", "560"], ["李四", ""]],
    }
    assert table_of(pasted("姓名，金额\n张三,560"))["rows"] == [["张三", "560"]]
    assert table_of([]) == {}


def test_a_table_has_its_limits():
    with pytest.raises(ValueError, match="12列"):
        table_of([["x"] * 13])


def test_closed_columns_and_personal_numbers_go():
    shown = safe_table(
        {
            "columns": ["姓名", "身份证号", "银行账号", "患病情况", "备注"],
            "rows": [["张三", ID_NUMBER, "6222020200112233445", "高血压", f"电话13800001234 {ID_NUMBER}"]],
        }
    )
    assert shown["columns"] == ["姓名", "备注"]
    assert "13800001234" not in str(shown)
    assert ID_NUMBER not in str(shown)


def test_names_become_a_family_name():
    assert [hide_name(name) for name in ("张秀英", "欧阳", "王", "")] == ["张**", "欧*", "王*", ""]
    table = {"columns": ["户主", "金额"], "rows": [["张秀英", "560"]]}
    assert without_names(table)["rows"] == [["张**", "560"]]


@given(st.text(alphabet="张0123456789X电话-，。", max_size=60))
def test_hiding_never_shows_more_and_does_nothing_twice(text):
    once = hide_numbers(text)
    assert hide_numbers(once) == once
    assert set(once) <= set(text) | {"*"}


@given(st.sampled_from(list(Cycle)[:2]), st.dates(ON - timedelta(days=900), ON), st.integers(0, 800))
def test_periods_follow_each_other_without_gap(cycle, since, days):
    found = list(periods_open(cycle, since, since + timedelta(days=days)))
    for before, after in pairwise(found):
        assert after.start == before.end + timedelta(days=1)
    if found:
        assert found[0] == period_of(cycle, since)


@pytest.mark.django_db
def test_names_are_hidden_after_the_publicity_period_and_the_sums_stay(county):
    made = villages.item(county, state=Status.PUBLISHED)
    assert not boarding.due_for_forgetting(ON + timedelta(days=364))
    later = ON + timedelta(days=365)
    (found,) = boarding.due_for_forgetting(later)
    boarding.forget_names(found, on=later)
    made.refresh_from_db()
    assert made.table["rows"] == [["张**", "560"], ["李**", "480"]]
    assert made.anonymised_on == later
    assert not boarding.due_for_forgetting(later)


@pytest.mark.django_db
def test_periods_are_opened_once_and_made_up_for_after_an_outage(county):
    villages.listed(county, since=ON, on=ON)
    count = BoardItem.objects.count()
    assert opening.open_all(on=ON) == 0
    later = ON + timedelta(days=95)
    opening.open_all(on=later)
    months = BoardItem.objects.filter(matter__is_ledger=True).values_list("period_start__month", flat=True)
    assert sorted(months) == [3, 4, 5]
    assert BoardItem.objects.count() > count


@pytest.mark.django_db
def test_reminders_go_out_once_and_then_to_the_township(county):
    made = villages.due(county, "财务收支明细")  # due 2026-02-10
    for days, kinds in ((-3, ["soon"]), (-2, ["soon"]), (1, ["soon", "overdue"]), (2, ["soon", "overdue"])):
        boarding.remind(on=made.due_on + timedelta(days=days))
        assert list(made.notices.order_by("pk").values_list("kind", flat=True)) == kinds
    boarding.remind(on=made.due_on + timedelta(days=30))
    assert Notice.objects.filter(item=made, escalated=True).count() == 1


@pytest.mark.django_db
def test_the_tasks_run(county):
    villages.item(county, state=Status.PUBLISHED)
    tasks.open_periods()
    tasks.remind()
    tasks.forget()
    assert tasks.open_periods() == 0
