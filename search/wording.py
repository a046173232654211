"""What a text and a query are made of: runs, tokens, phrases. Pure; index, full scan and highlighting all rest on it."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import islice
from typing import Final

BREAK: Final = "\x1e"  # between title, number and body: no phrase crosses it
HAN: Final = "\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
LONGEST: Final = 60  # characters of a query that are looked at
MOST_WORDS: Final = 8
STRETCH: Final = 20_000  # characters of a text an excerpt is looked for in at once
_PIECE: Final = re.compile(rf"[{HAN}]+|[^\W_{HAN}]+|{BREAK}")
_HAN_RUN: Final = re.compile(rf"[{HAN}]+")
_APART: Final = rf"(?:[^\w{BREAK}]|_)"  # what may stand between two runs


class _Fold(dict[int, str]):
    """Full width to half, capital to small, compatibility ideographs to the usual ones: never a change of length."""

    def __missing__(self, code: int) -> str:
        plain = unicodedata.normalize("NFKC", chr(code))
        folded = plain.lower() if len(plain) == 1 else chr(code)
        self[code] = folded = folded if len(folded) == 1 else chr(code)
        return folded


class _Narrow(dict[int, str]):
    """The same for letters, digits and ideographs, with capitals kept: what is stored and shown."""

    def __missing__(self, code: int) -> str:
        plain = unicodedata.normalize("NFKC", chr(code))
        narrow = plain if len(plain) == 1 and plain.isalnum() else chr(code)
        self[code] = narrow
        return narrow


_FOLD: Final = _Fold()
_NARROW: Final = _Narrow()


def fold(text: str) -> str:
    """`text` as it is compared: as long as before, so that places found in one are places in the other."""
    return text.translate(_FOLD)


def narrow(text: str) -> str:
    """`text` as it is stored, without control characters."""
    return re.sub(r"[\x00-\x08\x0b-\x1f\x7f]", " ", text.translate(_NARROW))


def is_han(run: str) -> bool:
    return _HAN_RUN.match(run) is not None


def runs(text: str) -> list[str]:
    """Han runs and whole Latin words and numbers of a folded text."""
    return [run for run in _PIECE.findall(text) if run != BREAK]


def key(text: str) -> str:
    """The same for every way of writing brackets and spaces: `青政发[2026]3号` and `青政发〔2026〕3号`."""
    return " ".join(runs(fold(text)))


def tokens(text: str) -> str:
    """What the index is given, separated by spaces.

    A Han run gives its first character, its overlapping pairs, and its last character alone; a Latin or digit run is
    one token. The first and the last say where a run begins and ends: a phrase over several runs is met exactly.
    """
    return " ".join(_tokens(text))


def _tokens(text: str) -> Iterator[str]:
    for run in _PIECE.findall(fold(text)):
        if run == BREAK:
            yield "|"
        elif is_han(run):
            yield run[0]
            yield from (run[place : place + 2] for place in range(len(run) - 1))
            yield run[-1]
        else:
            yield run


@dataclass(frozen=True)
class Phrase:
    """Runs that must follow each other: the first may begin, the last may end inside a longer Han run."""

    runs: tuple[str, ...]

    @property
    def text(self) -> str:
        """As it is named on the page."""
        return "".join(
            f" {run}" if number and is_han(run) == is_han(self.runs[number - 1]) else run
            for number, run in enumerate(self.runs)
        )

    @property
    def character(self) -> str:
        """The one Han character it consists of, or nothing."""
        return self.runs[0] if len(self.runs) == 1 and len(self.runs[0]) == 1 and is_han(self.runs[0]) else ""

    @property
    def tokens(self) -> list[str]:
        """The tokens that stand in this order in every text it is found in, and in no other."""
        found: list[str] = []
        for number, run in enumerate(self.runs):
            if not is_han(run):
                found.append(run)
                continue
            if number:
                found.append(run[0])
            found += [run[place : place + 2] for place in range(len(run) - 1)]
            if number < len(self.runs) - 1:
                found.append(run[-1])
        return found

    @cached_property
    def pattern(self) -> re.Pattern[str]:
        """The same as a regular expression over a folded text."""
        latin = rf"[^\W_{HAN}]"
        parts = [rf"(?<!{latin})" if not is_han(self.runs[0]) else ""]
        for number, run in enumerate(self.runs):
            if number:
                parts.append(_APART + ("+" if is_han(run) == is_han(self.runs[number - 1]) else "*"))
            parts.append(re.escape(run))
        if not is_han(self.runs[-1]):
            parts.append(rf"(?!{latin})")
        return re.compile("".join(parts))

    def is_in(self, folded: str) -> bool:
        return self.pattern.search(folded) is not None


@lru_cache(maxsize=1024)
def phrases(query: str) -> tuple[Phrase, ...]:
    """The words of a query, each a phrase; a word without letters, digits or characters says nothing."""
    cleaned = fold(re.sub(r"[\x00-\x1f\x7f]", " ", query))[:LONGEST]
    found = (tuple(runs(word)) for word in cleaned.split())
    return tuple(dict.fromkeys(Phrase(word) for word in found if word))[:MOST_WORDS]


# --- what a row shows ---------------------------------------------------------------------------------------

Piece = tuple[str, bool]  # a stretch of text, and whether it is what was looked for


def marked(text: str, wanted: Sequence[Phrase]) -> list[Piece]:
    """The text in stretches; those that are met are marked."""
    found: list[Piece] = []
    place = 0
    for start, end in _spans(text, wanted):
        if start > place:
            found.append((text[place:start], False))
        found.append((text[start:end], True))
        place = end
    if place < len(text):
        found.append((text[place:], False))
    return found


def excerpt(text: str, wanted: Sequence[Phrase], width: int = 120) -> list[Piece]:
    """About `width` characters around the place where most of what was looked for stands together."""
    before, flat, after = _stretch(text, wanted, width)
    best = _densest(fold(flat), wanted, width)[1]
    begin = 0 if best < width // 3 else best - width // 4
    begin = _after_a_stop(flat, begin, best)
    end = min(len(flat), begin + width)
    pieces = marked(flat[begin:end], wanted)
    if (begin or before) and pieces:
        pieces = [("…", False), *pieces]
    return [*pieces, ("…", False)] if end < len(flat) or after else pieces


def _stretch(text: str, wanted: Sequence[Phrase], width: int) -> tuple[bool, str, bool]:
    """The stretch of a long text to take the excerpt from, on one line, and whether there is more before and after.

    The first that has everything that is looked for, or else the most of it: nobody waits for the end of a yearbook.
    """
    best, found = -1, (False, "", False)
    for start in range(0, max(len(text), 1), STRETCH):
        piece = text[start : start + STRETCH + width].replace(BREAK, " ")
        flat = re.sub(r"\s+", " ", piece).strip()
        different = _densest(fold(flat), wanted, width)[0]
        if different > best:
            best, found = different, (start > 0, flat, start + STRETCH + width < len(text))
        if different == len(wanted):
            break
    return found


def _densest(folded: str, wanted: Sequence[Phrase], width: int) -> tuple[int, int]:
    """How many different phrases begin within `width` characters, and where the most of them do; the first such place."""
    starts = sorted(
        (match.start(), number)
        for number, phrase in enumerate(wanted)
        for match in islice(phrase.pattern.finditer(folded), 100)
    )
    near: Counter[int] = Counter()
    best, last = (0, 0, 0), 0
    for first, (at, number) in enumerate(starts):
        while last < len(starts) and starts[last][0] < at + width:
            near[starts[last][1]] += 1
            last += 1
        best = max(best, (sum(count > 0 for count in near.values()), last - first, -at))
        near[number] -= 1
    return best[0], -best[2]


def _after_a_stop(text: str, begin: int, best: int) -> int:
    """The beginning of a clause near `begin`, if there is one before what was found."""
    stop = max(text.rfind(sign, begin, best) for sign in "。；，、,; ") if begin else -1
    return stop + 1 if stop >= 0 else begin


def _spans(text: str, wanted: Sequence[Phrase]) -> list[tuple[int, int]]:
    """Places of the phrases in order, those that overlap joined."""
    folded = fold(text)
    places = sorted(match.span() for phrase in wanted for match in phrase.pattern.finditer(folded))
    joined: list[tuple[int, int]] = []
    for start, end in places:
        if joined and start <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((start, end))
    return joined
