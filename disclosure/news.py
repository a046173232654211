"""What is news to a subscriber besides documents: higher apps register what they publish, by unit, in their `AppConfig.ready()`."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from datetime import datetime

from accounts.models import Organisation, OrganisationKind


@dataclass(frozen=True)
class Line:
    """One piece of news in a mail."""

    title: str
    unit: str
    at: datetime
    path: str


@dataclass(frozen=True)
class Supplier:
    """News of units (of one kind, or any where `kind` is None). `new`: numbers published after and until; `lines`: of these numbers those public now, of these units."""

    name: str
    kind: OrganisationKind | None
    new: Callable[[int, datetime, datetime], Iterable[int]]
    lines: Callable[[Collection[int], Collection[int]], Iterable[Line]]


_suppliers: dict[str, Supplier] = {}


def register(supplier: Supplier) -> None:
    """Registering the same one again changes nothing."""
    _suppliers[supplier.name] = supplier


def suppliers() -> tuple[Supplier, ...]:
    return tuple(_suppliers.values())


def supplied(unit: Organisation | None) -> tuple[Supplier, ...]:
    """Who has news of this unit."""
    return tuple(one for one in _suppliers.values() if unit is not None and one.kind in {None, unit.kind})


def without_documents(unit: Organisation | None) -> bool:
    """Such a unit (a village) publishes nothing that has a domain, an item or words to look for."""
    return any(one.kind is not None for one in supplied(unit))


def kinds() -> set[OrganisationKind]:
    """Of units that have news although they publish no documents."""
    return {one.kind for one in _suppliers.values() if one.kind is not None}
