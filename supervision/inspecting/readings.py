"""What a rule says about the site: how many faults, in words, and where (pure)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Final

MOST_EXAMPLES: Final = 50


@dataclass(frozen=True, slots=True)
class Example:
    """One place where it is so; `url` is an address of this site, or empty."""

    text: str
    url: str = ""

    def as_json(self) -> dict[str, str]:
        return {"text": self.text[:300], "url": self.url[:300]}


@dataclass(slots=True)
class Tally:
    """A count that remembers its first examples: as many faults as there are, never more than MOST_EXAMPLES kept."""

    number: int = 0
    examples: list[Example] = field(default_factory=list)

    def add(self, text: str, url: str = "") -> None:
        self.number += 1
        if len(self.examples) < MOST_EXAMPLES:
            self.examples.append(Example(text, url))

    def __bool__(self) -> bool:
        return self.number > 0

    def __iter__(self) -> Iterator[Example]:
        return iter(self.examples)


@dataclass(frozen=True, slots=True)
class Reading:
    """What one rule found.

    A veto names its `light` (red, amber, green); a deduction counts `faults`; a bonus says which `share` of its points is
    earned. `asks`: what was found has to be looked at by a person.
    """

    said: str
    faults: int = 0
    examples: tuple[Example, ...] = ()
    light: str = ""
    share: Decimal | None = None
    asks: bool = False
