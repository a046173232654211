"""公开对象, 公开方式, 公开层级: ticks, words, squeezed and lost ticks."""

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
    ticks,
    used,
)

SHORT_HEADER = "序号 | 一级事项 | 二级事项 | 公开内容 | 公开依据 | 公开时限 | 公开主体 | 公开渠道和载体 |"


@pytest.mark.parametrize("sign", ["√", "✓", "✔", "☑", "R", "■"])
def test_tick_signs(sign):
    (parsed,) = grid(row(all=sign, active=sign, county=sign, township="")).rows
    assert ticks(parsed) == (True, "", True, False, True, False)


def test_a_tick_with_words_and_words_instead_of_a_tick():
    (parsed,) = grid(row(all="", group="√(面向征收范围内的村民)")).rows
    assert ticks(parsed)[:2] == (False, "面向征收范围内的村民")
    (parsed,) = grid(row(all="", group="项目单位")).rows
    assert ticks(parsed)[:2] == (False, "项目单位")
    (parsed,) = grid(row(county="县级", township="")).rows
    assert ticks(parsed)[4:] == (True, False)
    (parsed,) = grid(row(all="全社会", active="主动公开")).rows
    assert ticks(parsed)[:4] == (True, "", True, False)


def test_one_audience_column_with_words():
    upper, lower = [*UPPER[:8], "公开对象", "公开方式"], [*LOWER[:8], "", ""]
    lines = [[*ROWS[0][:8], "全社会", "主动公开"], [*ROWS[1][:8], "特定群体：申请人", "依申请公开"]]
    first, second = read(delimited([upper, lower, *lines]), "a.csv").rows
    assert ticks(first) == (True, "", True, False)
    assert ticks(second) == (False, "申请人", False, True)


def test_a_question_mark_stays_unknown():
    (parsed,) = grid(row(township="?")).rows
    assert parsed.levels == {"county": True, "township": None}
    assert parsed.problems


def test_a_group_without_ticks_is_unknown_and_never_no():
    (parsed,) = grid(row(all="", group="")).rows
    assert ticks(parsed) == (None, None, True, False, True, True)
    assert parsed.recoverable == "partly"


def test_no_ticks_anywhere():
    cells = [[*cells[:8], *[""] * 6] for cells in ROWS]
    for parsed in grid(*cells).rows:
        assert ticks(parsed) == (None,) * 6
        assert parsed.recoverable == "text only"


def test_contradictory_ticks_are_flagged_and_kept():
    (parsed,) = grid(row(request="√")).rows
    assert (parsed.mode_active, parsed.mode_request) == (True, True)
    assert parsed.problems
    assert not parsed.unreadable


def squeezed(marks: str, subject: str = "云溪县水务局", levels: str = "县级 | 乡级"):
    header = f"{SHORT_HEADER} 全社会 | 特定群体 | 主动 | 依申请 | {levels} |"
    cells = [*ROWS[0][:6], subject, "■政府网站"]
    width = 12 + levels.count("|") + 1
    used_cells = len(cells) + len(marks.split())
    line = " | ".join([*cells, *marks.split()]) + " |" + "|" * (width - used_cells)
    return read(f"{header}\n{line}\n").rows[0]


@pytest.mark.parametrize(
    ("marks", "subject", "levels", "reading"),
    [
        ("√ √ √", "云溪县水务局", "县级 | 乡级", (True, "", True, False, True, False)),
        ("√ √ √", "各乡镇人民政府", "县级 | 乡级", (True, "", True, False, False, True)),
        ("√ √ √ √", "县水务局、乡镇人民政府", "县级 | 乡级", (True, "", True, False, True, True)),
        ("√ √ √", "云溪县水务局", "市级 | 县级 | 乡级", (True, "", True, False, False, True, False)),
        ("申请人 √ √", "云溪县水务局", "县级 | 乡级", (False, "申请人", False, True, True, False)),
        ("√ √ √", "招标人或者代理机构", "县级 | 乡级 | 村级", (None,) * 7),
        ("√ √", "云溪县水务局", "县级 | 乡级", (None,) * 6),
        ("√ √ √ √ √", "县水务局", "市级 | 县级 | 乡级", (True, "", True, False, True, True, True)),
    ],
)
def test_squeezed_ticks_are_read_by_count_only_if_one_reading_is_left(marks, subject, levels, reading):
    assert ticks(squeezed(marks, subject, levels)) == reading


def test_words_squeezed_together_find_their_columns_by_what_they_say():
    assert ticks(squeezed("全社会 主动公开 县级")) == (True, "", True, False, True, False)
    assert ticks(squeezed("项目单位 主动公开 县级")) == (False, "项目单位", True, False, True, False)


def test_a_table_that_keeps_its_empty_cells_is_read_by_position():
    second = row(seq="2", level2="乙", all="√", group="被征地村村民", active="√", county="", township="")
    table = read(pipes([*leaf_rows()[:2], ROWS[0], second]))
    assert ticks(table.rows[1]) == (True, "被征地村村民", True, False, None, None)


def test_number_and_item_only_takes_over_everything_else():
    table = read(pipes([*leaf_rows()[:2], ROWS[0], ["2", "水质监测"], ["3", "防汛预案"]]))
    assert [(r.seq, r.level1, r.level2) for r in table.rows[1:]] == [
        ("2", "灌溉服务", "水质监测"),
        ("3", "灌溉服务", "防汛预案"),
    ]
    assert ticks(table.rows[2]) == ticks(table.rows[0])
    assert used(table.rows[2]) == used(table.rows[0])
    assert any("没有单元格" in problem.reason for problem in table.rows[2].problems)
