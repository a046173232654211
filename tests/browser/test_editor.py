"""The body editor as a clerk uses it: pasting from Word and WPS, tables and images by keyboard, and what is sent."""

import random
import re
from pathlib import Path
from urllib.parse import quote

import pytest
from playwright.sync_api import Locator, Page, expect

from disclosure.body import clean, to_text
from tests.browser.editor_page import png
from tests.browser.visits import sideways
from tests.disclosure.body.test_cleaning import PIECES

SAMPLES = Path(__file__).parent.parent / "disclosure" / "body"
WORD = (SAMPLES / "word.html").read_text("utf-8")
WPS = (SAMPLES / "wps.html").read_text("utf-8")
PASTE = """(element, [html, text]) => {
  const data = new DataTransfer();
  if (html) data.setData("text/html", html);
  data.setData("text/plain", text);
  element.dispatchEvent(new ClipboardEvent("paste", {clipboardData: data, bubbles: true, cancelable: true}));
}"""
PASTE_FILE = """(element, bytes) => {
  const data = new DataTransfer();
  data.items.add(new File([new Uint8Array(bytes)], "截图.png", {type: "image/png"}));
  element.dispatchEvent(new ClipboardEvent("paste", {clipboardData: data, bubbles: true, cancelable: true}));
}"""
THROUGH = """async (bodies) => {
  const { read, write } = await import("/static/js/editor/schema.js");
  const { parse } = await import("/static/js/editor/paste.js");
  return bodies.map((body) => write(read(parse(body))));
}"""
PICTURE = {"name": "流程图.png", "mimeType": "image/png", "buffer": png()}


@pytest.fixture
def at_editor(visit, county, settings):
    """Opens the editor with a text in it."""
    settings.ROOT_URLCONF = "tests.browser.editor_page"

    def at(body: str = "", **options) -> Page:
        page = visit(county.clerk, **options)
        page.goto(f"/editor/?body={quote(body)}")
        return page

    return at


def enter(page: Page) -> None:
    """Into the text. The editor puts its own selection back a moment after it gets the focus (a timer in the page):
    a key pressed before that would be forgotten, so the page's own timers are waited for, however slow it is."""
    text_of(page).focus()
    page.evaluate("() => new Promise((done) => setTimeout(() => requestAnimationFrame(() => done()), 60))")


def text_of(page: Page) -> Locator:
    return page.get_by_role("textbox", name="正文")


def source(page: Page) -> str:
    """What the form would send now."""
    return page.evaluate("() => new FormData(document.querySelector('form[data-unsaved]')).get('body')")


def button(page: Page, name: str) -> Locator:
    return page.get_by_role("toolbar").get_by_role("button", name=name, exact=True)


def paste(page: Page, html: str, text: str = "x") -> None:
    text_of(page).evaluate(PASTE, [html, text])


def test_word_comes_in_plain_and_is_sent_as_the_server_keeps_it(at_editor, check_axe):
    page = at_editor()
    enter(page)
    paste(page, WORD)
    expect(page.get_by_role("status").filter(has_text="图片")).to_have_text(
        "有 1 张图片没有随文字粘贴进来。请用“插入图片”逐张上传，并填写图片说明。"
    )
    sent = source(page)
    assert "Mso" not in sent
    assert "style" not in sent
    assert clean(sent) == clean(WORD)
    assert sent == clean(WORD).replace(' rel="noopener noreferrer"', "")
    check_axe(page)
    page.get_by_role("button", name="保存").click()
    shown = page.locator("#shown")
    expect(shown.get_by_role("cell", name="750元")).to_be_visible()
    expect(shown.get_by_role("region", name="表格 1")).to_have_count(1)
    assert source(page) == clean(WORD)  # nobody touched it
    check_axe(page)


def test_wps_comes_in_plain(at_editor):
    page = at_editor()
    enter(page)
    paste(page, WPS)
    expect(page.get_by_text("有 1 张图片没有随文字粘贴进来")).to_be_visible()
    assert source(page) == clean(WPS)


