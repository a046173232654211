"""Word, Excel and PowerPoint files: what a reader sees, and what is kept out of sight."""

import pytest

from disclosure.scanner import Kind, read_file, scan_file
from tests.disclosure.scanner import corpus
from tests.disclosure.scanner.corpus import (
    CARD,
    ID,
    MOBILE,
    ROWS,
    book,
    docx,
    picture,
    related,
    repacked,
    with_paragraph,
)

STYLES = "word/styles.xml"


def kinds(data: bytes, name: str = "通知.docx", **options) -> list[Kind]:
    return [found.kind for found in scan_file(data, name, **options)]


def only(data: bytes, name: str = "通知.docx"):
    (found,) = scan_file(data, name)
    return found


def part(name: str, content_type: str, xml: str, data: bytes) -> bytes:
    """The file with one more part of this content type."""
    row = f'<Override PartName="/{name}" ContentType="{content_type}"/></Types>'.encode()
    types = corpus.member(data, "[Content_Types].xml").replace(b"</Types>", row)
    return repacked(data, {name: xml.encode(), "[Content_Types].xml": types})


WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml"
W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'


def test_clean_files_have_no_finding():
    text = "关于印发《青岚县政务公开工作方案》的通知。咨询电话0539-1234567。"
    assert scan_file(docx(text, "第二段。", author="青岚县人民政府办公室"), "通知.docx") == []
    assert scan_file(book(*ROWS, creator="WPS Office"), "名单.xlsx") == []


def test_numbers_in_paragraphs_are_placed():
    found = scan_file(docx("标题", f"身份证{ID}", f"卡号{CARD}"), "通知.docx")
    assert [(one.kind, one.place) for one in found] == [
        (Kind.ID_NUMBER, "附件“通知.docx”第2段"),
        (Kind.BANK_CARD, "附件“通知.docx”第3段"),
    ]


def test_county_words_in_files():
    assert kinds(docx("清源行动"), words=["清源行动"]) == [Kind.COUNTY_WORD]


def test_the_name_of_the_file_counts_as_text():
    (found,) = scan_file(docx("标题"), f"{MOBILE}.docx")
    assert (found.kind, found.place) == (Kind.MOBILE, "文件名")


def test_tables_headers_footnotes_and_text_boxes_are_visible_text():
    def change(document) -> None:
        document.add_table(rows=1, cols=1).rows[0].cells[0].text = "表中的话"
        document.sections[0].header.paragraphs[0].text = "页眉的话"
        document.sections[0].footer.paragraphs[0].text = "页脚的话"
        document.element.body.insert(0, corpus.paragraph_xml(corpus.TEXT_BOX))

    data = docx("正文", change=change)
    data = part(
        "word/footnotes.xml", f"{WORD}.footnotes+xml",
        f"<w:footnotes {W}><w:footnote><w:p><w:r><w:t>脚注的话</w:t></w:r></w:p></w:footnote></w:footnotes>", data,
    )  # fmt: skip
    text = "\n".join(piece.text for piece in read_file(data, "通知.docx").pieces)
    for said in ("正文", "表中的话", "页眉的话", "页脚的话", "脚注的话", f"框里的电话{MOBILE}"):
        assert text.count(said) == 1


def test_a_text_box_written_twice_is_read_once():
    twice = (
        '<mc:AlternateContent xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006">'
        "<mc:Choice Requires='wps'><w:txbxContent><w:p><w:r><w:t>框里</w:t></w:r></w:p></w:txbxContent></mc:Choice>"
        "<mc:Fallback><w:txbxContent><w:p><w:r><w:t>框里</w:t></w:r></w:p></w:txbxContent></mc:Fallback>"
        "</mc:AlternateContent>"
    )
    data = docx(change=with_paragraph(f"<w:r>{twice}</w:r>"))
    assert [piece.text for piece in read_file(data, "通知.docx").pieces] == ["框里"]


def test_a_number_in_several_runs_is_one_number():
    inner = "".join(corpus.run(stretch) for stretch in (ID[:5], ID[5:11], ID[11:]))
    assert kinds(docx(change=with_paragraph(inner))) == [Kind.ID_NUMBER]


