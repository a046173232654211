"""A .docx becomes a body: styles, alignment, numbers, merged cells, images; and files that are refused."""

import io
import zipfile
from collections.abc import Callable

import docx
import pytest
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from disclosure.body import DocxRefused, clean, from_docx, problems, with_sources
from disclosure.body import word as module
from disclosure.body.word_numbers import FORMATS, chinese


def saved(document) -> bytes:
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def html_of(document) -> str:
    return from_docx(saved(document)).html


def picture(kind: str = "PNG") -> io.BytesIO:
    out = io.BytesIO()
    Image.new("RGB", (4, 3), "red").save(out, kind)
    out.seek(0)
    return out


def add_level(document, kind: str, text: str, level: int = 0, start: int = 1, list_id: str = "77") -> None:
    """One level of list 77, as Word writes it."""
    root = document.part.numbering_part.element
    abstract = root.find(f"{qn('w:abstractNum')}[@{qn('w:abstractNumId')}='{list_id}']")
    if abstract is None:
        abstract = parse_xml(f"<w:abstractNum {nsdecls('w')} w:abstractNumId='{list_id}'/>")
        root.insert(0, abstract)
        root.append(
            parse_xml(
                f"<w:num {nsdecls('w')} w:numId='{list_id}'><w:abstractNumId w:val='{list_id}'/></w:num>"
            )
        )
    abstract.append(parse_xml(
        f"<w:lvl {nsdecls('w')} w:ilvl='{level}'><w:start w:val='{start}'/><w:numFmt w:val='{kind}'/>"
        f"<w:lvlText w:val='{text}'/></w:lvl>"
    ))  # fmt: skip


def numbered(document, text: str, level: int = 0, list_id: str = "77"):
    paragraph = document.add_paragraph(text)
    properties = paragraph._p.get_or_add_pPr()
    properties.append(parse_xml(
        f"<w:numPr {nsdecls('w')}><w:ilvl w:val='{level}'/><w:numId w:val='{list_id}'/></w:numPr>"
    ))  # fmt: skip
    return paragraph


def test_styles_and_alignment():
    document = docx.Document()
    document.add_heading("关于救助工作的通知", 0).alignment = WD_ALIGN_PARAGRAPH.CENTER
    document.add_paragraph("　　各乡镇人民政府：")
    document.add_heading("一、总体要求", 1)
    document.add_heading("（一）目标", 2)
    document.add_heading("1. 细则", 5)
    run = document.add_paragraph("正文").add_run("加粗下划线")
    run.bold = run.underline = True
    document.add_paragraph("2026年3月5日").alignment = WD_ALIGN_PARAGRAPH.RIGHT
    document.add_paragraph(" ")
    assert html_of(document) == (
        '<h2 class="align-center">关于救助工作的通知</h2><p>各乡镇人民政府：</p><h2>一、总体要求</h2><h3>（一）目标</h3>'
        "<h4>1. 细则</h4><p>正文<strong><u>加粗下划线</u></strong></p>"
        '<p class="align-right">2026年3月5日</p>'
    )


@pytest.mark.parametrize(("style", "expected"), [
    ("标题", "<h2>文字</h2>"), ("标题 1", "<h2>文字</h2>"), ("标题 3", "<h4>文字</h4>"), ("正文", "<p>文字</p>"),
    ("居中", '<p class="align-center">文字</p>'), ("公文正文样式", "<p>文字</p>"),
])  # fmt: skip
def test_chinese_styles(style, expected):
    document = docx.Document()
    document.styles.add_style(style, 1)
    document.add_paragraph("文字", style=style)
    assert from_docx(saved(document)) == module.DocxBody(expected, [], [])


def test_an_alignment_that_only_the_style_states():
    document = docx.Document()
    base = document.styles.add_style("落款", 1)
    base.paragraph_format.alignment = WD_ALIGN_PARAGRAPH.RIGHT
    document.styles.add_style("落款日期", 1).base_style = base
    document.add_paragraph("青岚县民政局", style="落款日期")
    paragraph = document.add_paragraph("左", style="落款日期")
    paragraph.alignment = WD_ALIGN_PARAGRAPH.LEFT
    assert html_of(document) == '<p class="align-right">青岚县民政局</p><p>左</p>'