def test_plain_text_loses_its_typed_indent(at_editor):
    page = at_editor()
    enter(page)
    paste(page, "", "　　第一段\n　　第二段")
    assert source(page) == "<p>第一段</p><p>第二段</p>"


@pytest.mark.parametrize(
    "hostile",
    [
        "<img src=x onerror='document.title=1'>",
        "<svg onload='document.title=1'></svg>",
        "<a href='javascript:1'>甲</a>",
        "<script>document.title=1</script>",
        "<iframe srcdoc='<script>parent.document.title=1</script>'></iframe>",
    ],
)
def test_hostile_clipboards_do_nothing(at_editor, hostile):
    page = at_editor()
    title = page.title()
    enter(page)
    paste(page, f"<p>前{hostile}后</p>")
    assert re.fullmatch("<p>前甲?后</p>", source(page))
    assert page.title() == title


def test_a_table_by_keyboard_alone(at_editor, check_axe):
    page = at_editor("<p>收费标准如下：</p>")
    enter(page)
    page.keyboard.press("Control+End")
    page.wait_for_timeout(200)  # the browser moves, and the editor hears of it a moment later
    page.keyboard.press("Enter")
    page.keyboard.press("Alt+F10")
    page.keyboard.press("End")
    expect(button(page, "插入表格")).to_be_focused()
    page.keyboard.press("Enter")
    dialog = page.get_by_role("dialog", name="插入表格")
    expect(dialog.get_by_label("行数")).to_be_focused()
    check_axe(page)
    page.keyboard.type("0")
    page.keyboard.press("Enter")
    expect(dialog.get_by_role("alert")).to_have_text("行数填 1 到 100。")
    for value in ("2", "2"):
        page.keyboard.press("Control+A")
        page.keyboard.type(value)
        page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    page.keyboard.type("收费标准")
    page.keyboard.press("Enter")
    expect(dialog).to_have_count(0)
    for word in ("项目", "标准", "证照", "免费"):
        page.keyboard.type(word)
        page.keyboard.press("Tab")
    assert source(page) == (
        "<p>收费标准如下：</p><table><caption>收费标准</caption><thead><tr><th>项目</th><th>标准</th></tr></thead>"
        "<tbody><tr><td>证照</td><td>免费</td></tr></tbody></table><p></p>"
    )
    check_axe(page)


def test_rows_columns_merging_and_header_cells(at_editor):
    page = at_editor("<table><tr><td>甲</td><td>乙</td></tr><tr><td>丙</td><td>丁</td></tr></table>")
    text_of(page).get_by_text("甲").click()
    for name in ("下方插行", "右侧插列", "首行表头"):
        button(page, name).click()
    rows = page.locator(".editor__text tr")
    expect(rows).to_have_count(3)
    assert source(page).count("<th>") == 3
    button(page, "删除行").click()
    button(page, "删除列").click()
    expect(rows).to_have_count(2)
    text_of(page).get_by_text("丁").click()
    page.wait_for_timeout(200)  # the editor hears of a click's selection a moment later
    page.keyboard.press("Shift+ArrowUp")
    expect(page.locator(".selectedCell")).to_have_count(2)
    button(page, "合并单元格").click()
    assert 'rowspan="2"' in source(page)
    expect(button(page, "合并单元格")).to_have_attribute("aria-disabled", "true")
    button(page, "拆分单元格").click()
    assert "rowspan" not in source(page)
    button(page, "删除表格").click()
    assert source(page) == ""
    page.keyboard.press("Control+z")
    assert "<table>" in source(page)


