"""The same small table in every format gives the same rows."""

import pytest

from catalog.importer import Covered, read_table
from tests.catalog.importer.samples import (
    LOWER,
    ROWS,
    SIDEWAYS,
    UPPER,
    delimited,
    docx,
    html,
    leaf_rows,
    pipes,
    read,
    used,
    values,
    xlsx,
)

EXPECTED = values(read(delimited([UPPER, LOWER, *ROWS]), "目录.csv"))


def test_the_reference_reading_itself():
    first = EXPECTED[0]
    assert first[:4] == ("1", "灌溉服务", "用水计划", "年度计划\n分配方案")
    assert first[7:] == (("政府网站",), True, "", True, False, True, True)
    assert EXPECTED[2][8:] == (False, "申请人", False, True, True, False)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "gb18030"])
def test_csv_encodings(encoding):
    text = delimited([UPPER, LOWER, *ROWS])
    assert values(read(text.encode(encoding), "目录.csv")) == EXPECTED


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_csv_delimiters(delimiter):
    assert values(read(delimited([UPPER, LOWER, *ROWS], delimiter), "目录.csv")) == EXPECTED


def test_pipes():
    assert values(read(pipes(leaf_rows()))) == EXPECTED


def test_framed_pipes_as_in_markdown():
    lines = ["| " + " | ".join(row) + " |" for row in leaf_rows()]
    lines.insert(2, "|" + "---|" * 14)
    assert values(read("\n".join(lines))) == EXPECTED


def test_pipes_without_a_closing_mark():
    assert values(read("\n".join(" | ".join(row) for row in leaf_rows()))) == EXPECTED


def test_one_cell_per_line_each_closed_by_a_mark():
    lines = [f"{cell} |" for row in leaf_rows() for cell in row]
    assert values(read("\n".join(lines))) == EXPECTED


def test_xlsx_with_merged_cells():
    rows = [["云溪县水利领域基层政务公开标准目录"], UPPER, LOWER, *[list(row) for row in ROWS]]
    rows[4][1] = ""
    merges = [
        "A1:N1",
        "B4:B5",
        "A2:A3",
        *(f"{'ABCDEFGHIJKLMN'[a - 1]}2:{'ABCDEFGHIJKLMN'[b - 1]}2" for a, b in SIDEWAYS),
    ]
    table = read(xlsx(rows, merges), "目录.xlsx")
    assert values(table) == EXPECTED
    assert (table.unit_name, table.domain_name) == ("云溪县", "水利")
    assert table.rows[1].originals == {"level1": ""}


def test_xlsx_shows_numbers_and_dates_as_printed():
    rows = [UPPER, LOWER, [1.0, *ROWS[0][1:]]]
    assert read(xlsx(rows), "a.xlsx").rows[0].seq == "1"


def test_xlsx_sheets_are_domains_and_covers_are_skipped():
    water, roads = [UPPER, LOWER, ROWS[0]], [UPPER, LOWER, ROWS[1]]
    data = xlsx(
        [["封面"], ["云溪县政务公开办公室"]], sheet="封面", more=[("水利", water, ()), ("公路", roads, ())]
    )
    table = read(data, "a.xlsx", domain_names={"道路": "公路", "公路": "公路"})
    assert [row.domain for row in table.rows] == ["水利", "公路"]
    assert table.domain_name is None


def test_docx_with_merged_cells_over_two_tables():
    upper = ["序号", "公开事项", "<", *UPPER[3:8], "公开对象", "<", "公开方式", "<", "公开层级", "<"]
    lower = ["^", *LOWER[1:3], *["^"] * 5, *LOWER[8:]]
    second = [*ROWS[1]]
    second[1] = "^"
    data = docx([[upper, lower, ROWS[0], second], [ROWS[2]]], titles=["云溪县水利领域基层政务公开标准目录"])
    table = read(data, "a.docx")
    assert values(table) == EXPECTED
    assert table.domain_name == "水利"


def test_docx_header_repeated_on_the_next_table():
    data = docx([[UPPER, LOWER, ROWS[0], ROWS[1]], [UPPER, LOWER, ROWS[2]]])
    assert values(read(data, "a.docx")) == EXPECTED


def test_docx_symbol_fonts_are_boxes():
    rows = [UPPER, LOWER, [*ROWS[0][:7], "\uf052政府网站 \uf0a3两微一端", *ROWS[0][8:]]]
    assert used(read(docx([rows]), "a.docx").rows[0]) == ("政府网站",)


def test_html_with_spans():
    upper = [(UPPER[0], 1, 2), ("公开事项", 2, 1), *[(name, 1, 2) for name in UPPER[3:8]]]
    upper += [("公开对象", 2, 1), ("公开方式", 2, 1), ("公开层级", 2, 1)]
    lower = [cell for cell in LOWER if cell]
    first = [ROWS[0][0], ("灌溉服务", 1, 2), *ROWS[0][2:]]
    second = [ROWS[1][0], *ROWS[1][2:]]
    table = read(html([upper, lower, first, second, ROWS[2]]), "a.html")
    assert values(table) == EXPECTED
    assert (table.unit_name, table.domain_name) == ("云溪县", "水利")


def test_html_inside_layout_tables_and_in_gbk():
    inner = html([UPPER, LOWER, *ROWS], head='<meta charset="gb2312">')
    page = inner.replace("<table>", "<table><tr><td>导航</td><td><table>").replace(
        "</table>", "</table></td></tr></table>", 1
    )
    assert values(read(page.encode("gb18030"), "a.htm")) == EXPECTED


def test_html_row_without_its_merged_cell():
    short = [ROWS[1][0], *ROWS[1][2:]]
    assert values(read(html([UPPER, LOWER, ROWS[0], short, ROWS[2]]), "a.html")) == EXPECTED


def test_the_content_decides_not_the_name():
    data = xlsx([UPPER, LOWER, *ROWS])
    assert values(read(data, "目录.txt")) == EXPECTED
    assert values(read(delimited([UPPER, LOWER, *ROWS]), "目录.xlsx")) == EXPECTED


def test_covered_cells_are_known_from_empty_ones():
    rows = [UPPER, LOWER, ROWS[0], [*ROWS[1][:1], "", *ROWS[1][2:]]]
    (grid,) = read_table(xlsx(rows, ["B3:B4"]), "a.xlsx")
    assert grid.rows[3].cells[1] is Covered.ABOVE
    (grid,) = read_table(xlsx(rows), "a.xlsx")
    assert grid.rows[3].cells[1] == ""


def test_progress_is_reported():
    steps = []
    rows = [UPPER, LOWER, *[[str(n), *ROWS[0][1:]] for n in range(1200)]]
    read(delimited(rows), "a.csv", progress=lambda done, total: steps.append((done, total)))
    assert steps[-1] == (1202, 1202)
    assert len(steps) > 2
    assert steps == sorted(steps)
