"""Documents as search knows them. A directory entry (依申请公开) is found by what its page shows, and by nothing more."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from django.db.models import Exists, OuterRef, QuerySet
from django.urls import reverse
from django.utils import timezone

from disclosure.models import DocumentEdition, Guide, Placement, Validity
from search.sources import Findable, Source, of_rows

KIND, GUIDE = "document", "guide"
IN_FORCE = (Validity.IN_FORCE, Validity.MODIFIED, Validity.NOT_YET)
CHUNK = 500


def _public() -> Exists:
    return Exists(DocumentEdition.objects.public().filter(document=OuterRef("object_id")))


def findable(editions: Iterable[DocumentEdition]) -> list[Findable]:
    """Published editions with their domains (two queries for any number of them)."""
    wanted = [edition.pk for edition in editions]
    whole = DocumentEdition.objects.public().filter(pk__in=wanted).order_by("pk")
    return list(_made(whole.select_related("document", "unit", "topic")))


def _everything() -> Iterator[Findable]:
    keys = list(DocumentEdition.objects.public().order_by("pk").values_list("pk", flat=True))
    for start in range(0, len(keys), CHUNK):
        page = DocumentEdition.objects.filter(pk__in=keys[start : start + CHUNK]).order_by("pk")
        yield from _made(page.select_related("document", "unit", "topic"))


def _made(editions: QuerySet[DocumentEdition]) -> Iterator[Findable]:
    rows = list(editions)
    places: dict[int, list[str]] = {}
    filed = Placement.objects.filter(edition__in=rows).order_by("domain__position", "pk")
    for edition, code in filed.values_list("edition", "domain__code"):
        places.setdefault(edition, []).append(code)
    for edition in rows:
        yield _thing(edition, places.get(edition.pk, []))


def _thing(edition: DocumentEdition, domains: list[str]) -> Findable:
    known = [edition.summary, edition.document.index_number]
    if edition.is_readable:
        known[1:1] = [edition.text, edition.keywords, edition.issuer, edition.registration_no]
    return Findable(
        kind=KIND,
        object_id=edition.document_id,
        url=edition.document.get_absolute_url(),
        title=edition.title,
        number=edition.doc_number if edition.is_readable else "",
        body="\n".join(part for part in known if part),
        unit_id=edition.unit_id,
        unit_name=edition.unit.name,
        domains=domains,
        topic=edition.topic.name if edition.topic else "",
        date=edition.formed_on,
        in_force=edition.validity in IN_FORCE,
        status=str(edition.get_validity_display()),
    )


def _guides() -> QuerySet:
    """The guide in force of a unit in use; its number is the unit's, because its address is."""
    return Guide.objects.in_force().filter(unit__is_active=True)


def _made_guides(guides: QuerySet) -> Iterator[Findable]:
    for guide in guides.select_related("unit"):
        yield Findable(
            kind=GUIDE,
            object_id=guide.unit_id,
            url=reverse("open:unit-guide", args=[guide.unit.code]),
            title=str(guide),
            body="\n".join(value for value in guide.values().values() if value),
            unit_id=guide.unit_id,
            unit_name=guide.unit.name,
            date=timezone.localdate(guide.published_at) if guide.published_at else None,
            weight=0.85,
        )


SOURCES: tuple[Source, ...] = (
    Source(KIND, "政府文件", _public, _everything, order=10),
    of_rows(
        GUIDE, "公开指南", _guides, _made_guides, key="unit", order=34, hangs_on={"unit": lambda keys: keys}
    ),
)
