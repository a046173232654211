"""Which kinds of things can be found. Higher apps register theirs in AppConfig.ready(), as with `statute.open_deadlines`."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import reduce
from operator import or_
from typing import Any, Final

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.db.models.expressions import Combinable

from search.models import Entry


@dataclass(frozen=True, slots=True)
class Findable:
    """What an upper app says about one thing that may be found. `body` is text without markup.

    Between `opens_at` and `closes_at` people may take part; the page says until when, and afterwards `status`.
    """

    kind: str
    object_id: int
    url: str
    title: str
    body: str = ""
    number: str = ""
    unit_id: int | None = None
    unit_name: str = ""
    domains: Iterable[str] = ()
    topic: str = ""
    date: date | None = None
    in_force: bool = True
    status: str = ""
    weight: float = 1.0
    opens_at: datetime | None = None
    closes_at: datetime | None = None


Keys = Collection[int]
NOTHING: Final[Mapping[str, Callable[[Keys], Iterable[int]]]] = {}


@dataclass(frozen=True)
class Source:
    """One kind. `public` is the owning app's own predicate as `Exists(… OuterRef("object_id"))`.

    `everything` yields all that is public now: what `manage.py reindex` compares the entries with. `some` yields what is
    public of the things with these numbers, for `actions.refresh`. `hangs_on` says for another kind which things of
    this one are public, or say, something else when things of that kind change: the acts of a lower app cannot know.
    `opening` says what people may do while it is open, with `{}` for until when.
    """

    kind: str
    label: str
    public: Callable[[], Combinable | Q]
    everything: Callable[[], Iterator[Findable]]
    order: int = field(default=100)
    some: Callable[[Keys], Iterable[Findable]] | None = None
    hangs_on: Mapping[str, Callable[[Keys], Iterable[int]]] = field(default_factory=lambda: NOTHING)
    opening: str = ""


CHUNK: Final = 500


def of_rows(
    kind: str,
    label: str,
    rows: Callable[[], QuerySet],
    made: Callable[[QuerySet], Iterable[Findable]],
    *,
    key: str = "pk",
    **values: Any,
) -> Source:
    """A kind whose public things are `rows()`, the app's own predicate; `key` is the column with the thing's number."""

    def some(keys: Keys) -> Iterator[Findable]:
        yield from made(rows().filter(**{f"{key}__in": list(keys)}).order_by(key))

    def everything() -> Iterator[Findable]:
        keys = list(rows().order_by(key).values_list(key, flat=True))
        for start in range(0, len(keys), CHUNK):
            yield from some(keys[start : start + CHUNK])

    def shown() -> Exists:
        return Exists(rows().filter(**{key: OuterRef("object_id")}))

    return Source(kind, label, shown, everything, some=some, **values)


_sources: dict[str, Source] = {}


def register(source: Source) -> None:
    """Add a kind; registering it again replaces it."""
    _sources[source.kind] = source


def unregister(kind: str) -> None:
    _sources.pop(kind, None)


def sources() -> list[Source]:
    return sorted(_sources.values(), key=lambda source: source.order)


def source_of(kind: str) -> Source:
    return _sources[kind]


def labels() -> dict[str, str]:
    """Kind → what it is called, in the order of the page."""
    return {source.kind: source.label for source in sources()}


def public(entries: QuerySet[Entry], kinds: Collection[str] | None = None) -> QuerySet[Entry]:
    """Those of the entries whose owning app shows them to any citizen at this moment; of `kinds`, where they are known.

    Each predicate costs a millisecond or two to put together: a page has three or four of the kinds.
    """
    asked = [source for source in sources() if kinds is None or source.kind in kinds]
    shown: list[Any] = [Q(kind=source.kind) & Q(source.public()) for source in asked]
    return entries.filter(reduce(or_, shown)) if shown else entries.none()
