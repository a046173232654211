"""What a unit has explained, for who subscribed to the unit."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import datetime
from typing import Final

from disclosure.news import Line, Supplier
from interpretation.models import InterpretationEdition


def _new(unit: int, after: datetime, until: datetime) -> list[int]:
    found = InterpretationEdition.objects.public().filter(
        interpretation__unit=unit, published_at__gt=after, published_at__lte=until
    )
    return list(found.order_by("published_at", "pk").values_list("pk", flat=True))


def _lines(numbers: Collection[int], units: Collection[int]) -> Iterator[Line]:
    found = InterpretationEdition.objects.public().filter(pk__in=numbers, interpretation__unit__in=units)
    for one in found.for_list().order_by("published_at", "pk"):
        assert one.published_at is not None  # noqa: S101  interpretation_published_is_stamped
        yield Line(
            f"{one.form.label}：{one.title}",
            one.interpretation.unit.label,
            one.published_at,
            one.get_absolute_url(),
        )


SUPPLIER: Final = Supplier("interpretation", None, _new, _lines)
