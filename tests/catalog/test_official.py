"""The official table as a file, opened again: layout, boxes, text that stays text, unknown as null."""

import csv
import io
import json

import openpyxl
import pytest

from catalog.importer import STANDARD_CHANNELS
from catalog.official import FORMULA, SERVICE, Table, as_json, channel_text, csv_lines, xlsx
from tests.factories import row

STANDARD = list(STANDARD_CHANNELS.names)
TITLE = "青岚县民政局社会救助领域基层政务公开标准目录"


def sheet(*rows, title=TITLE):
    return openpyxl.load_workbook(io.BytesIO(xlsx(Table(title, STANDARD, rows)))).active


def lines(*rows) -> list[list[str]]:
    return list(
        csv.reader(io.StringIO("".join(csv_lines(Table(TITLE, STANDARD, rows))).removeprefix("\ufeff")))
    )


def test_the_title_spans_the_table_above_two_header_rows():
    page = sheet(row("救助", "政策", seq="1"))
    merged = {str(area) for area in page.merged_cells.ranges}
    assert page["A1"].value == TITLE
    assert merged == {
        "A1:N1",
        "A2:A3",
        "B2:C2",
        "D2:D3",
        "E2:E3",
        "F2:F3",
        "G2:G3",
        "H2:H3",
        "I2:J2",
        "K2:L2",
        "M2:N2",
    }
    assert [page.cell(2, column).value for column in range(1, 15)] == [
        "序号", "公开事项", None, "公开内容(要素)", "公开依据", "公开时限", "公开主体", "公开渠道和载体", "公开对象", None,
        "公开方式", None, "公开层级", None,
    ]  # fmt: skip
    assert [page.cell(3, column).value for column in (2, 3, 9, 10, 11, 12, 13, 14)] == [
        "一级事项", "二级事项", "全社会", "特定群体", "主动", "依申请", "县级", "乡级",
    ]  # fmt: skip


def test_a_third_level_further_levels_and_columns_get_their_place():
    page = sheet(
        row(
            "救助",
            "临时",
            "政策",
            levels={"county": True, "village": True},
            service_name="低保",
            extras={"备注": "甲"},
        )
    )
    heads = [cell.value for cell in page[3]] + [cell.value for cell in page[2]]
    assert {"三级事项", "村级", SERVICE, "备注"} <= set(heads)
    assert [cell.value for cell in page[4]][1:4] == ["救助", "临时", "政策"]
    assert [cell.value for cell in page[4]][-2:] == ["低保", "甲"]


def test_every_standard_channel_is_printed_with_its_box():
    states = {name: "used" if place % 2 else "not_used" for place, name in enumerate(STANDARD)}
    text = sheet(row("救助", "政策", channels=states)).cell(4, 8).value
    assert text.splitlines() == [f"{'■' if place % 2 else '□'}{name}" for place, name in enumerate(STANDARD)]
    assert len(text.splitlines()) == 13


def test_channels_a_row_does_not_name_print_an_empty_box_and_its_own_follow():
    text = channel_text(row("甲", channels={"县融媒体中心": "used", "两微一端": "optional"}), STANDARD)
    assert text.splitlines()[:3] == ["□政府网站", "□政府公报", "◇两微一端"]
    assert text.splitlines()[-1] == "■县融媒体中心"


def test_optional_channels_are_explained_in_the_header():
    plain = sheet(row("甲", "乙")).cell(2, 8).value
    explained = sheet(row("甲", "乙", channels={"政府网站": "optional"})).cell(2, 8).value
    assert plain == "公开渠道和载体"
    assert "“◇”表示可选项" in explained


def test_unknown_channels_print_nothing_at_all():
    assert sheet(row("甲", "乙", channels=None)).cell(4, 8).value is None


@pytest.mark.parametrize("start", FORMULA)
def test_text_that_looks_like_a_formula_stays_text(start):
    text = f"{start}1+1"
    page = sheet(row("甲", text, content=text))
    assert (page.cell(4, 3).data_type, page.cell(4, 3).value) == ("s", text)
    assert page.cell(4, 4).data_type == "s"
    [_, printed] = lines(row("甲", text, content=text))
    assert printed[2:4] == [f"'{text}"] * 2


def test_csv_begins_with_the_mark_that_spreadsheets_need_and_has_one_header_row():
    text = "".join(csv_lines(Table(TITLE, STANDARD, [row("甲", "乙", seq="1")])))
    assert text.startswith("\ufeff序号,一级事项,二级事项,")
    assert len(lines(row("甲", "乙"))) == 2
    assert lines(row("甲", "乙", content="第一行\n第二行"))[1][3] == "第一行\n第二行"


def test_json_says_null_where_nothing_is_known_and_false_where_it_is_not():
    unknown = row(
        "甲",
        "乙",
        channels=None,
        audience_all=None,
        audience_group=None,
        mode_active=False,
        levels={"county": None},
    )
    data = json.loads(as_json(Table(TITLE, STANDARD, [unknown])))
    [one] = data["rows"]
    assert data["title"] == TITLE
    assert (one["channels"], one["audience_all"], one["audience_group"]) == (None, None, None)
    assert one["mode_active"] is False
    assert one["levels"] == {"county": None}
    assert one["path"] == ["甲", "乙"]


def test_an_empty_edition_still_prints_its_header():
    page = sheet()
    assert page.max_row == 3
    assert lines() == [lines(row("甲", "乙"))[0]]
