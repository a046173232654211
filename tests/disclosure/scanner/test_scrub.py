"""Cleaned copies: what was hidden is gone from every byte, what a reader sees is the same."""

import html
import io
import re
import zipfile
import zlib

import openpyxl
import pypdf
import pytest
from docx import Document
from PIL import Image
from pypdf.generic import ArrayObject, DictionaryObject, NameObject, NumberObject

from disclosure.scanner import CannotScrub, Kind, read_file, scan_file, scrub
from tests.disclosure.scanner import corpus, papers
from tests.disclosure.scanner.corpus import MOBILE, ROWS, book, docx, picture, png_text, with_paragraph


def seen(data: bytes) -> list[str]:
    return [piece.text for piece in read_file(data, "附件").pieces]


def kinds(data: bytes) -> set[Kind]:
    return {one.kind for one in scan_file(data, "附件")}


def everything(data: bytes) -> bytes:
    """All bytes with every member and every stream unpacked."""
    out = [data]
    if data.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            out += [archive.read(name) for name in archive.namelist()]
        out += [html.unescape(part.decode("utf-8", "replace")).encode() for part in out[1:]]
    for at in range(len(data)):
        if data[at : at + 7] == b"stream\n":
            try:
                out.append(zlib.decompressobj().decompress(data[at + 7 :]))
            except zlib.error:
                continue
    return b"\n".join(out)


DOCUMENTS = {
    "comment": docx("正文", change=corpus.commented),
    "author": docx("正文", author="张三"),
    "deleted": docx("前", change=with_paragraph(corpus.DELETED)),
    "inserted": docx("前", change=with_paragraph(corpus.INSERTED)),
    "moved": docx("前", change=with_paragraph(corpus.MOVED)),
    "hidden": docx("前", change=with_paragraph(corpus.VANISHED)),
    "template": corpus.related(
        docx("一"), "word/_rels/document.xml.rels", "attachedTemplate", "file:///C:/Users/zs/a.dotm"
    ),
    "format": docx(
        change=with_paragraph(f"<w:r><w:rPr><w:b/><w:rPrChange {corpus.TRACKED}/></w:rPr><w:t>粗</w:t></w:r>")
    ),
    "photograph": corpus.repacked(
        docx("一"), {"word/media/image1.jpeg": picture(exif={"gps": corpus.GPS, 315: "张三"})}
    ),
    "thumbnail": corpus.repacked(docx("一"), {"docProps/thumbnail.jpeg": picture()}),
}


@pytest.mark.parametrize("case", DOCUMENTS)
def test_word(case):
    before = DOCUMENTS[case]
    after = scrub(before, "通知.docx")
    assert kinds(after) == set()
    assert seen(after) == seen(before)
    Document(io.BytesIO(after))
    for secret in ("这一户不要写名字", "张三", "李四", "王五五千元", "搬走的话", "不公开的底稿", "C:/Users"):
        assert secret.encode() not in everything(after)


def test_a_deleted_end_of_a_paragraph_joins_the_next():
    end = f"<w:pPr><w:rPr><w:del {corpus.TRACKED}/></w:rPr></w:pPr>"
    data = docx("第二段", change=with_paragraph(f"{end}{corpus.run('第一段，')}"))
    assert kinds(data) == {Kind.TRACKED_CHANGE}
    assert [paragraph.text for paragraph in Document(io.BytesIO(scrub(data, "a.docx"))).paragraphs] == [
        "第一段，第二段"
    ]


def test_a_deleted_row_goes():
    row = f"<w:tr><w:trPr><w:del {corpus.TRACKED}/></w:trPr><w:tc><w:p><w:del {corpus.TRACKED}>{corpus.run('旧', 'delText')}</w:del></w:p></w:tc></w:tr>"

    def change(document) -> None:
        table = document.add_table(rows=1, cols=1)
        table.rows[0].cells[0].text = "新"
        table._tbl.append(corpus.parse_xml(row.replace("<w:tr>", f"<w:tr {corpus.nsdecls('w')}>", 1)))

    after = scrub(docx(change=change), "a.docx")
    assert [[cell.text for cell in row.cells] for row in Document(io.BytesIO(after)).tables[0].rows] == [
        ["新"]
    ]
    assert kinds(after) == set()


def test_a_changed_shape_of_a_table_is_left_to_a_person():
    cell = f"<w:tbl><w:tr><w:tc><w:tcPr><w:cellDel {corpus.TRACKED}/></w:tcPr><w:p/></w:tc></w:tr></w:tbl>"

    def change(document) -> None:
        document.element.body.insert(
            0, corpus.parse_xml(cell.replace("<w:tbl>", f"<w:tbl {corpus.nsdecls('w')}>", 1))
        )

    with pytest.raises(CannotScrub, match="接受全部修订"):
        scrub(docx(change=change), "a.docx")