@pytest.mark.parametrize(
    ("inner", "kind", "excerpt", "visible"),
    [
        (corpus.DELETED, Kind.TRACKED_CHANGE, "删除：王五五千元", "拟补助若干元。"),
        (corpus.INSERTED, Kind.TRACKED_CHANGE, "插入：原则", "会议原则通过。"),
        (corpus.MOVED, Kind.TRACKED_CHANGE, "移走：搬走的话", "第一第二"),
        (corpus.VANISHED, Kind.HIDDEN_TEXT, "隐藏文字：不公开的底稿", "公开部分。"),
    ],
)
def test_changes_and_hidden_runs(inner, kind, excerpt, visible):
    data = docx(change=with_paragraph(inner))
    found = only(data)
    assert (found.kind, found.excerpt, found.blocking) == (kind, excerpt, True)
    assert [piece.text for piece in read_file(data, "通知.docx").pieces] == [visible]


def test_vanish_switched_off_is_visible():
    run = corpus.run("看得见", properties='<w:rPr><w:vanish w:val="0"/></w:rPr>')
    data = docx(change=with_paragraph(run))
    assert scan_file(data, "通知.docx") == []
    assert read_file(data, "通知.docx").pieces[0].text == "看得见"


def test_a_style_can_hide_and_its_children_inherit_it():
    data = docx(
        change=with_paragraph(corpus.run("底稿", properties='<w:rPr><w:rStyle w:val="kid"/></w:rPr>'))
    )
    styles = corpus.member(data, STYLES).replace(
        b"</w:styles>",
        b'<w:style w:type="character" w:styleId="par"><w:rPr><w:vanish/></w:rPr></w:style>'
        b'<w:style w:type="character" w:styleId="kid"><w:basedOn w:val="par"/></w:style></w:styles>',
    )
    assert only(repacked(data, {STYLES: styles})).kind is Kind.HIDDEN_TEXT


def test_a_number_in_a_deleted_text_is_found_as_well():
    inner = f"<w:del {corpus.TRACKED}>{corpus.run(ID, 'delText')}</w:del>"
    found = scan_file(docx(change=with_paragraph(inner)), "通知.docx")
    assert {one.kind for one in found} == {Kind.TRACKED_CHANGE, Kind.ID_NUMBER}
    assert all(ID not in one.excerpt for one in found)


def test_tracked_rows_and_formats():
    row = f"<w:tbl><w:tr><w:trPr><w:ins {corpus.TRACKED}/></w:trPr><w:tc><w:p/></w:tc></w:tr></w:tbl>"
    run = f"<w:r><w:rPr><w:b/><w:rPrChange {corpus.TRACKED}><w:rPr/></w:rPrChange></w:rPr><w:t>粗</w:t></w:r>"
    assert kinds(docx(change=with_paragraph(run))) == [Kind.TRACKED_CHANGE]

    def table(document) -> None:
        document.element.body.insert(0, corpus.parse_xml(row.replace("<w:tbl>", f"<w:tbl {W}>")))

    assert kinds(docx(change=table)) == [Kind.TRACKED_CHANGE]


def test_comments():
    found = only(docx(change=corpus.commented))
    assert (found.kind, found.excerpt) == (Kind.COMMENT, "张*：这一户不要写名字")


@pytest.mark.parametrize("name", ["张三", "欧阳明月", "zhangsan", "Li Si", "李四;张三", "13912345678"])
def test_names_of_people_block(name):
    found = scan_file(docx("标题", author=name), "通知.docx")
    assert {one.kind for one in found} >= {Kind.AUTHOR}
    assert all(one.blocking for one in found)
    assert all(name not in one.excerpt for one in found)


@pytest.mark.parametrize(
    "name",
    ["", "WPS Office", "WPS_1527145", "Administrator", "admin", "微软用户", "Windows 用户", "lenovo", "USER-20200101", "DESKTOP-AB12",
     "青岚县人民政府办公室", "县财政局", "财政局", "办公室", "东山镇人民政府", "python-docx", "openpyxl"],
)  # fmt: skip
def test_programs_computers_and_bodies_are_no_people(name):
    assert scan_file(docx("标题", author=name), "通知.docx") == []


def test_other_properties_are_notices():
    def change(document) -> None:
        document.core_properties.keywords = "第二稿"

    found = only(docx("标题", change=change))
    assert (found.kind, found.blocking, found.excerpt) == (Kind.METADATA, False, "关键词：第二稿")


