"""Rows of pasted text: header found by its words, cells by the cheapest alignment."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Final

from catalog.importer.alignment import Aligner, stages
from catalog.importer.cards import Card, read_cards
from catalog.importer.cell_rows import keeps_gaps, to_raw
from catalog.importer.features import Look, look
from catalog.importer.grid import Grid
from catalog.importer.header_words import Kind
from catalog.importer.layout import Column, standard_columns
from catalog.importer.model import Problem, RawRow
from catalog.importer.text_header import HeaderSpan, header_spans
from catalog.importer.tokens import Token, tokenize

NO_HEADER: Final = Problem("table", "没有找到表头，已按国家标准目录的栏目顺序对应，请核对各栏")


@dataclass(slots=True)
class TextTable:
    """What one text holds. `preamble` is everything before the first header, one line per entry."""

    preamble: tuple[str, ...] = ()
    columns: tuple[Column, ...] = ()
    rows: list[tuple[int, RawRow]] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    header_texts: tuple[str, ...] = ()
    is_card: bool = False


def read_text(grid: Grid, progress: Callable[[int], None] | None = None) -> TextTable:
    """All rows of one text, with their line numbers."""
    tokens = tokenize(grid.rows)
    spans = header_spans(tokens)
    table = TextTable(preamble=_lines_before(grid, tokens[spans[0].start].line if spans else None))
    table.header_texts = tuple(tokens[at].text for span in spans for at in range(span.start, span.end))
    if spans:
        _sections(grid, tokens, spans, table, progress)
        return table
    cards = read_cards(tokens, grid)
    if cards is not None:
        return _as_table(cards, table)
    _without_header(grid, tokens, table)
    return table


def _lines_before(grid: Grid, line: int | None) -> tuple[str, ...]:
    lines = [str(row.cells[0]).strip() for row in grid.rows if line is None or row.number < line]
    return tuple(text for text in (lines if line is not None else lines[:6]) if text)


def _as_table(card: Card, table: TextTable) -> TextTable:
    table.columns, table.rows, table.is_card = card.columns, card.rows, True
    return table


def _sections(
    grid: Grid,
    tokens: Sequence[Token],
    spans: Sequence[HeaderSpan],
    table: TextTable,
    progress: Callable[[int], None] | None,
) -> None:
    """Between headers with the same columns rows may run on; a different header begins a new section."""
    columns = spans[0].columns()
    pending: list[Token] = []
    for at, span in enumerate(spans):
        until = spans[at + 1].start if at + 1 < len(spans) else len(tokens)
        new = span.columns()
        if not _is_part_of(new, columns):
            _align(grid, pending, columns, table, progress)
            pending, columns = [], new
        pending += tokens[span.end : until]
    _align(grid, pending, columns, table, progress)


def _is_part_of(new: Sequence[Column], columns: Sequence[Column]) -> bool:
    """A repeated header, perhaps with words missing, adds nothing new."""
    known = {(column.kind, column.tiers) for column in columns}
    return all((column.kind, column.tiers) in known or column.kind is Kind.TIER for column in new)


def _align(
    grid: Grid,
    tokens: Sequence[Token],
    columns: tuple[Column, ...],
    table: TextTable,
    progress: Callable[[int], None] | None,
) -> None:
    if not tokens:
        return
    numbered = sum(1 for token in tokens if look(token.text) is Look.NUMBER)
    layout = stages(columns, number_expected=numbered > 0)
    aligned = Aligner(layout).rows(tokens, progress)
    gaps = keeps_gaps(aligned, layout)
    for row in aligned:
        raw = to_raw(grid.where(row.line), row, layout, keeps_gaps=gaps)
        if any(raw.cells.get(column.key) for column in columns if not column.is_tick):
            table.rows.append((row.line, raw))
    merged = {column.key: column for column in (*table.columns, *columns)}
    table.columns = tuple(merged.values())


def _without_header(grid: Grid, tokens: Sequence[Token], table: TextTable) -> None:
    """Rows that begin at once: only where nearly every row fills the eight text columns of the national table."""
    trial = TextTable()
    first = next((at for at, token in enumerate(tokens) if look(token.text) is Look.NUMBER), None)
    if first is None:
        return
    _align(grid, tokens[first:], standard_columns(), trial, None)
    text_keys = [column.key for column in trial.columns if not column.is_tick]
    full = sum(1 for _, raw in trial.rows if sum(1 for key in text_keys if raw.cells.get(key)) >= 7)
    if trial.rows and full * 2 > len(trial.rows):
        table.columns, table.rows = trial.columns, trial.rows
        table.problems.append(NO_HEADER)
        table.preamble = _lines_before(grid, tokens[first].line)
