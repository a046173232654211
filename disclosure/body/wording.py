"""What Word's and WPS's attributes mean, and how text is set: marks, alignment, list markers, blanks, addresses."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

from disclosure.body.tree import Element

CLASSES: Final = ("align-center", "align-right", "indent-0", "doc-number", "signature", "date")
MARKS: Final[Mapping[str, str]] = {
    "strong": "strong", "b": "strong", "em": "em", "i": "em", "u": "u", "ins": "u",
    "s": "s", "strike": "s", "del": "s", "sub": "sub", "sup": "sup",
}  # fmt: skip
# Outermost first; the address of a link stands before all.
ORDER: Final = ("strong", "em", "u", "s", "sub", "sup")
BLANK: Final = " \u3000"

_STYLE_MARKS: Final = (
    (re.compile(r"(?:^|;)\s*font-weight\s*:\s*(?:bold|bolder|[6-9]00)\b"), "strong"),
    (re.compile(r"(?:^|;)\s*font-style\s*:\s*italic\b"), "em"),
    (re.compile(r"(?:^|;)\s*text-decoration(?:-line)?\s*:[^;]*\bunderline\b"), "u"),
    (re.compile(r"(?:^|;)\s*text-decoration(?:-line)?\s*:[^;]*\bline-through\b"), "s"),
    (re.compile(r"(?:^|;)\s*vertical-align\s*:\s*super\b"), "sup"),
    (re.compile(r"(?:^|;)\s*vertical-align\s*:\s*sub\b"), "sub"),
)
_LIGHT: Final = re.compile(r"(?:^|;)\s*font-weight\s*:\s*(?:normal|[1-4]00)\b")
_ALIGN: Final = re.compile(r"(?:^|;)\s*text-align\s*:\s*(center|right|end)\b")
_LIST_MARKER: Final = re.compile(r"mso-list\s*:\s*ignore")
_SYMBOLS: Final = re.compile(r"wingdings|webdings|symbol")
_INVISIBLE: Final = re.compile(
    r"[\x01-\x08\x0b\x0e-\x1f\x7f-\x84\x86-\x9f\u00ad\u200b-\u200f\u2028-\u202e\u2060-\u2064\ufeff]"
)
_WIDE: Final = r"[\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef]"
_WRAPPED: Final = re.compile(rf"(?<={_WIDE})[ \t]*\r?\n[ \t]*(?={_WIDE})")
_GAP: Final = re.compile(r"(?:\xa0[ \t\n]*){4,}")
_SPACES: Final = re.compile(r"[ \t\r\n\f\x85\xa0\u2000-\u200a\u202f\u205f]+")
_CONTROL: Final = re.compile(r"[\x00-\x20\x7f-\xa0\u200b-\u200f\u2028-\u202e\u3000\ufeff]")
_SCHEME: Final = re.compile(r"([a-z][a-z0-9+.-]*):", re.IGNORECASE)
_HELD_IMAGE: Final = re.compile(r"/documents/[^\s\"'<>\\`]+")
PLACEHOLDER: Final = re.compile(r"docx-image:\d{1,6}")


def style_of(element: Element) -> str:
    return element.attrs.get("style", "").lower()


def marks_of(element: Element) -> set[str]:
    """Marks an inline element gives to its text, by its name or by its style."""
    style = style_of(element)
    marks = {mark for pattern, mark in _STYLE_MARKS if pattern.search(style)}
    if named := MARKS.get(element.tag):
        marks.add(named)
    if element.tag in {"b", "strong"} and _LIGHT.search(style):
        marks.discard("strong")  # a web editor's wrapper, not bold text
    return marks


def classes_of(element: Element) -> str:
    """The permitted classes in their order; an alignment by style or attribute becomes one."""
    names = set(element.attrs.get("class", "").split()) & set(CLASSES)
    if not names & {"align-center", "align-right"}:
        found = _ALIGN.search(style_of(element))
        align = found[1] if found else element.attrs.get("align", "").strip().lower()
        if element.tag == "center":
            align = "center"
        if align in {"center", "right", "end"}:
            names.add("align-center" if align == "center" else "align-right")
    if "align-center" in names:
        names.discard("align-right")
    return " ".join(name for name in CLASSES if name in names)


def list_marker(element: Element) -> str | None:
    """The number or bullet that Word writes as text before a list paragraph; None for anything else."""
    below = [element, *element.elements()]
    ignored = next((inner for inner in below if _LIST_MARKER.search(style_of(inner))), None)
    if ignored is None:
        return None
    marker = tidy(ignored.text()).strip(BLANK)
    if tidy(element.text()).strip(BLANK) != marker:
        return None
    if len(marker) == 1 and any(_SYMBOLS.search(style_of(inner)) for inner in below):
        return "• "
    return marker if not marker or marker[-1] in "、）．。" else f"{marker} "


def tidy(text: str) -> str:
    """Blanks as one plain blank, none where a line of Chinese was only wrapped, nothing invisible.

    Four hard blanks and more are a gap that somebody meant: two full-width ones.
    """
    return _SPACES.sub(" ", _GAP.sub("\u3000\u3000", _WRAPPED.sub("", _INVISIBLE.sub("", text))))


def link(address: str) -> str | None:
    """An address to keep: http, https, mailto, or within this site; None for all others."""
    address = _CONTROL.sub("", address)
    if not address or address.startswith("#") or "\\" in address:
        return None
    if address.startswith("//"):
        address = f"https:{address}"
    scheme = _SCHEME.match(address)
    if scheme is None:
        return address
    rest = address[scheme.end() :]
    if scheme[1].lower() == "mailto":
        return f"mailto:{rest}" if "@" in rest else None
    if scheme[1].lower() not in {"http", "https"} or not rest.lstrip("/"):
        return None
    return f"{scheme[1].lower()}://{rest.lstrip('/')}"


def is_foreign(address: str) -> bool:
    return address.startswith(("http://", "https://"))


def is_held(source: str) -> bool:
    """An image that was uploaded to a document of this site."""
    return bool(_HELD_IMAGE.fullmatch(source)) and ".." not in source and "//" not in source
