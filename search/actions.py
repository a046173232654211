"""What becomes findable, what ceases to be, and what the county office says about words."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection, transaction
from django.db.models import Max

from audit.actions import lock_chain, record
from search.models import Entry, Promotion, Synonym
from search.sources import Findable, Source, source_of, sources
from search.wording import BREAK, key, narrow

if TYPE_CHECKING:
    from django.contrib.auth.models import AbstractUser as User

LONGEST_TEXT = 200_000  # characters; a yearbook is found by what stands in its first three hundred pages
AT_ONCE = 500
_FIELDS = [
    "visible", "change", "url", "title", "number", "unit_id", "unit_name", "domains", "topic", "date", "in_force",
    "status", "weight", "opens_at", "closes_at", "text",
]  # fmt: skip


def put(*things: Findable) -> None:
    """They can be found as they are now. Call it in the act's own transaction, before its `record`."""
    _write([_entry(thing) for thing in things])
    for kind in dict.fromkeys(thing.kind for thing in things):
        _follow(kind, [thing.object_id for thing in things if thing.kind == kind])


def remove(kind: str, *object_ids: int) -> None:
    """They cannot be found any more; nothing of their text is kept."""
    known = Entry.objects.filter(kind=kind, object_id__in=object_ids, visible=True)
    gone = known.values_list("object_id", flat=True)
    _write([Entry(kind=kind, object_id=pk, visible=False, text="") for pk in gone])
    _follow(kind, object_ids)


def refresh(kind: str, *object_ids: int) -> None:
    """`put` what is public of them now, `remove` the others: for acts that lead both ways."""
    some = source_of(kind).some
    assert some is not None  # noqa: S101  only kinds that say how
    found = list(some(object_ids)) if object_ids else []
    if found:
        put(*found)
    if gone := set(object_ids) - {thing.object_id for thing in found}:
        remove(kind, *gone)


def renamed(unit_id: int, name: str) -> None:
    """What a unit publishes is shown under its new name. The index does not have names, so nothing changes for it."""
    known = Entry.objects.findable().filter(unit_id=unit_id)
    known.exclude(unit_name=name[:100]).update(unit_name=name[:100])


def _follow(kind: str, object_ids: Collection[int]) -> None:
    """What other apps have hanging on these things changes in the same transaction."""
    for source in sources():
        if kind in source.hangs_on and object_ids:
            refresh(source.kind, *sorted(set(source.hangs_on[kind](object_ids))))


def _entry(thing: Findable) -> Entry:
    title, number = narrow(thing.title)[:500], narrow(thing.number)[:100]
    domains = " ".join(dict.fromkeys(thing.domains))
    return Entry(
        kind=thing.kind,
        object_id=thing.object_id,
        url=thing.url,
        title=title,
        number=number,
        unit_id=thing.unit_id,
        unit_name=thing.unit_name[:100],
        domains=f" {domains} "[:300] if domains else "",
        topic=thing.topic,
        date=thing.date,
        in_force=thing.in_force,
        status=thing.status,
        weight=thing.weight,
        opens_at=thing.opens_at,
        closes_at=thing.closes_at,
        text=BREAK.join((title, number, narrow(thing.body)))[:LONGEST_TEXT],
    )


def _write(entries: Sequence[Entry]) -> None:
    """One statement for some hundred rows. The lock is the record's: the order of changes is the order of commits."""
    if not entries:
        return
    if not connection.in_atomic_block:
        raise transaction.TransactionManagementError("what can be found is written in the act's transaction")
    lock_chain()
    last = Entry.objects.aggregate(last=Max("change"))["last"] or 0
    for number, entry in enumerate(entries, last + 1):
        entry.change = number
    Entry.objects.bulk_create(
        entries,
        batch_size=AT_ONCE,
        update_conflicts=True,
        unique_fields=["kind", "object_id"],
        update_fields=_FIELDS,
    )


# --- words --------------------------------------------------------------------------------------------------