def test_automatic_numbers_become_text():
    document = docx.Document()
    add_level(document, "japaneseCounting", "%1、")
    add_level(document, "chineseCountingThousand", "（%2）", level=1)
    add_level(document, "decimal", "%3.", level=2)
    for text, level in (
        ("总则", 0),
        ("目的", 1),
        ("甲", 2),
        ("乙", 2),
        ("依据", 1),
        ("丙", 2),
        ("附则", 0),
        ("施行", 1),
    ):
        numbered(document, text, level)
    assert html_of(document) == (
        "<p>一、总则</p><p>（一）目的</p><p>1. 甲</p><p>2. 乙</p><p>（二）依据</p><p>1. 丙</p><p>二、附则</p><p>（一）施行</p>"
    )


def test_articles_numbered_by_their_style():
    document = docx.Document()
    add_level(document, "chineseCountingThousand", "第%1条", start=9)
    style = document.styles.add_style("条", 1)
    style.element.get_or_add_pPr().append(
        parse_xml(f"<w:numPr {nsdecls('w')}><w:numId w:val='77'/></w:numPr>")
    )
    for text in ("为了规范", "本办法", "各乡镇"):
        document.add_paragraph(text, style="条")
    assert html_of(document) == "<p>第九条 为了规范</p><p>第十条 本办法</p><p>第十一条 各乡镇</p>"


def test_bullets_stay_a_list():
    document = docx.Document()
    document.add_paragraph("甲", style="List Bullet")
    document.add_paragraph("乙", style="List Bullet")
    document.add_paragraph("丙", style="List Number")
    assert html_of(document) == "<ul><li>甲</li><li>乙</li></ul><p>1. 丙</p>"


@pytest.mark.parametrize(("number", "text"), [
    (1, "一"), (10, "十"), (11, "十一"), (20, "二十"), (99, "九十九"), (100, "一百"), (105, "一百零五"), (110, "一百一十"),
    (1_000, "一千"), (1_001, "一千零一"), (1_010, "一千零一十"), (1_100, "一千一百"), (9_999, "九千九百九十九"), (10_000, "10000"),
])  # fmt: skip
def test_chinese_numbers(number, text):
    assert chinese(number) == text


@pytest.mark.parametrize(("kind", "number", "text"), [
    ("chineseLegalSimplified", 11, "壹拾壹"), ("ideographTraditional", 3, "丙"), ("decimalEnclosedCircleChinese", 3, "③"),
    ("upperLetter", 28, "BB"), ("lowerRoman", 14, "xiv"), ("upperRoman", 9, "IX"), ("decimalZero", 7, "07"),
    ("decimalFullWidth", 12, "１２"), ("ideographDigital", 10, "一〇"), ("none", 4, ""),
])  # fmt: skip
def test_other_numbers(kind, number, text):
    assert FORMATS[kind](number) == text


def test_merged_cells_and_header_rows():
    document = docx.Document()
    table = document.add_table(rows=3, cols=3)
    for row, texts in zip(
        table.rows, (("项目", "标准", "备注"), ("城镇", "750", "甲"), ("", "560", "乙")), strict=True
    ):
        for cell, text in zip(row.cells, texts, strict=True):
            cell.text = text
    table.cell(1, 0).merge(table.cell(2, 0)).text = "城镇"
    table.cell(0, 1).merge(table.cell(0, 2)).text = "标准"
    head = OxmlElement("w:tblHeader")
    table.rows[0]._tr.get_or_add_trPr().append(head)
    assert html_of(document) == (
        '<table><thead><tr><th>项目</th><th colspan="2">标准</th></tr></thead>'
        '<tbody><tr><td rowspan="2">城镇</td><td>750</td><td>甲</td></tr><tr><td>560</td><td>乙</td></tr></tbody></table>'
    )


def test_images_are_taken_out_and_put_back_by_the_caller():
    document = docx.Document()
    document.add_paragraph("前")
    document.add_picture(picture())
    document.add_picture(picture("JPEG"))
    document.paragraphs[-1]._p.xpath(".//wp:docPr")[0].set("descr", "办事流程图")
    document.add_picture(picture("TIFF"))
    body = from_docx(saved(document))
    assert body.html == (
        '<p>前</p><p><img src="docx-image:1" alt=""></p><p><img src="docx-image:2" alt="办事流程图"></p>'
    )
    assert [(i.number, i.name, i.mime, i.alt) for i in body.images] == [
        (1, "图片1.png", "image/png", ""), (2, "图片2.jpg", "image/jpeg", "办事流程图"),
    ]  # fmt: skip
    assert body.images[0].data == picture().getvalue()
    assert body.messages == [
        "第 3 张图片是 TIFF 格式，网页上不能显示，没有导入。请另存为 PNG 后用“插入图片”补上。"
    ]
    html = with_sources(body.html, {1: "/documents/7/images/1.png", 2: "/documents/7/images/2.jpg"})
    assert html == (
        '<p>前</p><p><img src="/documents/7/images/1.png" alt=""></p>'
        '<p><img src="/documents/7/images/2.jpg" alt="办事流程图"></p>'
    )
    assert clean(html) == html
    [nameless] = problems(html)
    assert nameless.startswith("第 1 张图片（1.png）没有替代文字")
    assert with_sources(body.html, {}) == "<p>前</p>"
    assert with_sources(body.html, {1: "javascript:alert(1)", 2: "https://e.cn/x.png"}) == "<p>前</p>"
    assert clean(body.html) == "<p>前</p>"


