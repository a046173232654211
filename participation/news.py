"""What a unit asks the public, for who subscribed to the unit: drafts, what became of the opinions, surveys, meetings."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import datetime
from typing import Final

from disclosure.news import Line, Supplier
from participation.models import Consultation, Feedback, Gathering, Report, Reviewed, Survey

# What a line begins with; feedback and reports say themselves what they are.
KINDS: Final[tuple[tuple[type[Reviewed], str], ...]] = (
    (Consultation, "征求意见："),
    (Feedback, ""),
    (Survey, "调查："),
    (Gathering, "会议公告："),
    (Report, ""),
)


def _supplier(model: type[Reviewed], label: str) -> Supplier:
    public = model.objects.public

    def new(unit: int, after: datetime, until: datetime) -> list[int]:
        found = public().filter(unit=unit, published_at__gt=after, published_at__lte=until)
        return list(found.order_by("published_at", "pk").values_list("pk", flat=True))

    def lines(numbers: Collection[int], units: Collection[int]) -> Iterator[Line]:
        found = public().filter(pk__in=numbers, unit__in=units).select_related("unit")
        for one in found.order_by("published_at", "pk"):
            assert one.published_at is not None  # noqa: S101  what is public has its stamp (a constraint says so)
            yield Line(f"{label}{one}", one.unit.label, one.published_at, one.get_absolute_url())

    return Supplier(f"participation.{model._meta.model_name}", None, new, lines)


SUPPLIERS: Final = tuple(_supplier(model, label) for model, label in KINDS)
