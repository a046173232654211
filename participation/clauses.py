"""The clauses of a draft, so that an opinion can say which one it is about (pure)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from disclosure.body import paragraphs

WHOLE: Final = 0  # the place of an opinion on the draft as a whole
_NUMERAL: Final = "零〇一二三四五六七八九十百千\\d"
_ARTICLE: Final = re.compile(rf"^(第[{_NUMERAL}]+条)(?:之[{_NUMERAL}]+)?[\s　、.:：]*(.*)$", re.DOTALL)
_POINT: Final = re.compile(r"^([一二三四五六七八九十百]+、)(.*)$", re.DOTALL)
_CHAPTER: Final = re.compile(rf"^第[{_NUMERAL}]+[编章节]")
SHORT: Final = 40


@dataclass(frozen=True)
class Clause:
    """One clause: its place in the draft from 1, what it is called, its text."""

    place: int
    label: str
    text: str

    @property
    def title(self) -> str:
        """The label with the beginning of the text, for a list."""
        rest = self.text.replace("\n", " ")
        return f"{self.label} {rest[:SHORT]}{'…' if len(rest) > SHORT else ''}".strip()


def clauses(body: str) -> list[Clause]:
    """By 第…条 where the draft has articles, else by 一、二、, else paragraph by paragraph; places count from 1."""
    lines = paragraphs(body)
    for pattern in (_ARTICLE, _POINT):
        if sum(bool(pattern.match(line)) for line in lines) >= 2:
            return _grouped(lines, pattern)
    return [Clause(place, f"第{place}段", line) for place, line in enumerate(lines, start=1)]


def _grouped(lines: list[str], pattern: re.Pattern[str]) -> list[Clause]:
    """What follows a clause's first line belongs to it, up to the next clause or chapter; a preamble is no clause."""
    found: list[tuple[str, list[str]]] = []
    inside = False
    for line in lines:
        if match := pattern.match(line):
            found.append((match.group(1).rstrip("、"), [match.group(2).strip()]))
            inside = True
        elif _CHAPTER.match(line):
            inside = False
        elif inside:
            found[-1][1].append(line)
    return [
        Clause(place, label, "\n".join(line for line in text if line))
        for place, (label, text) in enumerate(found, start=1)
    ]
