"""The clean body as a page shows it: wide tables in a frame that scrolls and takes the focus."""

from __future__ import annotations

from disclosure.body.tree import Element, parse, render
from disclosure.body.wording import BLANK, tidy


def presented(html: str) -> str:
    """For the template, of what `clean` wrote. Images load when they come near."""
    if "<img" not in html and "<table" not in html:
        return html
    root = parse(html)
    parents = [root, *root.elements()]
    number = 0
    for parent in parents:
        for at, child in enumerate(parent.children):
            if not isinstance(child, Element):
                continue
            if child.tag == "img":
                child.attrs |= {"loading": "lazy", "decoding": "async"}
            elif child.tag == "table" and parent.tag not in {"td", "th"}:
                number += 1
                parent.children[at] = _framed(child, number)
    return render(root.children)


def _framed(table: Element, number: int) -> Element:
    captions = (child for child in table.children if isinstance(child, Element) and child.tag == "caption")
    name = next((tidy(caption.text()).strip(BLANK) for caption in captions), "") or f"表格 {number}"
    frame = {"class": "document-table", "role": "region", "tabindex": "0", "aria-label": name}
    return Element("div", frame, [table])
