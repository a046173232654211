"""Documents as search knows them. A directory entry (依申请公开) is found by what its page shows, and by nothing more.

An attachment is found by its name and its text, as it was read when it was stored. Of a list of people only the name
of the file is in the text: who is on it is read there, and nobody is found in it by name (个人信息保护法第六条).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Final

from django.db.models import Exists, OuterRef, QuerySet
from django.db.models.functions import Substr
from django.urls import reverse
from django.utils import timezone

from disclosure.models import Attachment, DocumentEdition, Guide, Placement, Validity, VirusState
from disclosure.scanner import mask
from search.sources import Findable, Source, of_rows

KIND, GUIDE = "document", "guide"
IN_FORCE = (Validity.IN_FORCE, Validity.MODIFIED, Validity.NOT_YET)
CHUNK = 500
OF_A_FILE: Final = 20_000  # characters of one attachment
OF_ALL_FILES: Final = 60_000  # of all attachments of a document
# A head that stands by itself, as in a table: the lines below are people.
PEOPLE: Final = re.compile(
    r"(?m)(?:^|[\s|:：])(?:姓\s?名|户主(?:姓名)?|(?:申请|受益|承包|被征收)人(?:姓名)?|对象姓名)(?:$|[\s|])"
)


def _public() -> Exists:
    return Exists(DocumentEdition.objects.public().filter(document=OuterRef("object_id")))


def findable(editions: Iterable[DocumentEdition]) -> list[Findable]:
    """Published editions with their domains and attachments (three queries for any number of them)."""
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
    attached = _attached(rows)
    for edition in rows:
        yield _thing(edition, places.get(edition.pk, []), attached.get(edition.pk, []))


def _attached(editions: list[DocumentEdition]) -> dict[int, list[str]]:
    """Edition → names and texts of the attachments anybody may fetch, bounded (one query)."""
    readable = [edition.pk for edition in editions if edition.is_readable]
    files = (
        Attachment.objects.listed()
        .filter(edition__in=readable)
        .exclude(file__virus_state=VirusState.INFECTED)
        .annotate(said=Substr("file__text", 1, OF_A_FILE))
        .order_by("position", "pk")
    )
    found: dict[int, list[str]] = {}
    for edition, name, said in files.values_list("edition", "name", "said"):
        parts = found.setdefault(edition, [])
        left = OF_ALL_FILES - sum(map(len, parts))
        parts += [name, mask(said[: max(left, 0)]) if said and not PEOPLE.search(said) else ""]
    return found


def _thing(edition: DocumentEdition, domains: list[str], attached: list[str]) -> Findable:
    known = [edition.summary, edition.document.index_number]
    if edition.is_readable:
        if edition.summary in edition.text:  # often its first sentence, and an excerpt would say it twice
            known.pop(0)
        known[-1:-1] = [edition.text, edition.keywords, edition.issuer, edition.registration_no]
        known += attached
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
