"""Figures too small to be published, and what else must be left out so that nobody works them out from the totals. Pure.

A table with its totals is a circulation: every figure is an arc from the sum it belongs to, to the sum it makes up, and
what flows into a node flows out of it. A figure that is left out can be computed exactly when no other circulation agrees
with all that is published, that is, when no cycle of figures left out runs through it along which one could be added
here and taken away there.
"""

from __future__ import annotations

import heapq
from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from typing import Final

LEAST: Final = 5  # smaller numbers of people are not published
_UNBOUNDED: Final = 10**12
Key = Hashable
Node = Hashable


class Mark(Enum):
    """Why a figure is left out, and what the reader may conclude from that: at least, at most."""

    SMALL = (1, LEAST - 1)
    WITHHELD = (LEAST, _UNBOUNDED)  # large enough by itself; it would give a small one away
    WHOLE = (0, _UNBOUNDED)  # its whole line is left out, whatever is in it

    @property
    def words(self) -> str:
        return f"少于{LEAST}" if self is Mark.SMALL else "略"


@dataclass(frozen=True, slots=True)
class Cell:
    """One figure. `line` names the figures that are left out together where leaving out single ones is not enough."""

    key: Key
    tail: Node
    head: Node
    value: int
    line: Hashable = None


Marks = dict[Key, Mark]
Cost = Callable[[Cell, bool], int | None]


def protect(cells: Sequence[Cell], given: Mapping[Key, Mark | None] | None = None) -> Marks:
    """A mark for every figure to leave out; none of the small ones can be computed from the rest.

    `given` was settled before (None: shown) and stays as it is. Small figures are hidden first, then the cheapest cycle
    through each that could be computed, then its whole line, then everything.
    """
    fixed = dict(given or {})
    marks: Marks = {cell.key: Mark.SMALL for cell in cells if 0 < cell.value < LEAST}
    marks = {key: mark for key, mark in (marks | fixed).items() if mark is not None}
    while found := computable(cells, marks):
        cell = next(cell for cell in cells if cell.key == found[0])
        also = _cheapest(cells, marks, cell, fixed)
        if also is not None:
            marks |= dict.fromkeys(also, Mark.WITHHELD)
            continue
        line = [one for one in cells if one.line == cell.line and one.key not in fixed]
        if cell.line is None or all(marks.get(one.key) is Mark.WHOLE for one in line):
            return marks | {one.key: Mark.WHOLE for one in cells if one.key not in fixed}
        marks |= {one.key: Mark.WHOLE for one in line}
    return marks


def computable(cells: Sequence[Cell], marks: Mapping[Key, Mark]) -> list[Key]:
    """The small figures left out that have only one value agreeing with everything published; exact."""

    def cost(cell: Cell, up: bool) -> int | None:
        return 0 if _may_move(cell, marks, up=up) else None

    around, safe, found = _around(cells), set[Key](), list[Key]()
    for cell in cells:
        if cell.key not in marks or cell.key in safe or not 0 < cell.value < LEAST:
            continue
        cycle = _cycle(cell, around, marks, cost)
        if cycle is None:
            found.append(cell.key)
        else:
            safe.update(cycle[1])
    return found


def _cheapest(
    cells: Sequence[Cell], marks: Mapping[Key, Mark], cell: Cell, fixed: Mapping[Key, Mark | None]
) -> list[Key] | None:
    """The smallest figures to leave out as well, so that `cell` lies on a cycle; None where there are none."""

    def cost(other: Cell, up: bool) -> int | None:
        if other.key in marks:
            return 0 if _may_move(other, marks, up=up) else None
        if other.key in fixed or other.value < LEAST + (not up):
            return None
        return other.value

    cycle = _cycle(cell, _around(cells), marks, cost)
    return None if cycle is None else [key for key in cycle[1] if key not in marks]


def _may_move(cell: Cell, marks: Mapping[Key, Mark], *, up: bool) -> bool:
    """Whether one more, or one less, still agrees with the mark; a figure that is shown does not move."""
    mark = marks.get(cell.key)
    if mark is None:
        return False
    least, most = mark.value
    return cell.value < most if up else cell.value > least


Around = Mapping[Node, Sequence[tuple[Cell, bool, Node]]]


def _around(cells: Iterable[Cell]) -> Around:
    """By node, the steps from it: along a figure (one more of it) or against it (one less)."""
    found: dict[Node, list[tuple[Cell, bool, Node]]] = defaultdict(list)
    for cell in cells:
        found[cell.tail].append((cell, True, cell.head))
        found[cell.head].append((cell, False, cell.tail))
    return found


def _cycle(cell: Cell, around: Around, marks: Mapping[Key, Mark], cost: Cost) -> tuple[int, list[Key]] | None:
    """The cheapest cycle through a hidden figure, whichever way round: its cost and the figures on it."""
    ways = []
    if _may_move(cell, marks, up=True):
        ways.append(_path(around, cell.head, cell.tail, cell, cost))
    if _may_move(cell, marks, up=False):
        ways.append(_path(around, cell.tail, cell.head, cell, cost))
    possible = [way for way in ways if way is not None]
    if not possible:
        return None
    total, keys = min(possible, key=lambda way: way[0])
    return total, [cell.key, *keys]


def _path(around: Around, start: Node, goal: Node, without: Cell, cost: Cost) -> tuple[int, list[Key]] | None:
    """Dijkstra's; `turn` keeps equal costs in the order they were found, so that results repeat."""
    turn, settled = 0, set[Node]()
    waiting: list[tuple[int, int, Node, tuple[Key, ...]]] = [(0, turn, start, ())]
    while waiting:
        spent, _, node, keys = heapq.heappop(waiting)
        if node == goal:
            return spent, list(keys)
        if node in settled:
            continue
        settled.add(node)
        for cell, up, other in around[node]:
            price = None if cell is without or other in settled else cost(cell, up)
            if price is not None:
                turn += 1
                heapq.heappush(waiting, (spent + price, turn, other, (*keys, cell.key)))
    return None
