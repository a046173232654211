"""A village's four steps on a phone, each by somebody else, and the township that orders what is missing."""

from __future__ import annotations

import re
from datetime import date, timedelta

from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import Page, expect

from accounts.models import User
from tests import factories, villages
from tests.browser.visits import PHONE, sideways
from village.models import BoardItem
from village.workflow import Status

TODAY = factories.ON + timedelta(days=1)


def at_item(visit, person: User, made: BoardItem, check_axe) -> Page:
    """By phone from the list of what is due to the one thing."""
    page = visit(person, **PHONE)
    page.goto(reverse("admin:village_boarditem_changelist"))
    assert sideways(page) <= 0
    address = reverse("admin:village_boarditem_change", args=[made.pk])
    page.locator(f'main .job a[href="{address}"]').click()
    page.wait_for_url(f"**{address}")
    check_axe(page)
    assert sideways(page) <= 0
    return page


def test_a_secretary_sends_a_table_in_and_the_board_shows_it(visit, seeded, county, check_axe, monkeypatch):
    monkeypatch.setattr(timezone, "localdate", lambda *_: TODAY)
    made = villages.due(county)
    page = at_item(visit, county.village_officer, made, check_axe)
    page.get_by_label("标题").fill("一季度低保名单")
    page.get_by_label("或者把表格粘贴在这里").fill("姓名,金额\n张秀英,560")
    page.get_by_role("button", name="送监督委员会审查").click()
    expect(page.get_by_role("cell", name="张秀英")).to_be_visible()

    page = at_item(visit, county.village_supervisor, made, check_axe)
    page.get_by_role("button", name="审查通过").click()
    page = at_item(visit, county.village_party, made, check_axe)
    page.get_by_label("联席会议情况").fill("应到7人，实到6人，一致同意公开")
    page.locator("#act-decide").get_by_role("button").click()
    page = at_item(visit, county.village_officer, made, check_axe)
    page.get_by_role("button", name="现在公布").click()
    page.get_by_role("link", name="看村民看到的页面").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("一季度低保名单")
    expect(page.get_by_role("cell", name="张秀英")).to_be_visible()
    made.refresh_from_db()
    assert (made.status, made.published_on) == (Status.PUBLISHED, TODAY)


def test_the_township_orders_what_is_missing_and_the_public_sees_the_order(
    visit, seeded, county, check_axe, monkeypatch
):
    monkeypatch.setattr(timezone, "localdate", lambda *_: TODAY)
    made = villages.due(county, "财务收支明细")
    page = visit(county.township_clerk)
    page.goto(reverse("admin:village_boarditem_change", args=[made.pk]))
    check_axe(page)
    page.locator("#act-order summary").click()
    page.get_by_label("调查核实的情况").fill("公开栏上没有张贴")
    page.get_by_label("限期公布").fill("2026-03-10")
    page.locator("#act-order").get_by_role("button").click()
    expect(page.get_by_text("责令公布").first).to_be_visible()
    assert made.orders.get().until == date(2026, 3, 10)
    public = visit(**PHONE)
    public.goto(reverse("villages:village", args=[county.village.code]))
    public.get_by_text("看是哪些").click()
    expect(public.get_by_text(re.compile("责令在 2026-03-10 前公布"))).to_be_visible()
