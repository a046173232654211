"""What was asked, read once: words with what is looked for beside them, and the conditions. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Final
from zlib import crc32

from search.wording import Phrase, fold, is_han, key, phrases

FACETS: Final = ("kind", "unit", "domain", "year")
PAGE_SIZE: Final = 20
DEEPEST: Final = 50  # pages; whoever turns that far is better served by narrowing
MOST_ALTERNATIVES: Final = 6


def mark(kind: str) -> int:
    """A kind as a number, which is all the index can give back quickly."""
    return crc32(kind.encode())


@dataclass(frozen=True)
class Word:
    """One word of the query: as typed first, then what means the same."""

    phrases: tuple[Phrase, ...]

    @property
    def typed(self) -> Phrase:
        return self.phrases[0]

    def is_in(self, folded: str) -> bool:
        return any(phrase.is_in(folded) for phrase in self.phrases)


@dataclass(frozen=True)
class Question:
    """All words must be found, each somewhere in title, number or body, and all conditions hold."""

    words: tuple[Word, ...] = ()
    key: str = ""
    filters: Mapping[str, str] = field(default_factory=dict)
    current: bool = False
    by_date: bool = False
    page: int = 1

    @property
    def phrases(self) -> list[Phrase]:
        """Everything that is looked for, to be marked where it is found."""
        return [phrase for word in self.words for phrase in word.phrases]

    @property
    def beside(self) -> list[str]:
        """What is looked for that nobody typed."""
        return [phrase.text for word in self.words for phrase in word.phrases[1:]]

    @property
    def offset(self) -> int:
        return (self.page - 1) * PAGE_SIZE

    def is_in(self, folded: str) -> bool:
        return all(word.is_in(folded) for word in self.words)


@dataclass(frozen=True)
class Answer:
    """One page of entries by their keys, and how many there are: facet → value → number; `total` under all conditions."""

    keys: Sequence[int]
    total: int
    counts: Mapping[str, Mapping[str, int]]
    from_index: bool
    marks: frozenset[int] = frozenset()  # of the kinds on this page (`mark`)
    pieces: tuple[Phrase, ...] = ()  # what was looked for instead, where nothing has the words as typed


def loosened(question: Question) -> Question | None:
    """The same with every long Han run in pairs that may stand apart (防汛预案: 防汛 and 预案); None if there is none."""
    pieces = [piece for word in question.words for run in word.typed.runs for piece in _pairs(run)]
    words = tuple(Word((Phrase((piece,)),)) for piece in dict.fromkeys(pieces))
    return replace(question, words=words) if len(words) > len(question.words) else None


def _pairs(run: str) -> list[str]:
    if len(run) < 4 or not is_han(run):
        return [run]
    places = [*range(0, len(run) - 1, 2)]
    if len(run) % 2:
        places.append(len(run) - 2)
    return [run[place : place + 2] for place in places]


def read(query: str, groups: Iterable[Sequence[str]] = ()) -> tuple[tuple[Word, ...], str]:
    """The words of a query with their synonyms, and its key. `groups` are lists of words that mean the same."""
    known = [[fold(word) for word in group] for group in groups]
    words = tuple(Word((phrase, *_alternatives(phrase, known))) for phrase in phrases(query))
    return words, key(query)


def _alternatives(phrase: Phrase, groups: Sequence[Sequence[str]]) -> list[Phrase]:
    """The phrase with a word in it replaced by each of the words that mean the same."""
    said = " ".join(phrase.runs)
    found: dict[Phrase, None] = {}
    for group in groups:
        inside = max((word for word in group if word in said), key=len, default="")
        if not inside:
            continue
        for other in group:
            # what contains the word already needs no replacing: 低保 in 最低生活保障(低保)
            if other == inside or inside in other or other in inside:
                continue
            for made in phrases(said.replace(inside, other, 1).replace(" ", "-")):
                found[made] = None
    found.pop(phrase, None)
    return list(found)[:MOST_ALTERNATIVES]
