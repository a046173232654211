"""The statistics page: charts drawn from the tables, in every width and theme, and whole without them."""

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from requests_app.workflow import Status
from tests import documents
from tests.applications import case, receive
from tests.browser.visits import PHONE, sideways, sign_in
from tests.caches import start_anew

PAGE = "/requests/statistics/"


@pytest.fixture(autouse=True)
def _counted_anew():
    start_anew()


@pytest.fixture
def office(county):
    documents.staff(county)
    for _ in range(6):
        case(county, state=Status.REPLIED, on=timezone.localdate())
    for _ in range(7):
        receive(county, on=timezone.localdate(), channel="registered_mail")
    return county


def test_charts_stand_beside_their_tables(visit, office, check_axe):
    for options in ({}, PHONE, {"color_scheme": "dark"}):
        page = visit(**options)
        page.goto("/requests/")
        page.get_by_role("link", name="办理情况统计").click()
        for name in ("months", "outcomes", "channels", "units"):
            expect(page.locator(f"[data-chart={name}] canvas")).to_be_visible()
        expect(page.get_by_role("img", name="申请渠道的条形图")).to_be_visible()
        check_axe(page)
        assert sideways(page) <= 0


def test_a_chart_is_painted_anew_in_the_colours_of_the_theme(visit, office):
    page = visit()
    page.goto(PAGE)
    picture = "() => document.querySelector('[data-chart=units] canvas').toDataURL()"
    expect(page.locator("[data-chart=units] canvas")).to_be_visible()
    before = page.evaluate(picture)
    page.evaluate("document.documentElement.dataset.theme = 'dark'")
    page.wait_for_function(f"(before) => ({picture})() !== before", arg=before)


def test_a_number_left_out_is_a_gap(visit, office):
    receive(office, on=timezone.localdate(), channel="fax")
    page = visit()
    page.goto(PAGE)
    expect(page.locator("#channels")).to_contain_text("少于5")
    expect(page.locator("[data-chart=channels] canvas")).to_be_visible()


def test_without_javascript_the_tables_say_everything(visit, office):
    page = visit(java_script_enabled=False)
    page.goto(PAGE)
    expect(page.locator("#months tfoot")).to_contain_text("13")
    expect(page.locator("[data-chart=months]")).to_be_hidden()
    page.locator("[name=unit]").select_option(office.department.code)
    page.get_by_role("button", name="查看").click()
    expect(page.locator(".page-head__lead")).to_contain_text(office.department.name)


def test_staff_see_every_number(visit, office, check_axe):
    receive(office, on=timezone.localdate(), channel="fax")
    page = visit(**PHONE)
    sign_in(page, office.clerk)
    page.goto("/admin/requests_app/informationrequest/statistics/")
    page.get_by_role("link", name="按月统计").click()
    expect(page.locator("#channels")).not_to_contain_text("少于5")
    expect(page.locator("[data-chart=months] canvas")).to_be_visible()
    check_axe(page)
    assert sideways(page) <= 0
