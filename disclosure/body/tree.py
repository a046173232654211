"""A small tree of elements. nh3 parses like a browser; what it writes is balanced and read here without guessing."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from html import escape
from html.parser import HTMLParser
from string import ascii_lowercase
from typing import Final

import nh3

VOID: Final = frozenset({"br", "hr", "img"})
DEPTH: Final = 80  # deeper elements are read as if they were not there; their text stays

# Elements without meaning for a document that still say where a block begins and ends.
BOXES: Final = frozenset({
    "div", "section", "article", "header", "footer", "main", "aside", "nav", "address", "center", "pre",
    "dl", "dt", "dd", "fieldset", "form", "details", "summary", "h1", "h5", "h6",
})  # fmt: skip
MARKUP: Final = frozenset({
    "p", "br", "h2", "h3", "h4", "strong", "b", "em", "i", "u", "ins", "s", "strike", "del", "sub", "sup",
    "ul", "ol", "li", "blockquote", "table", "caption", "thead", "tbody", "tfoot", "tr", "th", "td",
    "a", "img", "hr", "figure", "figcaption", "span", "font",
})  # fmt: skip
# Gone with all they contain; `xml` is what Word puts beside its text.
WITHOUT_CONTENT: Final = frozenset({
    "script", "style", "title", "iframe", "noframes", "noscript", "object", "embed", "applet", "template",
    "svg", "math", "xml", "select", "textarea", "button", "audio", "video", "canvas", "map",
})  # fmt: skip
ATTRIBUTES: Final[Mapping[str, set[str]]] = {
    "*": {"class", "style", "align"},
    "a": {"href", "rel"},
    "img": {"src", "alt", "width", "height"},
    "ol": {"start", "type"},
    "ul": {"type"},
    "th": {"colspan", "rowspan", "scope"},
    "td": {"colspan", "rowspan"},
}


@dataclass(slots=True)
class Element:
    """An element; text stands among the children as `str`."""

    tag: str
    attrs: dict[str, str] = field(default_factory=dict)
    children: list[Element | str] = field(default_factory=list)

    def elements(self) -> Iterator[Element]:
        """Every element below, in reading order."""
        waiting = [child for child in reversed(self.children) if isinstance(child, Element)]
        while waiting:
            element = waiting.pop()
            yield element
            waiting.extend(child for child in reversed(element.children) if isinstance(child, Element))

    def text(self) -> str:
        """All text below, as it stands."""
        return "".join(child if isinstance(child, str) else child.text() for child in self.children)


class _Builder(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.root = Element("")
        self.open: list[tuple[str, Element]] = [("", self.root)]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        element = Element(tag, {name: value or "" for name, value in attrs})
        parent = self.open[-1][1]
        deep = len(self.open) > DEPTH
        if not deep or tag in VOID:
            parent.children.append(element)
        if tag not in VOID:
            self.open.append((tag, parent if deep else element))

    def handle_endtag(self, tag: str) -> None:
        if tag not in VOID and len(self.open) > 1:
            self.open.pop()

    def handle_data(self, data: str) -> None:
        children = self.open[-1][1].children
        if children and isinstance(children[-1], str):
            children[-1] += data
        else:
            children.append(data)


def parse(html: str) -> Element:
    """A nameless root. Scripts, styles, comments and unknown attributes are already gone."""
    balanced = nh3.clean(
        html.replace("\x00", ""),
        tags=set(MARKUP | BOXES),
        clean_content_tags=set(WITHOUT_CONTENT),
        attributes={tag: set(names) for tag, names in ATTRIBUTES.items()},
        link_rel=None,
        # Local (a drive letter reads as a scheme) and data addresses are let through here only so that they can be reported.
        url_schemes={"http", "https", "mailto", "file", "data", "docx-image", *ascii_lowercase},
    )
    builder = _Builder()
    builder.feed(balanced)
    builder.close()
    return builder.root


def render(nodes: Iterable[Element | str]) -> str:
    """HTML as nh3 would write it."""
    parts: list[str] = []
    for node in nodes:
        if isinstance(node, str):
            parts.append(escape(node, quote=False))
            continue
        attrs = "".join(f' {name}="{escape(value)}"' for name, value in node.attrs.items())
        parts.append(f"<{node.tag}{attrs}>")
        if node.tag not in VOID:
            parts.append(f"{render(node.children)}</{node.tag}>")
    return "".join(parts)
