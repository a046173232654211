"""A consultation, a message, a village's board: on a phone, by keyboard alone, and without a script."""

from __future__ import annotations

import re
from datetime import date

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from disclosure.workflow import Status as DocumentStatus
from interpretation.models import Message
from participation.models import FileReply, Opinion
from tests import documents, interpretations, villages
from tests.browser.visits import PHONE, settled, sideways
from tests.caches import start_anew
from tests.participation import made
from tests.participation.made import AFTER, OPEN
from village.models import Objection
from village.views import boards, objecting
from village.workflow import Status as BoardStatus

PLAIN = {**PHONE, "java_script_enabled": False}
WAYS = pytest.mark.parametrize("screen", [PHONE, PLAIN], ids=["script", "no-script"])


@pytest.fixture(autouse=True)
def _limits_start_anew():
    start_anew()


@pytest.fixture
def at(monkeypatch):
    """The server's clock: while the consultation is open, until `at(moment)`."""

    def set_to(moment):
        monkeypatch.setattr(timezone, "now", lambda: moment)

    set_to(OPEN)
    return set_to


@pytest.fixture
def thing(seeded, county):
    return made.consultation(county, opinions=0)


def press_to(page: Page, name: str, most: int = 90) -> None:
    """By the tab key to the link, button or field of this name; it must show that it has the focus."""
    for _ in range(most):
        page.keyboard.press("Tab")
        found = page.evaluate(
            """() => { const one = document.activeElement;
              const label = one.labels && one.labels.length ? one.labels[0].innerText : '';
              return [(label || one.innerText || one.value || '').trim(), getComputedStyle(one).outlineStyle]; }"""
        )
        if found[0].startswith(name):
            assert found[1] != "none", f"{name} does not show that it has the focus"
            return
    pytest.fail(f"the tab key does not reach {name}")


def follow(page: Page, name: str) -> None:
    """Reach a link or a button by the tab key and press Enter."""
    press_to(page, name)
    page.keyboard.press("Enter")


@WAYS
def test_an_opinion_on_a_clause_and_what_became_of_it(visit, county, thing, at, screen):
    page = visit(**screen)
    main = page.get_by_role("main")
    page.goto("/participation/")
    main.get_by_role("link", name=thing.title).click()
    main.get_by_role("link", name="提意见", exact=True).first.click()
    main.get_by_label("对整个征求意见稿的意见").fill("写得清楚")
    main.get_by_text("第二条", exact=False).first.click()
    main.locator("[name=clause_2]").fill("登记应当能网上办")
    main.get_by_role("button", name="提交意见").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("意见已收到，编号 1")
    assert Opinion.objects.get().parts.count() == 2
    at(AFTER)
    made.settled(county, thing)
    page.goto(thing.get_absolute_url())
    main.get_by_role("link", name="看意见采纳情况").click()
    expect(main.get_by_role("heading", name="逐条反馈")).to_be_visible()
    expect(main.get_by_text("在法定幅度内提高了下限。")).to_be_visible()


def test_an_opinion_by_keyboard_alone(visit, county, thing, at, check_axe):
    page = visit()
    page.goto(thing.get_absolute_url())
    settled(page)
    follow(page, "提意见")
    expect(page.get_by_role("heading", level=1)).to_have_text("提意见")
    settled(page)
    press_to(page, "对整个征求意见稿的意见")
    page.keyboard.type("罚款太低")
    follow(page, "第三条")
    page.keyboard.press("Tab")
    page.keyboard.type("拴绳长度要写明")
    check_axe(page)
    follow(page, "提交意见")
    expect(page.get_by_role("heading", level=1)).to_have_text("意见已收到，编号 1")
    assert [part.text for part in Opinion.objects.get().parts.all()] == ["罚款太低", "拴绳长度要写明"]
    check_axe(page)


PAGED = (
    "[单选] 您养犬吗？ *\n- 养\n- 不养\n---\n[文件] 有照片的可以附上\n如果: 1=1\n---\n[填空] 还有什么建议？"
)


