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
    """News of units of one kind. `new`: numbers published after and until; `lines`: of these numbers those public now, of these units."""

    name: str
    kind: OrganisationKind
    new: Callable[[int, datetime, datetime], Iterable[int]]
    lines: Callable[[Collection[int], Collection[int]], Iterable[Line]]


_suppliers: dict[str, Supplier] = {}


def register(supplier: Supplier) -> None:
    """Registering the same one again changes nothing."""
    _suppliers[supplier.name] = supplier


def suppliers() -> tuple[Supplier, ...]:
    return tuple(_suppliers.values())


def supplied(unit: Organisation | None) -> Supplier | None:
    """Who has news of this unit; None for units that publish documents only."""
    return next((one for one in _suppliers.values() if unit is not None and unit.kind == one.kind), None)
