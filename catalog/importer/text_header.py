"""Header rows inside a stream of text pieces: found by their words, however they are broken."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from catalog.importer.features import Look, look
from catalog.importer.header_words import MAIN, Kind, header_word
from catalog.importer.layout import Column, Named, from_print_order, named
from catalog.importer.tokens import Token, header_text

_STRANGERS: Final = 2  # unknown column names tolerated in a row inside a header


@dataclass(frozen=True, slots=True)
class HeaderSpan:
    """Tokens `start` to `end` (exclusive) are a header, and these are its words in print order."""

    start: int
    end: int
    words: tuple[Named, ...]

    def columns(self) -> tuple[Column, ...]:
        """The columns these words stand for."""
        return from_print_order(self.words)


def header_spans(tokens: Sequence[Token]) -> list[HeaderSpan]:
    """Every run of header words with at least two certain and three different ones."""
    spans: list[HeaderSpan] = []
    at = 0
    while at < len(tokens):
        span = _span_at(tokens, at)
        if span is None:
            at += 1
        else:
            spans.append(span)
            at = span.end
    return spans


def _span_at(tokens: Sequence[Token], start: int) -> HeaderSpan | None:
    if not header_text(tokens, start)[1]:
        return None
    words: list[Named] = []
    pending: list[Named] = []
    at = end = start
    strangers = 0
    while at < len(tokens):
        text, count = header_text(tokens, at)
        if count and not _repeats(words, text):
            words += pending
            pending = []
            words.append(named(text))
            at = end = at + count
        elif not tokens[at].text:
            at += 1
        elif words and _is_remark(tokens[at].text):
            at = end = at + 1
        elif not count and _may_be_name(tokens, at) and strangers < _STRANGERS:
            pending.append(named(tokens[at].text))
            strangers += 1
            at += 1
        else:
            break
    known = [word for word in words if word.word.kind is not Kind.EXTRA]
    main = [word for word in known if word.word.kind in MAIN]
    if len({word.word.kind for word in known}) < 3 or len(main) < 2 or len(known) < 4 + 2 * strangers:
        return None
    end, words = _with_last_name(tokens, end, at, words, pending)
    return HeaderSpan(start, _past_empties(tokens, end), tuple(words))


def _past_empties(tokens: Sequence[Token], end: int) -> int:
    """The empty cells that close a header row belong to it."""
    while end < len(tokens) and not tokens[end].text:
        end += 1
    return end


def _repeats(words: Sequence[Named], text: str) -> bool:
    """序号 a second time begins the next header, not another column."""
    word = header_word(text)
    if word is None or word.kind not in {Kind.SEQ, Kind.CONTENT, Kind.CHANNELS}:
        return False
    return any(seen.word.kind is word.kind for seen in words)


def _is_remark(text: str) -> bool:
    """A bracketed remark on its own line, e.g. （“■”表示必选项，“□”表示可选项）or （要素）."""
    return text[0] in "(（[【" and text[-1] in ")）]】" and len(text) <= 120


def _may_be_name(tokens: Sequence[Token], at: int) -> bool:
    return look(tokens[at].text) in {Look.SHORT, Look.UNIT, Look.CHANNEL} and len(tokens[at].text) <= 10


def _with_last_name(
    tokens: Sequence[Token], end: int, at: int, words: list[Named], pending: list[Named]
) -> tuple[int, list[Named]]:
    """An unknown last column counts when it is printed on the same line as the word before it."""
    if (
        pending
        and end
        and tokens[end].line == tokens[end - 1].line
        and tokens[at - 1].line == tokens[end - 1].line
    ):
        return at, words + pending
    return end, words
