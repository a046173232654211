"""Documents in a real browser: every page in every look, on a phone, without a script, by keyboard."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from disclosure.actions import campaigns, releasing
from disclosure.actions.drafting import RelationTo
from disclosure.models import DocumentEdition
from disclosure.workflow import Attribute, Status
from tests import documents
from tests.browser.looks import walk
from tests.browser.test_public_pages import LONG
from tests.browser.visits import PHONE, settled
from tests.disclosure.public import made
from tests.factories import ON

TABLE = "<table><caption>标准</caption><tr>" + "<td>一二三四五六</td>" * 9 + "</tr></table>"
BODY = f"<p>{LONG * 4}</p><h2>一、标准</h2>{TABLE}<p>第二段。</p>"


@dataclass(frozen=True)
class Shown:
    """What a department shows: a document with everything on it, one it repealed, and the addresses of all pages."""

    main: DocumentEdition
    old: DocumentEdition
    pages: list[str]
    gone: str


@pytest.fixture
def shown(county) -> Shown:
    old = documents.document(county, state=Status.PUBLISHED, title="旧的通知", doc_number="青民发〔2023〕8号")
    first = made.complete(
        county, word="办法", title=LONG, body=BODY, valid_until=date(2031, 2, 28), effective_on=date(2026, 3, 1),
        relations=[RelationTo("repeals", target=old.document_id)], is_normative=True, registration_no="QLDR-1",
    )  # fmt: skip
    main = made.revised(county, first, title=LONG, body=BODY.replace("第二段", "新的第二段"))
    entry = documents.document(county, state=Status.PUBLISHED, proposed_attribute=Attribute.ON_REQUEST)
    ahead = documents.document(
        county, state=Status.PUBLISHED, title="以后施行", effective_on=date(2027, 1, 1)
    )
    banner = documents.document(county, state=Status.PUBLISHED, title="撤下的")
    releasing.withdraw(banner, by=county.head, reason="有误", behaviour="banner", public_note="正在核对。")
    gone = documents.document(county, state=Status.PUBLISHED, title="没有了的")
    releasing.withdraw(gone, by=county.head, reason="有误", behaviour="gone")
    campaign = campaigns.open_campaign(
        "cleanup", county.government, year=2026, by=county.office, on=ON, due_on=ON
    )
    for one in campaign.entries.all():
        campaigns.decide(one, by=county.head, on=ON, decision="keep", reason="仍有需要。")
    campaigns.close_campaign(campaign, by=county.office, on=ON)
    listed, pk = reverse("documents:list"), main.document_id
    return Shown(
        main,
        old,
        [
            listed, f"{listed}?q=青民发[2023]8号&year=2026&current=1&unit={county.department.code}&topic=12",
            f"{listed}?q=没有这样的文件&kind=notice&unit=nobody", main.get_absolute_url(), old.get_absolute_url(),
            entry.get_absolute_url(), ahead.get_absolute_url(), banner.get_absolute_url(),
            f"/documents/{pk}/editions/1/", f"/documents/{pk}/changes/", "/documents/cleanups/",
            f"/documents/cleanups/{campaign.pk}/", f"/documents/board/{county.department.code}/",
            f"/documents/board/{county.other_department.code}/", documents.item(county).get_absolute_url(), "/", "/sitemap/",
        ],
        gone.get_absolute_url(),
    )  # fmt: skip


def test_every_page_of_documents_can_be_used_by_everybody(visit, shown, axe_source):
    visit.expect(410)
    wrong = walk(visit(), [*shown.pages, shown.gone], axe_source)
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("scripts", [True, False], ids=["script", "no script"])
def test_a_phone_finds_a_document_by_its_number_and_narrows_the_list(visit, shown, scripts):
    page = visit(**PHONE, java_script_enabled=scripts)
    page.goto("/documents/")
    page.get_by_label("标题、发文字号或索引号").fill("青民发[2023]8号")
    page.get_by_role("button", name="找文件").click()
    expect(page.get_by_text("按发文字号查找")).to_contain_text("青民发〔2023〕8号")
    row = page.locator(".documents__row")
    expect(row).to_have_count(1)
    expect(row).to_contain_text("废止")
    page.get_by_role("link", name="只看现行有效").click()
    expect(page.get_by_text("没有符合条件的文件")).to_be_visible()
    page.get_by_role("link", name=re.compile(r"去掉条件：\s*只看现行有效")).click()
    facets = page.locator("details.facets")
    if scripts:  # closed on a phone so that the list comes first
        expect(facets).not_to_have_attribute("open", "")
        facets.locator("summary").first.click()
    facets.get_by_role("link", name="废止").click()
    expect(page.get_by_role("link", name=re.compile(r"去掉条件：\s*有效性：废止"))).to_be_visible()
    page.locator(".documents__title a").click()
    expect(page.get_by_role("note")).to_contain_text("已经废止，不再执行")
    page.get_by_role("note").get_by_role("link", name=LONG).click()
    expect(page.get_by_role("heading", level=1)).to_have_text(LONG)


def test_the_list_by_keyboard_alone(visit, shown):
    page = visit()
    page.goto("/documents/")
    page.get_by_label("标题、发文字号或索引号").focus()
    page.keyboard.type("旧的")
    page.keyboard.press("Enter")
    expect(page.locator(".documents__row")).to_have_count(1)
    page.get_by_text("文种", exact=True).focus()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    expect(page.locator(":focus")).to_contain_text("通知")
    page.keyboard.press("Enter")
    expect(page.get_by_role("link", name=re.compile(r"去掉条件：\s*文种：通知"))).to_be_visible()


def test_the_address_is_copied_and_said_aloud(visit, shown):
    page = visit(permissions=["clipboard-read", "clipboard-write"])
    page.goto(shown.main.get_absolute_url())
    page.get_by_role("button", name="复制网址").click()
    expect(page.locator("[data-share-status]")).to_have_text("已复制")
    address = f"https://www.qinglan.example{shown.main.get_absolute_url()}"
    assert page.evaluate("() => navigator.clipboard.readText()") == address


def test_a_document_prints_its_facts_text_and_mark_without_the_site_around_it(visit, shown):
    page = visit(**PHONE)  # the facts are folded on a phone and still printed
    page.goto(shown.main.get_absolute_url())
    page.emulate_media(media="print")
    for hidden in (".masthead", ".footer", ".crumbs", ".usage", ".qr"):
        assert not page.locator(hidden).first.is_visible(), hidden
    for visible in (
        ".doc__title",
        ".document-body",
        ".doc__mark",
        ".doc__source",
        ".attachments",
        ".doc-facts",
    ):
        assert page.locator(visible).first.is_visible(), visible


def test_the_screen_in_the_hall_turns_by_itself_and_can_be_stopped(visit, county, shown):
    for n in range(5):
        documents.document(county, state=Status.PUBLISHED, title=f"第{n}件")
    page = visit()
    page.clock.install()
    page.goto(f"/documents/board/{county.department.code}/")
    expect(page.get_by_text("1 / 2")).to_be_visible()
    page.clock.run_for(21_000)
    expect(page.get_by_text("2 / 2")).to_be_visible()
    settled(page)  # the button is bound by then
    page.get_by_role("button", name="暂停翻页").click()
    expect(page.get_by_role("button", name="继续翻页")).to_have_attribute("aria-pressed", "true")
    page.clock.run_for(60_000)
    expect(page.get_by_text("2 / 2")).to_be_visible()
    page.get_by_role("link", name="上一屏").click()
    expect(page.get_by_text("1 / 2")).to_be_visible()
    page.clock.run_for(60_000)  # it stays stopped on the next screen
    expect(page.get_by_text("1 / 2")).to_be_visible()
