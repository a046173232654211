"""One row as read: the document it would become, and what is wrong with it. Plain values that go to JSON and back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field, fields
from datetime import date
from enum import StrEnum
from typing import Any, Final

from disclosure.scanner import Found


class Level(StrEnum):
    """How much a problem matters: an error stops the batch, a finding until it is justified, a warning never."""

    ERROR = "error"
    FINDING = "finding"
    WARNING = "warning"


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong in which column; `found` is the scanner's finding, `attachment` the file it stands in."""

    column: str
    reason: str
    level: Level = Level.ERROR
    found: Found | None = None
    attachment: str = ""

    def to_json(self) -> dict[str, Any]:
        plain: dict[str, Any] = {"column": self.column, "reason": self.reason, "level": self.level.value}
        if self.found is not None:
            plain |= {"found": asdict(self.found), "attachment": self.attachment}
        return plain


@dataclass(frozen=True, slots=True)
class RelationTo:
    """修改、废止、替代: the text of the list and what it was found to be: a row of the same list, or a document."""

    kind: str
    text: str
    row: int | None = None
    document: int | None = None


@dataclass(frozen=True, slots=True)
class PackedFile:
    """An attachment: its name for readers, where it lies in the pack, SM3 and size of its bytes."""

    name: str
    entry: str
    sm3: str
    size: int


@dataclass(slots=True)
class ArchiveDocument:
    """A document of the archive; dates as dates, ties as ids, `body` cleaned. Codes are those of the models."""

    where: str
    title: str = ""
    kind: str = ""
    index_number: str = ""
    doc_number: str = ""
    registration_no: str = ""
    issuer: str = ""
    co_issuers: Sequence[int] = ()
    formed_on: date | None = None
    issued_on: date | None = None
    before_portal_on: date | None = None
    effective_on: date | None = None
    valid_until: date | None = None
    repealed_on: date | None = None
    validity: str = ""
    topic: int | None = None
    is_normative: bool = False
    summary: str = ""
    keywords: str = ""
    attribute: str = ""
    ground: str = ""
    reason: str = ""
    redaction_note: str = ""
    body: str = ""
    text: str = ""
    items: Sequence[tuple[int, int]] = ()  # (item, domain)
    relations: Sequence[RelationTo] = ()
    files: Sequence[PackedFile] = ()
    wanted_files: Sequence[str] = field(default=(), repr=False)

    def to_json(self) -> dict[str, Any]:
        """Without what is left at its default."""
        plain: dict[str, Any] = {"where": self.where}
        for name, default in _DEFAULTS.items():
            value = getattr(self, name)
            if value not in (default, []):
                plain[name] = value.isoformat() if isinstance(value, date) else value
        plain |= {
            name: [asdict(one) for one in plain[name]] for name in ("relations", "files") if name in plain
        }
        return plain

    @classmethod
    def from_json(cls, plain: Mapping[str, Any]) -> ArchiveDocument:
        values = {name: value for name, value in plain.items() if name in _NAMES}
        for name in _DATES:
            if values.get(name):
                values[name] = date.fromisoformat(values[name])
        values["relations"] = [RelationTo(**one) for one in values.get("relations", ())]
        values["files"] = [PackedFile(**one) for one in values.get("files", ())]
        values["items"] = [(item, domain) for item, domain in values.get("items", ())]
        return cls(**values)

    def validity_on(self, on: date) -> str:
        """有效性 on a day: what the list says, unless its own dates have overtaken it."""
        if self.validity == "repealed" or (self.repealed_on and self.repealed_on <= on):
            return "repealed"
        if self.validity == "expired" or (self.valid_until and self.valid_until < on):
            return "expired"
        if self.effective_on and self.effective_on > on:
            return "not_yet"
        if self.validity == "not_yet" and self.effective_on:
            return "in_force"
        return self.validity or "in_force"


_NAMES: Final = frozenset(one.name for one in fields(ArchiveDocument))
_DEFAULTS: Final[Mapping[str, Any]] = {
    one.name: one.default for one in fields(ArchiveDocument) if one.name != "where"
}
_DATES: Final = ("formed_on", "issued_on", "before_portal_on", "effective_on", "valid_until", "repealed_on")