@pytest.mark.parametrize(
    ("kind", "target"),
    [
        ("attachedTemplate", "file:///C:/Users/zhangsan/Normal.dotm"),
        ("image", "http://10.1.2.3/a.png"),
        ("oleObject", "file:///D:/a.xlsx"),
        ("hyperlink", "file:///C:/Users/zhangsan/b.docx"),
    ],
)
def test_links_to_the_outside(kind, target):
    found = only(related(docx("标题"), "word/_rels/document.xml.rels", kind, target))
    assert (found.kind, found.blocking) == (Kind.EXTERNAL_LINK, True)


def test_a_link_readers_can_click_is_nothing():
    data = related(docx("标题"), "word/_rels/document.xml.rels", "hyperlink", "https://www.example.gov.cn/")
    assert scan_file(data, "通知.docx") == []


def test_a_field_that_links():
    assert kinds(docx(change=with_paragraph(corpus.run("INCLUDETEXT C:\\a.docx", "instrText")))) == [
        Kind.EXTERNAL_LINK
    ]
    assert kinds(docx(change=with_paragraph(corpus.run(" PAGE ", "instrText")))) == []


def test_macros_and_inner_files():
    assert kinds(repacked(docx("标题"), {"word/vbaProject.bin": b"x" * 99})) == [Kind.MACRO]
    inner = book(("工资", MOBILE))
    found = scan_file(repacked(docx("标题"), {"word/embeddings/表.xlsx": inner}), "通知.docx")
    assert [one.kind for one in found] == [Kind.EMBEDDED_FILE, Kind.MOBILE]
    assert found[1].place == "附件“通知.docx”内的内嵌文件“表.xlsx”工作表“名单”第1行B列"


def test_pictures_inside_are_looked_at():
    data = repacked(docx("标题"), {"word/media/image1.jpeg": picture(exif={"gps": corpus.GPS})})
    found = only(data)
    assert (found.kind, found.blocking) == (Kind.EXIF, True)


def test_cells_are_placed():
    found = only(book(*ROWS, ("丁某", "北村", MOBILE)), "名单.xlsx")
    assert (found.kind, found.place) == (Kind.MOBILE, "附件“名单.xlsx”工作表“名单”第5行C列")
    assert found.excerpt == "丁某 北村 139****5678"


def test_numbers_stored_as_figures():
    assert kinds(book((13912345678, "甲")), "名单.xlsx") == [Kind.MOBILE]
    assert kinds(book(("甲", 1.3912345678e10)), "名单.xlsx") == [Kind.MOBILE]


def test_neighbouring_cells_are_not_one_number():
    assert scan_file(book((ID[:6], ID[6:14], ID[14:])), "名单.xlsx") == []


def test_visible_cells():
    file = read_file(book(*ROWS), "名单.xlsx")
    assert file.format == "xlsx"
    assert file.pieces[1].text == "甲某\t东村\t100"
    assert file.pieces[1].place == "附件“名单.xlsx”工作表“名单”第2行"


@pytest.mark.parametrize(
    ("change", "kind", "place", "excerpt"),
    [
        (corpus.hide_row, Kind.HIDDEN_ROWS, "工作表“名单”第3行", "隐藏的行：乙某 西村 200"),
        (corpus.hide_column, Kind.HIDDEN_COLUMNS, "工作表“名单”B列", "隐藏的列：村；东村；西村；南村"),
        (corpus.hide_sheet, Kind.HIDDEN_SHEET, "工作表“底稿”", "隐藏的工作表：内部口径 139****5678"),
        (
            corpus.hide_sheet_deeply,
            Kind.HIDDEN_SHEET,
            "工作表“底稿”",
            "深度隐藏的工作表：内部口径 139****5678",
        ),
        (corpus.comment_on_cell, Kind.COMMENT, "单元格A2", "批注：这一户要核实"),
    ],
)
def test_out_of_sight_in_workbooks(change, kind, place, excerpt):
    data = book(*ROWS, change=change)
    (found,) = [one for one in scan_file(data, "名单.xlsx") if one.kind is kind]
    assert found.place == f"附件“名单.xlsx”{place}"
    assert found.excerpt == excerpt
    assert found.blocking
    assert not [
        piece
        for piece in read_file(data, "名单.xlsx").pieces
        if "139" in piece.text or "西村\t" in piece.text[:3]
    ]


