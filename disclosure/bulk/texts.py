"""Thousands of bodies: the same result as `body.clean` and `body.to_text`, with half the work for plain paragraphs."""

from __future__ import annotations

import re
from html import escape, unescape
from typing import Final

from disclosure import body as bodies
from disclosure.body.cleaning import blocks, gate
from disclosure.body.inline import Marks
from disclosure.body.tree import parse, render
from disclosure.body.wording import BLANK, tidy

MARKUP: Final = re.compile(
    r"</?(?:p|div|br|table|tr|td|span|strong|b|em|i|u|ul|ol|li|h[1-6]|section|article|font|center|a|img)\b[^<>]*>",
    re.IGNORECASE,
)
_PLAIN: Final = re.compile(r'(?:<p(?: class="[a-z0-9-]+")?>[^<]+</p>)+')
_PARAGRAPH: Final = re.compile(r">([^<]+)</p>")


def cleaned(typed: str) -> tuple[str, str]:
    """(body, text) of what a list has as 正文: markup of an old page, or lines of plain text."""
    if not MARKUP.search(typed):
        lines = [line for part in typed.splitlines() if (line := tidy(part).strip(BLANK))]
        return "".join(f"<p>{escape(line, quote=False)}</p>" for line in lines), "\n".join(lines)
    once = gate(render(blocks(parse(typed).children, Marks(), held_only=True)))
    text = _plain(once)
    if text is not None:
        return once, text
    body = bodies.clean(once)
    return body, bodies.to_text(body)


def _plain(html: str) -> str | None:
    """The text of paragraphs without anything inside, which cleaning again cannot change; None for all else."""
    if not _PLAIN.fullmatch(html):
        return None
    lines = [unescape(line) for line in _PARAGRAPH.findall(html)]
    return "\n".join(lines) if all(tidy(line).strip(BLANK) == line for line in lines) else None
