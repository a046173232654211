"""Lists for people never become programs in their spreadsheet."""

import io

import pytest
from openpyxl import load_workbook

from disclosure.bulk import Field, field_of, read_archive, template, workbook
from disclosure.bulk.sheets import safe


@pytest.mark.parametrize(
    "text", ["=1+1", "+A1", "-2+3", "@SUM(A1)", "\t=1", "\r=1", '=HYPERLINK("http://x","y")']
)
def test_a_formula_is_only_text(text):
    data = workbook("清单", [("标题", 10)], [[text]])
    cell = load_workbook(io.BytesIO(data)).active["A2"]
    assert cell.data_type == "s"
    assert cell.value.startswith("'")
    assert safe(text).startswith("'")


def test_what_no_cell_can_hold_is_left_out():
    data = workbook("a/b:c*?[x]" * 9, [("标题", 10)], [["一\x00二\x1f", "长" * 40_000]])
    sheet = load_workbook(io.BytesIO(data)).active
    assert sheet["A2"].value == "一二"
    assert len(sheet["B2"].value) < 32_768


def test_the_empty_list_has_columns_the_reader_knows():
    sheet = load_workbook(io.BytesIO(template())).active
    names = [cell.value for cell in sheet[1]]
    assert names[0] == "标题"
    assert all(field_of(name) not in {None, Field.NOT_KEPT} for name in names)
    assert len({field_of(name) for name in names}) == len(names)


def test_a_filled_template_is_read():
    book = load_workbook(io.BytesIO(template()))
    book.active.append(["关于一件事的通知"])
    out = io.BytesIO()
    book.save(out)
    assert read_archive(out.getvalue(), "a.xlsx").rows[0].text(Field.TITLE) == "关于一件事的通知"
