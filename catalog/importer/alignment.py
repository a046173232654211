"""Which pieces of text belong to which column: the cheapest path through the whole text (Viterbi).

Every piece is put into a column, added to the piece before it, or dropped as page furniture. Costs say how badly a text
suits a column (`features.misfit`), how likely a separator ends a cell or a row, and how bad it is to leave a column out.
All tick columns together are one stage, because ticks are often squeezed; `ticks` sorts them out afterwards.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import pairwise
from typing import Final

from catalog.importer.cleaning import match_key
from catalog.importer.features import Look, look, misfit
from catalog.importer.header_words import Kind
from catalog.importer.layout import Column
from catalog.importer.tokens import Gap, Token

_FAR: Final = 1e9
_INTEGER: Final = re.compile(r"\d{1,4}")
# Gap: cost of (continuing the cell, going to a later column, beginning a row).
_GAPS: Final = {
    Gap.CELL: (6.0, 0.0, 8.0),
    Gap.ROW: (6.0, 0.5, 0.0),
    Gap.INSIDE: (0.0, 5.0, 1.5),
    Gap.LINE: (1.2, 0.0, 0.0),
    Gap.SOFT: (0.3, 1.5, 1.5),
    Gap.BLANK: (1.0, 0.0, 0.0),
    Gap.GLUE: (0.8, 0.0, 4.0),
}
_SKIP: Final = {
    Kind.SEQ: 2.5,
    Kind.CONTENT: 3.0,
    Kind.BASIS: 1.8,
    Kind.TIME: 1.8,
    Kind.SUBJECT: 2.0,
    Kind.CHANNELS: 2.0,
    Kind.DOMAIN: 0.3,
    Kind.EXTRA: 0.3,
}
_MARKED: Final = frozenset({Gap.CELL, Gap.ROW})


@dataclass(frozen=True, slots=True)
class Stage:
    """A column, or a run of tick columns taken as one."""

    columns: tuple[Column, ...]
    skip: float

    @property
    def kind(self) -> Kind:
        """The kind of its (first) column."""
        return self.columns[0].kind

    @property
    def is_ticks(self) -> bool:
        """Whether it is a run of tick columns."""
        return self.columns[0].is_tick


@dataclass(slots=True)
class AlignedRow:
    """One row: its line, and per stage the pieces put there."""

    line: int
    pieces: dict[int, list[Token]] = field(default_factory=dict)


def stages(columns: Sequence[Column], *, number_expected: bool = False) -> tuple[Stage, ...]:
    """Columns to stages. A missing 序号 column is added when rows begin with numbers all the same."""
    if number_expected and not any(column.kind is Kind.SEQ for column in columns):
        columns = (Column(Kind.SEQ, "seq", "序号"), *columns)
    items = [column for column in columns if column.kind is Kind.ITEM]
    result: list[Stage] = []
    for column in columns:
        if column.is_tick and result and result[-1].is_ticks:
            result[-1] = Stage((*result[-1].columns, column), 2.0)
        elif column.is_tick:
            result.append(Stage((column,), 2.0))
        elif column.kind is Kind.ITEM:
            outer = len(items) - 1 - items.index(column)
            result.append(Stage((column,), 3.4 if not outer else 0.8 - 0.1 * outer))
        else:
            result.append(Stage((column,), _SKIP.get(column.kind, 0.3)))
    return tuple(result)


class Aligner:
    """Viterbi over stages 0..n-1; state -1 is «before the first row»."""

    def __init__(self, layout: Sequence[Stage], *, single_row: bool = False) -> None:
        self.layout = layout
        self.single_row = single_row
        self.size = len(layout)
        self.sequel: set[int] = set()
        skips = [stage.skip for stage in layout]
        self.before = [sum(skips[:k]) for k in range(self.size)]
        self.after = [sum(skips[j + 1 :]) for j in range(self.size)]
        self.between = [[sum(skips[j + 1 : k]) for k in range(self.size)] for j in range(self.size)]

    def rows(
        self, tokens: Sequence[Token], progress: Callable[[int], None] | None = None
    ) -> list[AlignedRow]:
        """The rows of the cheapest path."""
        self.sequel = _sequels(tokens)
        cost = [_FAR] * self.size
        start = 0.0
        back: list[list[tuple[int, int]]] = []
        previous: Token | None = None
        for at, token in enumerate(tokens):
            cost, start, choices = self._step(cost, start, token, previous)
            back.append(choices)
            previous = token
            if progress is not None and at % 2000 == 0:
                progress(token.line)
        return self._trace(tokens, back, cost)

    def _step(
        self, cost: list[float], start: float, token: Token, previous: Token | None
    ) -> tuple[list[float], float, list[tuple[int, int]]]:
        """One piece further. A choice is (stage before, act) with act 0 continue, 1 next column, 2 new row, 3 drop."""
        seen = look(token.text)
        _, ahead, anew = _GAPS[token.gap]
        best_end, end_at = self._best_row_end(cost, start)
        counts_on = seen is Look.NUMBER and token.gap is not Gap.CELL and id(token) in self.sequel
        new_cost: list[float] = []
        choices: list[tuple[int, int]] = []
        for k, stage in enumerate(self.layout):
            fit = misfit(seen, stage.kind, tick=stage.is_ticks)
            if counts_on and stage.kind is not Kind.SEQ:
                fit += 12.0
            best, choice = best_end + anew + self.before[k] + fit, (end_at, 2)
            for j in range(k):
                value = cost[j] + ahead + self.between[j][k] + fit
                if value < best:
                    best, choice = value, (j, 1)
            value = cost[k] + self._stay(stage, seen, token, previous) + fit
            if value < best:
                best, choice = value, (k, 0)
            value = cost[k] + self._drop(k, seen, token)
            if value < best:
                best, choice = value, (k, 3)
            new_cost.append(best)
            choices.append(choice)
        return new_cost, (_FAR if self.single_row else start + self._drop(-1, seen, token)), choices

    def _best_row_end(self, cost: list[float], start: float) -> tuple[float, int]:
        best, at = start, -1
        if not self.single_row:
            for j in range(self.size):
                value = cost[j] + self.after[j]
                if value < best:
                    best, at = value, j
        return best, at

    def _stay(self, stage: Stage, seen: Look, token: Token, previous: Token | None) -> float:
        """The cost of adding a piece to the cell before it."""
        if stage.is_ticks:
            return 0.8 if seen is Look.EMPTY and token.gap is Gap.ROW else 0.0
        if stage.kind is Kind.SEQ:
            return 9.0
        base = _GAPS[token.gap][0]
        if token.gap in _MARKED or token.gap is Gap.INSIDE or previous is None:
            return base
        return base * _stickiness(stage.kind, seen, token.text, previous.text)

    def _drop(self, stage: int, seen: Look, token: Token) -> float:
        """The cost of taking a piece for page furniture."""
        late = stage < 0 or stage >= self.size - 2
        if seen is Look.FURNITURE:
            return 0.3 if token.gap is not Gap.CELL else 3.0
        if seen is Look.EMPTY:
            if stage >= 0 and self.layout[stage].is_ticks:
                return 2.0
            return 0.6 if stage in {-1, self.size - 1} or token.gap not in _MARKED else 3.0
        if seen is Look.NUMBER:
            return 20.0 if id(token) in self.sequel else 3.0
        if token.gap is Gap.CELL:
            return 12.0  # a marked cell in the middle of a line is never furniture
        return 4.0 if late else 6.0

    def _trace(
        self, tokens: Sequence[Token], back: list[list[tuple[int, int]]], cost: list[float]
    ) -> list[AlignedRow]:
        if not back:
            return []
        totals = [cost[j] + self.after[j] for j in range(self.size)]
        stage = totals.index(min(totals))
        found: list[AlignedRow] = []
        row = AlignedRow(0)
        for at in range(len(tokens) - 1, -1, -1):
            if stage < 0:
                break
            origin, act = back[at][stage]
            if act != 3:
                row.pieces.setdefault(stage, []).append(tokens[at])
            if act == 2:
                row.line = tokens[at].line
                found.append(row)
                row = AlignedRow(0)
            stage = origin
        for row in found:
            for pieces in row.pieces.values():
                pieces.reverse()
        return found[::-1]


def _sequels(tokens: Sequence[Token]) -> set[int]:
    """Identities of the numbers that count on from the one before or are counted on: row numbers, not page numbers."""
    numbers: list[tuple[int, Token]] = []
    for token in tokens:
        digits = _INTEGER.match(match_key(token.text))
        if digits is not None and look(token.text) is Look.NUMBER:
            numbers.append((int(digits.group()), token))
    sequels: set[int] = set()
    for (value, token), (following, next_token) in pairwise(numbers):
        if following == value + 1:
            sequels |= {id(token), id(next_token)}
    return sequels


@lru_cache(maxsize=65536)
def _stickiness(kind: Kind, seen: Look, text: str, previous: str) -> float:
    """How willingly a piece joins the cell before it, as a factor on the separator's cost (0 = willingly)."""
    if kind is Kind.CHANNELS:
        return 0.0 if seen in {Look.BOXES, Look.CHANNEL, Look.NOTE} else 1.5
    if seen is Look.DITTO:
        return 4.0
    if match_key(text) == match_key(previous):
        return 0.1  # merged cells printed twice
    if len(text) == 1 or (len(previous) == 1 and len(text) <= 3):
        return 0.1  # a word set one character per line
    if kind is Kind.CONTENT:
        return 0.4
    if kind is Kind.BASIS:
        return 0.3 if seen is Look.LAW else 0.8
    if kind is Kind.ITEM:
        return 0.4 if len(text) <= 2 and len(previous) <= 4 else 1.2
    return 1.2
