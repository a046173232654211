"""The figures of a year as a page shows them: exact for those who may see the cases, small numbers left out for the public.

Everything published about a year is settled together (`public_marks`), for the county and for each unit, so that no page
gives away what another leaves out.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from requests_app.counts import Replies, YearCounts
from requests_app.suppression import LEAST, Cell, Key, Mark, Marks, protect
from statute.calendar import WorkingCalendar
from statute.clock import Channel
from statute.outcomes import OUTCOMES, Group, OutcomeCode

COUNTY: Final = 0  # in the place of a unit: all of them together
RECEIVED, ENDED = "received", "ended"
TOTAL, MONTH, CHANNEL, OUTCOME, GROUP = "total", "month", "channel", "outcome", "group"
Place = tuple[str, int, str, object]  # received or ended · unit · by what · which
Numbers = Mapping[Place, int]


def numbers(counts: YearCounts) -> Counter[Place]:
    """Every figure of the year by its place; places that are not there are 0."""
    found: Counter[Place] = Counter()
    for unit, month, channel, number in counts.received:
        for body in (unit, COUNTY):
            for kind, which in ((TOTAL, ""), (MONTH, month), (CHANNEL, channel)):
                found[RECEIVED, body, kind, which] += number
    for unit, month, outcome, number in counts.ended:
        group = OUTCOMES[OutcomeCode(outcome)].group
        for body in (unit, COUNTY):
            for kind, which in ((TOTAL, ""), (MONTH, month), (OUTCOME, outcome), (GROUP, group)):
                found[ENDED, body, kind, which] += number
    return found


def public_marks(figures: Numbers) -> Marks:
    """What is left out of everything published about the year. First the units' totals, then each table beneath them.

    A unit whose total is left out has nothing else published either: its parts may then be anything, so that one table
    cannot be played off against another.
    """
    marks: Marks = {}
    for quantity, kinds in ((RECEIVED, (MONTH, CHANNEL)), (ENDED, (MONTH, OUTCOME))):
        units = sorted({unit for q, unit, *_ in figures if q == quantity and unit != COUNTY})
        total = (quantity, COUNTY, TOTAL, "")
        given: dict[Key, Mark | None] = {total: Mark.SMALL if 0 < figures[total] < LEAST else None}
        of_units = [_arc(figures, (quantity, unit, TOTAL, ""), "start", "end") for unit in units]
        settled = protect([_arc(figures, total, "end", "start"), *of_units], given)
        given |= {cell.key: settled.get(cell.key) for cell in of_units}
        marks |= settled
        for kind in kinds:
            cells = [_arc(figures, total, "end", "start"), *_table(figures, quantity, kind, units)]
            hidden = {
                cell.key: Mark.WHOLE
                for cell in cells
                if cell.line in units and given.get((quantity, cell.line, TOTAL, ""))
            }
            marks |= protect(cells, hidden | given)
    return marks


def _table(figures: Numbers, quantity: str, kind: str, units: Sequence[int]) -> Iterator[Cell]:
    """Units by months, channels or results (these in their groups), with the totals of both."""
    for unit in units:
        yield _arc(figures, (quantity, unit, TOTAL, ""), "start", unit)
    for which, group in _categories(kind):
        for unit in units:
            yield _arc(
                figures,
                (quantity, unit, kind, which),
                (unit, group) if group else unit,
                ("column", which),
                unit,
            )
        above: object = ("group", group) if group else "end"
        yield _arc(figures, (quantity, COUNTY, kind, which), ("column", which), above)
    for group in Group if kind == OUTCOME else ():
        for unit in units:
            yield _arc(figures, (quantity, unit, GROUP, group), unit, (unit, group), unit)
        yield _arc(figures, (quantity, COUNTY, GROUP, group), ("group", group), "end")


def _categories(kind: str) -> list[tuple[object, Group | None]]:
    if kind == MONTH:
        return [(month, None) for month in range(1, 13)]
    if kind == CHANNEL:
        return [(channel.value, None) for channel in Channel]
    return [(code.value, row.group) for code, row in OUTCOMES.items()]


def _arc(figures: Numbers, place: Place, tail: object, head: object, line: object = None) -> Cell:
    return Cell(place, tail, head, figures.get(place, 0), line)


@dataclass(frozen=True, slots=True)
class Line:
    """One row of a table; texts are ready to print."""

    label: str
    received: str
    ended: str
    on_time: str
    median: str
    code: str = ""


@dataclass(frozen=True, slots=True)
class Sheet:
    """Everything one page shows: of the county, or of one unit."""

    total: Line
    months: Sequence[Line]
    groups: Sequence[
        tuple[str, str, Sequence[tuple[str, str]]]
    ]  # heading, its sum, its rows where there are several
    channels: Sequence[tuple[str, str]]
    units: Sequence[Line]
    is_left_out: bool  # the unit has too few for a page of its own


class Writer:
    """Puts a year's figures into words; without `marks` everything is said as it is."""

    def __init__(self, counts: YearCounts, calendar: WorkingCalendar, marks: Marks | None) -> None:
        self.figures = numbers(counts)
        self.marks = marks
        self.days: dict[tuple[int, int | None], Counter[int]] = {}
        self.late: Counter[tuple[int, int | None]] = Counter()
        for row in counts.replies:
            self._add(row, calendar.working_days_between(row.received_on, row.decided_on))

    def _add(self, row: Replies, days: int) -> None:
        for body in (row.unit, COUNTY):
            for month in (row.decided_on.month, None):
                self.days.setdefault((body, month), Counter())[days] += row.number
                self.late[body, month] += row.number * row.is_late

    def text(self, place: Place) -> str:
        mark = (self.marks or {}).get(place)
        return mark.words if mark else str(self.figures[place])

    def line(self, label: str, body: int, month: int | None = None, code: str = "") -> Line:
        kind, which = (TOTAL, "") if month is None else (MONTH, month)
        days = self.days.get((body, month), Counter())
        replies = days.total()
        least = 1 if self.marks is None else LEAST
        is_shown = replies >= least and (ENDED, body, kind, which) not in (self.marks or {})
        return Line(
            label,
            self.text((RECEIVED, body, kind, which)),
            self.text((ENDED, body, kind, which)),
            f"{(replies - self.late[body, month]) * 100 // replies}%" if is_shown else "—",
            _number(median(days)) if is_shown else "—",
            code,
        )

    def sheet(self, body: int, units: Iterable[tuple[int, str, str]]) -> Sheet:
        """`units` (id, code, name) are compared on the county's page."""
        groups = []
        for group in Group:
            rows = [
                (row.wording, self.text((ENDED, body, OUTCOME, code.value)))
                for code, row in OUTCOMES.items()
                if row.group is group
            ]
            groups.append(
                (str(group.value), self.text((ENDED, body, GROUP, group)), rows if len(rows) > 1 else [])
            )
        totals = [(quantity, body, TOTAL, "") for quantity in (RECEIVED, ENDED)]
        return Sheet(
            self.line("全年", body),
            [self.line(f"{month}月", body, month) for month in range(1, 13)],
            groups,
            [(channel.label, self.text((RECEIVED, body, CHANNEL, channel.value))) for channel in Channel],
            [self.line(name, pk, code=code) for pk, code, name in units] if body == COUNTY else [],
            body != COUNTY and self.marks is not None and all(place in self.marks for place in totals),
        )


def median(days: Counter[int]) -> float:
    """The middle of what was counted, halfway between the two in the middle where there are two."""
    total, passed, middle = days.total(), 0, 0
    for value, number in sorted(days.items()):
        middle += value * sum(passed <= place < passed + number for place in ((total - 1) // 2, total // 2))
        passed += number
    return middle / 2


def _number(value: float) -> str:
    return f"{value:g}"
