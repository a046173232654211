"""Word counts its numbered paragraphs itself: 一、（一）第一条. Here the number becomes text, as the reader saw it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final

from lxml import etree

W: Final = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
CHOICE: Final = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Choice"
DIGITS: Final = "零一二三四五六七八九"
LEGAL: Final = "零壹贰叁肆伍陆柒捌玖"
STEMS: Final = "甲乙丙丁戊己庚辛壬癸"
ROMAN: Final = (
    (1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"),
    (50, "l"), (40, "xl"), (10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i"),
)  # fmt: skip
LEVELS: Final = 9
STYLE_DEPTH: Final = 12  # how far `basedOn` is followed


def chinese(number: int, digits: str = DIGITS, units: str = "十百千") -> str:
    """1 to 9,999: 一, 十, 十一, 一百零五; in legal figures 壹拾壹."""
    if not 0 < number < 10_000:
        return str(number)
    text, gap = "", False
    for place, figure in zip(range(len(str(number)) - 1, -1, -1), str(number), strict=True):
        if figure == "0":
            gap = True
            continue
        text += digits[0] if gap and text else ""
        text += digits[int(figure)] + (units[place - 1] if place else "")
        gap = False
    return text[1:] if digits == DIGITS and text.startswith("一十") else text


def _letters(number: int) -> str:
    """a to z, then aa, bb, as Word does."""
    return chr(ord("a") + (number - 1) % 26) * ((number - 1) // 26 + 1)


def _roman(number: int) -> str:
    text = ""
    for value, letters in ROMAN:
        times, number = divmod(number, value)
        text += letters * times
    return text


def _circled(number: int) -> str:
    return chr(0x245F + number) if number <= 20 else f"({number})"


FORMATS: Final[Mapping[str, Callable[[int], str]]] = {
    **dict.fromkeys(
        ("chineseCounting", "chineseCountingThousand", "japaneseCounting", "taiwaneseCounting",
         "taiwaneseCountingThousand"), chinese,
    ),
    "ideographDigital": lambda number: "".join("〇一二三四五六七八九"[int(figure)] for figure in str(number)),
    "japaneseDigitalTenThousand": lambda number: "".join("〇一二三四五六七八九"[int(figure)] for figure in str(number)),
    "chineseLegalSimplified": lambda number: chinese(number, LEGAL, "拾佰仟"),
    "ideographTraditional": lambda number: STEMS[number - 1] if number <= 10 else str(number),
    "decimalZero": lambda number: f"{number:02}",
    "decimalFullWidth": lambda number: str(number).translate({48 + n: 0xFF10 + n for n in range(10)}),
    **dict.fromkeys(("decimalEnclosedCircle", "decimalEnclosedCircleChinese"), _circled),
    "lowerLetter": _letters,
    "upperLetter": lambda number: _letters(number).upper(),
    "lowerRoman": _roman,
    "upperRoman": lambda number: _roman(number).upper(),
    "none": lambda _number: "",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Level:
    start: int
    kind: str
    text: str


@dataclass(slots=True)
class Lists:
    """What numbering.xml says; counters run per abstract list, as in Word."""

    abstract: dict[str, dict[int, Level]] = field(default_factory=dict)
    lists: dict[str, str] = field(default_factory=dict)
    restarts: dict[str, dict[int, int]] = field(default_factory=dict)
    counters: dict[str, dict[int, int]] = field(default_factory=dict)

    def label(self, list_id: str, depth: int) -> str | None:
        """The next number of this list as text; None for bullets and unknown lists."""
        name = self.lists.get(list_id, "")
        levels = self.abstract.get(name, {})
        level = levels.get(depth)
        if level is None or level.kind == "bullet":
            return None
        counters = self.counters.setdefault(name, {})
        for restarted, start in self.restarts.pop(list_id, {}).items():
            counters[restarted] = start - 1
        counters[depth] = counters.get(depth, level.start - 1) + 1
        for deeper in range(depth + 1, LEVELS):
            counters.pop(deeper, None)

        def number(found: re.Match[str]) -> str:
            at = int(found[1]) - 1
            meant = levels.get(at, level)
            value = counters.setdefault(at, meant.start)
            return FORMATS.get(meant.kind, str)(value) if value > 0 else str(value)

        label = re.sub(r"%([1-9])", number, level.text).strip()
        return label if not label or label[-1] in "、）．。" else f"{label} "


def _value(element: etree._Element | None, name: str) -> str:
    found = element.find(f"{W}{name}") if element is not None else None
    return found.get(f"{W}val", "") if found is not None else ""


def _number(text: str, default: int = 0) -> int:
    return int(text) if re.fullmatch(r"\d{1,6}", text) else default


def read_lists(root: etree._Element | None) -> Lists:
    """From the root of numbering.xml."""
    found = Lists()
    if root is None:
        return found
    for abstract in root.iter(f"{W}abstractNum"):
        found.abstract[abstract.get(f"{W}abstractNumId", "")] = {
            _number(level.get(f"{W}ilvl", "")): Level(
                _number(_value(level, "start"), 1),
                _value(level, "numFmt") or "decimal",
                _value(level, "lvlText"),
            )
            for level in abstract.iter(f"{W}lvl")
        }
    for num in root.iter(f"{W}num"):
        list_id = num.get(f"{W}numId", "")
        found.lists[list_id] = _value(num, "abstractNumId")
        overrides = {
            _number(override.get(f"{W}ilvl", "")): _value(override, "startOverride")
            for override in num.iter(f"{W}lvlOverride")
        }
        found.restarts[list_id] = {depth: _number(start, 1) for depth, start in overrides.items() if start}
    return found


def _properties(paragraph: etree._Element, styles: Mapping[str, etree._Element]) -> Iterator[etree._Element]:
    """The paragraph's own properties first, then those of its style and what that is based on."""
    own = paragraph.find(f"{W}pPr")
    if own is not None:
        yield own
    name = _value(own, "pStyle")
    for _ in range(STYLE_DEPTH):
        style = styles.get(name)
        if style is None:
            return
        properties = style.find(f"{W}pPr")
        if properties is not None:
            yield properties
        name = _value(style, "basedOn")


