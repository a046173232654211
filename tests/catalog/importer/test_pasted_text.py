"""Tables pasted from web pages, with what is lost on the way; vertical cards."""

from tests.catalog.importer.samples import (
    LOWER,
    ROWS,
    TIME,
    UPPER,
    docx,
    grid,
    leaf_rows,
    pipes,
    read,
    ticks,
    used,
    values,
    xlsx,
)

HEADER = "\n".join(cell for row in leaf_rows()[:2] for cell in row)

FURNITURE = "云溪县水利领域基层政务公开标准目录\n来源:县公开办\n发布日期:2023-01-02\n点击数:12\n"


def test_one_cell_per_line_with_blank_lines():
    cells = [cell for line in leaf_rows() for cell in line[:8] if cell]
    cells = [cell for line in leaf_rows()[:2] for cell in line if cell] + [c for r in ROWS for c in r[:8]]
    table = read(FURNITURE + "\n" + "\n\n".join(cells) + "\n\n")
    assert [v[:8] for v in values(table)] == [v[:8] for v in values(grid(*ROWS))]
    assert ticks(table.rows[0]) == (None,) * 6
    assert (table.unit_name, table.domain_name) == ("云溪县", "水利")


def test_one_cell_per_line_with_channels_and_words_over_several_lines():
    lines = [
        *HEADER.split("\n"),
        "1",
        "灌溉\n  服务",
        "用水\n  计划",
        "年度计划",
        "《云溪水利条例》",
        TIME,
        "云溪县水务局",
    ]
    lines += [
        "■政府网站",
        "■公开查阅点",
        "2",
        "水费标准",
        "水费标准表",
        "同上",
        TIME,
        "云溪县水务局",
        "■政府网站",
    ]
    table = read("\n\n".join(lines))
    assert [(r.seq, r.level1, r.level2) for r in table.rows] == [
        ("1", "灌溉服务", "用水计划"),
        ("2", "灌溉服务", "水费标准"),
    ]
    assert used(table.rows[0]) == ("政府网站", "公开查阅点")
    assert table.rows[1].basis == "《云溪水利条例》"


def test_one_cell_per_line_without_blank_lines():
    table = read("\n".join([*HEADER.split("\n"), *[cell for cells in ROWS for cell in cells if cell]]))
    assert [v[:8] for v in values(table)] == [v[:8] for v in values(grid(*ROWS))]


def test_a_first_level_set_one_character_per_line():
    lines = [
        *HEADER.split("\n"),
        "1",
        *"灌溉服务",
        "用水计划",
        "年度计划；分配方案",
        *ROWS[0][4:8],
        "√",
        "√",
        "√",
        "√",
    ]
    (parsed,) = read("\n".join(lines)).rows
    assert (parsed.level1, parsed.level2) == ("灌溉服务", "用水计划")


def test_a_header_word_broken_over_lines():
    header = (
        HEADER.replace("全社会", "全\n社会").replace("公开时限", "公开\n时限").replace("依申请", "依申\n请")
    )
    table = read("\n".join([header, *[cell for cell in ROWS[0] if cell]]))
    assert table.rows[0].level2 == "用水计划"


def test_rows_broken_over_lines_in_the_middle():
    text = (
        pipes(leaf_rows())
        .replace("《云溪水利条例》 |", "\n《云溪水利条例》 |")
        .replace("灌溉服务 | 用水", "灌溉\n服务 | 用水")
    )
    assert values(read(text)) == values(grid(*ROWS))


def test_page_furniture_is_no_row():
    lines = pipes(leaf_rows()).split("\n")
    lines.insert(4, "|\n|\n第 2 页 共 9 页\n云溪县水利领域基层政务公开标准目录")
    table = read(FURNITURE + "\n".join(lines) + "\n【打印】【关闭】\n上一篇：通知\n")
    assert values(table) == values(grid(*ROWS))