def test_an_image_without_words_is_refused_and_one_with_words_goes_in(at_editor, visit, check_axe):
    page = at_editor("<p>流程</p>")
    enter(page)
    button(page, "插入图片").click()
    dialog = page.get_by_role("dialog", name="插入图片")
    dialog.get_by_label("图片文件").set_input_files(PICTURE)
    dialog.get_by_role("button", name="上传并插入").click()
    expect(dialog.get_by_role("alert")).to_contain_text("请填写图片说明")
    expect(dialog.get_by_label("图片说明")).to_be_focused()
    check_axe(page)
    assert "<img" not in source(page)

    visit.expect(400)
    dialog.get_by_label("图片文件").set_input_files({**PICTURE, "name": "a.bmp"})
    dialog.get_by_label("图片说明").fill("办事流程图")
    dialog.get_by_role("button", name="上传并插入").click()
    expect(dialog.get_by_role("alert")).to_have_text("只能上传 PNG 图片。")

    dialog.get_by_label("图片文件").set_input_files(PICTURE)
    dialog.get_by_role("button", name="上传并插入").click()
    picture = text_of(page).get_by_role("img", name="办事流程图")
    expect(picture).to_be_visible()
    assert source(page) == '<p><img src="/documents/1/images/流程图.png" alt="办事流程图">流程</p>'

    picture.dblclick()
    dialog = page.get_by_role("dialog", name="修改图片说明")
    dialog.get_by_label("图片说明").fill("")
    dialog.get_by_role("button", name="确定").click()
    expect(dialog.get_by_role("alert")).to_contain_text("请填写图片说明")
    dialog.get_by_label("图片说明").fill("申请、受理、发放")
    dialog.get_by_role("button", name="确定").click()
    expect(text_of(page).get_by_role("img", name="申请、受理、发放")).to_be_visible()
    assert clean(source(page)) == source(page)


def test_a_pasted_screenshot_asks_for_its_words(at_editor):
    page = at_editor()
    enter(page)
    text_of(page).evaluate(PASTE_FILE, list(png()))
    dialog = page.get_by_role("dialog", name="插入图片")
    expect(dialog.get_by_label("图片文件")).to_have_count(0)
    dialog.get_by_label("图片说明").fill("截图")
    dialog.get_by_label("图片说明").press("Enter")
    expect(text_of(page).get_by_role("img", name="截图")).to_be_visible()


def test_marks_styles_lists_and_undo(at_editor):
    page = at_editor()
    enter(page)
    page.keyboard.type("总则")
    page.get_by_label("段落样式").select_option("一级标题")
    page.keyboard.press("End")
    page.keyboard.press("Enter")
    page.keyboard.press("Control+b")
    page.keyboard.type("第一条")
    page.keyboard.press("Control+b")
    page.keyboard.type(" 目的")
    page.keyboard.press("Enter")
    button(page, "编号").click()
    page.keyboard.type("甲")
    page.keyboard.press("Enter")
    page.keyboard.type("乙")
    page.keyboard.press("Enter")
    page.keyboard.press("Enter")
    page.keyboard.type("青岚县民政局")
    page.get_by_label("段落样式").select_option("署名")
    expected = (
        "<h2>总则</h2><p><strong>第一条</strong> 目的</p><ol><li>甲</li><li>乙</li></ol>"
        '<p class="signature">青岚县民政局</p>'
    )
    assert source(page) == clean(expected) == expected
    button(page, "居中").click()
    expect(button(page, "居中")).to_have_attribute("aria-pressed", "true")
    page.keyboard.press("Control+z")
    assert source(page) == expected
    button(page, "恢复").click()
    assert 'class="align-center signature"' in source(page)


def test_links_into_ones_own_computer_are_refused(at_editor):
    page = at_editor("<p>见附件</p>")
    enter(page)
    page.keyboard.press("Control+a")
    page.keyboard.press("Control+k")
    dialog = page.get_by_role("dialog", name="链接")
    for wrong in ("C:\\附件.doc", "file:///c:/a.doc", "javascript:alert(1)"):
        dialog.get_by_label("链接地址").fill(wrong)
        dialog.get_by_role("button", name="确定").click()
        expect(dialog.get_by_role("alert")).to_contain_text("这个地址不能用")
    dialog.get_by_label("链接地址").fill("https://www.gov.cn/")
    dialog.get_by_role("button", name="确定").click()
    assert source(page) == '<p><a href="https://www.gov.cn/">见附件</a></p>'


