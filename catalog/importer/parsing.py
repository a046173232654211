"""The whole way from grids to a parsed table."""

from bisect import bisect_right
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import PurePath
from typing import Final

from catalog.importer.cards import grid_tokens, read_cards
from catalog.importer.cell_rows import CellRows, Header, headers
from catalog.importer.channels import ChannelVocabulary, box_legend
from catalog.importer.cleaning import match_key, one_line
from catalog.importer.features import Look, look
from catalog.importer.grid import Grid, GridKind, GridRow
from catalog.importer.interpret import Interpreter
from catalog.importer.layout import Column, printable, standard_columns
from catalog.importer.model import ParsedRow, ParsedTable, Problem, RawRow
from catalog.importer.text_rows import NO_HEADER, read_text
from catalog.importer.titles import canonical_domain, domain_name, unit_name

Progress = Callable[[int, int], None]
_REPORT_EVERY: Final = 500
_FEWEST_CELLS: Final = 5  # a sheet whose rows are thinner than this continues no table


@dataclass(slots=True)
class _Part:
    """Raw rows sharing one set of columns."""

    columns: tuple[Column, ...]
    rows: list[RawRow] = field(default_factory=list)
    is_card: bool = False


class _Collector:
    """Goes through the grids in order; a grid without a header continues the columns of the one before."""

    def __init__(self, domains: Mapping[str, str], progress: Progress | None, total: int) -> None:
        self.domains = domains
        self.progress = progress
        self.total = max(total, 1)
        self.done = 0
        self.parts: list[_Part] = []
        self.problems: list[Problem] = []
        self.titles: list[str] = []
        self.legends: list[str] = []
        self.domain = ""

    def add(self, grid: Grid) -> None:
        """Read one grid."""
        self._note_titles((*grid.preamble, grid.name) if grid.kind is GridKind.CELLS else ())
        if grid.kind is GridKind.TEXT:
            self._add_text(grid)
        else:
            self._add_cells(grid)
        self.done += len(grid.rows)

    def _note_titles(self, lines: Sequence[str]) -> None:
        lines = [line for line in lines if line]
        self.titles += lines
        self.legends += [line for line in lines if "选" in line]
        found = domain_name(lines, self.domains)
        if found:
            self.domain = found

    def _add_text(self, grid: Grid) -> None:
        table = read_text(grid, self._report)
        self._note_titles(table.preamble)
        self.legends += table.header_texts
        self.legends += [str(row.cells[0]) for row in grid.rows if "选" in str(row.cells[0])]
        self.problems += table.problems
        if not table.rows:
            return
        marks = _domain_marks(grid, self.domains)
        part = _Part(table.columns, is_card=table.is_card)
        for line, raw in table.rows:
            at = bisect_right(marks, (line, "\uffff")) - 1
            raw.domain = marks[at][1] if at >= 0 else self.domain
            part.rows.append(raw)
        self.parts.append(part)

    def _add_cells(self, grid: Grid) -> None:
        found = {header.start: header for header in headers(grid)}
        if not found:
            self._add_headless(grid)
            return
        self._sheet_domain(grid, found)
        reader = CellRows(grid, next(iter(found.values())).columns)
        part: _Part | None = None
        skip = -1
        for at, row in enumerate(grid.rows):
            if at in found:
                part, skip = self._open(found[at], part, reader), found[at].end
                self.legends += [
                    text for i in range(at, skip) for text in grid.rows[i].texts() if "选" in text
                ]
            elif at >= skip:
                self._data_row(row, reader, part)
            if at % _REPORT_EVERY == 0:
                self._report(at)
        self.problems += reader.problems

    def _sheet_domain(self, grid: Grid, found: Mapping[int, Header]) -> None:
        """The lines above the first header, then the sheet's own name."""
        before = [one_line(text) for row in grid.rows[: min(found)] for text in row.texts() if text]
        known = self.domain
        self.domain = ""
        self._note_titles((*grid.preamble, *before))
        name = one_line(grid.name)
        if not self.domain and name and not _is_plain_sheet_name(name):
            self.domain = canonical_domain(name, self.domains)
        self.domain = self.domain or known

    def _open(self, header: Header, part: _Part | None, reader: CellRows) -> _Part:
        if part is not None and len(header.columns) == len(part.columns):
            same = [column.kind for column in header.columns] == [column.kind for column in part.columns]
            if same:
                return part
        reader.use(header.columns)
        part = _Part(header.columns)
        self.parts.append(part)
        return part

    def _data_row(self, row: GridRow, reader: CellRows, part: _Part | None) -> None:
        if part is None:
            return
        texts = [text for text in row.texts() if text.strip()]
        if len(texts) == 1:
            self._note_titles([one_line(texts[0])] if len(texts[0]) < 80 else [])
        raw = reader.raw(row)
        if raw is not None:
            raw.domain = self.domain
            part.rows.append(raw)

    def _add_headless(self, grid: Grid) -> None:
        cards = read_cards(grid_tokens(grid), grid)
        if cards is not None and not (self.parts and self._continues(grid)):
            self.parts.append(
                _Part(
                    cards.columns, [replace(raw, domain=self.domain) for _, raw in cards.rows], is_card=True
                )
            )
            return
        if not (self.parts and self._continues(grid)):
            columns = _standard_for(grid)
            if columns is None:
                return
            self.problems.append(NO_HEADER)
            self.parts.append(_Part(columns))
        part = self.parts[-1]
        reader = CellRows(grid, part.columns)
        for row in grid.rows:
            self._data_row(row, reader, part)
        self.problems += reader.problems

    def _continues(self, grid: Grid) -> bool:
        """A table printed on after a page break: most of its rows are as full as a catalogue's."""
        width = len(self.parts[-1].columns)
        full = sum(1 for row in grid.rows if len([1 for cell in row.cells if cell]) >= _FEWEST_CELLS)
        fits = sum(1 for row in grid.rows if len(row.cells) == width)
        return bool(grid.rows) and full * 2 >= len(grid.rows) and fits * 2 >= len(grid.rows)

    def _report(self, rows: int) -> None:
        if self.progress is not None:
            self.progress(min(self.done + rows, self.total), self.total)


