"""覆盖与更新 in a real browser: from the map to the items of a cell to the item, the board, and the large screen."""

from django.urls import reverse
from playwright.sync_api import expect

from tests import documents
from tests.browser.visits import PHONE, sideways, sign_in
from tests.measured import published


def test_the_office_goes_from_the_map_to_a_cell_to_an_item(visit, county, check_axe):
    item = documents.item(county)
    published(county, item.nodes.first().edition.started_on, items=[item])
    page = visit()
    sign_in(page, county.office)
    page.goto(reverse("admin:supervision_itemstanding_changelist"))
    check_axe(page)
    page.get_by_role("row", name=county.department.label).get_by_role("link", name="空4").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text(county.domain.name)
    check_axe(page)
    page.get_by_label("已公开").check()
    page.get_by_role("button", name="查看", exact=True).click()
    expect(page.locator("tbody tr")).to_have_count(1)
    page.locator("tbody th a").click()
    expect(page).to_have_url(f"{page.url.split('/catalog')[0]}{item.get_absolute_url()}")


def test_gaps_board_and_large_screen_can_be_read_on_a_phone_too(visit, county, check_axe):
    documents.published_catalog(county)
    for options in ({}, PHONE):
        page = visit(county.office, **options)
        for name in ("measured", "dashboard", "screen", "exchangefile_changelist"):
            page.goto(reverse(f"admin:supervision_{name}"))
            check_axe(page)
            assert sideways(page) <= 0, name
