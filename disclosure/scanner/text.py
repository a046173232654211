"""Running text through every detector: many pieces at once, each finding back at its piece."""

from bisect import bisect_right
from collections.abc import Callable, Collection, Iterable, Iterator
from functools import cached_property
from itertools import accumulate
from typing import Final, NamedTuple

from disclosure.scanner.digits import Span, masked, personal_numbers
from disclosure.scanner.finding import Found, Kind, fingerprint, window
from disclosure.scanner.marks import comparable, county_words, secrecy_marks

BETWEEN: Final = "\x1e"  # between two pieces or cells: no number and no word reaches across it
_BATCH: Final = 1_000_000  # characters
_AROUND: Final = 60  # characters beside a finding that its excerpt and its fingerprint may need


class Piece(NamedTuple):
    """A stretch of text and the Chinese name of where it stands; a row of a table has its columns' letters."""

    place: str
    text: str
    columns: tuple[str, ...] = ()

    def place_at(self, position: int) -> str:
        """The cell, where there are cells."""
        if not self.columns:
            return self.place
        return (
            f"{self.place}{self.columns[min(self.text.count(BETWEEN, 0, position), len(self.columns) - 1)]}列"
        )


def scan_text(text: str, place: str, *, words: Collection[str] = ()) -> list[Found]:
    """Findings in one text; with several paragraphs the place says which («正文第3段»)."""
    if "\n" not in text:
        return scan_pieces([Piece(place, text)], words=words)
    lines = text.split("\n")
    starts = list(accumulate((len(line) + 1 for line in lines), initial=0))
    paragraphs = list(accumulate(bool(line.strip()) for line in lines))

    def named(_: Piece, at: int) -> str:
        return f"{place}第{max(1, paragraphs[min(bisect_right(starts, at), len(lines)) - 1])}段"

    return list(_scan([Piece(place, text)], words, named))


def scan_pieces(pieces: Iterable[Piece], *, words: Collection[str] = ()) -> list[Found]:
    """Findings in all pieces, in their order; equal findings at one place only once."""
    found: dict[Found, None] = {}
    for batch in _batches(pieces):
        found |= dict.fromkeys(_scan(batch, words, Piece.place_at))
    return list(found)


def _batches(pieces: Iterable[Piece]) -> Iterator[list[Piece]]:
    batch: list[Piece] = []
    size = 0
    for piece in pieces:
        batch.append(piece)
        size += len(piece.text)
        if size > _BATCH:
            yield batch
            batch, size = [], 0
    if batch:
        yield batch


Named = Callable[[Piece, int], str]


class _Joined:
    """Pieces as one string, and the way back from a position to its piece."""

    def __init__(self, pieces: list[Piece], texts: list[str]) -> None:
        self.pieces = pieces
        self.texts = texts
        self.text = BETWEEN.join(texts)
        self.starts = list(accumulate((len(text) + 1 for text in texts), initial=0))

    @cached_property
    def numbers(self) -> list[Span]:
        return personal_numbers(self.text)

    @cached_property
    def masked(self) -> str:
        """The same length, every personal number starred out."""
        return masked(self.text, self.numbers)

    def found(self, start: int, end: int, kind: Kind, digits: str, named: Named) -> tuple[int, int, Found]:
        """The finding, after the number of its piece and where in it."""
        number = bisect_right(self.starts, start) - 1
        first, last = self.starts[number], self.starts[number + 1] - 1
        left, right = max(first, start - _AROUND), min(last, end + _AROUND)
        one = Found(
            kind=kind,
            place=named(self.pieces[number], start - first),
            excerpt=window(
                self.masked[left:right], start - left, end - left, more=(left > first, right < last)
            ),
            blocking=kind.blocking,
            fingerprint=fingerprint(
                kind, digits or self.text[start:end], self.text[left:start], self.text[end:right]
            ),
        )
        return number, start - first, one


def _scan(pieces: list[Piece], words: Collection[str], named: Named) -> Iterator[Found]:
    joined = _Joined(pieces, [piece.text for piece in pieces])
    found = [joined.found(span.start, span.end, span.kind, span.digits, named) for span in joined.numbers]
    found += [joined.found(*mark, Kind.SECRECY_MARK, "", named) for mark in secrecy_marks(joined.text)]
    if words:
        texts = comparable(joined.texts, words)
        plain = joined if texts == joined.texts else _Joined(pieces, texts)
        found += [plain.found(*word, Kind.COUNTY_WORD, "", named) for word in county_words(plain.text, words)]
    yield from (one for _, _, one in sorted(found, key=lambda entry: entry[:2]))
