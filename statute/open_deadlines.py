"""What moves when a year's holidays are announced or corrected.

Higher apps know their open matters; each registers one provider in its AppConfig.ready(). Closed matters keep
the dates they were closed under, so a provider yields open ones only.
"""

import datetime as dt
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from statute.calendar import Counted, WorkingCalendar


@dataclass(frozen=True, slots=True)
class OpenDeadline:
    """A limit still running: what it is, where to see it, and from which day how many working days run."""

    label: str
    url: str
    start: dt.date
    working_days: int


@dataclass(frozen=True, slots=True)
class Moved:
    """A limit that ends otherwise under the new calendar; `before` or `after` may be provisional."""

    label: str
    url: str
    before: Counted
    after: Counted


Provider = Callable[[], Iterable[OpenDeadline]]

_providers: list[Provider] = []


def register(provider: Provider) -> None:
    """Add a source of open deadlines; registering the same one again changes nothing."""
    if provider not in _providers:
        _providers.append(provider)


def unregister(provider: Provider) -> None:
    """Take a source away again."""
    if provider in _providers:
        _providers.remove(provider)


def open_deadlines() -> list[OpenDeadline]:
    """Every open deadline of every registered source."""
    return [deadline for provider in _providers for deadline in provider()]


def moved(old: WorkingCalendar, new: WorkingCalendar, deadlines: Iterable[OpenDeadline]) -> list[Moved]:
    """Those that end on another day, or whose day becomes firm or provisional, under the new calendar."""
    changed: list[Moved] = []
    for deadline in deadlines:
        before = old.add_working_days(deadline.start, deadline.working_days)
        after = new.add_working_days(deadline.start, deadline.working_days)
        if before != after:
            changed.append(Moved(deadline.label, deadline.url, before, after))
    return changed
