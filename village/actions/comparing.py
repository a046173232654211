"""对照 of every mirrored matter, all villages in one pass: each document is read once, whatever villages it names."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Final

from django.db import transaction

from accounts.models import Organisation
from disclosure.models import DocumentEdition, VirusState
from village.agreement import (
    Agreement,
    Place,
    Row,
    by_place,
    compare,
    has_place,
    rows_at,
    rows_of,
    sheets_in,
    tables_in,
)
from village.models import BoardItem, Comparison
from village.workflow import Status

LOOKED_BACK: Final = 400  # days; older publications keep what was found then
AFTER: Final = 92  # a document about a quarter may be made in the next one
FIELDS: Final = (
    "edition",
    "outcome",
    "government_count",
    "village_count",
    "government_total",
    "village_total",
    "only_government",
    "only_village",
    "checked_on",
)
Tables = list[list[list[object]]]


class Documents:
    """Readable documents by catalog item, their tables read once."""

    def __init__(self, items: Iterable[int]) -> None:
        editions = DocumentEdition.objects.readable().filter(placements__item__in=set(items))
        pairs = editions.order_by("-formed_on", "-pk").values_list("placements__item", "pk", "formed_on")
        self._by_item: dict[int, list[tuple[int, date | None]]] = {}
        for item, pk, formed_on in pairs:
            self._by_item.setdefault(item, []).append((pk, formed_on))
        self._tables: dict[int, list[dict[str, list[Row]]]] = {}

    def about(self, item: BoardItem) -> tuple[int | None, list[Row] | None]:
        """The newest document of the period that names the village, and its rows about it."""
        mirrored = item.matter.mirrors_id
        until = item.period_end + timedelta(days=AFTER)
        for pk, formed_on in self._by_item.get(mirrored or 0, ()):
            if formed_on is not None and item.period_start <= formed_on <= until:
                rows = self._rows(pk, place_of(item.village))
                if rows:
                    return pk, rows
        return None, None

    def _rows(self, pk: int, place: Place) -> list[Row]:
        if pk not in self._tables:
            self._tables[pk] = [by_place(lines) for lines in _tables(pk) if has_place(lines)]
        return [row for table in self._tables[pk] for row in rows_at(table, place)]


def _tables(pk: int) -> Tables:
    edition = DocumentEdition.objects.get(pk=pk)
    found: Tables = [[list(line) for line in table] for table in tables_in(edition.body)]
    for attachment in edition.attachments.select_related("file").filter(file__extension=".xlsx"):
        if attachment.file.virus_state != VirusState.INFECTED:
            with attachment.file.file.open("rb") as handle:
                found += sheets_in(handle.read())
    return found


def place_of(village: Organisation) -> Place:
    """How a table may call the village: 上堰村, 青石镇上堰村民委员会, 青岚县青石镇上堰村三组."""
    plain = village.label.removesuffix("居民委员会")
    if plain != (stem := plain.removesuffix("村民委员会")):
        plain = stem if stem.endswith("村") else f"{stem}村"
    township = village.parent
    above = [one for one in (township, township.parent if township else None) if one is not None]
    return Place(
        frozenset({village.name, village.label, plain} - {""}),
        frozenset(
            {
                name
                for one in above
                for name in (one.name, one.label, one.label.removesuffix("人民政府"))
                if name
            }
        ),
    )


def compare_all(*, on: date) -> dict[str, int]:
    """Work every mirrored publication out anew; how many are equal, different, missing."""
    items = list(
        BoardItem.objects.exclude(status=Status.WITHDRAWN)
        .filter(matter__mirrors__isnull=False, matter__is_active=True, period_end__gte=on - timedelta(days=LOOKED_BACK))
        .filter(anonymised_on=None)
        .select_related("matter", "village__parent__parent")
        .order_by("pk")
    )  # fmt: skip
    documents = Documents(item.matter.mirrors_id for item in items if item.matter.mirrors_id)
    rows = [row for item in items if (row := _compared(item, documents, on)) is not None]
    with transaction.atomic():
        Comparison.objects.bulk_create(
            rows, update_conflicts=True, unique_fields=["item"], update_fields=[*FIELDS], batch_size=500
        )
        Comparison.objects.filter(item__status=Status.WITHDRAWN).delete()
        stale = Comparison.objects.filter(item__in=[item.pk for item in items])
        stale.exclude(item__in=[row.item_id for row in rows]).delete()
    counts = dict.fromkeys(Comparison.Outcome.values, 0)
    for row in rows:
        counts[row.outcome] += 1
    return counts


def _compared(item: BoardItem, documents: Documents, on: date) -> Comparison | None:
    """None while neither side has said anything, or the village still has time."""
    edition, government = documents.about(item)
    published = item.status == Status.PUBLISHED
    if not published and (government is None or not item.is_overdue(on)):
        return None
    columns, lines = item.table.get("columns", []), item.table.get("rows", [])
    village = rows_of([columns, *lines]) if published and columns else [] if published else None
    return _row(item, edition, compare(government, village), on)


def _row(item: BoardItem, edition: int | None, found: Agreement, on: date) -> Comparison:
    return Comparison(
        item=item, edition_id=edition, outcome=found.outcome.value, checked_on=on,
        government_count=len(found.government), village_count=len(found.village),
        government_total=sum(row.fen for row in found.government), village_total=sum(row.fen for row in found.village),
        only_government=found.only_government, only_village=found.only_village,
    )  # fmt: skip
