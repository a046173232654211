"""Which kinds of things can be found. Higher apps register theirs in AppConfig.ready(), as with `statute.open_deadlines`."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from functools import reduce
from operator import or_
from typing import Any

from django.db.models import Q, QuerySet
from django.db.models.expressions import Combinable

from search.models import Entry


@dataclass(frozen=True, slots=True)
class Findable:
    """What an upper app says about one thing that may be found. `body` is text without markup."""

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


@dataclass(frozen=True)
class Source:
    """One kind. `public` is the owning app's own predicate as `Exists(… OuterRef("object_id"))`.

    `everything` yields all that is public now: what `manage.py reindex` compares the entries with.
    """

    kind: str
    label: str
    public: Callable[[], Combinable | Q]
    everything: Callable[[], Iterator[Findable]]
    order: int = field(default=100)


_sources: dict[str, Source] = {}


def register(source: Source) -> None:
    """Add a kind; registering it again replaces it."""
    _sources[source.kind] = source


def unregister(kind: str) -> None:
    _sources.pop(kind, None)


def sources() -> list[Source]:
    return sorted(_sources.values(), key=lambda source: source.order)


def labels() -> dict[str, str]:
    """Kind → what it is called, in the order of the page."""
    return {source.kind: source.label for source in sources()}


def public(entries: QuerySet[Entry]) -> QuerySet[Entry]:
    """Those of the entries whose owning app shows them to any citizen at this moment."""
    shown: list[Any] = [Q(kind=source.kind) & Q(source.public()) for source in sources()]
    return entries.filter(reduce(or_, shown)) if shown else entries.none()
