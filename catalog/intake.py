"""What an imported table would do to an edition: one line per row, before anything is saved (pure)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Any, Final

from catalog.content import COLUMNS, NOT_USED, Change, Row, compare, keyed
from catalog.importer import ParsedRow, ParsedTable, Problem
from catalog.importer.cleaning import elements, item_name, one_line, plain
from catalog.official import FORMULA

SERVICE_HEADER = "政务服务网事项名称"


class Outcome(StrEnum):
    NEW = "new"
    CHANGED = "changed"
    UNCHANGED = "unchanged"
    UNREADABLE = "unreadable"

    @property
    def label(self) -> str:
        return {"new": "新增", "changed": "有改动", "unchanged": "无变化", "unreadable": "读不出"}[self.value]


@dataclass(frozen=True, slots=True)
class Line:
    """One row of the file: what it becomes, and everything doubtful about it (column, reason)."""

    number: int
    where: str
    outcome: Outcome
    key: str
    row: Row | None
    before: Row | None = None
    columns: tuple[str, ...] = ()
    problems: Sequence[tuple[str, str]] = field(default_factory=tuple)

    def to_json(self) -> dict[str, Any]:
        return {
            "number": self.number,
            "where": self.where,
            "outcome": self.outcome.value,
            "key": self.key,
            "columns": list(self.columns),
            "problems": [list(problem) for problem in self.problems],
            "row": self.row.to_json() if self.row else None,
            "before": self.before.to_json() if self.before else None,
        }

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Line:
        return cls(
            number=data["number"],
            where=data["where"],
            outcome=Outcome(data["outcome"]),
            key=data["key"],
            row=Row.from_json(data["row"]) if data["row"] else None,
            before=Row.from_json(data["before"]) if data["before"] else None,
            columns=tuple(data["columns"]),
            problems=tuple((column, reason) for column, reason in data["problems"]),
        )


def plan(current: Iterable[Row], table: ParsedTable, domain: str) -> list[Line]:
    """A line for every row of the table that belongs to `domain`, matched by path, never by number."""
    mine = [row for row in table.rows if not row.domain or row.domain == domain or table.domain_name]
    existing = keyed(current)
    as_read = keyed(replace(row, path=_path_as_read(row.path)) for row in existing.values())
    ours = dict(zip(as_read, existing, strict=True))
    mine = [_within_limits(row) for row in mine]
    readable = [row for row in mine if not row.unreadable]
    lines = [_unreadable(row) for row in mine if row.unreadable]
    for (read, wanted), parsed in zip(keyed(map(to_row, readable)).items(), readable, strict=True):
        key = read if read in existing else ours.get(read, read)
        before = existing.get(key)
        row = _merged(before, wanted) if before else wanted
        problems = [(problem.column, problem.reason) for problem in parsed.problems]
        if "#" in key and before is None:
            problems.append(("path", "与本表前面一条同名,请核对是不是同一事项。"))
        lines.append(_line(parsed, key, before, row, problems))
    return sorted(lines, key=lambda line: line.number)


def _path_as_read(path: Sequence[str]) -> tuple[str, ...]:
    """What the importer makes of a path: numbers before a name go, and in three columns a name repeated below itself."""
    names = [_typed(item_name(_typed(name))) for name in path]
    return tuple(name for at, name in enumerate(names) if not at or name != names[at - 1])


LONGEST = {"seq": 20, "audience_group": 200}
LONGEST_NAME = 300


def _within_limits(row: ParsedRow) -> ParsedRow:
    """The row, with a fatal problem for a cell that is too long to be what its column says."""
    problems = [
        Problem(name, f"有{len(text)}个字,超过{most}字,不像是这一栏的内容。", fatal=True)
        for name, most in LONGEST.items()
        if len(text := getattr(row, name) or "") > most
    ]
    if any(len(name) > LONGEST_NAME for name in row.path):
        problems.append(Problem("path", f"事项名称超过{LONGEST_NAME}字,不像是名称。", fatal=True))
    return replace(row, problems=(*row.problems, *problems)) if problems else row


def _unreadable(row: ParsedRow) -> Line:
    problems = [(problem.column, problem.reason) for problem in row.problems]
    return Line(row.number, row.where, Outcome.UNREADABLE, "/".join(row.path), None, problems=problems)


def _line(
    parsed: ParsedRow, key: str, before: Row | None, row: Row, problems: Sequence[tuple[str, str]]
) -> Line:
    if before is None:
        return Line(parsed.number, parsed.where, Outcome.NEW, key, row, None, (), problems)
    difference = compare({key: before}, {key: row}, ignoring=())[0]
    outcome = Outcome.CHANGED if difference.change == Change.CHANGED else Outcome.UNCHANGED
    return Line(parsed.number, parsed.where, outcome, key, row, before, difference.columns, problems)


def to_row(parsed: ParsedRow) -> Row:
    """A row of the file as a row of the catalog."""
    extras = {name: _typed(text) for name, text in parsed.extras.items()}
    service = extras.pop(SERVICE_HEADER, "")
    return Row(
        path=tuple(map(_typed, parsed.path)),
        seq=_typed(parsed.seq),
        content=_typed(parsed.content),
        basis=_typed(parsed.basis),
        time_limit=_typed(parsed.time_limit),
        subject=_typed(parsed.subject),
        channels=parsed.channels,
        audience_all=parsed.audience_all,
        audience_group=parsed.audience_group,
        mode_active=parsed.mode_active,
        mode_request=parsed.mode_request,
        levels=parsed.levels,
        service_name=service,
        extras=extras,
        originals=dict(parsed.originals),
        source=parsed.where,
    )


def _typed(text: str) -> str:
    """A cell without the apostrophe that our .csv puts before what a spreadsheet would run as a formula."""
    return text[1:] if text[:1] == "'" and text[1:2] in FORMULA else text


def _merged(before: Row, wanted: Row) -> Row:
    """The file's row over the present one: what the file does not say, or prints alike, is kept."""
    kept: dict[str, Any] = {"item": before.item, "standard": before.standard, "path": before.path}
    for name in COLUMNS:
        value = getattr(wanted, name)
        if value is None or value in ("", {}):
            kept[name] = getattr(before, name)
    kept["levels"] = {**before.levels, **{k: v for k, v in wanted.levels.items() if v is not None}}
    kept["extras"] = {**before.extras, **wanted.extras}
    merged = replace(wanted, **kept)
    same = [name for names, form in PRINTED for name in names if form(before) == form(merged)]
    return replace(merged, **{name: getattr(before, name) for name in same})


