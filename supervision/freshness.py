"""覆盖与更新: how each catalog item, each unit × domain and each site column stands on a day. Everything from queries."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum
from typing import Any, Final

from django.db.models import TextField
from django.db.models.functions import Cast

from accounts.models import Organisation
from catalog.models import Domain, Node
from disclosure.coverage import renewals
from disclosure.todo import ALARM
from statute.calendar import WorkingCalendar
from statute.limits import TimeLimit
from statute.loading import working_calendar
from supervision.models.standing import rows_to_fill

EMPTY_COLUMNS: Final = 5  # 国办秘函〔2019〕19号: empty columns ≥ 5 veto the site
STALE_COLUMNS: Final = 10  # columns that should have been renewed and were not, ≥ 10
LOOK_BACK: Final = timedelta(days=366 * 11)


class Level(StrEnum):
    """Red is late or missing by law, amber is near or incomplete, green has nothing to do."""

    RED = "red"
    AMBER = "amber"
    GREEN = "green"
    NONE = "none"

    @property
    def label(self) -> str:
        return {"red": "须整改", "amber": "须留意", "green": "正常", "none": "无此目录"}[self]

    @property
    def badge(self) -> str:
        return {"red": "overdue", "amber": "provisional", "green": "valid", "none": "plain"}[self]


class Standing(StrEnum):
    """How one item stands (law-book §10.6: published inside its cycle, or not)."""

    FRESH = "fresh"
    DUE = "due"
    OVERDUE = "overdue"
    EMPTY = "empty"

    @property
    def label(self) -> str:
        return {"fresh": "已公开", "due": "即将到期", "overdue": "逾期未更新", "empty": "没有内容"}[self]

    @property
    def level(self) -> Level:
        return {"fresh": Level.GREEN, "due": Level.AMBER}.get(self, Level.RED)


@dataclass(frozen=True)
class Marks:
    """Of one time limit: content older than `stale` is overdue, older than `soon` is due."""

    stale: date = date.min
    soon: date = date.min

    def of(self, last_on: date | None) -> Standing:
        if last_on is None:
            return Standing.EMPTY
        if last_on < self.stale:
            return Standing.OVERDUE
        return Standing.DUE if last_on < self.soon else Standing.FRESH


@dataclass
class Cell:
    """One unit × domain: how many items stand how. A column of the site in the sense of the national check."""

    fresh: int = 0
    due: int = 0
    overdue: int = 0
    empty: int = 0

    @property
    def total(self) -> int:
        return self.fresh + self.due + self.overdue + self.empty

    @property
    def filled(self) -> int:
        return self.total - self.empty

    @property
    def is_empty(self) -> bool:
        return self.total > 0 and not self.filled

    @property
    def percent(self) -> int:
        """履行率: items with content inside their cycle ÷ items."""
        return (self.fresh + self.due) * 100 // self.total if self.total else 0

    @property
    def level(self) -> Level:
        if not self.total:
            return Level.NONE
        if self.overdue or self.is_empty:
            return Level.RED
        return Level.AMBER if self.due or self.empty else Level.GREEN

    @property
    def words(self) -> str:
        """What the colour says, in words."""
        if not self.total:
            return "—"
        named = (("逾期", self.overdue), ("空", self.empty), ("将到期", self.due))
        return " ".join(f"{name}{number}" for name, number in named if number) or "齐"

    def add(self, standing: Standing, number: int = 1) -> None:
        setattr(self, standing.value, getattr(self, standing.value) + number)

    def __add__(self, other: Cell) -> Cell:
        return Cell(
            self.fresh + other.fresh,
            self.due + other.due,
            self.overdue + other.overdue,
            self.empty + other.empty,
        )


@dataclass
class Heat:
    """The map: cells by unit and domain, with the sums of rows and columns."""

    units: list[Organisation]
    domains: list[Domain]
    cells: dict[tuple[int, int], Cell] = field(default_factory=dict)

    def cell(self, unit: int, domain: int) -> Cell:
        return self.cells.get((unit, domain)) or Cell()

    def of_unit(self, unit: int) -> Cell:
        return sum((cell for (own, _), cell in self.cells.items() if own == unit), Cell())

    def of_units(self) -> dict[int, Cell]:
        found: dict[int, Cell] = defaultdict(Cell)
        for (unit, _), cell in self.cells.items():
            found[unit] += cell
        return found

    def of_domains(self) -> dict[int, Cell]:
        found: dict[int, Cell] = defaultdict(Cell)
        for (_, domain), cell in self.cells.items():
            found[domain] += cell
        return found

    @property
    def whole(self) -> Cell:
        return sum(self.cells.values(), Cell())

    @property
    def empty_columns(self) -> int:
        return sum(cell.is_empty for cell in self.cells.values())

    @property
    def stale_columns(self) -> int:
        """Counted where something was published and not renewed; an empty one is not counted twice."""
        return sum(bool(cell.overdue) for cell in self.cells.values())


def heat(units: Iterable[Organisation], today: date) -> Heat:
    """Three queries, whatever there is: domains, calendar, items."""
    own = list(units)
    found = Heat(own, list(Domain.objects.active()))
    if not own:
        return found
    known = {unit.pk for unit in own}
    marking = Marking(today)
    rows = rows_to_fill().filter(edition__unit__in=known)
    values = rows.annotate(rule=Cast("time_rule", TextField())).values_list(
        "edition__unit_id", "edition__domain_id", "rule", "item__standing__last_on"
    )
    for unit, domain, rule, last_on in values:
        cell = found.cells.get((unit, domain))
        if cell is None:
            cell = found.cells[unit, domain] = Cell()
        cell.add(marking.marks(rule).of(last_on))
    return found


class Marking:
    """The marks of every time limit on one day, each worked out once."""

    def __init__(self, today: date) -> None:
        self.today = today
        self.calendar: WorkingCalendar = working_calendar()
        self.soon = self.calendar.add_working_days(today, ALARM).date
        self._known: dict[str | None, Marks] = {}

    def marks(self, rule: str | None) -> Marks:
        """Of a time limit as JSON text."""
        known = self._known.get(rule)
        if known is None:
            known = self._known[rule] = self.rule_marks(json.loads(rule) if rule else None)
        return known

    def rule_marks(self, rule: Mapping[str, Any] | None) -> Marks:
        """Of a time limit as a catalog row has it."""
        return self._marks(TimeLimit.from_json(rule) if rule else None)

    def _marks(self, rule: TimeLimit | None) -> Marks:
        if not any(True for _ in renewals(rule, self.today, self.calendar)):
            return Marks()
        return Marks(self._first(rule, self.today), self._first(rule, self.soon + timedelta(days=1)))

    def _first(self, rule: TimeLimit | None, day: date) -> date:
        """The first day from which content published on it need not be renewed before `day`."""
        low, high = self.today - LOOK_BACK, day
        while low < high:
            middle = low + (high - low) // 2
            if self.due(rule, middle) < day:
                low = middle + timedelta(days=1)
            else:
                high = middle
        return low

    def due(self, rule: TimeLimit | None, last_on: date) -> date:
        """The earliest day the limit asks for the next publication."""
        return min((end for end, _ in renewals(rule, last_on, self.calendar)), default=date.max)


@dataclass(frozen=True)
class Line:
    """One item in the drill-down."""

    item: int
    name: str
    heading: str
    subject: str
    limit: str
    standing: Standing
    last_on: date | None
    due_on: date | None


def lines(unit: int, domain: int | None, today: date, standings: Collection[str] = ()) -> list[Line]:
    """The items of a unit, of one domain if named, in printed order; those with the standings asked for."""
    marking = Marking(today)
    rows = rows_to_fill().filter(edition__unit=unit)
    if domain is not None:
        rows = rows.filter(edition__domain=domain)
    rows = rows.select_related("parent", "item__standing").order_by("edition__domain__position", "lft")
    found = [_line(row, marking) for row in rows]
    return [line for line in found if not standings or line.standing in standings]


def _line(row: Node, marking: Marking) -> Line:
    standing = getattr(row.item, "standing", None)
    last_on = standing.last_on if standing else None
    rule = TimeLimit.from_json(row.time_rule) if row.time_rule else None
    due = marking.due(rule, last_on) if last_on else date.max
    state = marking.rule_marks(row.time_rule).of(last_on)
    heading = row.parent.name if row.parent_id and row.parent.parent_id else ""
    return Line(
        item=row.item_id, name=row.name, heading=heading, subject=row.subject,
        limit=rule.describe() if rule else row.time_limit, standing=state, last_on=last_on,
        due_on=None if due == date.max else due,
    )  # fmt: skip


def column_level(number: int, most: int) -> Level:
    """A count of bad columns against the number from which the national check fails the site."""
    if number >= most:
        return Level.RED
    return Level.AMBER if number else Level.GREEN