def write_out(
    document: etree._Element, numbering: etree._Element | None, styles: etree._Element | None
) -> None:
    """Numbers become text, and an alignment that only the style states is stated by the paragraph (in place)."""
    lists = read_lists(numbering)
    found = styles.iter(f"{W}style") if styles is not None else iter(())
    by_id = {style.get(f"{W}styleId", ""): style for style in found}
    for paragraph in document.iter(f"{W}p"):
        if any(True for _ in paragraph.iterancestors(CHOICE)):
            continue  # the same text stands in the Fallback beside it
        chain = [*_properties(paragraph, by_id)]
        _state_alignment(paragraph, chain)
        label = _label(chain, lists)
        if label is None:
            continue
        properties = _own(paragraph)
        for old in properties.findall(f"{W}numPr"):
            properties.remove(old)
        none = etree.SubElement(properties, f"{W}numPr")
        etree.SubElement(none, f"{W}ilvl").set(f"{W}val", "0")
        etree.SubElement(none, f"{W}numId").set(f"{W}val", "0")
        run = etree.Element(f"{W}r")
        etree.SubElement(run, f"{W}t").text = label
        paragraph.insert(paragraph.index(properties) + 1, run)


def _label(chain: list[etree._Element], lists: Lists) -> str | None:
    """Each of the list and its depth may come from the paragraph or from a style."""
    given = [properties.find(f"{W}numPr") for properties in chain]
    list_id = next((value for numbers in given if (value := _value(numbers, "numId"))), "")
    depth = next((value for numbers in given if (value := _value(numbers, "ilvl"))), "0")
    return lists.label(list_id, _number(depth)) if list_id else None


def _own(paragraph: etree._Element) -> etree._Element:
    properties = paragraph.find(f"{W}pPr")
    if properties is None:
        properties = etree.Element(f"{W}pPr")
        paragraph.insert(0, properties)
    return properties


def _state_alignment(paragraph: etree._Element, chain: list[etree._Element]) -> None:
    stated = next((value for properties in chain if (value := _value(properties, "jc"))), "")
    if stated in {"center", "right", "end"} and not _value(paragraph.find(f"{W}pPr"), "jc"):
        etree.SubElement(_own(paragraph), f"{W}jc").set(f"{W}val", stated)