@transaction.atomic
def save_synonym(synonym: Synonym, *, by: User | None) -> Synonym:
    """登记或修改同义词; `by=None` is the installation."""
    _may_keep_words(by)
    words = [word.strip() for word in synonym.words.replace(",", "、").replace("，", "、").split("、")]
    synonym.words = "、".join(dict.fromkeys(word for word in words if key(word)))
    synonym.full_clean()
    synonym.save()
    record(by, "search.synonym_saved", synonym, words=synonym.words, active=synonym.is_active)
    return synonym


@transaction.atomic
def delete_synonym(synonym: Synonym, *, by: User) -> None:
    _may_keep_words(by)
    record(by, "search.synonym_deleted", synonym, words=synonym.words)
    synonym.delete()


@transaction.atomic
def save_promotion(promotion: Promotion, *, by: User | None) -> Promotion:
    """登记或修改推荐结果: only what can be found at this moment."""
    _may_keep_words(by)
    words = list(dict.fromkeys(word.strip() for word in promotion.words.split("、") if key(word)))
    if not words:
        raise ValidationError({"words": "请写明查找什么词时推荐。"})
    if not promotion.entry.visible:
        raise ValidationError({"entry": "这个结果现在不能检索到。"})
    promotion.words = "、".join(words)
    promotion.keys = f"|{'|'.join(key(word) for word in words)}|"
    promotion.full_clean()
    promotion.save()
    record(by, "search.promotion_saved", promotion, words=promotion.words, url=promotion.entry.url,
           active=promotion.is_active)  # fmt: skip
    return promotion


@transaction.atomic
def delete_promotion(promotion: Promotion, *, by: User) -> None:
    _may_keep_words(by)
    record(by, "search.promotion_deleted", promotion, words=promotion.words, url=promotion.entry.url)
    promotion.delete()


def _may_keep_words(by: User | None) -> None:
    """The office's right, asked in the act itself; `None` is the installation."""
    if by is not None and not by.has_perm("search.change_synonym"):
        raise PermissionDenied("只有县政务公开主管部门可以维护同义词和推荐结果。")


# --- all of it ----------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Difference:
    """Of one kind: things whose entry is missing or says something else, and entries of what is not public."""

    kind: str
    stale: list[Findable]
    gone: list[int]

    def __bool__(self) -> bool:
        return bool(self.stale or self.gone)


def differences() -> list[Difference]:
    """Where entries and what the apps say differ; nothing, if every act did its part."""
    return [found for source in sources() if (found := _compare(source))]


@transaction.atomic
def synchronise() -> int:
    """Write what differs: for a new kind of thing, or after something was changed around the acts."""
    found = differences()
    for difference in found:
        if difference.stale:
            put(*difference.stale)
        if difference.gone:
            remove(difference.kind, *difference.gone)
    number = sum(len(difference.stale) + len(difference.gone) for difference in found)
    if number:
        record(None, "search.synchronised", entries=number)
    return number


def _compare(source: Source) -> Difference:
    known = Entry.objects.filter(kind=source.kind, visible=True)
    unseen = set(known.values_list("object_id", flat=True))
    stale: list[Findable] = []
    batch: list[Findable] = []
    for thing in source.everything():
        unseen.discard(thing.object_id)
        batch.append(thing)
        if len(batch) == AT_ONCE:
            stale += _stale(batch)
            batch = []
    return Difference(source.kind, stale + _stale(batch), sorted(unseen))


def _stale(things: Sequence[Findable]) -> list[Findable]:
    if not things:
        return []
    entries = Entry.objects.filter(kind=things[0].kind, object_id__in=[thing.object_id for thing in things])
    known = {entry.object_id: entry for entry in entries}
    return [thing for thing in things if not _says(known.get(thing.object_id), _entry(thing))]


def _says(entry: Entry | None, wanted: Entry) -> bool:
    return entry is not None and all(
        getattr(entry, name) == getattr(wanted, name) for name in _FIELDS if name != "change"
    )