def test_a_number_on_a_hidden_sheet_is_found_as_well():
    assert set(kinds(book(*ROWS, change=corpus.hide_sheet), "名单.xlsx")) == {Kind.HIDDEN_SHEET, Kind.MOBILE}


def test_a_hidden_sheet_without_content_is_nothing():
    def change(workbook) -> None:
        workbook.create_sheet("空").sheet_state = "hidden"

    assert scan_file(book(*ROWS, change=change), "名单.xlsx") == []


def test_external_workbooks_and_names():
    data = related(book(*ROWS), "xl/_rels/workbook.xml.rels", "externalLinkPath", "file:///D:/底稿.xlsx")
    assert kinds(data, "名单.xlsx") == [Kind.EXTERNAL_LINK]
    names = corpus.member(book(*ROWS), "xl/workbook.xml").replace(
        b"</sheets>",
        "</sheets><definedNames><definedName name='源'>[1]底稿!$A$1</definedName></definedNames>".encode(),
    )
    data = repacked(book(*ROWS), {"xl/workbook.xml": names.replace(b"<definedNames />", b"")})
    assert kinds(data, "名单.xlsx") == [Kind.EXTERNAL_LINK]


def test_what_a_pivot_table_remembers():
    name, kind = (
        "xl/pivotCache/pivotCacheRecords1.xml",
        "application/vnd.openxmlformats-officedocument.spreadsheetml",
    )
    xml = f'<pivotCacheRecords xmlns="x"><r><s v="戊某"/><s v="{MOBILE}"/></r></pivotCacheRecords>'
    found = kinds(part(name, f"{kind}.pivotCacheRecords+xml", xml, book(*ROWS)), "名单.xlsx")
    assert found == [Kind.HIDDEN_TEXT, Kind.MOBILE]


def test_strings_no_cell_uses_any_more():
    name, kind = "xl/sharedStrings.xml", "application/vnd.openxmlformats-officedocument.spreadsheetml"
    data = book((1, 2))
    xml = f'<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><si><t>{ID}</t></si></sst>'
    if name in corpus.names(data):
        data = repacked(data, {}, gone=(name,))
    assert kinds(part(name, f"{kind}.sharedStrings+xml", xml, data), "名单.xlsx") == [Kind.ID_NUMBER]


def test_forty_thousand_cells():
    found = scan_file(corpus.big_book(), "大表.xlsx")
    assert {one.kind for one in found} == {Kind.MOBILE}
    assert len(found) == 201
    assert found[-1].excerpt == "另有 3800 处手机号码，不再逐条列出"
    assert found[-1].blocking
    assert found[-1].fingerprint == scan_file(corpus.big_book(), "大表.xlsx")[-1].fingerprint
    assert found[-1].fingerprint != scan_file(corpus.big_book(3999), "大表.xlsx")[-1].fingerprint


P = "http://schemas.openxmlformats.org/presentationml/2006/main"
A = "http://schemas.openxmlformats.org/drawingml/2006/main"


def slides() -> bytes:
    kind = "application/vnd.openxmlformats-officedocument.presentationml"
    rows = "".join(
        f'<Override PartName="/ppt/{name}.xml" ContentType="{kind}.{role}+xml"/>'
        for name, role in (("presentation", "presentation.main"), ("slides/slide1", "slide"), ("slides/slide2", "slide"),
                           ("notesSlides/notesSlide1", "notesSlide"))
    )  # fmt: skip

    def page(tag: str, text: str, more: str = "") -> bytes:
        return f'<p:{tag} xmlns:p="{P}" xmlns:a="{A}"{more}><a:p><a:r><a:t>{text}</a:t></a:r></a:p></p:{tag}>'.encode()

    return corpus.archive(
        {
            "[Content_Types].xml": f'<Types xmlns="x">{rows}</Types>'.encode(),
            "ppt/presentation.xml": page("presentation", ""),
            "ppt/slides/slide1.xml": page("sld", "政策解读"),
            "ppt/slides/slide2.xml": page("sld", f"不放映{MOBILE}", ' show="0"'),
            "ppt/notesSlides/notesSlide1.xml": page("notes", "讲到这里停一下"),
        }
    )


def test_slides():
    found = scan_file(slides(), "解读.pptx")
    assert {one.kind for one in found} == {Kind.HIDDEN_TEXT, Kind.MOBILE}
    assert [piece.text for piece in read_file(slides(), "解读.pptx").pieces] == ["政策解读"]
