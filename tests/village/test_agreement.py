"""相同事项公开内容对应一致: totals, counts and rows compared without anybody copying (市实施意见三(四))."""

from datetime import date, timedelta

import pytest
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from disclosure.actions import releasing
from disclosure.models import Withdrawal
from tests import documents, villages
from tests.factories import ON
from village import todo
from village.actions import comparing, listing
from village.agreement import Outcome, Place, Row, compare, rows_of, same_name, sheets_in, tables_in
from village.models import BoardItem, Comparison
from village.workflow import Status

LINES = [
    ["序号", "所在村", "姓名", "月保障金（元）"],
    ["1", "上河村", "张秀英", "560"],
    ["2", "上河村", "李*国", "480"],
    ["3", "下河村", "王五", "300"],
    ["合计", "", "", "1340"],
]
BODY = "<table>" + "".join(f"<tr>{''.join(f'<td>{cell}</td>' for cell in line)}</tr>" for line in LINES) + "</table>"  # fmt: skip


UPPER = Place(frozenset({"上河村"}), frozenset({"青石镇", "青岚县"}))


@pytest.mark.parametrize(
    ("cell", "is_there"),
    [
        ("上河村", True), ("青石镇上河村", True), ("青石镇 上河村", True), ("青岚县青石镇上河村村委会", True), ("上河村民委员会", True),
        ("上河村三组", True), ("上河村第2组12号", True), ("下河村、上河村", True), ("上河村（青石镇）", True), ("青岚县上河村", True),
        ("大上河村", False), ("白石镇上河村", False), ("上河村小学", False), ("上河村北下河村", False), ("下河村", False), ("", False),
    ],
)  # fmt: skip
def test_a_place_is_its_whole_name_and_no_part_of_another(cell, is_there):
    """河村 is no 上河村, and 上河村 of another township is another village."""
    assert UPPER.is_in(cell) is is_there
    assert not Place(frozenset({"河村"}), frozenset({"青石镇"})).is_in(cell)


def test_only_the_rows_of_the_village_and_no_total():
    assert rows_of(LINES, UPPER) == [Row("张秀英", 56_000), Row("李*国", 48_000)]
    assert rows_of([["内容"], ["x"]]) == []
    (table,) = tables_in(f"<p>如下</p>{BODY}")
    assert rows_of(table, Place(frozenset({"下河村"}))) == [Row("王五", 30_000)]
    assert sheets_in(b"no workbook") == []


def test_names_masked_differently_are_the_same_person():
    assert same_name("张秀英", "张**")
    assert not same_name("张秀英", "李**")
    assert not same_name("张秀英", "张*")


rows = st.lists(
    st.builds(Row, st.sampled_from(["张秀英", "张*英", "李国", "王五"]), st.integers(1, 3)), max_size=6
)


@given(rows)
def test_a_list_agrees_with_itself_in_any_order(given_rows):
    assert compare(given_rows, given_rows[::-1]).outcome == Outcome.EQUAL


@given(rows, st.integers(4, 9))
def test_one_changed_amount_is_found(given_rows, fen):
    changed = [*given_rows, Row("赵六", fen)]
    found = compare(changed, given_rows)
    assert found.outcome == Outcome.DIFFERENT
    assert found.only_government == [f"赵* 0.0{fen}元"]


def test_what_one_side_does_not_have():
    assert compare(None, []).outcome == Outcome.NO_GOVERNMENT
    assert compare([], None).outcome == Outcome.NO_VILLAGE


@pytest.fixture
def mirrored(county) -> BoardItem:
    """The village's list of the quarter, whose matter mirrors the first row of the department's catalog."""
    made = villages.due(county)
    listing.mirror(made.matter, by=county.village_officer, item=documents.item(county))
    documents.document(county, state="published", body=BODY)
    return made


def published(county, made, *rows) -> BoardItem:
    table = {"columns": ["姓名", "月保障金（元）"], "rows": [list(row) for row in rows]}
    return villages.advance(county, made, Status.PUBLISHED, table=table)


@pytest.mark.django_db
def test_equal_whatever_is_masked(county, mirrored):
    published(county, mirrored, ("李建国", "480"), ("张**", "560"))
    assert comparing.compare_all(on=ON)["equal"] == 1
    one = Comparison.objects.get()
    assert (one.government_count, one.village_count) == (2, 2)
    assert one.government_total == one.village_total == 104_000


@pytest.mark.django_db
def test_different_is_shown_to_all_three_sides(client, county, mirrored):
    """Scenario 30."""
    made = published(county, mirrored, ("张秀英", "560"), ("李建国", "400"))
    comparing.compare_all(on=ON)
    page = client.get(made.get_absolute_url()).content.decode()
    assert "不一致" in page
    assert "李** 480.00元" in page
    assert "李** 400.00元" in page
    village = client.get(reverse("villages:village", args=[county.village.code])).content.decode()
    assert "不一致" in village
    assert "最低生活保障标准的通知" in village  # the document itself, without anybody copying it
    for person, mine in ((county.village_officer, True), (county.township_clerk, False)):
        tasks = [task for task in todo.tasks_for(person, ON) if task.action_label == "核对"]
        assert [task.mine for task in tasks] == [mine]
    assert not [
        task for task in todo.tasks_for(county.other_township_clerk, ON) if task.action_label == "核对"
    ]


@pytest.mark.django_db
def test_a_village_that_is_late_with_its_side_is_missing(county, mirrored):
    assert comparing.compare_all(on=ON) == {"equal": 0, "different": 0, "no_village": 0, "no_government": 0}
    late = mirrored.due_on + timedelta(days=1)
    assert comparing.compare_all(on=late)["no_village"] == 1


@pytest.mark.django_db
def test_a_withdrawn_document_takes_its_comparison_from_the_pages_at_once(client, county, mirrored):
    made = published(county, mirrored, ("张秀英", "1"))
    comparing.compare_all(on=ON)
    edition = Comparison.objects.get().edition
    releasing.withdraw(edition, by=county.head, reason="有误", behaviour=Withdrawal.Behaviour.NOT_FOUND)
    assert "不一致" not in client.get(made.get_absolute_url()).content.decode()
    assert comparing.compare_all(on=ON)["no_government"] == 1


@pytest.mark.django_db
def test_each_document_is_read_once_for_all_villages(county, mirrored, django_assert_max_num_queries):
    published(county, mirrored, ("张秀英", "560"))
    assert BoardItem.objects.filter(period_start=date(2026, 1, 1)).exists()
    with django_assert_max_num_queries(11):
        comparing.compare_all(on=ON)


@pytest.mark.django_db
def test_a_secretary_says_what_it_mirrors(client, county):
    made = villages.due(county)
    documents.document(county, state="published", body=BODY)
    item = documents.item(county)
    client.force_login(county.village_officer)
    assert (
        item.path_key
        in client.get(reverse("admin:village_matters", args=[county.village.pk])).content.decode()
    )
    url = reverse("admin:village_matters_act", args=[county.village.pk, "mirror"])
    client.post(url, {"matter": made.matter_id, "item": item.pk})
    made.matter.refresh_from_db()
    assert made.matter.mirrors == item
    client.post(url, {"matter": made.matter_id, "item": ""})
    made.matter.refresh_from_db()
    assert made.matter.mirrors is None
