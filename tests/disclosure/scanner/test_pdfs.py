"""PDF files: text, text under boxes, and what hangs beside the pages."""

import pytest

from disclosure.scanner import Kind, read_file, scan_file
from tests.disclosure.scanner import papers
from tests.disclosure.scanner.papers import box, changed, pdf, said

SECRET = said("拟补助王五千元", y=100)
PLAIN = said("公开部分")
COVER = box(35, 95, 200, 26)


def found(data: bytes) -> list[tuple[Kind, str]]:
    return [(one.kind, one.excerpt) for one in scan_file(data, "公告.pdf")]


def kinds(data: bytes) -> list[Kind]:
    return [kind for kind, _ in found(data)]


def test_a_plain_page_has_no_finding_and_its_text_is_read():
    file = read_file(pdf(PLAIN, said("第一页内容")), "公告.pdf")
    assert file.format == "pdf"
    assert [(piece.place, piece.text) for piece in file.pieces] == [
        ("附件“公告.pdf”第1页", "公开部分"),
        ("附件“公告.pdf”第2页", "第一页内容"),
    ]
    assert scan_file(pdf(PLAIN), "公告.pdf") == []


def test_numbers_and_marks_are_placed():
    (number, mark) = scan_file(pdf(PLAIN, said("电话13900001111") + said("机密★10年", y=50)), "公告.pdf")
    assert (number.kind, number.place) == (Kind.MOBILE, "附件“公告.pdf”第2页")
    assert mark.kind is Kind.SECRECY_MARK


UNDER = (Kind.TEXT_UNDER_BOX, "仍可复制出的文字：拟补助王五千元")


@pytest.mark.parametrize(
    "content",
    [
        PLAIN + SECRET + COVER,
        SECRET + box(35, 95, 200, 26, "1 g"),
        SECRET + box(35, 95, 200, 26, "0.2 0.2 0.6 rg"),
        SECRET + "q 200 0 0 26 35 95 cm /Im2 Do Q\n",
        SECRET + "q 0 G 26 w 30 108 m 240 108 l S Q\n",
        SECRET + "q 0 g 35 95 m 235 95 l 235 121 l 135 122 l 35 121 l h f Q\n",
    ],
    ids=["black", "white", "blue", "picture", "thick line", "free shape"],
)
def test_text_under_a_box(content):
    assert found(pdf(content)) == [UNDER]


def test_text_under_a_box_laid_on_as_an_annotation():
    secret = said("拟补助王五千元", y=200)
    assert found(changed(pdf(secret), papers.square)) == [UNDER]


def test_only_what_is_covered_is_reported():
    content = said("拟补助王五千元", y=100, size=20) + box(100, 90, 40, 40)
    assert found(pdf(content)) == [(Kind.TEXT_UNDER_BOX, "仍可复制出的文字：王五")]


@pytest.mark.parametrize(
    "content",
    [
        COVER.replace("0 g", "0.8 g") + SECRET,
        SECRET + box(35, 95, 200, 26, "1 1 0 rg", "/Half gs"),
        SECRET + box(35, 90, 200, 2),
        SECRET + "q 0 G 1 w 35 95 200 26 re S Q\n",
        SECRET + box(35, 150, 200, 26),
        SECRET + "q 0 g 10 10 380 280 re 20 20 360 260 re f* Q\n",
        box(35, 95, 200, 26) + said("拟补助王五千元", y=100, more="1 g"),
    ],
    ids=["background", "highlighter", "rule", "frame", "elsewhere", "thick frame", "white on black"],
)
def test_what_a_reader_can_read_is_not_covered(content):
    assert found(pdf(content)) == []


@pytest.mark.parametrize("more", ["1 g", "3 Tr", "1 1 1 rg"])
def test_letters_nobody_sees(more):
    assert found(pdf(PLAIN + said("看不见的文字", y=100, more=more))) == [
        (Kind.HIDDEN_TEXT, "看不见的文字：看不见的文字")
    ]


def test_letters_beside_the_page():
    assert kinds(pdf(PLAIN + said("底稿", x=900))) == [Kind.HIDDEN_TEXT]


SCAN = "q 400 0 0 300 0 0 cm /Im1 Do Q\n"


