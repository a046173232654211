"""What differs between the texts of two editions: paragraph by paragraph, and within a paragraph in readable runs."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Final, Literal

from disclosure.body.text import paragraphs

Kind = Literal["same", "added", "removed", "changed"]
ALIKE: Final = 0.4  # pairs of neighbouring characters in common, of all: below this it is another paragraph
BAND: Final = 24  # how far from the straight line a paragraph is looked for
CELLS: Final = 120_000  # pairs of paragraphs looked at, at most
INNER: Final = 600  # tokens of one paragraph compared one by one, at most
EFFORT: Final = 1_500_000  # pairs of tokens compared in one call, at most
_TOKEN: Final = re.compile(r"[0-9]+(?:[.,][0-9]+)*%?|[A-Za-z]+|\s+|.", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Span:
    text: str
    marked: bool = False


@dataclass(frozen=True, slots=True)
class Change:
    """One paragraph. `old` is empty when it was added, `new` when it was removed; both the same when `same`."""

    kind: Kind
    old: list[Span]
    new: list[Span]


def compare(old_html: str, new_html: str) -> list[Change]:
    """All paragraphs in order; whatever only looks different (bold, alignment, another picture) is the same."""
    return compare_lines(paragraphs(old_html), paragraphs(new_html))


def compare_lines(old: Sequence[str], new: Sequence[str]) -> list[Change]:
    head = _common(old, new)
    tail = _common(old[head:][::-1], new[head:][::-1])
    effort = _Effort()
    middle_old, middle_new = old[head : len(old) - tail], new[head : len(new) - tail]
    found = [_same(text) for text in old[:head]]
    for tag, a, b, c, d in SequenceMatcher(None, middle_old, middle_new).get_opcodes():
        if tag == "equal":
            found += [_same(text) for text in middle_old[a:b]]
        else:
            found += _paired(middle_old[a:b], middle_new[c:d], effort)
    return found + [_same(text) for text in old[len(old) - tail :]]


class _Effort:
    """What is left for comparing within paragraphs; when it is used up, a changed paragraph is marked as a whole."""

    def __init__(self) -> None:
        self.left = EFFORT

    def spend(self, cost: int) -> bool:
        self.left -= cost
        return self.left >= 0


def _same(text: str) -> Change:
    return Change("same", [Span(text)], [Span(text)])


def _common(old: Sequence[str], new: Sequence[str]) -> int:
    """How many items are equal from the start."""
    for number, (one, other) in enumerate(zip(old, new, strict=False)):
        if one != other:
            return number
    return min(len(old), len(new))


def _paired(old: Sequence[str], new: Sequence[str], effort: _Effort) -> Iterator[Change]:
    """Removed, added, and what was changed, in reading order."""
    at_old = at_new = 0
    for one, other in [*_pairs(old, new), (len(old), len(new))]:
        yield from (Change("removed", [Span(text, marked=True)], []) for text in old[at_old:one])
        yield from (Change("added", [], [Span(text, marked=True)]) for text in new[at_new:other])
        if one < len(old):
            yield Change("changed", *_marked(old[one], new[other], effort))
        at_old, at_new = one + 1, other + 1


def _pairs(old: Sequence[str], new: Sequence[str]) -> list[tuple[int, int]]:
    """Which paragraph became which: the ordered pairing with the most likeness, near the straight line."""
    if not old or not new:
        return []
    grams_old, grams_new = [_grams(text) for text in old], [_grams(text) for text in new]
    band = max(1, min(BAND + abs(len(old) - len(new)), CELLS // len(old)))
    best: dict[tuple[int, int], float] = {}
    steps: dict[tuple[int, int], str] = {}
    for i in range(len(old) - 1, -1, -1):
        middle = i * len(new) // len(old)
        for j in range(min(len(new) - 1, middle + band), max(-1, middle - band - 1), -1):
            likeness = _likeness(grams_old[i], grams_new[j])
            pair = likeness + best.get((i + 1, j + 1), 0.0) if likeness >= ALIKE else -1.0
            down, right = best.get((i + 1, j), 0.0), best.get((i, j + 1), 0.0)
            best[i, j] = max(pair, down, right)
            steps[i, j] = "pair" if pair == best[i, j] else "down" if down >= right else "right"
    return [*_walk(steps, len(old), len(new))]


def _walk(steps: dict[tuple[int, int], str], rows: int, columns: int) -> Iterator[tuple[int, int]]:
    i = j = 0
    while i < rows and j < columns:
        step = steps.get((i, j)) or ("right" if j < i * columns // rows else "down")
        if step == "pair":
            yield i, j
        i += step != "right"
        j += step != "down"


def _grams(text: str) -> frozenset[str]:
    return frozenset(text[at : at + 2] for at in range(max(1, len(text) - 1)))


def _likeness(one: frozenset[str], other: frozenset[str]) -> float:
    """0 to 1."""
    return 2 * len(one & other) / (len(one) + len(other))


def _marked(old: str, new: str, effort: _Effort) -> tuple[list[Span], list[Span]]:
    one, other = _TOKEN.findall(old), _TOKEN.findall(new)
    head = _common(one, other)
    tail = _common(one[head:][::-1], other[head:][::-1])
    a, b = one[head : len(one) - tail], other[head : len(other) - tail]
    blocks = [(0, len(a), 0, len(b))]
    if max(len(a), len(b)) <= INNER and effort.spend(len(a) * len(b)):
        blocks = [*_runs(a, b)]
    left, right = _Spans(), _Spans()
    left.add(one[:head], marked=False)
    right.add(other[:head], marked=False)
    at_a = at_b = 0
    for a1, a2, b1, b2 in blocks:
        left.add(a[at_a:a1], marked=False)
        right.add(b[at_b:b1], marked=False)
        left.add(a[a1:a2], marked=True)
        right.add(b[b1:b2], marked=True)
        at_a, at_b = a2, b2
    left.add([*a[at_a:], *one[len(one) - tail :]], marked=False)
    right.add([*b[at_b:], *other[len(other) - tail :]], marked=False)
    return left.spans, right.spans


def _runs(a: list[str], b: list[str]) -> Iterator[tuple[int, int, int, int]]:
    """The differing stretches; a single token that stayed between two of them is taken in, for the reader's sake."""
    run: tuple[int, int, int, int] | None = None
    for tag, a1, a2, b1, b2 in SequenceMatcher(None, a, b, autojunk=False).get_opcodes():
        if tag == "equal":
            continue
        if run and a1 - run[1] <= 1:
            run = (run[0], a2, run[2], b2)
            continue
        if run:
            yield run
        run = (a1, a2, b1, b2)
    if run:
        yield run


class _Spans:
    def __init__(self) -> None:
        self.spans: list[Span] = []

    def add(self, tokens: Sequence[str], *, marked: bool) -> None:
        text = "".join(tokens)
        if not text:
            return
        if self.spans and self.spans[-1].marked == marked:
            text = self.spans.pop().text + text
        self.spans.append(Span(text, marked))
