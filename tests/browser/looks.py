"""One page in every look and at every width, loaded once: the reader's choices are attributes of the root element."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final

from playwright.sync_api import Page

from tests.browser import axe
from tests.browser.visits import settled

WIDTHS: Final = (1440, 820, 390)
LOOKS: Final[dict[str, dict[str, str | None]]] = {
    "light": {"theme": "light", "elder": None, "size": None, "contrast": None},
    "dark": {"theme": "dark", "elder": None, "size": None, "contrast": None},
    "elder": {"theme": "light", "elder": "", "size": "3", "contrast": None},
    "contrast": {"theme": "light", "elder": None, "size": None, "contrast": "high"},
}
WIDER: Final = "() => document.scrollingElement.scrollWidth - window.innerWidth"
UNFOLD: Final = "() => document.querySelectorAll('main details').forEach((box) => { box.open = true; })"
WEAR: Final = """(look) => {
  for (const [name, value] of Object.entries(look)) {
    if (value === null) delete document.documentElement.dataset[name];
    else document.documentElement.dataset[name] = value;
  }
}"""
# What a look can spoil; names, roles, order and structure are the same in all of them.
BY_LOOK: Final = ("color-contrast", "target-size", "link-in-text-block", "scrollable-region-focusable")
# (width, look) → the rules to ask; () is all of them. Colours do not depend on the width, nor large type on the desk.
ASKED: Final[dict[tuple[int, str], tuple[str, ...]]] = {
    (1440, "light"): (), (1440, "dark"): BY_LOOK, (1440, "contrast"): BY_LOOK, (390, "light"): (), (390, "elder"): BY_LOOK,
}  # fmt: skip


def walk(page: Page, addresses: Iterable[str], source: str) -> list[str]:
    """Everything axe objects to, and every page that is wider than its screen."""
    return [f"{address} {said}" for address in addresses for said in faults(page, address, source)]


def faults(page: Page, address: str, source: str) -> Iterator[str]:
    page.set_viewport_size({"width": WIDTHS[0], "height": 900})
    page.goto(address)
    settled(page)
    page.evaluate(UNFOLD)
    page.evaluate(source)
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        for name, look in LOOKS.items():
            page.evaluate(WEAR, look)
            if (too_much := page.evaluate(WIDER)) > 0:
                yield f"({name}, {width}) is {too_much} px wider than the screen"
            if (width, name) in ASKED:
                yield from (f"({name}, {width}) {said}" for said in axe.violations(page, ASKED[width, name]))
