"""Whether a county held as many trainings as its number says, and whether units came (条例第四十八条, 市实施意见四(二))."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Final

from accounts.models import Organisation, OrganisationKind
from supervision.models import Attendance, Training
from supervision.models.rule import Key, Rules

LATE_IN_THE_YEAR: Final = 10  # from October on a year without its trainings is amber; over, it is red


@dataclass(frozen=True)
class Year:
    """One county's year: how many were held, how many it owes, until when."""

    year: int
    held: int
    needed: int

    @property
    def due_on(self) -> date:
        return date(self.year, 12, 31)

    @property
    def is_met(self) -> bool:
        return self.held >= self.needed


def years(county: int, today: date) -> tuple[Year, Year]:
    """The year before and this one, as they stand today (two queries)."""
    return _years(county, _held([county], today), Rules(), today)


def _held(counties: Collection[int], today: date) -> Counter[tuple[int, int]]:
    rows = Training.objects.held_by(today).filter(county__in=counties, held_on__year__gte=today.year - 1)
    return Counter((county, held.year) for county, held in rows.order_by().values_list("county", "held_on"))


def _years(county: int, held: Counter[tuple[int, int]], rules: Rules, today: date) -> tuple[Year, Year]:
    def one(year: int) -> Year:
        return Year(year, held[county, year], rules.on(Key.TRAININGS, date(year, 12, 31)).value)

    return one(today.year - 1), one(today.year)


def untrained(units: Collection[int], today: date) -> Iterator[tuple[int, bool]]:
    """(unit, is red) for each county behind its number, and each unit that was asked and did not come (four queries).

    A year that is over and fell short is red until the year after has made up for it.
    """
    governments = Organisation.objects.filter(pk__in=units, kind=OrganisationKind.COUNTY_GOVERNMENT)
    counties = list(governments.values_list("pk", flat=True))
    if counties:
        yield from _behind(counties, today)
    yield from _absent([unit for unit in units if unit not in set(counties)], today)


def _behind(counties: Collection[int], today: date) -> Iterator[tuple[int, bool]]:
    held, rules = _held(counties, today), Rules()
    for county in counties:
        before, now = _years(county, held, rules, today)
        if not now.is_met and (not before.is_met or today.month >= LATE_IN_THE_YEAR):
            yield county, not before.is_met


def _absent(units: Collection[int], today: date) -> Iterator[tuple[int, bool]]:
    rows = Attendance.objects.filter(
        unit__in=units, training__in=Training.objects.held_by(today).filter(held_on__year__gte=today.year - 1)
    )
    asked: set[tuple[int, int]] = set()
    came: set[tuple[int, int]] = set()
    for unit, number, held in rows.order_by().values_list("unit", "came", "training__held_on"):
        (came if number else asked).add((unit, held.year))
    for unit in sorted({unit for unit, _ in asked}):
        if (unit, today.year) in came:
            continue
        missed = {year for one, year in asked if one == unit and (unit, year) not in came}
        if missed:
            yield unit, today.year - 1 in missed
