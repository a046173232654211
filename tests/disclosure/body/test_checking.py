"""The sentences before a submission, and the body as plain lines."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from disclosure.body import clean, hints, losses, paragraphs, problems, to_text

HERE = Path(__file__).parent
WORD = (HERE / "word.html").read_text("utf-8")
WPS = (HERE / "wps.html").read_text("utf-8")
GOOD = "<p>正文</p><p><img src='/documents/1/a.png' alt='办事流程图'></p>"


def test_a_good_body_has_none():
    assert problems(GOOD) == losses(GOOD) == hints(GOOD) == []


@pytest.mark.parametrize(
    "empty",
    ["", "  ", "<p>&nbsp;</p>", "<p>　　<br></p><hr>", "<script>x</script>", "<table><tr><td></table>"],
)
def test_an_empty_body(empty):
    assert problems(empty) == ["正文是空的，请填写正文。"]


def test_a_picture_alone_is_a_body():
    assert problems("<img src='/documents/1/a.png' alt='公告'>") == []


@pytest.mark.parametrize("alt", ["", "alt", "alt=''", "alt=' 　&nbsp;'"])
def test_an_image_without_words_is_named(alt):
    html = f"{GOOD}<p><img src='/documents/1/%E6%B5%81%E7%A8%8B.png?v=1' {alt}></p>"
    assert problems(html) == [
        "第 2 张图片（流程.png）没有替代文字。请填写图片说明，让看不见图片的人也能知道内容。"
    ]
    assert losses(html) == []
    assert problems(clean(html)) == problems(html)


def test_images_that_were_never_uploaded():
    html = (
        "<p>文</p><img src='data:image/png;base64,AAAA' alt=a><img src='file:///C:/temp/b.png' alt=b>"
        "<img src='C:\\temp\\c.png'><img src='https://www.e.cn/d.png' alt=d><img alt=e>"
    )
    found = losses(html)
    assert [sentence.partition("张图片")[0] for sentence in found] == [f"第 {n} " for n in range(1, 6)]
    assert "直接粘贴在正文里" in found[0]
    assert "（b.png）还在您自己的电脑里" in found[1]
    assert "（c.png）还在您自己的电脑里" in found[2]
    assert "（https://www.e.cn/d.png）不在本站" in found[3]
    assert "没有图片文件" in found[4]
    assert problems(html) == found
    assert "<img" not in clean(html)
    assert losses(clean(html)) == []


@pytest.mark.parametrize(
    "href", ["file:///D:/a.doc", "C:\\a.doc", "d:/a.doc", "\\\\server\\share\\a.doc", " FILE://x"]
)
def test_links_into_somebodys_computer(href):
    html = f"<p>见<a href='{href}'>附件一</a></p>"
    assert problems(html) == [
        "链接“附件一”指向您自己电脑里的文件，别人打不开。请上传为附件，或删除这个链接。"
    ]
    assert clean(html) == "<p>见附件一</p>"


def test_what_word_and_wps_lose():
    [lost] = problems(WORD)
    assert lost.startswith("第 1 张图片（clip_image002.png）还在您自己的电脑里")
    assert problems(WPS) == [
        "第 1 张图片是直接粘贴在正文里的，没有上传。请用“插入图片”上传，并填写图片说明。"
    ]


def test_a_table_without_a_head_is_a_hint_only():
    html = "<table><tr><th>甲</table><table><caption>收费标准</caption><tr><td>乙</table>"
    assert problems(html) == []
    [hint] = hints(html)
    assert hint.startswith("第 2 个表格（收费标准）没有表头。")


def test_one_line_per_block_and_tabs_between_cells():
    html = (
        "<h2>标题</h2><p>一<br>二<strong>三</strong></p><ul><li>甲<ol><li>乙</ol></ul><blockquote><p>引</blockquote><hr>"
        "<table><caption>表</caption><tr><th>栏<th>值<tr><td><p>多<p>段<td><ul><li>项</ul><tr><td><td></table>"
        "<figure><img src=/documents/1/a.png alt=图示><figcaption>图题</figcaption></figure>"
    )
    assert paragraphs(html) == [
        "标题",
        "一 二三",
        "甲",
        "乙",
        "引",
        "表",
        "栏\t值",
        "多 段\t项",
        "图示",
        "图题",
    ]
    assert to_text(html) == "\n".join(paragraphs(html))


def test_a_number_that_was_split_by_marks_is_whole_for_the_scan():
    assert to_text("<p>3401<b>23</b>1990<span>0101</span>1234</p>") == "340123199001011234"


def test_a_cell_that_is_empty_keeps_its_tab():
    assert paragraphs("<table><tr><td>甲<td><td>丙</table>") == ["甲\t\t丙"]


@given(st.text(alphabet="甲乙 \n<>&;/pbr\"'=", max_size=80))
def test_text_does_not_depend_on_cleaning(html):
    assert paragraphs(html) == paragraphs(clean(html))
