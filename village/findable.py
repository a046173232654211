"""Villages and what hangs on their boards, as search knows them.

The lines of a table are not in the text: lists of people who get relief are read on the board for as long as the law
wants them there, and nobody is found in them by name (个人信息保护法第六条、第十九条). So hiding names later changes nothing here.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator

from django.db.models import Q, QuerySet
from django.urls import reverse

from accounts.models import Organisation, OrganisationKind
from search.sources import Findable, Source, of_rows
from village.models import BoardItem

VILLAGE, BOARD = "village", "board"


def _villages() -> QuerySet:
    """As on /villages/: every village in use has a page."""
    return Organisation.objects.active().filter(kind=OrganisationKind.VILLAGE)


def _items() -> QuerySet:
    """As on the page of a publication: public, of a village in use."""
    return BoardItem.objects.public().filter(village__in=_villages())


def _made_villages(villages: QuerySet) -> Iterator[Findable]:
    for one in villages.select_related("parent"):
        above = one.parent.name if one.parent else ""
        yield Findable(
            kind=VILLAGE,
            object_id=one.pk,
            url=reverse("villages:village", args=[one.code]),
            title=one.name,
            body="\n".join(part for part in (one.short_name, above, "村务公开 村级财务 公开栏") if part),
            unit_id=one.pk,
            unit_name=one.name,
            weight=1.05,
        )


def _made_items(items: QuerySet) -> Iterator[Findable]:
    for one in items.select_related("village", "matter"):
        heads = " ".join(one.table.get("columns", ())) if one.table else ""
        parts = (one.village.name, one.matter.title, str(one.matter.get_head_display()), one.text, heads)
        yield Findable(
            kind=BOARD,
            object_id=one.pk,
            url=one.get_absolute_url(),
            title=one.title,
            body="\n".join(part for part in parts if part),
            unit_id=one.village_id,
            unit_name=one.village.name,
            topic=str(one.matter.get_head_display())[:60],
            date=one.published_on,
            weight=0.7,
        )


def _same_or_below(keys: Collection[int]) -> Iterable[int]:
    """The village itself, and those of a township, whose name is in the text."""
    villages = Organisation.objects.filter(kind=OrganisationKind.VILLAGE)
    return villages.filter(Q(pk__in=keys) | Q(parent__in=keys)).values_list("pk", flat=True)


def _of_villages(keys: Collection[int]) -> Iterable[int]:
    return BoardItem.objects.public().filter(village__in=keys).values_list("pk", flat=True)


SOURCES: tuple[Source, ...] = (
    of_rows(VILLAGE, "村(社区)", _villages, _made_villages, order=32, hangs_on={"unit": _same_or_below}),
    of_rows(BOARD, "村务公开", _items, _made_items, order=70, hangs_on={"unit": _of_villages}),
)
