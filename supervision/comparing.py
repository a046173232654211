"""县区比较: the figures of signed files side by side, for a county as a whole or unit by unit. Pure."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Self


@dataclass
class Figures:
    """What a county, or one unit of it, said of itself on the day of the file."""

    name: str
    made_on: date
    fresh: int = 0
    due: int = 0
    overdue: int = 0
    empty: int = 0
    published: int = 0
    on_time: int = 0
    red: dict[str, int] = field(default_factory=dict)

    @property
    def percent(self) -> int | None:
        """履行率 as on the own map: items with content inside their cycle ÷ items."""
        total = self.fresh + self.due + self.overdue + self.empty
        return (self.fresh + self.due) * 100 // total if total else None

    @property
    def on_time_percent(self) -> int | None:
        return self.on_time * 100 // self.published if self.published else None

    @property
    def reds(self) -> int:
        return sum(self.red.values())

    def red_of(self, labels: Iterable[str]) -> list[int | None]:
        """By label; None where the file does not know the measure."""
        return [self.red.get(label) for label in labels]

    def add(self, row: Mapping[str, Any]) -> Self:
        for name in ("fresh", "due", "overdue", "empty", "published", "on_time"):
            setattr(self, name, getattr(self, name) + row.get(name, 0))
        for label, number in row["red"].items():
            self.red[label] = self.red.get(label, 0) + number
        return self


def of_county(sender: str, made_on: date, text: str) -> Figures:
    """The whole county."""
    whole = Figures(sender, made_on)
    for row in rows_of(text):
        whole.add(row)
    return whole


def of_units(made_on: date, text: str) -> list[Figures]:
    """Each of its units, in the order of the file."""
    return [Figures(row["unit"], made_on).add(row) for row in rows_of(text)]


def rows_of(text: str) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = json.loads(text)["body"]["coverage"]
    return rows


def labels_of(found: Iterable[Figures]) -> list[str]:
    """Every measure any of them names, in the order they come."""
    return list(dict.fromkeys(label for one in found for label in one.red))
