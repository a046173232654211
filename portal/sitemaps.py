"""sitemap.xml: an index, and below it pages, units, items and documents, five thousand addresses a file."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Final

from django.contrib.sitemaps import Sitemap
from django.db.models import Max, QuerySet
from django.urls import reverse

from accounts.models import Organisation
from catalog.models import CatalogEdition, Node
from disclosure.models import DocumentEdition
from portal.api.views import publishing_units

LIMIT: Final = 5000
PAGES: Final = (
    "home", "open:home", "open:guide", "open:institutions", "open:content", "open:normative", "open:reports",
    "open:directory", "catalog:index", "documents:list", "documents:cleanups", "requests:guide", "requests:calculator",
    "units", "data:index", "api:documentation", "help", "accessibility", "privacy", "site_map",
)  # fmt: skip


class Portal(Sitemap):
    protocol = "https"
    limit = LIMIT


class Pages(Portal):
    def items(self) -> list[str]:
        return list(PAGES)

    def location(self, item: str) -> str:
        return reverse(item)


class Units(Portal):
    def items(self) -> QuerySet[Organisation]:
        return publishing_units().order_by("pk")

    def location(self, item: Organisation) -> str:
        return reverse("open:unit-home", args=[item.code])


class Catalogs(Portal):
    """Editions in force; replaced ones stay readable and are not offered for finding."""

    def items(self) -> QuerySet[CatalogEdition]:
        return CatalogEdition.objects.of_units().in_force().order_by("pk")

    def lastmod(self, item: CatalogEdition) -> datetime | None:
        return item.published_at


class Items(Portal):
    def items(self) -> QuerySet[Any]:
        return Node.objects.public().rows().order_by("pk").values_list("item_id", flat=True)

    def location(self, item: int) -> str:
        return reverse("catalog:item", args=[item])


class Documents(Portal):
    """Public documents by their address; a withdrawal is gone from here at once."""

    def items(self) -> QuerySet[Any]:
        return (
            DocumentEdition.objects.public()
            .order_by("document_id")
            .values_list("document_id", "published_at")
        )

    def location(self, item: tuple[int, datetime]) -> str:
        return reverse("documents:detail", args=[item[0]])

    def lastmod(self, item: tuple[int, datetime]) -> datetime:
        return item[1]

    def get_latest_lastmod(self) -> datetime | None:
        newest: datetime | None = DocumentEdition.objects.public().aggregate(newest=Max("published_at"))[
            "newest"
        ]
        return newest


SITEMAPS: Final[dict[str, type[Portal]]] = {
    "pages": Pages, "units": Units, "catalogs": Catalogs, "items": Items, "documents": Documents,
}  # fmt: skip
