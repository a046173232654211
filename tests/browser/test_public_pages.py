"""Every public page in every look, on a wide screen and on a phone: axe, and nothing to scroll sideways."""

from dataclasses import dataclass

import pytest
from playwright.sync_api import Page

from catalog.models import CatalogEdition, Item
from catalog.workflow import Status
from tests import factories
from tests.browser.visits import DESK, PHONE, sideways

LOOKS = {
    "light": {"theme": "light"},
    "dark": {"theme": "dark"},
    "elder": {"theme": "light", "elder": "1", "size": "3"},
    "contrast": {"theme": "light", "contrast": "high"},
}
LONG = "城乡居民最低生活保障和特困人员救助供养标准调整及资金发放公开公示信息"


@dataclass(frozen=True)
class Published:
    """The addresses of what a county shows."""

    public: list[str]
    missing: list[str]


@pytest.fixture
def published(county) -> Published:
    """Two editions of a department (the first superseded), one of a township, a domain without any."""
    content = factories.rows()
    content[0] = factories.row("最低生活保障", LONG, seq="1", content="标准\n" + LONG * 6, verified=False)
    unstated = {"channels": None, "mode_active": False, "mode_request": True, "audience_group": "申请人"}
    content[1] = factories.row("最低生活保障", "审核审批信息", seq="2", **unstated)
    factories.standard(county.domain)
    past = factories.edition(county, state=Status.SUPERSEDED, content=content)
    factories.edition(county, county.township, state=Status.PUBLISHED)
    empty = factories.domain("养老服务", is_pilot=True, number=19)
    current = CatalogEdition.objects.get(unit=county.department, status=Status.PUBLISHED)
    item = Item.objects.filter(unit=county.department).first()
    assert item
    place = f"/catalog/domains/{county.domain.code}/"
    return Published(
        [
            "/", "/catalog/", place, f"{place}?unit=", f"{place}?level=township&q=政策",
            f"/catalog/domains/{empty.code}/", current.get_absolute_url(), past.get_absolute_url(),
            f"/catalog/editions/{current.pk}/compare/", f"/catalog/items/{item.pk}/",
            f"/catalog/units/{county.department.code}/", f"/catalog/units/{county.other_department.code}/",
            "/search?q=政策", "/search?q=没有这样的事项", "/help/", "/accessibility/", "/privacy/", "/sitemap/",
            "/login/",
        ],
        ["/catalog/items/999999/"],
    )  # fmt: skip


def dress(page: Page, look: dict[str, str]) -> None:
    """The reader's choices, stored as the toolbar stores them."""
    lines = "".join(f"localStorage.setItem({key!r}, {value!r});" for key, value in look.items())
    page.add_init_script(lines)


@pytest.mark.parametrize("screen", [DESK, PHONE], ids=["1440", "390"])
@pytest.mark.parametrize("look", LOOKS)
def test_every_public_page_can_be_used_by_everybody(visit, published, check_axe, look, screen):
    page = visit(**screen)
    dress(page, LOOKS[look])
    wrong = []
    for address in [*published.public, *published.missing]:
        if address in published.missing:
            visit.expect(404)
        page.goto(address)
        try:
            check_axe(page)
        except AssertionError as grave:
            wrong.append(str(grave))
        if (too_much := sideways(page)) > 0:
            wrong.append(f"{address} is {too_much} px wider than the screen")
    assert not wrong, "\n".join(wrong)


def test_the_toolbar_keeps_what_the_reader_chose(visit, published, check_axe):
    page = visit()
    page.goto("/")
    page.locator("[data-pref=elder]").click()
    page.locator("[data-pref=contrast]").click()
    page.goto("/catalog/")
    assert page.evaluate("() => 'elder' in document.documentElement.dataset")
    assert page.evaluate("() => document.documentElement.dataset.contrast") == "high"
    check_axe(page)