def test_run_together_cells_with_spaces():
    header = (
        "序号 公开事项 公开内容(要素) 公开依据 公开时限 公开主体 公开渠道和载体 公开对象 公开方式 公开层级\n"
    )
    header += "一级事项 二级事项 全社会 特定群体 主动 依申请 县级 乡级\n"
    line = f"1 灌溉服务 用水计划 年度计划；分配方案 《云溪水利条例》 {TIME} 云溪县水务局 ■政府网站 □两微一端 √ √ √\n"
    (parsed,) = read(header + line).rows
    assert (parsed.seq, parsed.level1, parsed.level2, parsed.basis) == (
        "1",
        "灌溉服务",
        "用水计划",
        "《云溪水利条例》",
    )
    assert (parsed.time_limit, parsed.subject, used(parsed)) == (TIME, "云溪县水务局", ("政府网站",))


def test_cells_with_nothing_between_give_what_is_certain():
    header = "序号公开事项公开内容(要素)公开依据公开时限公开主体公开渠道和载体公开对象公开方式公开层级\n"
    line = f"1用水计划●年度计划●方案《云溪水利条例》{TIME}云溪县水务局■政府网站□两微一端√√√\n"
    (parsed,) = read(header + line).rows
    assert (parsed.seq, parsed.basis, parsed.time_limit) == ("1", "《云溪水利条例》", TIME)
    assert used(parsed) == ("政府网站",)


CARD = """# 云溪县 · 水利（{name}）
领域 | 水利 ||
---|---|---|---|
一级事项 | 灌溉服务 | 二级事项 | {name} |
公开内容(要素) | ● 计划; ● 方案 | ||
公开依据 | 《云溪水利条例》 | ||
公开主体 | 县水务局 | ||
公开时限 | 及时公开 | ||
公开方式 | 主动公开 | ||
公开渠道 | 一键直达 |
"""


def test_vertical_cards_several_in_one_file():
    table = read(CARD.format(name="用水计划") + CARD.format(name="水费标准"))
    assert [(r.level1, r.level2, r.subject, r.time_limit) for r in table.rows] == [
        ("灌溉服务", "用水计划", "县水务局", "及时公开"),
        ("灌溉服务", "水费标准", "县水务局", "及时公开"),
    ]
    assert table.domain_name == "水利"
    assert table.rows[0].mode_active is True
    assert table.rows[0].content == "计划\n方案"


def test_a_card_with_colons_and_a_card_in_word():
    lines = "领域：水利\n一级事项：灌溉服务\n二级事项：用水计划\n公开内容：计划\n公开依据：《条例》\n公开主体：县水务局\n"
    card = [
        ["一级事项", "灌溉服务", "二级事项", "用水计划"],
        ["公开内容", "计划", "<", "<"],
        ["公开依据", "《条例》", "<", "<"],
    ]
    card += [["公开主体", "县水务局", "公开时限", "及时公开"]]
    for table in (read(lines), read(docx([card]), "a.docx")):
        (parsed,) = table.rows
        assert (parsed.level1, parsed.level2, parsed.subject) == ("灌溉服务", "用水计划", "县水务局")


def test_several_domains_on_one_page():
    text = (
        "云溪县水利领域基层政务公开标准目录\n"
        + pipes(leaf_rows())
        + "\n云溪县公路领域基层政务公开标准目录\n"
        + pipes(leaf_rows())
    )
    table = read(text)
    assert [r.domain for r in table.rows] == ["水利"] * 3 + ["公路"] * 3
    assert table.domain_name is None


def test_merged_text_in_a_workbook_counts_for_every_row():
    second = [*ROWS[1][:4], "", "", "", "", *ROWS[1][8:]]
    table = read(xlsx([UPPER, LOWER, ROWS[0], second], ["E3:E4", "F3:F4", "G3:G4", "H3:H4"]), "a.xlsx")
    assert table.rows[1].basis == "《云溪水利条例》"
    assert used(table.rows[1]) == ("政府网站",)


def test_merged_ticks_in_a_workbook_count_for_every_row():
    second = [*ROWS[1][:8], "", "", "", "", "", ""]
    merges = [f"{letter}3:{letter}4" for letter in "IJKLMN"]
    table = read(xlsx([UPPER, LOWER, ROWS[0], second], merges), "a.xlsx")
    assert ticks(table.rows[1]) == ticks(table.rows[0])
