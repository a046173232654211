"""The parse as plain rows for comparing with a table written by hand."""

from collections.abc import Mapping

from catalog.importer.model import ParsedRow, ParsedTable

Value = str | int | None
NO_COLUMN = "n/a"


def as_expected(table: ParsedTable) -> list[dict[str, Value]]:
    """One dict per row. Flags are 1, 0, None (unknown) or "n/a" (the table has no such column)."""
    return [_row(table, row) for row in table.rows]


def _row(table: ParsedTable, row: ParsedRow) -> dict[str, Value]:
    columns = set(table.columns)
    level1, level2 = _two_levels(row, columns)
    channels = row.channels or {}
    has_ticks = _has(columns, "audience") or _has(columns, "mode") or bool(row.levels)
    audience = has_ticks and not _has(columns, "audience")
    mode = has_ticks and not _has(columns, "mode")
    return {
        "file": table.file,
        "row": row.number,
        "seq": row.seq,
        "level1": level1,
        "level2": level2,
        "time_limit": row.time_limit,
        "subject": row.subject,
        "channels_ticked": "；".join(name for name, state in channels.items() if state == "used"),
        "audience_all": NO_COLUMN if audience else _flag(row.audience_all),
        "audience_specific": NO_COLUMN if audience else row.audience_group,
        "mode_active": NO_COLUMN if mode else _flag(row.mode_active),
        "mode_request": NO_COLUMN if mode else _flag(row.mode_request),
        "county": _level(row.levels, "county", has_ticks=has_ticks),
        "township": _level(row.levels, "township", has_ticks=has_ticks),
        "recoverable": row.recoverable,
        "note": "；".join((*row.notes, *(problem.reason for problem in row.problems))),
    }


def _has(columns: set[str], group: str) -> bool:
    return any(key == group or key.startswith(f"{group}_") for key in columns)


def _two_levels(row: ParsedRow, columns: set[str]) -> tuple[str, str]:
    """With three levels or more: the outermost and the innermost name."""
    if "level3" not in columns:
        return row.level1, row.level2
    if len(row.path) > 1:
        return row.path[0], row.path[-1]
    return (row.level1, "") if row.level1 else ("", row.path[0] if row.path else "")


def _flag(value: bool | None) -> int | None:
    return None if value is None else int(value)


def _level(levels: Mapping[str, bool | None], tier: str, *, has_ticks: bool) -> Value:
    if tier in levels:
        return _flag(levels[tier])
    return NO_COLUMN if has_ticks else None
