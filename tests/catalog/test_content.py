"""A row as a value: what is hashed, what is compared, what makes two rows the same item."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalog.content import (
    COLUMNS,
    Change,
    Row,
    cell_text,
    compare,
    content_hash,
    for_township,
    keyed,
    path_key,
)
from tests.factories import row, rows

OTHER = {
    "seq": "99",
    "path": ("别的事项",),
    "content": "别的内容",
    "basis": "别的依据",
    "time_limit": "及时公开",
    "subject": "别的主体",
    "channels": {"政府网站": "optional"},
    "audience_all": None,
    "audience_group": "申请人",
    "mode_active": None,
    "mode_request": True,
    "levels": {"village": True},
    "service_name": "别的名称",
    "extras": {"五公开": "执行"},
}
NOT_REVIEWED = {"item": 7, "standard": 8, "verified": False, "source": "某表", "originals": {"basis": "同上"}}


def test_every_column_is_tried():
    assert set(OTHER) == set(COLUMNS)
    assert set(OTHER) | set(NOT_REVIEWED) == set(Row.__dataclass_fields__)


@pytest.mark.parametrize("column", OTHER)
def test_the_hash_depends_on_each_reviewed_column(column):
    changed = replace(row("监督检查"), **{column: OTHER[column]})
    assert content_hash([changed]) != content_hash([row("监督检查")])


@pytest.mark.parametrize("column", NOT_REVIEWED)
def test_the_hash_does_not_depend_on_where_a_row_comes_from(column):
    changed = replace(row("监督检查"), **{column: NOT_REVIEWED[column]})
    assert content_hash([changed]) == content_hash([row("监督检查")])


@pytest.mark.parametrize(
    "column", ["audience_all", "mode_active", "mode_request", "audience_group", "channels"]
)
def test_unknown_is_not_no(column):
    no = {"audience_group": "", "channels": {}}.get(column, False)
    assert content_hash([row("甲", **{column: None})]) != content_hash([row("甲", **{column: no})])


def test_the_hash_depends_on_the_order_of_rows_and_not_on_that_of_ticks():
    assert content_hash(rows()) != content_hash(rows()[::-1])
    one = row("甲", channels={"政府网站": "used", "政府公报": "used"})
    other = row("甲", channels={"政府公报": "used", "政府网站": "used"})
    assert content_hash([one]) == content_hash([other])


def test_the_hash_is_sm3_in_hex():
    assert len(content_hash([])) == 64
    assert set(content_hash([])) <= set("0123456789abcdef")


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        (("甲", "乙"), ("甲 ", " 乙"), True),
        (("政策(法规)",), ("政策(法规)",), True),
        (("审批、备案",), ("审批,备案",), True),
        (("ABC",), ("abc",), True),
        (("甲", "乙"), ("甲/乙",), False),
        (("甲/乙",), ("甲/乙",), True),
        (("甲", "乙"), ("乙", "甲"), False),
        (("甲", "乙"), ("甲乙",), False),
    ],
)
def test_a_path_is_recognised_through_the_usual_variants_of_writing(one, other, same):
    assert (path_key(one) == path_key(other)) is same


def test_a_repeated_row_is_numbered_and_none_is_lost():
    three = [row("甲", content=text) for text in "abc"]
    assert list(keyed([*three, row("乙"), row("甲#2")])) == ["甲", "甲#2", "甲#3", "乙", "甲#2#2"]


@given(st.lists(st.sampled_from(["甲", "甲#2", "甲#3", "乙", "乙#2"]), max_size=12))
def test_numbering_loses_no_row_whatever_the_names(names):
    found = keyed(row(name, content=str(place)) for place, name in enumerate(names))
    assert [int(found_row.content) for found_row in found.values()] == list(range(len(names)))


def test_compare_names_what_is_missing_added_and_changed():
    old = keyed(rows())
    new = keyed([*rows()[1:], row("新增事项")])
    found = {d.key: d.change for d in compare(old, new)}
    assert found["最低生活保障/政策法规文件"] == Change.REMOVED
    assert found["新增事项"] == Change.ADDED
    assert found["监督检查"] == Change.SAME
    assert len(found) == 6


@pytest.mark.parametrize("column", [name for name in OTHER if name != "path"])
def test_compare_names_the_changed_column(column):
    old, new = {"k": row("甲")}, {"k": replace(row("甲"), **{column: OTHER[column]})}
    (difference,) = compare(old, new, ignoring=())
    assert (difference.change, difference.columns) == (Change.CHANGED, (column,))
    assert difference.cells() == [(COLUMNS[column], cell_text(old["k"], column), cell_text(new["k"], column))]
    assert compare(old, new, ignoring=(column,))[0].change == Change.SAME


def test_compare_follows_the_new_order_then_what_is_gone():
    old = keyed([row("甲"), row("乙"), row("丙")])
    new = keyed([row("丙"), row("丁"), row("甲")])
    assert [d.key for d in compare(old, new)] == ["丙", "丁", "甲", "乙"]


def test_compare_does_not_mind_the_number_or_white_space():
    old, new = {"k": row("甲", seq="1", content="甲\n乙")}, {"k": row("甲", seq="2", content=" 甲 乙 ")}
    assert compare(old, new)[0].change == Change.SAME


def test_a_tick_that_became_unknown_is_a_change():
    assert compare({"k": row("甲")}, {"k": row("甲", mode_active=None)})[0].columns == ("mode_active",)


texts = st.one_of(st.none(), st.text(max_size=8))
ticks = st.one_of(st.none(), st.booleans())
any_row = st.builds(
    Row,
    path=st.lists(st.sampled_from("甲乙丙"), min_size=1, max_size=3).map(tuple),
    content=st.text(max_size=8),
    channels=st.one_of(
        st.none(), st.dictionaries(st.text(max_size=3), st.sampled_from(["used", "optional"]))
    ),
    audience_all=ticks,
    audience_group=texts,
    levels=st.dictionaries(st.sampled_from(["county", "township"]), ticks),
    extras=st.dictionaries(st.text(max_size=3), st.text(max_size=3)),
)


@given(any_row)
def test_a_row_survives_the_way_through_json(one):
    assert Row.from_json(one.to_json()) == one


@given(st.lists(any_row, max_size=6), st.lists(any_row, max_size=6))
def test_comparing_there_and_back_agrees(old, new):
    flip = {"added": "removed", "removed": "added"}
    there = {d.key: d.change.value for d in compare(keyed(old), keyed(new))}
    back = {d.key: d.change.value for d in compare(keyed(new), keyed(old))}
    assert {key: flip.get(change, change) for key, change in there.items()} == back
    assert all(d.change == Change.SAME for d in compare(keyed(old), keyed(old)))


def test_a_township_puts_itself_in_as_the_subject_and_keeps_its_own_levels():
    mine = for_township(
        row("甲", levels={"county": True, "township": True, "village": True}), "白石镇人民政府"
    )
    assert mine.subject == "白石镇人民政府"
    assert mine.levels == {"township": True, "village": True}
    assert mine.originals == {"subject": "青岚县民政局"}
    assert "village" not in for_township(row("甲"), "白石镇人民政府").levels


def test_unknown_is_printed_as_unknown_and_no_as_empty():
    assert cell_text(row("甲", mode_active=None), "mode_active") == "(未知)"
    assert cell_text(row("甲", mode_active=False), "mode_active") == ""
    assert cell_text(row("甲"), "channels") == "■政府网站 □政府公报"
    assert cell_text(None, "content") == ""