@pytest.mark.parametrize("body", [
    "<h2 class=\"align-center\">题</h2><p class=\"doc-number\">青政〔2026〕1号</p><p>一<br>二<sup>2</sup><sub>3</sub><s>删</s></p>",
    '<ol start="3" type="a"><li>甲<ul><li>乙</li></ul></li></ol><blockquote><p>引</p></blockquote><hr><p class="date">2026年3月5日</p>',
    '<table><caption>表</caption><thead><tr><th scope="col">甲</th><th>乙</th></tr></thead><tbody><tr><td class="align-center" rowspan="2">丙</td><td>丁</td></tr><tr><td><p>一</p><p>二</p></td></tr></tbody></table>',
    '<figure><img src="/documents/1/images/a.png" alt="图" width="120"><figcaption>图题</figcaption></figure>',
])  # fmt: skip
def test_what_the_server_keeps_is_what_the_editor_gives_back(at_editor, body):
    assert clean(body) == body
    page = at_editor(body)
    enter(page)
    page.keyboard.press("Control+End")
    page.evaluate("() => document.querySelector('.editor__btn').focus()")
    enter(page)
    page.keyboard.type("末")
    page.keyboard.press("Backspace")
    assert clean(source(page)) == body


def test_no_word_is_lost_whatever_the_server_keeps(at_editor):
    """Read and written again, seven hundred random bodies; the decision names the few looks that are lost."""
    chance = random.Random(8)
    some = [[chance.choice(PIECES.elements) for _ in range(chance.randint(5, 40))] for _ in range(700)]
    bodies = [clean("".join(pieces)) for pieces in some]
    page = at_editor()
    back = page.evaluate(THROUGH, bodies)
    assert [to_text(html) for html in back] == [to_text(html) for html in bodies]
    lost = [(body, html) for body, html in zip(bodies, map(clean, back), strict=True) if html != body]
    assert not [pair for pair in lost if "<thead>" not in pair[0] and "<caption>" not in pair[0]]


def test_leaving_unsaved_text_warns_and_nothing_is_kept_in_the_browser(at_editor):
    page = at_editor("<p>原文</p>")
    asked: list[str] = []
    page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.dismiss()))
    text_of(page).click()
    page.keyboard.type("改")
    page.get_by_role("link", name="返回").click(no_wait_after=True)
    page.wait_for_timeout(300)
    assert asked == ["beforeunload"]
    assert page.url.endswith("/editor/?body=" + quote("<p>原文</p>"))
    assert (
        page.evaluate(
            "() => [...Object.entries(sessionStorage), ...Object.entries(localStorage)].join().includes('改')"
        )
        is False
    )
    page.get_by_role("button", name="保存").click()
    expect(page.locator("#shown")).to_contain_text("改")
    assert asked == ["beforeunload"]


def test_without_a_script_the_textarea_is_there(at_editor):
    page = at_editor("<p>原文</p>", java_script_enabled=False)
    page.get_by_label("正文").fill("<p>手写<script>x</script></p>")
    page.get_by_role("button", name="保存").click()
    expect(page.get_by_label("正文")).to_have_value("<p>手写</p>")


def test_a_narrow_screen_and_the_dark(at_editor, check_axe):
    cells = "".join(f"<td>第{n}栏的内容</td>" for n in range(9))
    page = at_editor(
        f"<p>正文</p><table><tr>{cells}</tr></table>",
        viewport={"width": 390, "height": 844},
        color_scheme="dark",
    )
    check_axe(page)
    page.get_by_role("button", name="保存").click()
    frame = page.locator(".document-table")
    expect(frame).to_be_visible()
    assert sideways(page) <= 0
    assert frame.evaluate("(element) => element.scrollWidth > element.clientWidth")
    check_axe(page)
