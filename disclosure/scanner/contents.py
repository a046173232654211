"""What the readers take out of a file: visible pieces, hidden traces, and why something could not be read."""

from dataclasses import dataclass, field

from disclosure.scanner.digits import mask
from disclosure.scanner.finding import Found, Kind, fingerprint, one_line
from disclosure.scanner.text import BETWEEN, Piece


@dataclass(frozen=True)
class Trace:
    """Something hidden. `label` is shown before `text`; `shown` replaces the text where it must not be repeated."""

    kind: Kind
    place: str
    text: str
    label: str = ""
    shown: str | None = None
    blocking: bool | None = None
    scanned: bool = True  # whether numbers, marks and words are looked for in the text as well

    def found(self) -> Found:
        """The finding it makes."""
        said = mask(self.text) if self.shown is None else self.shown
        return Found(
            kind=self.kind,
            place=self.place,
            excerpt=one_line(f"{self.label}：{said}" if self.label and said else self.label or said),
            blocking=self.kind.blocking if self.blocking is None else self.blocking,
            fingerprint=fingerprint(self.kind, self.text, self.label),
        )


@dataclass
class Contents:
    """Filled by the readers, in reading order."""

    format: str = "unknown"
    pieces: list[Piece] = field(default_factory=list)
    looked: list[Piece] = field(default_factory=list)  # not visible and no finding by itself
    traces: list[Trace] = field(default_factory=list)

    def add(self, place: str, text: str) -> None:
        """Visible text."""
        if text.strip():
            self.pieces.append(Piece(place, text))

    def add_row(self, place: str, cells: list[str], columns: list[str]) -> None:
        """The visible cells of a row, and in which columns they stand."""
        self.pieces.append(Piece(place, BETWEEN.join(cells), tuple(columns)))

    def look(self, place: str, text: str) -> None:
        """Text to be looked through for numbers, marks and words only."""
        if text.strip():
            self.looked.append(Piece(place, text))

    def trace(self, kind: Kind, place: str, text: str, label: str = "", **more: object) -> None:
        """Something hidden; `more` as in Trace."""
        self.traces.append(Trace(kind, place, text, label, **more))  # type: ignore[arg-type]

    def problem(self, place: str, sentence: str, *, blocking: bool = True) -> None:
        """Something a person has to look at because the system cannot."""
        self.traces.append(Trace(Kind.UNREADABLE, place, sentence, blocking=blocking, scanned=False))
