"""What hangs on a board since yesterday, for who works away from home: what, for which time, when; neither name nor amount."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import datetime
from typing import Final

from accounts.models import OrganisationKind
from disclosure.news import Line, Supplier
from village.models import BoardItem


def _new(village: int, after: datetime, until: datetime) -> list[int]:
    found = BoardItem.objects.public().filter(
        village=village, published_at__gt=after, published_at__lte=until
    )
    return list(found.order_by("published_at", "pk").values_list("pk", flat=True))


def _lines(items: Collection[int], villages: Collection[int]) -> Iterator[Line]:
    found = BoardItem.objects.public().filter(pk__in=items, village__in=villages, village__is_active=True)
    for one in (
        found.select_related("village", "matter").defer("text", "table").order_by("published_at", "pk")
    ):
        assert one.published_at is not None  # noqa: S101  public items are published (board_step_published)
        yield Line(one.title, one.village.label, one.published_at, one.get_absolute_url())


SUPPLIER: Final = Supplier("village", OrganisationKind.VILLAGE, _new, _lines)