def _boxes(row: Row) -> set[tuple[str, str]] | None:
    """The boxes that are not empty; a channel that is not named prints the same empty box."""
    if row.channels is None:
        return None
    return {(name, state) for name, state in row.channels.items() if state != NOT_USED}


def _extras(row: Row) -> dict[str, str]:
    return {name: plain(_typed(text)) for name, text in row.extras.items()}


# Columns with what the printed form carries of them and the importer reads: more cannot come back from a file.
PRINTED: Final[Sequence[tuple[tuple[str, ...], Callable[[Row], object]]]] = (
    (("channels",), _boxes),
    (("audience_all", "audience_group"), lambda row: (bool(row.audience_all), one_line(row.audience_group or ""))),
    (("mode_active", "mode_request"), lambda row: (bool(row.mode_active), bool(row.mode_request))),
    (("levels",), lambda row: {name for name, holds in row.levels.items() if holds}),
    (("content",), lambda row: elements(_typed(row.content))),
    (("basis",), lambda row: one_line(_typed(row.basis))),
    (("time_limit",), lambda row: one_line(_typed(row.time_limit))),
    (("subject",), lambda row: one_line(_typed(row.subject))),
    (("service_name",), lambda row: plain(_typed(row.service_name))),
    (("extras",), _extras),
)  # fmt: skip


def apply(current: Sequence[Row], lines: Iterable[Line]) -> list[Row]:
    """The edition's rows after the import: changed ones in place, new ones beside their siblings."""
    rows = keyed(current)
    fresh: list[Row] = []
    for line in lines:
        if line.row is None or line.outcome == Outcome.UNCHANGED:
            continue
        if line.key in rows:
            rows[line.key] = line.row
        else:
            fresh.append(line.row)
    return _beside_siblings(list(rows.values()), fresh)


def _beside_siblings(rows: Sequence[Row], fresh: Sequence[Row]) -> list[Row]:
    """New rows after the last present row under the same heading; rows of new headings at the end."""
    last = {row.path[:-1]: place for place, row in enumerate(rows)}
    waiting: dict[int, list[Row]] = {}
    tail: list[Row] = []
    for row in fresh:
        place = last.get(row.path[:-1]) if len(row.path) > 1 else None
        waiting.setdefault(place, []).append(row) if place is not None else tail.append(row)
    result: list[Row] = []
    for place, row in enumerate(rows):
        result.append(row)
        result += waiting.get(place, [])
    return result + tail


def undo(current: Sequence[Row], lines: Iterable[Line]) -> tuple[list[Row], list[str]]:
    """The rows before the import, and the keys of rows changed since, which stop the undoing."""
    rows = keyed(current)
    touched = []
    for line in lines:
        if line.row is None or line.outcome not in (Outcome.NEW, Outcome.CHANGED):
            continue
        now = rows.get(line.key)
        if now is None or now.stated() != line.row.stated():
            touched.append(line.key)
        elif line.before is None:
            del rows[line.key]
        else:
            rows[line.key] = line.before
    return list(rows.values()), touched
