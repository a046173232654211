"""sitemap.xml: an index, and below it everything public by its own predicate, five thousand addresses a file."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final

from django.contrib.sitemaps import Sitemap
from django.core.paginator import Paginator
from django.db.models import Count, Max, QuerySet
from django.urls import reverse
from django.utils.functional import cached_property

from accounts.models import Organisation, OrganisationKind
from catalog.models import CatalogEdition, Node
from disclosure.models import DocumentEdition
from interpretation.models import InterpretationEdition, Message, PolicyAnswer
from participation.models import Consultation
from portal.api.views import publishing_units
from supervision.models import AnnualReport

LIMIT: Final = 5000
PAGES: Final = (
    "home", "open:home", "open:guide", "open:institutions", "open:content", "open:normative", "open:reports",
    "open:directory", "catalog:index", "documents:list", "documents:cleanups", "requests:guide", "requests:calculator",
    "interpretations:list", "interpretations:answers", "interpretations:concerns", "interpretations:events", "messages:home",
    "participation:index", "participation:consultations", "villages:index", "supervision:reports", "supervision:complain", "supervision:rectifications", "supervision:evaluations",
    "supervision:offices", "supervision:plans", "supervision:experiences",
    "units", "data:index", "api:documentation", "help", "accessibility", "privacy", "site_map",
)  # fmt: skip


class Portal(Sitemap):
    """`dated`: the column that says when a thing last changed."""

    protocol = "https"
    limit = LIMIT
    dated = ""

    @cached_property
    def totals(self) -> Mapping[str, Any]:
        """How many, and the newest day of all: for the index, which lists no things (one query)."""
        asked = {"newest": Max(self.dated)} if self.dated else {}
        found: Mapping[str, Any] = self.items().order_by().aggregate(number=Count("pk"), **asked)
        return found

    @property
    def paginator(self) -> Paginator:
        made = Paginator(self.items(), self.limit)
        made.count = self.totals["number"]
        return made

    def get_latest_lastmod(self) -> datetime | None:
        newest: datetime | None = self.totals.get("newest")
        return newest


class Pages(Portal):
    def items(self) -> list[str]:
        return list(PAGES)

    def location(self, item: str) -> str:
        return reverse(item)

    @cached_property
    def totals(self) -> Mapping[str, Any]:
        return {"number": len(PAGES)}


class Units(Portal):
    def items(self) -> QuerySet[Organisation]:
        return publishing_units().order_by("pk")

    def location(self, item: Organisation) -> str:
        return reverse("open:unit-home", args=[item.code])


class Catalogs(Portal):
    """Editions in force; replaced ones stay readable and are not offered for finding."""

    dated = "published_at"

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

    dated = "published_at"

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


class Interpretations(Portal):
    """What explains the documents, while these may be read."""

    dated = "published_at"

    def items(self) -> QuerySet[Any]:
        public = InterpretationEdition.objects.public()
        return public.order_by("interpretation_id").values_list("interpretation_id", "published_at")

    def location(self, item: tuple[int, datetime]) -> str:
        return reverse("interpretations:detail", args=[item[0]])

    def lastmod(self, item: tuple[int, datetime]) -> datetime:
        return item[1]


class Answers(Portal):
    def items(self) -> QuerySet[Any]:
        return PolicyAnswer.objects.public().order_by("pk").values_list("pk", flat=True)

    def location(self, item: int) -> str:
        return reverse("interpretations:answer", args=[item])


class Messages(Portal):
    """Messages whose writers agreed to show them."""

    def items(self) -> QuerySet[Any]:
        return Message.objects.public().order_by("pk").values_list("pk", flat=True)

    def location(self, item: int) -> str:
        return reverse("messages:detail", args=[item])


class Consultations(Portal):
    dated = "published_at"

    def items(self) -> QuerySet[Consultation]:
        return Consultation.objects.public().defer("body", "explanation").order_by("pk")

    def lastmod(self, item: Consultation) -> datetime | None:
        return item.published_at


class Results(Portal):
    """意见采纳情况, of consultations that are still public."""

    def items(self) -> QuerySet[Any]:
        return Consultation.objects.settled().order_by("pk").values_list("pk", flat=True)

    def location(self, item: int) -> str:
        return reverse("participation:feedback", args=[item])


class Villages(Portal):
    """Boards, not single publications: what names villagers is not offered to search engines."""

    def items(self) -> QuerySet[Organisation]:
        return Organisation.objects.active().filter(kind=OrganisationKind.VILLAGE).order_by("pk")

    def location(self, item: Organisation) -> str:
        return reverse("villages:village", args=[item.code])


class Reports(Portal):
    dated = "published_at"

    def items(self) -> QuerySet[AnnualReport]:
        return AnnualReport.objects.published().for_list().order_by("pk")

    def lastmod(self, item: AnnualReport) -> datetime | None:
        return item.published_at


SITEMAPS: Final[dict[str, type[Portal]]] = {
    "pages": Pages, "units": Units, "catalogs": Catalogs, "items": Items, "documents": Documents,
    "interpretations": Interpretations, "answers": Answers, "messages": Messages, "consultations": Consultations,
    "results": Results, "villages": Villages, "reports": Reports,
}  # fmt: skip
