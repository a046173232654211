"""Item names, numbers, merged cells and 同上."""

import pytest

from tests.catalog.importer.samples import ROWS, TIME, grid, leaf_rows, pipes, read, row, used, values


def test_item_numbers_are_stripped_but_telephone_numbers_are_not():
    names = ["1.灌溉", "2.1灌溉", "（一）灌溉", "12345热线"]
    table = grid(*[row(level2=name) for name in names])
    assert [r.level2 for r in table.rows] == ["灌溉", "灌溉", "灌溉", "12345热线"]


@pytest.mark.parametrize("dash", ["─", "—", "-", "——", "/"])
def test_a_dash_means_no_second_level(dash):
    (parsed,) = grid(row(level2=dash)).rows
    assert (parsed.level1, parsed.level2, parsed.path) == ("灌溉服务", "", ("灌溉服务",))


def test_an_empty_first_level_is_asked_about_and_never_carried_down():
    table = grid(ROWS[0], row(seq="2", level1="", level2="河长制"))
    assert table.rows[1].level1 == ""
    assert any("为空，请核对" in problem.reason and not problem.fatal for problem in table.rows[1].problems)


def test_an_absent_first_level_is_carried_down():
    table = read(pipes([*leaf_rows()[:2], ROWS[0], [ROWS[1][0], *ROWS[1][2:]], ROWS[2]]))
    assert values(table) == values(grid(*ROWS))
    assert table.rows[1].originals["level1"] == ""


def test_a_merged_number_over_two_rows():
    second = ["2.2采砂规划", *ROWS[2][3:]]
    table = read(pipes([*leaf_rows()[:2], ROWS[0], ["2", "2.河道管理", "2.1采砂许可", *ROWS[2][3:]], second]))
    assert [(r.seq, r.level1, r.level2) for r in table.rows[1:]] == [
        ("2", "河道管理", "采砂许可"),
        ("2", "河道管理", "采砂规划"),
    ]


def test_spaces_and_line_breaks_inside_words():
    (parsed,) = grid(row(level2="用 水\n计\u3000划", time="信息形 成或者变\n更之日起20个工\u00a0作日内")).rows
    assert (parsed.level2, parsed.time_limit) == ("用水计划", TIME)


def test_the_same_number_twice_and_a_row_with_only_a_number():
    table = grid(ROWS[0], row(seq="1", level2="别的"), ["7", *[""] * 13])
    assert [r.seq for r in table.rows] == ["1", "1", "7"]
    assert [r.unreadable for r in table.rows] == [False, False, True]


def test_ditto_is_resolved_per_column_and_chained():
    second = row(seq="2", level1="河道管理", level2="甲", basis="同上", channels="同上", time="同 上")
    third = row(seq="3", level1="河道管理", level2="乙", basis="同上。", subject="〃")
    table = grid(ROWS[0], second, third)
    assert [r.basis for r in table.rows] == ["《云溪水利条例》"] * 3
    assert [used(r) for r in table.rows] == [("政府网站",)] * 3
    assert table.rows[1].originals == {"basis": "同上", "channels": "同上", "time_limit": "同 上"}
    assert table.rows[2].subject == "云溪县水务局"


def test_ditto_inside_a_longer_cell():
    first = row(content="1.办事指南:条件、材料、流程\n2.许可结果:名单")
    second = row(seq="2", level2="乙", content="1.办事指南:内容同上\n2.处罚结果:决定书")
    table = grid(first, second)
    assert table.rows[1].content == "1.办事指南:条件、材料、流程\n2.处罚结果:决定书"
    assert table.rows[1].originals["content"].startswith("1.办事指南:内容同上")


def test_ditto_in_the_first_row_is_a_problem():
    (parsed,) = grid(row(basis="同上")).rows
    assert parsed.basis == ""
    assert any("第一行" in problem.reason for problem in parsed.problems)
