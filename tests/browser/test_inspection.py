"""网站自查 in a real browser: the office has the site inspected, opens the evidence, says what it saw, exports."""

import re

from django.urls import reverse
from playwright.sync_api import expect

from tests import inspections
from tests.browser.visits import PHONE, sign_in
from tests.inspections import stands


def test_the_office_inspects_opens_the_evidence_judges_and_exports(visit, county, check_axe):
    inspections.column()
    inspections.rules()
    stands(county, body='<p><a href="/nowhere/">坏链接</a></p>')
    page = visit()
    sign_in(page, county.office)
    page.goto(reverse("admin:supervision_inspection_changelist"))
    check_axe(page)
    page.get_by_role("button", name="现在检查").click(timeout=120_000)  # the task runs in place
    page.get_by_role("link", name="刷新").or_(
        page.get_by_role("heading", name=re.compile("^结论"))
    ).first.wait_for()
    page.reload()
    expect(page.get_by_role("heading", name=re.compile("^结论"))).to_be_visible(timeout=60_000)
    check_axe(page)
    page.get_by_text("证据（1处）：站内链接可用").click()
    expect(page.get_by_role("link", name="没有这个地址")).to_be_visible()
    page.get_by_text("核对：安全攻击处置不及时").click()
    page.get_by_label("合格", exact=True).first.check()
    page.get_by_label("核对情况").first.fill("没有发生")
    page.get_by_role("button", name="保存核对结论").first.click()
    expect(page.get_by_text("核对：没有发生")).to_be_visible()
    with page.expect_download() as download:
        page.get_by_role("link", name="导出表格 .xlsx").click()
    assert download.value.suggested_filename.endswith("网站自查.xlsx")


def test_on_a_phone_nothing_is_wider_than_the_screen(visit, county, check_axe):
    inspections.column()
    done = inspections.quick(county)
    page = visit(**PHONE)
    sign_in(page, county.office)
    for address in (reverse("admin:supervision_inspection_changelist"), done.get_absolute_url()):
        page.goto(address)
        check_axe(page)
        assert page.evaluate("() => document.scrollingElement.scrollWidth - window.innerWidth") <= 0, address
