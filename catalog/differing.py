"""Two texts side by side: which characters went and which came (pure)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

LONGEST = 3000  # beyond this the texts are shown whole; comparing characters takes quadratic time
ALIKE = 0.35  # less alike than this, marks in the middle of the text only confuse


@dataclass(frozen=True)
class Part:
    """A piece of a text; `marked` when the other side does not have it."""

    text: str
    marked: bool


@dataclass(frozen=True)
class Cell:
    """One column of a row on both sides."""

    label: str
    old: Sequence[Part]
    new: Sequence[Part]


def parts(old: str, new: str) -> tuple[list[Part], list[Part]]:
    """Both texts cut where they differ."""
    if not old or not new or len(old) + len(new) > LONGEST:
        return _whole(old), _whole(new)
    matcher = SequenceMatcher(None, old, new, autojunk=False)
    if matcher.ratio() < ALIKE:
        return _whole(old), _whole(new)
    left, right = [], []
    for kind, a, b, c, d in matcher.get_opcodes():
        if a < b:
            left.append(Part(old[a:b], kind != "equal"))
        if c < d:
            right.append(Part(new[c:d], kind != "equal"))
    return left, right


def _whole(text: str) -> list[Part]:
    return [Part(text, marked=True)] if text else []
