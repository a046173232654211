"""What a measure is: rows of (unit, as it should be?, what it is called), counted per unit."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final

LISTED: Final = 20  # how many of what is wrong are named


@dataclass(frozen=True)
class Scope:
    """The keys of the units, the period (both days included), and the day the facts are read."""

    units: Collection[int]
    start: date
    end: date
    on: date

    @property
    def span(self) -> tuple[date, date]:
        return self.start, self.end


@dataclass
class Fact:
    """So many of so many; the first of those that are not."""

    number: int = 0
    of: int = 0
    listed: list[str] = field(default_factory=list)

    def as_json(self) -> dict[str, Any]:
        return {"number": self.number, "of": self.of, "listed": self.listed}


Row = tuple[int, bool, object]
Facts = dict[int, Fact]


@dataclass(frozen=True)
class Gauge:
    """`describes`: the query in plain words, shown beside the score. The value is `number` × `per` ÷ `of`, in `unit`."""

    code: str
    describes: str
    count: Callable[[Scope], Facts]
    per: int = 100
    unit: str = "%"


def tally(rows: Iterable[Row]) -> Facts:
    """Good rows out of all, per unit; what is not good is named."""
    found: Facts = {}
    for unit, is_good, name in rows:
        fact = found.setdefault(unit, Fact())
        fact.of += 1
        if is_good:
            fact.number += 1
        elif len(fact.listed) < LISTED:
            fact.listed.append(str(name)[:80])
    return found


def summed(rows: Iterable[tuple[int, int, int]]) -> Facts:
    """(unit, amount, out of), added up per unit."""
    found: Facts = {}
    for unit, number, of in rows:
        fact = found.setdefault(unit, Fact())
        fact.number += number
        fact.of += of
    return found
