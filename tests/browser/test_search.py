"""Searching: suggestions by keyboard, the page without a script, on a phone, with axe in every state."""

import pytest
from playwright.sync_api import expect

from disclosure.workflow import Status
from search import actions, index
from search.models import Synonym
from tests import documents
from tests.browser.visits import DESK, PHONE, sideways

TITLE = "关于调整城乡居民最低生活保障标准的通知"


@pytest.fixture
def library(county):
    documents.document(county, state=Status.PUBLISHED)
    actions.save_synonym(Synonym(words="低保、最低生活保障"), by=county.office)
    actions.synchronise()
    index.rebuild()
    return county


def test_a_suggestion_is_chosen_by_keyboard(visit, library, check_axe):
    page = visit()
    page.goto("/")
    box = page.get_by_role("combobox", name="搜索内容").first
    box.press_sequentially("调整城乡")
    option = page.get_by_role("option", name=TITLE)
    expect(option).to_be_visible()
    check_axe(page)
    box.press("ArrowDown")
    expect(option).to_have_attribute("aria-selected", "true")
    assert box.get_attribute("aria-activedescendant") == option.get_attribute("id")
    box.press("Escape")
    expect(option).to_be_hidden()
    box.press("ArrowDown")
    box.press("Enter")
    page.wait_for_url("**/documents/*/")
    expect(page.get_by_role("heading", level=1)).to_contain_text(TITLE)


@pytest.mark.parametrize("screen", [DESK, PHONE], ids=["1440", "390"])
def test_without_a_script_everything_can_be_found(visit, library, screen):
    page = visit(java_script_enabled=False, **screen)
    page.goto("/")
    page.locator("#q-home").fill("低保")
    page.locator("#q-home").press("Enter")
    expect(page.get_by_text("已同时搜索")).to_contain_text("最低生活保障")
    expect(page.get_by_role("link", name=TITLE)).to_be_visible()
    page.get_by_role("link", name="政府文件").last.click()
    expect(page.get_by_text("类别：政府文件")).to_be_visible()
    page.get_by_role("link", name="只搜“低保”").click()
    expect(page.get_by_text("只搜了您输入的词")).to_be_visible()


@pytest.mark.parametrize("screen", [DESK, PHONE], ids=["1440", "390"])
def test_every_state_of_the_page_can_be_used_by_everybody(visit, library, check_axe, screen):
    page = visit(**screen)
    for address in ("/search", "/search?q=低保", "/search?q=低保&kind=document&year=9", "/search?q=低保通知&sort=date",
                    "/search?q=没有这样的事项", "/search?q=？", "/catalog/search/?q=政策"):  # fmt: skip
        page.goto(address)
        check_axe(page)
        assert sideways(page) <= 0, address
