"""Lists as files: workbook, separated values, JSON lines; what cannot be read is refused with one sentence."""

import io
from datetime import datetime

import pytest
from openpyxl import Workbook

from catalog.importer import UnreadableFile
from disclosure.bulk import Field, read_archive
from disclosure.bulk.reading import MAX_ROWS
from tests.disclosure.bulk.archives import csv_file, jsonl, numbered, row, xlsx


def sheet(*rows, merge=""):
    book = Workbook()
    for one in rows:
        book.active.append(list(one))
    if merge:
        book.active.merge_cells(merge)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


@pytest.mark.parametrize(
    ("make", "name"),
    [
        (xlsx, "a.xlsx"),
        (csv_file, "a.csv"),
        (lambda *r: csv_file(*r, encoding="utf-8-sig"), "a.csv"),
        (jsonl, "a.jsonl"),
        (xlsx, "a.csv"),
    ],
)
def test_the_same_list_in_every_format(make, name):
    found = read_archive(make(*numbered(3)), name)
    assert [one.text(Field.TITLE) for one in found.rows] == [f"关于第{n}项民政工作的通知" for n in (1, 2, 3)]
    assert found.rows[0].text(Field.NUMBER) == "青民发〔2020〕1号"
    assert found.rows[0].text(Field.BODY).startswith("为保障困难群众")
    assert all(field is not None for _, field in found.columns)
    assert [one.number for one in found.rows] == [1, 2, 3]


def test_a_title_above_the_header_and_a_header_repeated_on_every_page():
    header = ("序号", "名 称", "文 号")
    data = sheet(
        ("青岚县民政局历史文件清单",), header, ("1", "甲", "一号"), header, ("2", "乙", "二号"), ("", "", "")
    )
    found = read_archive(data, "a.xlsx")
    assert [(one.where, one.text(Field.TITLE)) for one in found.rows] == [("第3行", "甲"), ("第5行", "乙")]


def test_a_merged_cell_speaks_for_all_rows_below_it():
    data = sheet(("标题", "发布机构"), ("甲", "县民政局"), ("乙", None), merge="B2:B3")
    assert [one.text(Field.PUBLISHER) for one in read_archive(data, "a.xlsx").rows] == [
        "县民政局",
        "县民政局",
    ]


def test_several_sheets_name_the_sheet_and_one_without_header_is_not_lost_silently():
    book = Workbook()
    book.active.title = "2021"
    book.active.append(["标题", "文号"])
    book.active.append(["甲", "一号"])
    other = book.create_sheet("说明")
    other.append(["本清单由档案室整理"])
    out = io.BytesIO()
    book.save(out)
    found = read_archive(out.getvalue(), "a.xlsx")
    assert found.rows[0].where == "“2021”第2行"
    assert found.notes == ["工作表“说明”没有表头,没有读取。"]


def test_dates_and_numbers_of_a_spreadsheet_are_read_as_shown():
    data = sheet(("标题", "成文日期", "文号", "有效性"), ("甲", datetime(2024, 4, 6, 16, 40), 12.0, True))
    only = read_archive(data, "a.xlsx").rows[0]
    assert only.text(Field.FORMED) == "2024-04-06 16:40"
    assert only.text(Field.NUMBER) == "12"
    assert only.text(Field.VALIDITY) == "是"


def test_two_columns_of_one_field_are_both_kept():
    found = read_archive(jsonl({"标题": "甲", "发布机构": "民政局", "来源": "网站"}), "a.jsonl").rows[0]
    assert found.cells[Field.PUBLISHER] == [("发布机构", "民政局"), ("来源", "网站")]


def test_json_values_of_every_kind():
    line = {
        "标题": "甲",
        "文号": 7,
        "有效性": True,
        "附件": ["一.pdf", "二.pdf"],
        "正文": None,
        "成文日期": 45388.0,
    }
    only = read_archive(jsonl(line), "a.jsonl").rows[0]
    assert only.text(Field.NUMBER) == "7"
    assert only.text(Field.VALIDITY) == "是"
    assert only.text(Field.ATTACHMENTS) == "一.pdf\n二.pdf"
    assert only.text(Field.BODY) == ""
    assert only.text(Field.FORMED) == "45388"


def test_a_line_that_is_no_json_is_that_lines_problem():
    data = b"\n".join([jsonl(row()), '{"标'.encode(), b"[1, 2]", jsonl({"标题": {"a": 1}})])
    found = read_archive(data, "a.jsonl")
    assert [bool(one.problem) for one in found.rows] == [False, True, True, True]
    assert "JSON" in found.rows[1].problem
    assert "对象" in found.rows[3].problem


def test_control_characters_and_half_characters_go_no_further():
    found = read_archive(b'{"\\u6807\\u9898": "a\\u0000b\\ud800c", "\\u6587\\u53f7": "x"}', "a.jsonl")
    assert found.rows[0].text(Field.TITLE) == "abc"


@pytest.mark.parametrize(
    ("data", "name", "sentence"),
    [
        (b"", "a.xlsx", "空"),
        (b" \n\x00", "a.csv", "空"),
        (b"PK\x03\x04 no zip at all", "a.xlsx", "损坏"),
        (xlsx(row())[:-200], "a.xlsx", "损坏"),
        (b"%PDF-1.7 ...", "a.pdf", "PDF"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"x" * 600, "a.xls", "xls"),
        (b"\xff\xff\x80" * 50, "a.csv", "编码"),
        ("一,二,三\n1,2,3\n".encode(), "a.csv", "表头"),
        ("标题,文号\n".encode(), "a.csv", "没有一行"),
        (b'{"a": 1}\n', "a.jsonl", "表头"),
        ("只是文字\n".encode(), "a.jsonl", "JSON"),
        (b"[" * 5000, "a.jsonl", "JSON"),
        (xlsx(row()), "a.xlsm", "宏"),
    ],
)
def test_what_is_no_list_is_refused_with_a_sentence(data, name, sentence):
    with pytest.raises(UnreadableFile, match=sentence) as refused:
        read_archive(data, name)
    assert str(refused.value)


def test_too_many_rows_are_refused():
    data = "标题,文号\n" + "甲,乙\n" * (MAX_ROWS + 30)
    with pytest.raises(UnreadableFile, match="拆成"):
        read_archive(data.encode(), "a.csv")
    lines = b'{"\xe6\xa0\x87\xe9\xa2\x98":"a"}\n' * (MAX_ROWS + 1)
    with pytest.raises(UnreadableFile, match="拆成"):
        read_archive(lines, "a.jsonl")


def test_a_file_too_large_is_refused(monkeypatch):
    monkeypatch.setattr("disclosure.bulk.reading.MAX_BYTES", 10)
    with pytest.raises(UnreadableFile, match="超过"):
        read_archive(jsonl(row()), "a.jsonl")


def test_a_long_body_is_one_cell():
    long = "长" * 200_000
    assert read_archive(csv_file(row(正文=long), encoding="utf-8"), "a.csv").rows[0].text(Field.BODY) == long
