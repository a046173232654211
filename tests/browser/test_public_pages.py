"""The catalog with its longest words and its empty places, in every look and at three widths."""

from dataclasses import dataclass

import pytest

from catalog.models import CatalogEdition, Item
from catalog.workflow import Status
from tests import factories
from tests.browser.looks import walk

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


def test_every_public_page_can_be_used_by_everybody(visit, published, axe_source):
    visit.expect(404)
    wrong = walk(visit(), [*published.public, *published.missing], axe_source)
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
