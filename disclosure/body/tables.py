"""Tables: sections, rows and cells in their proper places, merged cells kept, attributes of looks dropped."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Final

from disclosure.body.tree import Element
from disclosure.body.wording import classes_of

SECTIONS: Final = ("thead", "tbody", "tfoot")
SPAN_LIMIT: Final = 500
Blocks = Callable[[Iterable[Element | str]], list[Element]]
Inline = Callable[[Iterable[Element | str]], list[Element | str]]


def table(node: Element, blocks: Blocks, inline: Inline) -> list[Element]:
    """One table; without a single row no more than its caption is left."""
    caption: list[Element | str] = []
    sections: list[Element] = []
    loose: list[Element] = []
    for child in node.children:
        if not isinstance(child, Element):
            continue
        if child.tag == "caption" and not caption:
            caption = inline(child.children)
        elif child.tag in SECTIONS:
            sections.append(Element(child.tag, {}, [*rows(child, blocks)]))
        elif child.tag == "tr":
            loose += rows(Element("", children=[child]), blocks)
    if loose:
        sections.append(Element("tbody", {}, [*loose]))
    sections = [section for section in sections if section.children]
    if not sections:
        return [Element("p", {}, caption)] if caption else []
    head: list[Element | str] = [Element("caption", {}, caption)] if caption else []
    return [Element("table", {}, [*head, *sections])]


def rows(section: Element, blocks: Blocks) -> list[Element]:
    found: list[Element] = []
    for row in section.children:
        if isinstance(row, Element) and row.tag == "tr":
            cells = [
                cell(child, blocks)
                for child in row.children
                if isinstance(child, Element) and child.tag in {"th", "td"}
            ]
            if cells:
                found.append(Element("tr", {}, [*cells]))
    return found


def cell(node: Element, blocks: Blocks) -> Element:
    """A sole paragraph gives its alignment to the cell and goes."""
    inner = blocks(node.children)
    children: list[Element | str] = [*inner]
    attrs: dict[str, str] = {}
    classes = classes_of(node)
    if len(inner) == 1 and inner[0].tag == "p":
        children = inner[0].children
        classes = inner[0].attrs.get("class", "") or classes
    if classes:
        attrs["class"] = classes
    for name in ("colspan", "rowspan"):
        value = node.attrs.get(name, "").strip()
        if value.isascii() and value.isdigit() and len(value) < 5 and 1 < int(value) <= SPAN_LIMIT:
            attrs[name] = str(int(value))
    if node.tag == "th" and node.attrs.get("scope") in {"col", "row", "colgroup", "rowgroup"}:
        attrs["scope"] = node.attrs["scope"]
    return Element(node.tag, attrs, children)
