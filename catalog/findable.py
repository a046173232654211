"""Catalog items as search knows them: the row of the edition in force."""

from __future__ import annotations

from collections.abc import Iterator

from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone

from catalog.models import CatalogEdition, Node
from search.sources import Findable, Source

KIND = "item"
WEIGHT = 0.9  # beside a document of the same name the document comes first


def _rows() -> QuerySet[Node]:
    return Node.objects.public().rows().filter(item__isnull=False)


def _public() -> Exists:
    return Exists(_rows().filter(item=OuterRef("object_id")))


def findable(edition: CatalogEdition) -> list[Findable]:
    """The rows of an edition in force (one query)."""
    return list(_made(_rows().filter(edition=edition)))


def _everything() -> Iterator[Findable]:
    return _made(_rows())


def _made(nodes: QuerySet[Node]) -> Iterator[Findable]:
    whole = nodes.select_related("item", "parent", "edition__unit", "edition__domain").order_by("pk")
    for node in whole.iterator(chunk_size=500):
        edition, unit = node.edition, node.edition.unit
        heading = node.parent.name if node.parent and node.parent.level else ""  # the root is the domain
        parts = (edition.domain.name, node.content, node.basis, node.subject, node.service_name)
        yield Findable(
            kind=KIND,
            object_id=node.item_id,
            url=node.item.get_absolute_url(),
            title=f"{heading}·{node.name}" if heading else node.name,
            body="\n".join(part for part in parts if part),
            unit_id=unit.pk if unit else None,
            unit_name=unit.name if unit else "",
            domains=[edition.domain.code],
            date=timezone.localdate(edition.published_at) if edition.published_at else None,
            weight=WEIGHT,
        )


SOURCE = Source(KIND, "公开事项", _public, _everything, order=20)