def test_a_scan_without_text_is_a_notice():
    (one,) = scan_file(pdf(SCAN), "公告.pdf")
    assert (one.kind, one.blocking) == (Kind.UNREADABLE, False)
    assert one.excerpt == "没有文字层，系统看不到其中的文字，请人工核对"


def test_single_pages_without_text_are_named():
    (one,) = scan_file(pdf(PLAIN, SCAN, PLAIN, SCAN), "公告.pdf")
    assert one.excerpt.startswith("第2、4页没有文字层")


def test_the_text_layer_of_a_scan_is_visible_text_but_for_a_black_box_in_the_picture():
    layer = said("公开部分", y=200, more="3 Tr") + said("王五", y=100, more="3 Tr")
    assert found(pdf(SCAN + layer)) == []
    black = SCAN + "q 100 0 0 40 20 90 cm /Im2 Do Q\n" + layer
    assert found(pdf(black)) == [(Kind.TEXT_UNDER_BOX, "仍可复制出的文字：王五")]


def test_comments():
    assert found(changed(pdf(PLAIN), papers.note("这一户不要写"))) == [(Kind.COMMENT, "张*：这一户不要写")]
    assert found(changed(pdf(PLAIN), papers.free_text)) == [(Kind.COMMENT, "批注：改成三千元")]


def test_authors():
    assert found(changed(pdf(PLAIN), lambda writer: writer.add_metadata({"/Author": "张三"}))) == [
        (Kind.AUTHOR, "作者：张*")
    ]
    assert found(changed(pdf(PLAIN), papers.xmp("李四"))) == [(Kind.AUTHOR, "作者：李*")]
    plain = {
        "/Author": "青岚县人民政府办公室",
        "/Creator": "WPS Office",
        "/Producer": "WPS",
        "/Title": "公告",
    }
    assert found(changed(pdf(PLAIN), lambda writer: writer.add_metadata(plain))) == []


def test_files_scripts_and_layers():
    assert kinds(changed(pdf(PLAIN), lambda writer: writer.add_attachment("a.txt", b"x"))) == [
        Kind.EMBEDDED_FILE
    ]
    assert kinds(changed(pdf(PLAIN), papers.script)) == [Kind.MACRO]
    assert found(changed(pdf(PLAIN), papers.hidden_layer)) == [(Kind.HIDDEN_TEXT, "默认不显示的图层：底稿层")]


def test_an_encrypted_file_blocks():
    (one,) = scan_file(changed(pdf(PLAIN), lambda _: None, user_password="x"), "公告.pdf")
    assert (one.kind, one.blocking) == (Kind.UNREADABLE, True)
    assert "密码" in one.excerpt


def test_a_file_that_may_only_not_be_printed_is_read():
    data = changed(pdf(said("电话13900001111")), lambda _: None, user_password="", owner_password="y")
    assert kinds(data) == [Kind.MOBILE]


@pytest.mark.parametrize("broken", [b"%PDF-1.7\n", pdf(PLAIN)[:200], b"%PDF-1.4 " + b"obj" * 500])
def test_a_broken_file_blocks(broken):
    (one,) = scan_file(broken, "公告.pdf")
    assert (one.kind, one.blocking) == (Kind.UNREADABLE, True)


def test_too_many_pages():
    (one,) = scan_file(pdf(*[""] * 2001), "公告.pdf")
    assert one.kind is Kind.UNREADABLE
    assert "2000 页" in one.excerpt


def test_pages_of_a_large_file_come_in_order():
    data = pdf(*[said(f"第{n}页") + said("公开部分" * 40, size=1, y=30) * 20 for n in range(100)])
    assert len(data) > 150_000
    file = read_file(data, "公告.pdf")
    assert [piece.text.split("页")[0] for piece in file.pieces] == [f"第{n}" for n in range(100)]


def test_a_reader_that_hangs_is_stopped(monkeypatch):
    monkeypatch.setattr("disclosure.scanner.pdf._SECONDS", 0)
    (one,) = scan_file(pdf(PLAIN), "公告.pdf")
    assert one.kind is Kind.UNREADABLE
    assert "限定时间" in one.excerpt
