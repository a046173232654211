"""The body as plain lines: for search, for comparing, for the scan before publication."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from disclosure.body.cleaning import canonical
from disclosure.body.tree import Element
from disclosure.body.wording import BLANK

BLOCKS = frozenset({
    "p", "h2", "h3", "h4", "ul", "ol", "li", "blockquote", "table", "caption", "thead", "tbody", "tfoot", "tr",
    "figure", "figcaption", "hr",
})  # fmt: skip


def to_text(html: str) -> str:
    """`paragraphs` with line ends between them."""
    return "\n".join(paragraphs(html))


def paragraphs(html: str) -> list[str]:
    """One string per block; a table row is one, its cells between tabs. An image is its alternative text."""
    return [*lines(canonical(html).children)]


def lines(nodes: Iterable[Element | str]) -> Iterator[str]:
    """Lines of a canonical tree."""
    run: list[Element | str] = []
    for node in nodes:
        if isinstance(node, str) or node.tag not in BLOCKS:
            run.append(node)
            continue
        yield from _line(run)
        run = []
        if node.tag == "tr":
            cells = [" ".join(lines(cell.children)) for cell in node.children if isinstance(cell, Element)]
            if any(cells):
                yield "\t".join(cells)
        else:
            yield from lines(node.children)
    yield from _line(run)


def _line(run: list[Element | str]) -> Iterator[str]:
    text = "".join(_written(run)).strip(BLANK)
    if text:
        yield text


def _written(nodes: Iterable[Element | str]) -> Iterator[str]:
    for node in nodes:
        if isinstance(node, str):
            yield node
        elif node.tag == "br":
            yield " "
        elif node.tag == "img":
            yield node.attrs.get("alt", "")
        else:
            yield from _written(node.children)
