"""From the bytes of a list to rows of labelled cells: .xlsx, .csv, JSON lines. The content decides, not the name."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from catalog.importer import MAX_BYTES, Covered, Grid, GridRow, UnreadableFile, read_list
from catalog.importer.containers import check_plain
from catalog.importer.text_reader import decode
from disclosure.bulk.labels import Field, field_of, known

MAX_ROWS: Final = 50_000
MAX_CELL: Final = 1_000_000  # characters
HEADER_WITHIN: Final = 20  # rows
TOO_MANY: Final = f"清单超过{MAX_ROWS}行,请拆成几个文件后分别导入。"
NO_HEADER: Final = "没有找到表头:第一行应有“标题”以及“索引号”“发文字号”“成文日期”“正文”等栏目名称。"
_JSON_NAMES: Final = (".jsonl", ".ndjson", ".json")
_DELIMITERS: Final = ",;\t，；"
# What no database and no page can hold: controls, and halves of characters that JSON may spell out.
_CONTROL: Final = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class RawRow:
    """One row: `cells` has every filled column of a field, in order, as (the column's name, its text).

    `number` counts the rows of the file from 1, `where` says it as a person finds it; `problem` is set when the
    row as a whole could not be read.
    """

    number: int
    where: str
    cells: Mapping[Field, Sequence[tuple[str, str]]] = field(default_factory=dict)
    problem: str = ""

    def text(self, name: Field) -> str:
        """The first filled cell of a field, or ''."""
        found = self.cells.get(name, ())
        return found[0][1] if found else ""


@dataclass(frozen=True, slots=True)
class ArchiveList:
    """A whole list: its columns (name, field or None), its rows, and what to say about the file."""

    columns: Sequence[tuple[str, Field | None]]
    rows: Sequence[RawRow]
    notes: Sequence[str] = ()


def read_archive(data: bytes, file_name: str, progress: Progress | None = None) -> ArchiveList:
    """The rows of a list. Raises `UnreadableFile` with one Chinese sentence for the person who uploaded it."""
    check_plain(data)
    if len(data) > MAX_BYTES:
        raise UnreadableFile(f"清单超过{MAX_BYTES // 1024**2} MB,请拆成几个文件后分别导入。")
    if file_name.lower().endswith(_JSON_NAMES) or data.lstrip()[:1] == b"{":
        found = _from_json(decode(data))
    elif data.startswith(b"PK"):
        found = _from_grids(read_list(data, file_name))
    else:
        found = _from_grids([_csv_grid(decode(data))])
    if not found.rows:
        raise UnreadableFile("清单里没有一行文件,没有导入任何数据。")
    if progress is not None:
        progress(0, len(found.rows))
    return found


# --- sheets -------------------------------------------------------------------------------------------------


def _csv_grid(text: str) -> Grid:
    """Lines of separated values; the first line decides by which character."""
    first = text.strip().partition("\n")[0]
    delimiter = max(_DELIMITERS, key=first.count)
    before = csv.field_size_limit(MAX_CELL)
    rows = []
    try:
        reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
        line = 1
        for record in reader:
            if any(cell.strip() for cell in record):
                rows.append(GridRow(line, tuple(record)))
            if len(rows) > MAX_ROWS + HEADER_WITHIN:
                raise UnreadableFile(TOO_MANY)
            line = reader.line_num + 1
    except csv.Error as error:
        raise UnreadableFile("CSV 文件的引号不成对或单元格过大,请用 Excel 打开后另存再上传。") from error
    finally:
        csv.field_size_limit(before)
    return Grid("", rows)


def _from_grids(grids: Sequence[Grid]) -> ArchiveList:
    columns: dict[str, Field | None] = {}
    rows: list[RawRow] = []
    notes = []
    several = len(grids) > 1
    for grid in grids:
        header = _header(grid)
        if header is None:
            notes.append(f"工作表“{grid.name}”没有表头,没有读取。")
            continue
        names = [_CONTROL.sub("", text.strip()) for text in grid.rows[header].texts()]
        columns |= {name: field_of(name) for name in names if name}
        for row, cells in _filled_down(grid.rows[header + 1 :]):
            labelled = _labelled(zip(names, cells, strict=False))
            if not labelled or _is_header_again(names, cells):
                continue
            where = f"“{grid.name}”第{row.number}行" if several and grid.name else f"第{row.number}行"
            rows.append(RawRow(len(rows) + 1, where, labelled))
            if len(rows) > MAX_ROWS:
                raise UnreadableFile(TOO_MANY)
    if not columns:
        raise UnreadableFile(NO_HEADER)
    return ArchiveList(tuple(columns.items()), rows, notes)


def _header(grid: Grid) -> int | None:
    """Where the names of the columns stand: the first row that names the title and one more field."""
    for place, row in enumerate(grid.rows[:HEADER_WITHIN]):
        labels = row.texts()
        if known(labels) >= 2 and any(field_of(label) is Field.TITLE for label in labels):
            return place
    return None


def _filled_down(rows: Sequence[GridRow]) -> Iterator[tuple[GridRow, list[str]]]:
    """Rows with what a merged cell above says about them too."""
    above: list[str] = []
    for row in rows:
        cells = [
            cell
            if isinstance(cell, str)
            else above[place]
            if cell is Covered.ABOVE and place < len(above)
            else ""
            for place, cell in enumerate(row.cells)
        ]
        yield row, cells
        above = cells


def _is_header_again(names: Sequence[str], cells: Sequence[str]) -> bool:
    """A page break of a printed list repeats the names of the columns."""
    same = sum(1 for name, cell in zip(names, cells, strict=False) if name and cell.strip() == name)
    return same >= 2 and same * 2 > sum(1 for cell in cells if cell.strip())


def _labelled(pairs: Iterator[tuple[str, str]] | zip[tuple[str, str]]) -> dict[Field, list[tuple[str, str]]]:
    """Filled cells of known columns by field; empty when nothing is said that would be kept."""
    found: dict[Field, list[tuple[str, str]]] = {}
    for name, text in pairs:
        named = field_of(name) if name else None
        if named is not None and named is not Field.NOT_KEPT and (visible := _CONTROL.sub("", text)).strip():
            found.setdefault(named, []).append((_CONTROL.sub("", name), visible))
    return found


# --- JSON lines ---------------------------------------------------------------------------------------------


def _from_json(text: str) -> ArchiveList:
    columns: dict[str, Field | None] = {}
    rows: list[RawRow] = []
    for number, line in enumerate(text.split("\n"), 1):
        if not line.strip():
            continue
        where = f"第{number}行"
        try:
            pairs = _pairs(line)
        except ValueError as error:
            rows.append(RawRow(len(rows) + 1, where, problem=str(error)))
        else:
            columns |= {name: field_of(name) for name, _ in pairs}
            rows.append(RawRow(len(rows) + 1, where, _labelled(iter(pairs))))
        if len(rows) > MAX_ROWS:
            raise UnreadableFile(TOO_MANY)
    if all(row.problem for row in rows):
        raise UnreadableFile("没有一行是JSON对象:每行应是一个以{开头、以}结尾的对象。")
    if Field.TITLE not in columns.values():
        raise UnreadableFile(NO_HEADER)
    return ArchiveList(tuple(columns.items()), rows)


def _pairs(line: str) -> list[tuple[str, str]]:
    """Names and texts of one object. Raises ValueError with a Chinese sentence."""
    try:
        found = json.loads(line)
    except (ValueError, RecursionError):
        raise ValueError("这一行不是完整的JSON对象。") from None
    if not isinstance(found, dict):
        raise ValueError("这一行不是JSON对象。")  # noqa: TRY004  one kind of error for the caller
    return [
        (name, _as_text(name, value)) for key, value in found.items() for name in [_CONTROL.sub("", key)[:50]]
    ]


def _as_text(name: str, value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, list):
        return "\n".join(_as_text(name, one) for one in value)
    if isinstance(value, dict):
        raise ValueError(f"“{name[:20]}”应是文字,这里是一个对象。")  # noqa: TRY004  as above
    return str(value)
