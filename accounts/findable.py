"""Units as search knows them: those with a page of their own."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from django.db.models import Exists, OuterRef
from django.urls import reverse

from accounts.models import Organisation
from search.sources import Findable, Source

KIND = "unit"
WEIGHT = 1.1  # whoever types a unit's name wants the unit


def _public() -> Exists:
    return Exists(Organisation.objects.publishing_catalogs().filter(pk=OuterRef("object_id")))


def findable(units: Iterable[Organisation]) -> list[Findable]:
    return [
        Findable(
            kind=KIND,
            object_id=unit.pk,
            url=reverse("catalog:unit", args=[unit.code]),  # the page of a unit is the catalog's
            title=unit.name,
            body="\n".join(part for part in (unit.short_name, unit.get_kind_display()) if part),
            unit_id=unit.pk,
            unit_name=unit.name,
            weight=WEIGHT,
        )
        for unit in units
    ]


def _everything() -> Iterator[Findable]:
    yield from findable(Organisation.objects.publishing_catalogs().order_by("pk"))


SOURCE = Source(KIND, "机构", _public, _everything, order=30)
