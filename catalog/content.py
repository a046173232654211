"""A row of the catalog as a value: the ten official columns, its identity, its hash, and what differs (pure)."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import MISSING, dataclass, field, fields, replace
from enum import StrEnum
from typing import Any, Final

from audit.chain import canonical, sm3

USED, OPTIONAL, NOT_USED = "used", "optional", "not_used"
LEVELS: Final[Mapping[str, str]] = {"city": "市级", "county": "县级", "township": "乡级", "village": "村级"}

# What the official table prints, in its order; 公开事项 is the path.
COLUMNS: Final[Mapping[str, str]] = {
    "seq": "序号",
    "path": "公开事项",
    "content": "公开内容(要素)",
    "basis": "公开依据",
    "time_limit": "公开时限",
    "subject": "公开主体",
    "channels": "公开渠道和载体",
    "audience_all": "全社会",
    "audience_group": "特定群体",
    "mode_active": "主动",
    "mode_request": "依申请",
    "levels": "公开层级",
    "service_name": "政务服务网事项名称",
    "extras": "其他栏目",
}


@dataclass(frozen=True, slots=True)
class Row:
    """One item as an edition states it. `None` in a tick column means the source does not say."""

    path: tuple[str, ...]
    seq: str = ""
    content: str = ""
    basis: str = ""
    time_limit: str = ""
    subject: str = ""
    channels: Mapping[str, str] | None = None
    audience_all: bool | None = None
    audience_group: str | None = None
    mode_active: bool | None = None
    mode_request: bool | None = None
    levels: Mapping[str, bool | None] = field(default_factory=dict)
    service_name: str = ""
    extras: Mapping[str, str] = field(default_factory=dict)
    # Where the row comes from; not part of what is reviewed.
    item: int | None = None
    standard: int | None = None
    verified: bool = True
    source: str = ""
    originals: Mapping[str, str] = field(default_factory=dict)

    @property
    def key(self) -> str:
        """The path as a matching key (see `path_key`)."""
        return path_key(self.path)

    def stated(self) -> dict[str, Any]:
        """The ten columns, the path and the extras as plain JSON: what a reviewer approves."""
        return {name: _plain(getattr(self, name)) for name in COLUMNS}

    def to_json(self) -> dict[str, Any]:
        """Plain JSON without what is left at its default; `from_json` gives the same row back."""
        values = ((name, getattr(self, name)) for name in FIELDS)
        return {name: _plain(value) for name, value in values if value != DEFAULTS.get(name, _ABSENT)}

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Row:
        values = {name: data[name] for name in FIELDS if name in data}
        values["path"] = tuple(data["path"])
        return cls(**values)


FIELDS: Final = tuple(f.name for f in fields(Row))
_ABSENT: Final = object()
DEFAULTS: Final[Mapping[str, Any]] = {
    f.name: f.default if f.default is not MISSING else {} for f in fields(Row) if f.name != "path"
}


def _plain(value: Any) -> Any:
    if isinstance(value, tuple):
        return list(value)
    return dict(value) if isinstance(value, Mapping) else value


def normalise(text: str) -> str:
    """Text as a matching key: one width, no spaces, brackets and dashes alike."""
    folded = unicodedata.normalize("NFKC", text)
    return "".join(folded.split()).translate(str.maketrans({"、": ",", "—": "-", "–": "-", "/": "|"})).lower()


def path_key(path: Iterable[str]) -> str:
    """一级/二级/三级事项 as one key; a slash inside a name cannot be mistaken for a level."""
    return "/".join(normalise(name) for name in path if name)


def keyed(rows: Iterable[Row]) -> dict[str, Row]:
    """Rows by key; a repeated key gets `#2`, `#3` … in order, so that no row is lost."""
    found: dict[str, Row] = {}
    for row in rows:
        key, n = row.key, 1
        while key in found:
            n += 1
            key = f"{row.key}#{n}"
        found[key] = row
    return found


def content_hash(rows: Iterable[Row]) -> str:
    """SM3 over what the rows state, in order; 64 hex digits. Approval is bound to it."""
    return sm3(canonical({"rows": [row.stated() for row in rows]}))


class Change(StrEnum):
    ADDED = "added"
    CHANGED = "changed"
    REMOVED = "removed"
    SAME = "same"

    @property
    def label(self) -> str:
        return {"added": "新增", "changed": "有改动", "removed": "缺少", "same": "一致"}[self.value]


@dataclass(frozen=True, slots=True)
class Difference:
    """What became of one row: `columns` names the changed columns, empty unless `CHANGED`."""

    change: Change
    key: str
    old: Row | None
    new: Row | None
    columns: tuple[str, ...] = ()

    @property
    def row(self) -> Row:
        row = self.new or self.old
        assert row is not None  # noqa: S101  one side always exists
        return row

    def cells(self) -> list[tuple[str, str, str]]:
        """(column label, old text, new text) of each changed column, for a page."""
        return [
            (COLUMNS[name], cell_text(self.old, name), cell_text(self.new, name)) for name in self.columns
        ]


def compare(
    old: Mapping[str, Row], new: Mapping[str, Row], *, ignoring: Sequence[str] = ("seq",)
) -> list[Difference]:
    """Each row of either side once: new side's order first, then what is missing from it.

    The keys say which rows are the same item: paths, or item numbers where identity is known.
    """
    columns = [name for name in COLUMNS if name not in ignoring]
    found = []
    for key, row in new.items():
        before = old.get(key)
        if before is None:
            found.append(Difference(Change.ADDED, key, None, row))
            continue
        changed = tuple(name for name in columns if not _same(getattr(before, name), getattr(row, name)))
        found.append(Difference(Change.CHANGED if changed else Change.SAME, key, before, row, changed))
    found += [Difference(Change.REMOVED, key, row, None) for key, row in old.items() if key not in new]
    return found


def _same(one: Any, other: Any) -> bool:
    if isinstance(one, str) and isinstance(other, str):
        return one == other or "".join(one.split()) == "".join(other.split())
    if isinstance(one, Mapping) and isinstance(other, Mapping):
        return {k: v for k, v in one.items() if v is not None} == {
            k: v for k, v in other.items() if v is not None
        }
    return bool(one == other) or (one in (None, "") and other in (None, ""))


def cell_text(row: Row | None, column: str) -> str:
    """One column as the official table prints it; unknown is said, an empty cell is empty."""
    if row is None:
        return ""
    value = getattr(row, column)
    if column == "path":
        return " / ".join(row.path)
    if column == "channels":
        return "" if value is None else " ".join(f"{BOX[state]}{name}" for name, state in value.items())
    if column == "levels":
        return "、".join(label for name, label in LEVELS.items() if value.get(name))
    if column == "extras":
        return ";".join(f"{name}:{text}" for name, text in value.items())
    if isinstance(value, bool):
        return "√" if value else ""
    return "(未知)" if value is None else str(value)


BOX: Final[Mapping[str, str]] = {USED: "■", OPTIONAL: "◇", NOT_USED: "□"}


def for_township(row: Row, township: str) -> Row:
    """The row as a township's list carries it: its own subject, its own level (市实施意见三(一)1)."""
    levels = {"township": True} | ({"village": True} if row.levels.get("village") else {})
    return replace(
        row, subject=township, levels=levels, originals={"subject": row.subject} if row.subject else {}
    )