@WAYS
def test_a_survey_of_three_pages_with_a_file_and_back_again(visit, seeded, county, at, check_axe, screen):
    survey = made.survey(county, text=PAGED)
    page = visit(**screen)
    main = page.get_by_role("main")
    page.goto(survey.get_absolute_url())
    main.get_by_label("养", exact=True).check()
    main.get_by_role("button", name="下一页").click()
    expect(main.get_by_text("第 2 页，共 3 页")).to_be_visible()
    main.locator("input[type=file]").set_input_files(
        {"name": "犬.txt", "mimeType": "text/plain", "buffer": "李家的犬".encode()}
    )
    main.get_by_role("button", name="下一页").click()
    main.get_by_label("还有什么建议", exact=False).fill("多设拾便袋")
    main.get_by_role("button", name="上一页").click()
    expect(main.get_by_text("已收下“犬.txt”")).to_be_visible()
    if screen is PHONE:
        check_axe(page)
        assert sideways(page) <= 0
    main.get_by_role("button", name="下一页").click()
    expect(main.get_by_label("还有什么建议", exact=False)).to_have_value("多设拾便袋")
    main.get_by_role("button", name="提交").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("谢谢")
    assert FileReply.objects.handed_in(survey).get().name == "犬.txt"


def test_an_empty_opinion_is_told_so_where_the_focus_is(visit, county, thing, at, check_axe):
    visit.expect(422)
    page = visit(**PHONE)
    page.goto(f"{thing.get_absolute_url()}opinion/")
    page.get_by_role("main").get_by_role("button", name="提交意见").click()
    summary = page.locator("[data-error-summary]")
    expect(summary).to_be_focused()
    check_axe(page)
    assert sideways(page) <= 0
    assert not Opinion.objects.exists()


def test_a_message_by_keyboard_alone_and_its_progress(visit, county, check_axe):
    documents.staff(county)
    page = visit()
    page.goto("/messages/write/?kind=consult")
    settled(page)
    press_to(page, "标题")
    page.keyboard.type("低保怎么申请")
    press_to(page, "内容")
    page.keyboard.type("想问一下要带什么材料。")
    press_to(page, "怎么称呼您")
    page.keyboard.type("李明明")
    follow(page, "提交留言")
    expect(page.get_by_role("heading", level=1)).to_have_text("留言已经提交")
    check_axe(page)
    number, code = Message.objects.get().number, page.locator(".slip__big").nth(1).inner_text()
    page.goto("/messages/track/")
    settled(page)
    press_to(page, "留言编号")
    page.keyboard.type(number)
    press_to(page, "查询码")
    page.keyboard.type(code)
    page.keyboard.press("Enter")
    expect(page.get_by_role("main")).to_contain_text("低保怎么申请")
    check_axe(page)


@WAYS
def test_from_a_document_to_what_explains_it_and_back(visit, county, screen):
    office = documents.staff(county)
    edition = documents.document(office, state=DocumentStatus.PUBLISHED)
    explained = interpretations.material(office, edition, title="一读就懂：低保标准怎么调")
    page = visit(**screen)
    main = page.get_by_role("main")
    page.goto(edition.get_absolute_url())
    main.get_by_role("link", name=explained.title).click()
    expect(page.get_by_role("heading", level=1)).to_have_text(explained.title)
    main.get_by_role("link", name=edition.title).first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text(edition.title)


@WAYS
def test_a_villager_reads_the_board_and_objects(visit, seeded, county, monkeypatch, screen):
    for module in (boards, objecting):
        monkeypatch.setattr(module.timezone, "localdate", lambda: date(2026, 3, 4))
    published = villages.item(county, state=BoardStatus.PUBLISHED)
    page = visit(**screen)
    main = page.get_by_role("main")
    page.goto("/villages/")
    main.get_by_role("link", name=re.compile(county.village.label)).click()
    main.get_by_role("link", name=re.compile(re.escape(published.title))).first.click()
    expect(main.get_by_role("cell", name="张秀英")).to_be_visible()
    main.get_by_text("我有异议…").click()
    main.locator("[name=text]").fill("名单里少了我家")
    main.get_by_role("button", name="提交异议").click()
    expect(page.get_by_text("异议已经收到")).to_be_visible()
    assert Objection.objects.get().text == "名单里少了我家"


@WAYS
def test_a_reader_is_told_before_leaving(visit, county, screen):
    away = "https://news.example.com/story"
    edition = documents.document(
        documents.staff(county), state=DocumentStatus.PUBLISHED, body=f'<p>见<a href="{away}">有关报道</a>。</p>'
    )  # fmt: skip
    page = visit(**screen)
    page.goto(edition.get_absolute_url())
    page.get_by_role("main").get_by_role("link", name="有关报道").click()
    place = page.get_by_role("dialog") if screen is PHONE else page.get_by_role("main")
    expect(place.get_by_text(away)).to_be_visible()
    expect(place.get_by_role("link", name="继续访问")).to_have_attribute("href", away)
    assert sideways(page) <= 0 if screen is PHONE else True