def test_placeholders_that_somebody_typed_lead_nowhere():
    assert with_sources('<img src="docx-image:9" alt="x">', {1: "/documents/1/a.png"}) == ""


def changed(data: bytes, change: Callable[[dict[str, bytes]], None]) -> bytes:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    change(parts)
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return out.getvalue()


def simple() -> bytes:
    document = docx.Document()
    document.add_paragraph("正文")
    return saved(document)


def test_revisions_and_comments_are_mentioned():
    def revise(parts: dict[str, bytes]) -> None:
        text = parts["word/document.xml"].decode()
        added = "<w:ins w:id='1'><w:r><w:t>新增</w:t></w:r></w:ins><w:del w:id='2'><w:r><w:delText>旧</w:delText></w:r></w:del>"
        parts["word/document.xml"] = text.replace("</w:p>", f"{added}</w:p>", 1).encode()
        parts["word/charts/chart1.xml"] = b"<c/>"

    body = from_docx(changed(simple(), revise))
    assert body.html == "<p>正文新增</p>"
    assert [message[:12] for message in body.messages] == [
        "文档里有没有接受的修订，",
        "文档里的图表、公式或嵌入",
    ]


def put(name: str, content: bytes) -> bytes:
    return changed(simple(), lambda parts: parts.__setitem__(name, content))


@pytest.mark.parametrize(("data", "words"), [
    (b"", "不是 Word 文档"),
    (b"plain text", "不是 Word 文档"),
    (b"%PDF-1.7 ...", "PDF"),
    (module.OLE + b"\0" * 600, "旧版 .doc"),
    (module.OLE + "EncryptedPackage".encode("utf-16-le"), "密码"),
    (b"PK\x03\x04 broken", "损坏"),
    (simple()[:2_000], "损坏"),
    (b"PK\x05\x06" + b"\0" * 18, "不是 Word 文档"),
    (put("word/document.xml", b"<w:document"), "损坏"),
    (put("word/document.xml", b"<!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>"), "不允许的内容"),
    (put("word/styles.xml", "<!DOCTYPE a [<!ENTITY b 'c'>]><a/>".encode("utf-16")), "不允许的内容"),
])  # fmt: skip
def test_refused_with_a_sentence(data, words):
    with pytest.raises(DocxRefused, match=words):
        from_docx(data)


def test_too_large():
    with pytest.raises(DocxRefused, match="51 MB，超过 50 MB"):
        from_docx(b"PK" + b"\0" * (51 * module.MB))


def test_zip_bombs():
    with pytest.raises(DocxRefused, match="解压后超过 200 MB"):
        from_docx(put("word/media/image1.png", b"\0" * (201 * module.MB)))
    with pytest.raises(DocxRefused, match="文字部分过大"):
        from_docx(put("word/document.xml", b" " * (21 * module.MB)))
    with pytest.raises(DocxRefused, match="解压后"):
        from_docx(changed(simple(), lambda parts: parts.update({f"x/{n}": b"" for n in range(5_001)})))


PLAIN = simple()


@given(st.lists(st.tuples(st.integers(0, len(PLAIN) - 1), st.integers(0, 255)), min_size=1, max_size=40))
@settings(max_examples=60, deadline=None)
def test_a_damaged_file_is_read_or_refused_never_an_error(damage):
    data = bytearray(PLAIN)
    for at, value in damage:
        data[at] = value
    try:
        html = from_docx(bytes(data)).html
    except DocxRefused:
        return
    assert clean(html) == html


def test_a_document_nested_without_end_is_refused():
    nested = "<w:tbl><w:tr><w:tc>" * 3_000 + "<w:p/>" + "</w:tc></w:tr></w:tbl>" * 3_000
    head = f"<w:document {nsdecls('w')}><w:body>"
    with pytest.raises(DocxRefused):
        from_docx(put("word/document.xml", f"{head}{nested}</w:body></w:document>".encode()))
