"""The allow-list for the body of a document. What Word, WPS or a stranger sends comes out in one plain form."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from html import escape
from itertools import islice
from typing import Final

import nh3

from disclosure.body.inline import Leaf, Marks, nest, settle
from disclosure.body.tables import table
from disclosure.body.tree import BOXES, Element, parse, render
from disclosure.body.wording import (
    BLANK,
    CLASSES,
    MARKS,
    PLACEHOLDER,
    classes_of,
    is_held,
    link,
    list_marker,
    marks_of,
    tidy,
)  # fmt: skip

TAGS: Final = frozenset({
    "p", "br", "h2", "h3", "h4", "strong", "em", "u", "s", "sub", "sup", "ul", "ol", "li", "blockquote", "table",
    "caption", "thead", "tbody", "tfoot", "tr", "th", "td", "a", "img", "hr", "figure", "figcaption",
})  # fmt: skip
ATTRIBUTES: Final[Mapping[str, set[str]]] = {
    "a": {"href", "rel"},
    "img": {"src", "alt", "width", "height"},
    "ol": {"start", "type"},
    "th": {"colspan", "rowspan", "scope"},
    "td": {"colspan", "rowspan"},
}
CLASSED: Final = ("p", "h2", "h3", "h4", "th", "td")
INLINE: Final = frozenset({"span", "font", "a", *MARKS})
HEADINGS: Final[Mapping[str, str]] = {"h1": "h2", "h2": "h2", "h3": "h3", "h4": "h4", "h5": "h4", "h6": "h4"}
ROUNDS: Final = 6
_INDENT: Final = re.compile(r" ?\u3000{2}")
_NUMBER: Final = re.compile(r"\s*(\d{1,5})(?:px)?\s*")
_START: Final = re.compile(r"-?\d{1,5}")


def clean(html: str) -> str:
    """Safe HTML in canonical form: `clean(clean(x)) == clean(x)`. What is lost, `checking.losses` names."""
    return settled(html, held_only=True)


def settled(html: str, *, held_only: bool) -> str:
    """`clean`; without `held_only` the numbered images of a Word file are kept too."""
    for _ in range(ROUNDS):
        again = gate(render(blocks(parse(html).children, Marks(), held_only=held_only)))
        if again == html:
            return html
        html = again
    # Nothing known gets here; plain paragraphs are certain to stay as they are.
    lines = (tidy(line).strip(BLANK) for line in parse(html).text().splitlines())
    return "".join(f"<p>{escape(line, quote=False)}</p>" for line in lines if line)


def gate(html: str) -> str:
    """The last word is nh3's, whatever was built before."""
    return nh3.clean(
        html,
        tags=set(TAGS),
        attributes={tag: set(names) for tag, names in ATTRIBUTES.items()},
        allowed_classes={tag: set(CLASSES) for tag in CLASSED},
        url_schemes={"http", "https", "mailto", "docx-image"},
        link_rel=None,
    )


def canonical(html: str) -> Element:
    """The tree `clean` would write, for reading only."""
    return Element("", children=[*blocks(parse(html).children, Marks(), held_only=True)])


def blocks(nodes: Iterable[Element | str], marks: Marks, *, held_only: bool) -> list[Element]:
    """Blocks only; text that stands loose becomes paragraphs."""
    return _Reader(held_only=held_only).blocks(nodes, marks)


