"""What must be right before an edition may be submitted, row by row and column by column."""

import pytest

from catalog.validation import findings
from tests.factories import row, rows


def found(*content, **known) -> set[tuple[str, str, bool]]:
    return {(finding.key, finding.column, finding.blocking) for finding in findings(content, **known)}


def test_a_complete_table_has_no_findings():
    assert findings(rows()) == []


@pytest.mark.parametrize("column", ["content", "basis", "time_limit", "subject"])
@pytest.mark.parametrize("text", ["", " \n"])
def test_the_text_columns_are_filled(column, text):
    assert found(row("甲", **{column: text})) == {("甲", column, True)}


@pytest.mark.parametrize(
    ("values", "column"),
    [
        ({"audience_all": False, "audience_group": ""}, "audience_all"),
        ({"audience_all": None, "audience_group": ""}, "audience_all"),
        ({"audience_all": False, "audience_group": None}, "audience_all"),
        ({"mode_active": False, "mode_request": False}, "mode_active"),
        ({"mode_active": True, "mode_request": True}, "mode_active"),
        ({"mode_active": True, "mode_request": None}, "mode_active"),
        ({"mode_active": None, "mode_request": True}, "mode_active"),
        ({"levels": {}}, "levels"),
        ({"levels": {"county": None, "township": False}}, "levels"),
        ({"channels": None}, "channels"),
        ({"channels": {}}, "channels"),
        ({"channels": {"政府网站": "optional"}}, "channels"),
        ({"channels": {"政府网站": "not_used"}}, "channels"),
    ],
)
def test_ticks_are_made_and_unknown_is_not_enough(values, column):
    assert found(row("甲", **values)) == {("甲", column, True)}


@pytest.mark.parametrize(
    "values",
    [
        {"audience_all": False, "audience_group": "申请人"},
        {"audience_all": None, "audience_group": "申请人"},
        {"audience_all": True, "audience_group": None},
        {"mode_active": False, "mode_request": True, "channels": None},
        {"levels": {"village": True}},
        {"channels": {"政府网站": "used", "政府公报": "optional"}},
    ],
)
def test_what_is_allowed_is_not_complained_about(values):
    assert found(row("甲", **values)) == set()


def test_unknown_is_called_unknown():
    (finding,) = findings([row("甲", audience_all=None, audience_group=None)])
    assert finding.message == "公开对象未知,请核对后填写。"


def test_two_rows_of_one_name_are_both_named():
    assert found(row("甲"), row("甲 "), row("乙")) == {("甲", "path", True), ("甲#2", "path", True)}


def test_a_limit_that_cannot_be_read_asks_for_a_look_and_stops_nothing():
    readable = {"看情况": False, "及时公开": True}
    assert found(
        row("甲", time_limit="看情况"), row("乙", time_limit="及时公开"), readable_limits=readable
    ) == {("甲", "time_limit", False)}


def test_a_service_has_the_very_name_of_the_list():
    names = {"低保对象认定", "临时救助给付"}
    content = [row("甲", service_name="低保对象认定"), row("乙", service_name="低保对象的认定"), row("丙")]
    assert found(*content, service_names=names) == {("乙", "service_name", True)}
    assert "最接近的是“低保对象认定”" in findings(content, service_names=names)[0].message
    assert found(*content, service_names=None) == set()
