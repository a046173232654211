"""Changing the words of a body and nothing of its form."""

from __future__ import annotations

from collections.abc import Callable

from disclosure.body.cleaning import canonical
from disclosure.body.tree import render


def map_text(html: str, change: Callable[[str], str]) -> str:
    """The body with every run of text, and every alternative text, put through `change`.

    A number whose digits stand in different formats is several runs: it stays, and the next scan names it again.
    """
    root = canonical(html)
    for element in (root, *root.elements()):
        element.children = [change(child) if isinstance(child, str) else child for child in element.children]
        if element.tag == "img" and "alt" in element.attrs:
            element.attrs["alt"] = change(element.attrs["alt"])
    return render(root.children)