def test_excel_comments_and_authors():
    before = book(*ROWS, creator="张三", change=corpus.comment_on_cell)
    after = scrub(before, "名单.xlsx")
    assert kinds(after) == set()
    assert seen(after) == seen(before)
    assert openpyxl.load_workbook(io.BytesIO(after)).active["A2"].comment is None
    for secret in ("这一户要核实", "张三"):
        assert secret.encode() not in everything(after)


HIDERS = {
    "row": (corpus.hide_row, Kind.HIDDEN_ROWS, "乙某"),
    "column": (corpus.hide_column, Kind.HIDDEN_COLUMNS, "西村"),
    "sheet": (corpus.hide_sheet, Kind.HIDDEN_SHEET, MOBILE),
    "deep": (corpus.hide_sheet_deeply, Kind.HIDDEN_SHEET, MOBILE),
}


@pytest.mark.parametrize("case", HIDERS)
def test_hidden_cells_go_only_when_asked(case):
    change, kind, secret = HIDERS[case]
    before = book(*ROWS, change=change)
    assert kind in kinds(scrub(before, "名单.xlsx"))
    after = scrub(before, "名单.xlsx", drop_hidden=True)
    assert kinds(after) == set()
    assert seen(after) == seen(before)
    assert secret.encode() not in everything(after)
    openpyxl.load_workbook(io.BytesIO(after))


def test_shared_strings_of_hidden_cells_go_too():
    before = shared(book(*ROWS, change=corpus.hide_row))
    assert "乙某".encode() in everything(before)
    after = scrub(before, "名单.xlsx", drop_hidden=True)
    assert seen(after) == seen(before) == ["姓名\t村\t金额", "甲某\t东村\t100", "丙某\t南村\t300"]
    assert "乙某".encode() not in everything(after)


def shared(data: bytes) -> bytes:
    """The workbook with every text in the table of shared strings, as Excel writes it."""
    name = "xl/worksheets/sheet1.xml"
    sheet = corpus.member(data, name).decode()
    assert "inlineStr" in sheet
    texts: list[str] = []

    def number(match) -> str:
        texts.append(match[2])
        return f'{match[1]} t="s"><v>{len(texts) - 1}</v></c>'

    sheet = re.sub(r'(<c r="\w+") t="inlineStr"><is><t>([^<]*)</t></is></c>', number, sheet)
    strings = "".join(f"<si><t>{text}</t></si>" for text in texts)
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sharedStrings+xml"
    types = corpus.member(data, "[Content_Types].xml")
    if b"sharedStrings" not in types:
        types = types.replace(
            b"</Types>", f'<Override PartName="/xl/sharedStrings.xml" ContentType="{kind}"/></Types>'.encode()
        )
    xml = f'<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">{strings}</sst>'
    return corpus.repacked(
        data, {name: sheet.encode(), "xl/sharedStrings.xml": xml.encode(), "[Content_Types].xml": types}
    )


def test_formulas_become_values_when_hidden_cells_go():
    data = book(("甲", 2), ("乙", 3), change=corpus.hide_row)
    sheet = corpus.member(data, "xl/worksheets/sheet1.xml").replace(b"<v>2</v>", b"<f>1+B3</f><v>2</v>")
    data = corpus.repacked(data, {"xl/worksheets/sheet1.xml": sheet})
    after = scrub(data, "名单.xlsx", drop_hidden=True)
    assert seen(after)[0] == "甲\t2"
    assert b"1+B3" not in everything(after)


def test_names_of_hidden_sheets_go_and_others_keep_their_sheet():
    def change(workbook) -> None:
        corpus.hide_sheet(workbook)
        workbook.move_sheet("底稿", -1)
        workbook.create_sheet("后表").append(["丁"])
        workbook["后表"].print_title_rows = "1:1"
        workbook.defined_names["源"] = openpyxl.workbook.defined_name.DefinedName("源", attr_text="底稿!$A$1")

    after = openpyxl.load_workbook(io.BytesIO(scrub(book(*ROWS, change=change), "a.xlsx", drop_hidden=True)))
    assert after.sheetnames == ["名单", "后表"]
    assert "源" not in after.defined_names
    assert after["后表"].print_title_rows == "$1:$1"


def test_all_sheets_hidden_is_left_to_a_person():
    data = book(*ROWS)
    xml = corpus.member(data, "xl/workbook.xml").replace(b'state="visible"', b'state="hidden"')
    with pytest.raises(CannotScrub, match="所有工作表"):
        scrub(corpus.repacked(data, {"xl/workbook.xml": xml}), "a.xlsx", drop_hidden=True)