def _is_plain_sheet_name(name: str) -> bool:
    key = match_key(name).lower()
    return (
        any(
            word in key
            for word in ("sheet", "目录", "封面", "工作表", "表格", "说明", "附件", "汇总", "table", "表")
        )
        or len(key) < 2
    )


def _domain_marks(grid: Grid, domains: Mapping[str, str]) -> list[tuple[int, str]]:
    """(line, domain) of every title line in a text; one page may hold the tables of several domains."""
    marks = []
    for row in grid.rows:
        line = one_line(str(row.cells[0])).strip()
        short = (
            len(line) <= 60
            and "|" not in line
            and (line.startswith("#") or line.endswith(("目录", ")", "）", "领域")))
        )
        if short and ("领域" in line or "目录" in line or line.startswith("#")):
            found = domain_name([line], domains)
            if found:
                marks.append((row.number, found))
    return marks


def _standard_for(grid: Grid) -> tuple[Column, ...] | None:
    """The national table's columns if the rows begin with a number and have exactly as many cells."""
    rows = [row for row in grid.rows if sum(1 for cell in row.cells if cell) >= _FEWEST_CELLS]
    if not rows or look(rows[0].texts()[0]) is not Look.NUMBER:
        return None
    for columns in (standard_columns(), standard_columns(with_levels=False)):
        if sum(1 for row in rows if len(row.cells) == len(columns)) * 2 > len(rows):
            return columns
    return None


def parse(
    grids: Sequence[Grid],
    *,
    file_name: str,
    vocabulary: ChannelVocabulary,
    domain_names: Mapping[str, str] | None = None,
    progress: Progress | None = None,
) -> ParsedTable:
    """Everything the grids say. `domain_names`: alias → canonical name. `progress`: (rows done, rows in all)."""
    domains = domain_names or {}
    total = sum(len(grid.rows) for grid in grids)
    collector = _Collector(domains, progress, total)
    for grid in grids:
        collector.add(grid)
    rows = _interpret(collector, vocabulary, domains)
    problems = list(dict.fromkeys(collector.problems))
    if not rows:
        problems.append(Problem("table", "没有读到任何事项，请检查文件里是否有完整的目录表格", fatal=True))
    names = {row.domain for row in rows if row.domain}
    single = next(iter(names)) if len(names) == 1 else None
    if progress is not None:
        progress(total, total)
    return ParsedTable(
        file=PurePath(file_name.replace("\\", "/")).name,
        unit_name=unit_name([*collector.titles, PurePath(file_name).stem]),
        domain_name=single or (collector.domain or None if not names else None),
        box_legend=box_legend(collector.legends),
        columns=tuple(dict.fromkeys(key for part in collector.parts for key in printable(part.columns))),
        rows=tuple(rows),
        problems=tuple(problems),
    )


def _interpret(
    collector: _Collector, vocabulary: ChannelVocabulary, domains: Mapping[str, str]
) -> list[ParsedRow]:
    legend = box_legend(collector.legends)
    unit = unit_name(collector.titles) or ""
    reader: Interpreter | None = None
    rows: list[ParsedRow] = []
    canonical: dict[str, str] = {}
    for part in collector.parts:
        if reader is None or part.is_card or reader.is_card:
            reader = Interpreter(
                (), vocabulary, legend, is_card=part.is_card, unit_is_city=unit.endswith("市")
            )
        reader.use(part.columns)
        for raw in part.rows:
            row = reader.row(raw, len(rows) + 1)
            if row.domain:
                if row.domain not in canonical:
                    canonical[row.domain] = canonical_domain(row.domain, domains)
                if canonical[row.domain] != row.domain:
                    row = replace(row, domain=canonical[row.domain])
            rows.append(row)
    return rows
