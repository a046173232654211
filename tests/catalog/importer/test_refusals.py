"""Files that cannot be read are refused with one sentence saying what to do."""

import io
import zipfile

import pytest

from catalog.importer import MAX_BYTES, UnreadableFile, read_table
from tests.catalog.importer.samples import LOWER, ROWS, UPPER, delimited, docx, package, xlsx

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 512
GOOD = xlsx([UPPER, LOWER, *ROWS])


def parts(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


ENTITY = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaa">]><x>&a;</x>'
CASES = {
    "empty": (b"", "空的"),
    "blank": (b" \r\n\t ", "空的"),
    "large": (b"a" * (MAX_BYTES + 1), "50 MB"),
    "pdf": (b"%PDF-1.7\n...", "PDF"),
    "encrypted": (OLE + "EncryptedPackage".encode("utf-16-le"), "密码"),
    "xls": (OLE + "Workbook".encode("utf-16-le"), "旧版"),
    "doc": (OLE + "WordDocument".encode("utf-16-le"), "旧版 Word"),
    "garbage": (bytes(range(256)) * 20, "编码"),
    "picture": (b"\x89PNG\r\n\x1a\n" + b"\0" * 40, "不是表格文件"),
    "damaged zip": (GOOD[: len(GOOD) // 2], "损坏"),
    "flipped bytes": (GOOD[:300] + b"\xff" * 200 + GOOD[500:], "损坏"),
    "other zip": (package({"a.txt": b"1"}), "压缩包"),
    "other office": (
        package({"[Content_Types].xml": b"<Types/>", "ppt/presentation.xml": b"<p/>"}),
        "暂不支持",
    ),
    "macro": (package({**parts(GOOD), "xl/vbaProject.bin": b"x"}), "宏"),
    "macro type": (
        package(
            {
                **parts(GOOD),
                "[Content_Types].xml": b'<Types x="application/vnd.ms-excel.sheet.macroEnabled.main+xml"/>',
            }
        ),
        "宏",
    ),
    "entity in xlsx": (package({**parts(GOOD), "xl/workbook.xml": ENTITY}), "实体"),
    "entity in docx": (package({**parts(docx([[UPPER]])), "word/document.xml": ENTITY}), "实体"),
    "entity in utf-16": (
        package({**parts(GOOD), "xl/workbook.xml": ENTITY.decode().encode("utf-16")}),
        "实体",
    ),
    "bomb": (package({**parts(GOOD), "xl/media/a.bin": b"\0" * (60 * 1024 * 1024)}), "解压后过大"),
    "no table": ("今天召开会议，研究部署有关工作。\n会议指出，要抓好落实。".encode(), "没有找到目录表格"),
    "other table": (delimited([["姓名", "年龄", "电话"], ["张三", "30", "1"]]).encode(), "没有找到目录表格"),
    "other workbook": (xlsx([["姓名", "年龄"], ["张三", 30]]), "没有找到目录表格"),
    "too many rows": (delimited([UPPER, LOWER, *[ROWS[0]] * 50_001]).encode(), "50000 行"),
    "broken document": (package({**parts(docx([[UPPER]])), "word/document.xml": b"<w:document"}), "损坏"),
}


@pytest.mark.parametrize("case", CASES)
def test_refused(case):
    data, words = CASES[case]
    with pytest.raises(UnreadableFile) as refusal:
        read_table(data, "目录.xlsx")
    message = str(refusal.value)
    assert words in message
    assert "\n" not in message
    assert "。" not in message


def test_refused_by_a_name_that_promises_macros():
    with pytest.raises(UnreadableFile, match="宏"):
        read_table(GOOD, "目录.xlsm")


def test_a_directory_that_lies_about_sizes_does_not_help():
    lying = bytearray(package({**parts(GOOD), "xl/media/a.bin": b"\0" * (60 * 1024 * 1024)}))
    at = lying.rfind(b"PK\x01\x02", 0, lying.rfind(b"xl/media/a.bin"))
    lying[at + 24 : at + 28] = (1000).to_bytes(4, "little")
    with pytest.raises(UnreadableFile):
        read_table(bytes(lying), "目录.xlsx")


def test_a_stray_cell_far_below_is_no_large_table():
    data = parts(GOOD)
    name = "xl/worksheets/sheet1.xml"
    data[name] = data[name].replace(b"</sheetData>", b'<row r="400000"><c r="A400000"/></row></sheetData>')
    assert len(read_table(package(data), "目录.xlsx")[0].rows) == 5
