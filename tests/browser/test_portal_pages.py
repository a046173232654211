"""The columns, open data and the kiosk in a real browser: axe in every look, nothing sideways, and nothing left behind."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from disclosure.models import StatutorySource
from requests_app.models import RequestDraft
from tests.browser.looks import walk
from tests.disclosure.public import made
from tests.open.made import guide_in_force

PAGES = (
    "/open/", "/open/content/", "/open/content/?item=20-11", "/open/content/?item=20-7&q=没有", "/open/normative/",
    "/open/institutions/", "/open/directory/", "/open/reports/", "/open/guide/", "/units/", "/data/", "/api/", "/kiosk/",
    "/kiosk/menu/", "/kiosk/consult/",
)  # fmt: skip


@pytest.fixture
def columns(county):
    """A guide, a document under an item, and a rule that feeds it."""
    StatutorySource.objects.create(item="20-11", domain=county.domain)
    guide_in_force(county)
    made.complete(county, word="城乡居民最低生活保障和特困人员救助供养")
    return [*PAGES, f"/open/units/{county.department.code}/", f"/open/units/{county.department.code}/guide/"]


def test_every_page_can_be_used_by_everybody(visit, columns, axe_source):
    wrong = walk(visit(), columns, axe_source)
    assert not wrong, "\n".join(wrong)


def test_from_the_home_page_to_a_document_of_a_unit_without_a_script(visit, county, columns):
    page = visit(java_script_enabled=False)
    page.goto("/")
    page.get_by_role("link", name="法定主动公开内容").first.click()
    page.get_by_role("navigation", name="政府信息公开栏目").get_by_role("link", name="民生政策和实施").click()
    page.get_by_role("link", name="查阅").first.click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("最低生活保障")


def test_the_unit_switcher_keeps_the_column(visit, county, columns):
    page = visit()
    page.goto("/open/directory/")
    page.get_by_text("换单位").click()
    page.get_by_role("navigation", name="换单位").get_by_role("link", name=county.department.label).click()
    expect(page).to_have_url(f"{page.url.split('/open')[0]}/open/units/{county.department.code}/directory/")


def test_an_idle_terminal_warns_and_forgets(visit, county, columns):
    page = visit()
    page.clock.install()
    page.goto("/kiosk/")
    page.get_by_role("link", name="触摸这里开始").click()
    page.get_by_role("main").get_by_role("link", name="申请公开").click()
    page.get_by_label("所需政府信息").or_(page.locator("[name=subject]")).first.fill("低保标准")
    page.evaluate("() => { localStorage.setItem('elder', '1'); sessionStorage.setItem('x', '1'); }")
    page.clock.run_for(46_000)
    dialog = page.get_by_role("dialog", name="您还在使用吗？")
    expect(dialog).to_be_visible()
    dialog.get_by_role("button", name="继续使用").click()
    expect(dialog).to_be_hidden()
    page.clock.run_for(61_000)
    page.wait_for_url("**/kiosk/")
    assert page.evaluate("() => localStorage.length + sessionStorage.length") == 0
    assert RequestDraft.objects.count() == 0
    page.go_back()
    expect(page.get_by_text("低保标准")).to_have_count(0)
