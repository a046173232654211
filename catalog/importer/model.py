"""What the importer hands over: rows as read, with everything that was doubtful written beside them."""

from dataclasses import dataclass, field
from typing import Literal

Recoverable = Literal["all", "text only", "partly", "ticks by count", "all that is there"]
ChannelState = Literal["used", "optional", "not_used"]
BoxLegend = Literal["not_used", "optional"]


@dataclass(frozen=True, slots=True)
class Problem:
    """Something a person must look at. A fatal one makes the row unusable."""

    column: str
    reason: str
    fatal: bool = False


@dataclass(frozen=True, slots=True)
class ParsedRow:
    """One item of the catalogue. None always means «cannot be known from the file», never «no»."""

    number: int
    where: str
    seq: str
    path: tuple[str, ...]
    level1: str
    level2: str
    level3: str
    domain: str
    content: str
    basis: str
    time_limit: str
    subject: str
    channels: dict[str, ChannelState] | None
    audience_all: bool | None
    audience_specific: bool | None
    audience_group: str | None
    mode_active: bool | None
    mode_request: bool | None
    levels: dict[str, bool | None]
    extras: dict[str, str] = field(default_factory=dict)
    originals: dict[str, str] = field(default_factory=dict)
    notes: tuple[str, ...] = ()
    problems: tuple[Problem, ...] = ()
    recoverable: Recoverable = "all"

    @property
    def unreadable(self) -> bool:
        """Whether the row must be corrected by hand before it can be used."""
        return any(problem.fatal for problem in self.problems)


@dataclass(frozen=True, slots=True)
class ParsedTable:
    """One file. `domain_name` is None when the file holds several domains (then see each row's `domain`)."""

    file: str
    unit_name: str | None
    domain_name: str | None
    box_legend: BoxLegend
    columns: tuple[str, ...]
    rows: tuple[ParsedRow, ...]
    problems: tuple[Problem, ...] = ()


@dataclass(slots=True)
class RawRow:
    """A row after its cells were brought to their columns, before anything was understood.

    `cells`: column key → printed text; a key that is missing had no cell (merged or left out).
    `squeezed`: ticks that could not be matched with their columns by position.
    """

    where: str
    cells: dict[str, str]
    covered: frozenset[str] = frozenset()
    squeezed: tuple[str, ...] | None = None
    domain: str = ""
    problems: tuple[Problem, ...] = ()