class _Reader:
    """Walks a parsed tree. `held_only`: images of this site's documents, and no others."""

    def __init__(self, *, held_only: bool) -> None:
        self.held_only = held_only

    def blocks(
        self, nodes: Iterable[Element | str], marks: Marks, tag: str = "p", classes: str = ""
    ) -> list[Element]:
        found: list[Element] = []
        run: list[Leaf] = []
        for item in self.flow(nodes, marks):
            if isinstance(item, Leaf):
                run.append(item)
                continue
            found += _paragraphs(run, tag, classes)
            run = []
            found.append(item)
        return found + _paragraphs(run, tag, classes)

    def flow(self, nodes: Iterable[Element | str], marks: Marks) -> Iterator[Leaf | Element]:
        """Text with its marks, and whole blocks, in reading order."""
        for node in nodes:
            if isinstance(node, str):
                yield Leaf(marks, tidy(node))
            elif node.tag == "br":
                yield Leaf(marks, element=Element("br"))
            elif node.tag == "img":
                if (image := self.image(node)) is not None:
                    yield Leaf(marks, element=image)
            elif node.tag not in INLINE:
                yield from self.block(node, marks)
            elif (marker := list_marker(node)) is not None:
                yield Leaf(Marks(), marker)
            else:
                href = link(node.attrs.get("href", "")) if node.tag == "a" else None
                yield from self.flow(node.children, marks.and_(marks_of(node), href or ""))

    def block(self, node: Element, marks: Marks) -> list[Element]:
        if node.tag in HEADINGS:
            return self.blocks(node.children, marks, HEADINGS[node.tag], classes_of(node))
        if node.tag == "p" or node.tag in BOXES:
            return self.box(node, marks)
        if node.tag == "hr":
            return [Element("hr")]
        if node.tag == "blockquote":
            inner = self.blocks(node.children, marks)
            return [Element("blockquote", {}, [*inner])] if inner else []
        if node.tag in {"ul", "ol"}:
            return self.items(node, marks)
        if node.tag == "figure":
            return self.figure(node, marks)
        if node.tag == "table":
            return table(
                node, lambda nodes: self.blocks(nodes, marks), lambda nodes: self.inline(nodes, marks)
            )
        return self.blocks(node.children, marks)  # a list item, cell or caption that stands alone

    def box(self, node: Element, marks: Marks) -> list[Element]:
        """A paragraph, or a box that is gone itself; its alignment stays with the paragraphs and headings that have none."""
        classes = classes_of(node)
        children = _broken_lines(node.children) if node.tag == "pre" else node.children
        inner = self.blocks(children, marks, "p", classes)
        for block in inner:
            if classes and block.tag in {"p", "h2", "h3", "h4"} and "class" not in block.attrs:
                block.attrs["class"] = classes
        return inner

    def inline(self, nodes: Iterable[Element | str], marks: Marks) -> list[Element | str]:
        """Text only: blocks within become lines."""
        return nest(settle(self.leaves(nodes, marks)))

    def leaves(self, nodes: Iterable[Element | str], marks: Marks) -> Iterator[Leaf]:
        for item in self.flow(nodes, marks):
            if isinstance(item, Leaf):
                yield item
            else:
                yield Leaf(marks, element=Element("br"))
                yield from self.leaves(item.children, marks)

    def items(self, node: Element, marks: Marks) -> list[Element]:
        found: list[Element] = []
        for child in node.children:
            inside = child.children if isinstance(child, Element) and child.tag == "li" else [child]
            inner = self.blocks(inside, marks)
            if not inner:
                continue
            first, *rest = inner
            children: list[Element | str] = [*inner]
            if first.tag == "p" and not first.attrs and all(block.tag in {"ul", "ol"} for block in rest):
                children = [*first.children, *rest]
            found.append(Element("li", {}, children))
        attrs = {}
        if node.tag == "ol":
            start, kind = node.attrs.get("start", "").strip(), node.attrs.get("type", "")
            if _START.fullmatch(start) and int(start) != 1:
                attrs["start"] = str(int(start))
            if kind in {"a", "A", "i", "I"}:
                attrs["type"] = kind
        return [Element(node.tag, attrs, [*found])] if found else []

    def figure(self, node: Element, marks: Marks) -> list[Element]:
        captions = [
            child for child in node.children if isinstance(child, Element) and child.tag == "figcaption"
        ]
        inner = self.blocks([child for child in node.children if child not in captions], marks)
        children: list[Element | str] = [*inner]
        if len(inner) == 1 and inner[0].tag == "p":
            children = inner[0].children
        caption = self.inline([part for found in captions for part in found.children], marks)
        if not children:
            return [Element("p", {}, caption)] if caption else []
        return [
            Element("figure", {}, [*children, *([Element("figcaption", {}, caption)] if caption else [])])
        ]

    def image(self, node: Element) -> Element | None:
        source = node.attrs.get("src", "").strip()
        placeholder = not self.held_only and PLACEHOLDER.fullmatch(source)
        if not placeholder and not is_held(source):
            return None
        attrs = {"src": source}
        if "alt" in node.attrs:
            attrs["alt"] = tidy(node.attrs["alt"]).strip(BLANK)
        for name in ("width", "height"):
            if (size := _NUMBER.fullmatch(node.attrs.get(name, ""))) and int(size[1]):
                attrs[name] = str(int(size[1]))
        return Element("img", attrs)


def _paragraphs(run: list[Leaf], tag: str, classes: str) -> list[Element]:
    """One block, or several where line breaks stand in for paragraphs; none for blanks."""
    attrs = {"class": classes} if classes else {}
    parts = _split(run) if tag == "p" else [run]
    inner = (nest(settle(part)) for part in parts)
    return [Element(tag, dict(attrs), nodes) for nodes in inner if nodes]


def _split(run: list[Leaf]) -> list[list[Leaf]]:
    """At an empty line, and where an indent follows a break: that is how old pages write paragraphs."""
    parts: list[list[Leaf]] = [[]]
    for position, leaf in enumerate(run):
        if leaf.is_break and _opens_a_paragraph(islice(run, position + 1, None)):
            parts.append([])
        else:
            parts[-1].append(leaf)
    return parts


def _opens_a_paragraph(after: Iterable[Leaf]) -> bool:
    blank = ""
    for leaf in after:
        if leaf.element is not None:
            return leaf.is_break
        blank += leaf.text
        if blank.strip(BLANK):
            break
    return bool(_INDENT.match(blank))


def _broken_lines(nodes: Iterable[Element | str]) -> Iterator[Element | str]:
    """Preformatted text: its line ends are breaks."""
    for node in nodes:
        if isinstance(node, str):
            first, *rest = node.split("\n")
            yield first
            for line in rest:
                yield Element("br")
                yield line
        else:
            yield Element(node.tag, node.attrs, [*_broken_lines(node.children)])
