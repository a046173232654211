"""A run of text: leaves with marks, set tidily, and nested again in one fixed order."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby

from disclosure.body.tree import Element
from disclosure.body.wording import BLANK, ORDER, is_foreign

REL = "noopener noreferrer"


@dataclass(frozen=True, slots=True)
class Marks:
    names: frozenset[str] = frozenset()
    href: str = ""

    def and_(self, names: Iterable[str], href: str = "") -> Marks:
        """A link within a link keeps the outer address."""
        return Marks(self.names | frozenset(names), self.href or href)

    def outermost(self) -> str:
        """`a`, or the first mark in the fixed order; empty when there is none."""
        return "a" if self.href else next((name for name in ORDER if name in self.names), "")

    def without(self, name: str) -> Marks:
        return replace(self, href="") if name == "a" else replace(self, names=self.names - {name})


@dataclass(frozen=True, slots=True)
class Leaf:
    """A piece of text, or a `br` or `img`, with the marks it stands under."""

    marks: Marks
    text: str = ""
    element: Element | None = None

    @property
    def is_break(self) -> bool:
        return self.element is not None and self.element.tag == "br"


def settle(leaves: Iterable[Leaf]) -> list[Leaf]:
    """Without blanks at either end of a line (the indent is the style sheet's), and never two in a row."""
    settled: list[Leaf] = []
    fresh = True
    for leaf in leaves:
        if leaf.is_break:
            _trim(settled)
            if settled:
                settled.append(leaf)
            fresh = True
        elif leaf.element is not None:
            settled.append(leaf)
            fresh = False
        else:
            blank = BLANK if fresh else " " if settled and settled[-1].text.endswith(" ") else ""
            text = leaf.text.lstrip(blank) if blank else leaf.text
            if text:
                marks = leaf.marks if text.strip(BLANK) else Marks()
                settled.append(Leaf(marks, text))
                fresh = False
    _trim(settled)
    while settled and settled[-1].is_break:
        settled.pop()
        _trim(settled)
    return settled


def _trim(leaves: list[Leaf]) -> None:
    """Drop blanks at the end."""
    while leaves and leaves[-1].element is None:
        text = leaves[-1].text.rstrip(BLANK)
        if text:
            leaves[-1] = replace(leaves[-1], text=text)
            return
        leaves.pop()


def nest(leaves: Sequence[Leaf]) -> list[Element | str]:
    """Elements again: link outermost, then strong, em, u, s, sub, sup."""
    nodes: list[Element | str] = []
    for name, group in groupby(leaves, key=lambda leaf: (leaf.marks.outermost(), leaf.marks.href)):
        run = list(group)
        tag, href = name
        if not tag:
            nodes.extend(_bare(run))
            continue
        attrs = {"href": href} if tag == "a" else {}
        if tag == "a" and is_foreign(href):
            attrs["rel"] = REL
        inner = nest([replace(leaf, marks=leaf.marks.without(tag)) for leaf in run])
        nodes.append(Element(tag, attrs, inner))
    return nodes


def _bare(run: Iterable[Leaf]) -> Iterator[Element | str]:
    for is_text, group in groupby(run, key=lambda leaf: leaf.element is None):
        if is_text:
            yield "".join(leaf.text for leaf in group)
        else:
            yield from (leaf.element for leaf in group if leaf.element is not None)
