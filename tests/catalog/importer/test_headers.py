"""Column names as counties print them. All counties, units and rows are invented."""

import pytest

from tests.catalog.importer.samples import (
    LOWER,
    ROWS,
    UPPER,
    delimited,
    grid,
    leaf_rows,
    pipes,
    read,
    row,
    values,
)


@pytest.mark.parametrize(
    ("printed", "key"),
    [
        ("序 号", "seq"),
        ("序\n号", "seq"),
        ("公开内容\n(要素)", "content"),
        ("公开内容（要素）及要求", "content"),
        ("公开内容和测评依据", "content"),
        ("公开内容(要素)(“●”表示必选项，“〇”表示可选项)", "content"),
        ("公 开 主 体", "subject"),
        ("公开责任单位", "subject"),
        ("网站公开渠道", "channels"),
        ("公开渠道(在标注范围内至少选择其一公开，法律法规规章另有规定的从其规定)", "channels"),
        ("公开渠道和载体（“■”表示必选项，“□”表示可选项）", "channels"),
        ("公开\u3000时限", "time_limit"),
        ("特定群体(请写明)", "audience_group"),
        ("特定\n群众", "audience_group"),
        ("特定主体", "audience_group"),
        ("特定", "audience_group"),
        ("依申请公开", "mode_request"),
        ("依申", "mode_request"),
        ("申请", "mode_request"),
        ("乡、村级", "township"),
        ("镇(街)级", "township"),
        ("乡（村）级", "township"),
        ("镇级", "township"),
        ("县(市、区)级", "county"),
        ("区级", "county"),
    ],
)
def test_header_spellings(printed, key):
    places = {"seq": 0, "content": 3, "time_limit": 5, "subject": 6, "channels": 7}
    lower_places = {"audience_group": 9, "mode_request": 11, "county": 12, "township": 13}
    upper, lower = list(UPPER), list(LOWER)
    if key in places:
        upper[places[key]] = printed
    else:
        lower[lower_places[key]] = printed
    table = grid(*ROWS, upper=upper, lower=lower)
    assert key in table.columns
    assert values(table) == values(grid(*ROWS))


def test_columns_are_found_by_name_in_any_order():
    order = [7, 3, 0, 6, 1, 2, 5, 4, 12, 13, 10, 11, 8, 9]
    shuffled = [[cells[at] for at in order] for cells in (UPPER, LOWER, *ROWS)]
    assert values(read(delimited(shuffled), "a.csv")) == values(grid(*ROWS))


def test_items_as_top_columns_and_no_number_column():
    lines = [[*cells[1:3], *cells[3:]] for cells in ROWS]
    upper = ["一级事项", "二级事项", *UPPER[3:]]
    table = read(delimited([upper, ["", "", *LOWER[3:]], *lines]), "a.csv")
    assert next((r.seq, r.level1, r.level2) for r in table.rows) == ("", "灌溉服务", "用水计划")


def test_unknown_columns_are_kept_by_their_name():
    lines = [
        [*UPPER, "备注", "咨询电话", "责任科室(单位)"],
        [*LOWER, "", "", ""],
        [*ROWS[0], "试行", "0577-1234567", "水政股"],
    ]
    (parsed,) = read(delimited(lines), "a.csv").rows
    assert parsed.extras == {"备注": "试行", "咨询电话": "0577-1234567", "责任科室(单位)": "水政股"}


def test_full_text_publishing_is_no_way_of_publishing():
    upper = [*UPPER[:8], "公开方式", "公开属性"]
    lower = [*LOWER[:8], "", ""]
    (parsed,) = read(delimited([upper, lower, [*ROWS[0][:8], "全文发布", "主动公开"]]), "a.csv").rows
    assert (parsed.mode_active, parsed.mode_request) == (True, False)
    assert parsed.extras == {"公开方式": "全文发布"}


def test_a_second_column_called_mode_is_the_level():
    upper = [*UPPER[:12], "公开方式", ""]
    assert values(grid(*ROWS, upper=upper)) == values(grid(*ROWS))


def test_levels_of_a_city_without_counties_are_its_own():
    lower = [*LOWER[:12], "市级", "镇(街)级"]
    assert values(grid(*ROWS, lower=lower)) == values(grid(*ROWS))


def test_a_township_table_has_no_county_column():
    lower = [*LOWER[:12], "镇级", "村级"]
    table = grid(row(), lower=lower)
    assert table.rows[0].levels == {"township": True, "village": True}


def test_city_county_township_levels():
    upper = [*UPPER, ""]
    lower = [*LOWER[:12], "市级", "县级", "乡级"]
    (parsed,) = grid([*ROWS[0][:12], "", "√", ""], upper=upper, lower=lower).rows
    assert parsed.levels == {"city": False, "county": True, "township": False}


def test_one_level_column_with_words():
    (parsed,) = read(delimited([UPPER[:13], [*LOWER[:12], ""], [*ROWS[0][:12], "县级、乡级"]]), "a.csv").rows
    assert parsed.levels == {"county": True, "township": True}


def test_header_repeated_before_every_row():
    lines = [line for cells in ROWS for line in (UPPER, LOWER, cells)]
    assert values(read(delimited(lines), "a.csv")) == values(grid(*ROWS))
    text = [line for cells in ROWS for line in (*leaf_rows()[:2], cells)]
    assert values(read(pipes(text))) == values(grid(*ROWS))


def test_no_header_at_all():
    for table in (read(delimited(ROWS), "a.csv"), read(pipes(ROWS))):
        assert values(table) == values(grid(*ROWS))
        assert any("没有找到表头" in problem.reason for problem in table.problems)


def test_three_levels_and_a_catalogue_above():
    upper = ["序号", "一级目录", "公开事项", "", "", *UPPER[3:]]
    lower = ["", "", "一级事项", "二级事项", "三级事项", *LOWER[3:]]
    (parsed,) = read(
        delimited([upper, lower, ["1", "水务", "水务", "灌溉服务", "用水计划", *ROWS[0][3:]]]), "a.csv"
    ).rows
    assert parsed.path == ("水务", "灌溉服务", "用水计划")
    assert (parsed.level1, parsed.level2, parsed.level3) == parsed.path


def test_the_domain_in_a_leading_column():
    lines = [["相应领域", *UPPER], ["", *LOWER], ["水利（水务）", *ROWS[0]], ["同上", *ROWS[1]]]
    table = read(delimited(lines), "a.csv", domain_names={"水利": "水利", "水利（水务）": "水利"})
    assert [r.domain for r in table.rows] == ["水利", "水利"]
    assert table.domain_name == "水利"


def test_numbers_in_titles_do_not_make_a_domain():
    table = read("（七）云溪县水利领域基层政务公开标准目录\n" + pipes(leaf_rows()))
    assert (table.unit_name, table.domain_name) == ("云溪县", "水利")