PLAIN = papers.pdf(papers.said("公开部分"), papers.said("第一页"))


def described(writer) -> None:
    writer.add_metadata(
        {"/Author": "Zhang San", "/Title": "公告", "/Keywords": "draft two", "/Creator": "WPS"}
    )


PAPERS = {
    "info": described,
    "xmp": papers.xmp("Zhang San"),
    "note": papers.note("draft two", "Zhang San"),
    "free text": papers.free_text,
    "file": lambda writer: writer.add_attachment("draft two.txt", b"Zhang San"),
    "script": papers.script,
}


@pytest.mark.parametrize("case", PAPERS)
def test_pdf(case):
    before = papers.changed(PLAIN, PAPERS[case])
    assert kinds(before)
    after = scrub(before, "公告.pdf")
    assert kinds(after) == set()
    assert seen(after) == seen(before) == ["公开部分", "第一页"]
    for secret in (b"Zhang San", b"draft two", "改成三千元".encode("utf-16-be"), b"app.alert"):
        assert secret not in everything(after)


def test_a_pdf_keeps_a_harmless_title_and_loses_one_with_a_number():
    for title, kept in (("公告", "公告"), (f"电话{MOBILE}", None)):
        data = papers.changed(PLAIN, lambda writer, title=title: writer.add_metadata({"/Title": title}))
        about = pypdf.PdfReader(io.BytesIO(scrub(data, "a.pdf"))).metadata
        assert (about.title if about else None) == kept


def test_text_under_a_box_cannot_be_scrubbed_away_and_is_still_reported():
    data = papers.pdf(papers.said("拟补助王五千元", y=100) + papers.box(35, 95, 200, 26))
    assert Kind.TEXT_UNDER_BOX in kinds(scrub(data, "a.pdf"))


def signed(writer) -> None:
    number, name = NumberObject, NameObject
    writer.root_object[name("/AcroForm")] = DictionaryObject(
        {name("/SigFlags"): number(3), name("/Fields"): ArrayObject()}
    )


@pytest.mark.parametrize(
    ("data", "name", "sentence"),
    [
        (papers.changed(PLAIN, lambda _: None, user_password="x"), "a.pdf", "密码"),
        (papers.changed(PLAIN, signed), "a.pdf", "电子签章"),
        (PLAIN[:100], "a.pdf", "已损坏"),
        (docx("一")[:300], "a.docx", "已损坏"),
        (b"\xff\xd8\xff\xe0\0\x10JFIF", "a.jpg", "已损坏"),
        ("公开".encode(), "说明.txt", "不是可以自动清理的格式"),
        (corpus.zipped(a=b"x"), "a.zip", "不是可以自动清理的格式"),
        (picture("GIF"), "a.gif", "不是可以自动清理的格式"),
        (b"", "a.docx", "不是可以自动清理的格式"),
    ],
)
def test_refusals_are_sentences(data, name, sentence):
    with pytest.raises(CannotScrub, match=sentence):
        scrub(data, name)


def pixels(data: bytes) -> list[tuple[int, int, int]]:
    with Image.open(io.BytesIO(data)) as image:
        return list(image.convert("RGB").get_flattened_data())


PICTURES = {
    "jpeg": picture(exif={315: "Zhang San", 271: "HUAWEI", "gps": corpus.GPS}, comment=b"by li si"),
    "jpeg with data behind": picture() + b"secret " * 40,
    "png": png_text(Author="Zhang San", Remark="draft"),
    "png exif": picture("PNG", exif={315: "Zhang San", "gps": corpus.GPS}),
    "webp": picture("WEBP", exif={315: "Zhang San", "gps": corpus.GPS}, xmp=b"<x>Zhang San</x>"),
}


@pytest.mark.parametrize("case", PICTURES)
def test_pictures_keep_their_pixels(case):
    before = PICTURES[case]
    assert kinds(before)
    after = scrub(before, "a")
    assert kinds(after) == set()
    assert pixels(after) == pixels(before)
    for secret in (b"Zhang San", b"HUAWEI", b"by li si", b"secret"):
        assert secret not in everything(after)


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_a_turned_picture_is_turned_for_good(kind):
    before = picture(kind, size=(24, 16), exif={0x0112: 6, 315: "Zhang San"})
    after = scrub(before, "a")
    with Image.open(io.BytesIO(after)) as image:
        assert image.size == (16, 24)
        assert dict(image.getexif()) == {}
    assert kinds(after) == set()


def test_scrubbing_twice_changes_nothing():
    for data in (DOCUMENTS["comment"], book(*ROWS, creator="张三"), PICTURES["jpeg"]):
        once = scrub(data, "a")
        assert scrub(once, "a") == once
