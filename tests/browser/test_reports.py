"""Annual reports in a real browser: in every look, on a phone, printed, without a script, and a figure put in by a clerk."""

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from statute.annual import ACTIVE_2021
from supervision.actions import adjusting
from supervision.presenting import input_name
from supervision.workflow import State
from tests.browser.looks import walk
from tests.browser.visits import sign_in
from tests.reports import ON, YEAR, report
from tests.supervision.test_adjusting import ONE_MORE


@pytest.fixture
def published(county):
    made = report(county, state=State.PUBLISHED)
    row = adjusting.propose(made, by=county.clerk, on=ON, tables=ONE_MORE, reason="漏计一件")
    adjusting.sign(row, by=county.head, on=ON)
    return made


def test_list_and_report_can_be_used_by_everybody(visit, published, axe_source):
    page = visit()
    wrong = walk(page, [reverse("supervision:reports"), published.get_absolute_url()], axe_source)
    assert not wrong, "\n".join(wrong)
    expect(page.locator("table")).to_have_count(3)
    expect(page.locator("#table-2 ins").first).to_have_text("更正为1")


def test_without_a_script_the_list_is_filtered(visit, published):
    page = visit(java_script_enabled=False)
    page.goto(reverse("supervision:reports"))
    page.locator("#year").select_option(str(YEAR))
    page.get_by_role("button", name="查看").click()
    page.get_by_role("link", name=published.unit.name, exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text(published.title)


def test_on_paper_the_widest_table_fits_the_sheet(visit, published):
    page = visit()
    page.goto(published.get_absolute_url())
    page.emulate_media(media="print")
    page.set_viewport_size({"width": 660, "height": 930})  # A4 less its margins, at 96 dots an inch
    for number in (1, 2, 3):
        table = page.locator(f"#table-{number}")
        assert table.bounding_box()["width"] <= 660
    expect(page.locator(".docbar")).to_be_hidden()


def test_a_clerk_types_a_figure_and_opens_what_is_behind_another(visit, county, check_axe):
    made = report(county)
    page = visit()
    sign_in(page, county.clerk)
    page.goto(reverse("admin:supervision_annualreport_change", args=[made.pk]))
    check_axe(page)
    page.get_by_role("link", name="修改文字和数据").click()
    check_axe(page)
    page.locator(f"[name={input_name(ACTIVE_2021, 'licences', '本年处理决定数量')}]").fill("121")
    page.get_by_role("button", name="保存", exact=True).click()
    expect(page.locator("#table-1")).to_contain_text("121")
    page.get_by_label("一、本年新收政府信息公开申请数量，总计：0").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("一、本年新收政府信息公开申请数量")
    made.refresh_from_db()
    assert made.matrices[1].at("licences", "本年处理决定数量") == 121
