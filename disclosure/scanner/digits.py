"""Personal numbers in running text: 身份证 (GB 11643), bank cards (Luhn), mobile phones. Law-book §12.2."""

import re
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from datetime import date
from typing import Final, NamedTuple

from disclosure.scanner.finding import Kind

# GB/T 2260 provinces, and 9xxxxx for foreigners with permanent residence.
_PROVINCES: Final = frozenset(
    [
        "11",
        "12",
        "13",
        "14",
        "15",
        "21",
        "22",
        "23",
        "31",
        "32",
        "33",
        "34",
        "35",
        "36",
        "37",
        "41",
        "42",
        "43",
        "44",
        "45",
        "46",
        "50",
        "51",
        "52",
        "53",
        "54",
        "61",
        "62",
        "63",
        "64",
        "65",
        "71",
        "81",
        "82",
        "83",
        "91",
    ]
)
_WEIGHTS: Final = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECK: Final = "10X98765432"
_LAST_BIRTH_YEAR: Final = 2049  # no clock here: only nonsense is excluded
# Issuer prefix → lengths. 62 is UnionPay; 60, 4367, 4563, 9558 are older domestic cards.
_CARDS: Final = (
    ("62", range(16, 20)),
    ("60", range(16, 20)),
    ("9558", range(19, 20)),
    ("4367", (16, 19)),
    ("4563", (16, 19)),
    ("4", (16,)),
    ("5", (16,)),
    ("35", (16,)),
)

_GAP: Final = r"(?:[ \t\-]{0,2}|\r?\n)"
_ID18: Final = re.compile(
    rf"(?<![0-9A-Za-z])(?=([1-9](?:{_GAP}\d){{5}}{_GAP}(?:1{_GAP}9|2{_GAP}0)(?:{_GAP}\d){{9}}{_GAP}[\dXx])"
    r"(?![0-9A-Za-z]))",
    re.ASCII,
)
_ID15: Final = re.compile(
    r"(?<![0-9A-Za-z])(?<!\d[./\-])([1-8]\d{5}[ \-]?\d{6}[ \-]?\d{3})(?![0-9A-Za-z])(?![./\-]\d)", re.ASCII
)
_CARD: Final = re.compile(
    r"(?<![0-9A-Za-z])(?<!\d[./])(?=([3-9]\d{3}(?:[ \-]?\d{4}){3}(?:[ \-]?\d{1,3})?)(?![0-9A-Za-z])(?![./]\d))",
    re.ASCII,
)
_MOBILE: Final = re.compile(r"(1[3-9]\d([ \-]?)\d{4}\2\d{4})(?![0-9A-Za-z_])(?!\.\d)", re.ASCII)
# A narrow column of a PDF table breaks the number; shorter beginnings may be figures of their own.
_BROKEN_MOBILE: Final = re.compile(
    r"(1[3-9](?:\d{6}()\r?\n\d{3}|\d{7}\r?\n\d{2}|\d{8}\r?\n\d))(?![0-9A-Za-z_])", re.ASCII
)
_BEFORE_MOBILE: Final = re.compile(
    r"(?:^|[^0-9A-Za-z_.]|(?<!\d)[./]|tel|phone)(?:(?:\+|00)?86[ \-]{0,2})?$", re.ASCII | re.IGNORECASE
)
# Where digits, blanks and dashes stand close together, in any script; everything else is passed over quickly.
_ZONE: Final = re.compile(
    "\\d[\\d \\t\\r\\n\\-\u2010-\u2015\u2212\ufe63\uff0d\xa0\xad\u3000\u202f\u2000-\u200f\u2060-\u2064\ufeff]{9,}[\\dXxＸｘⅩⅹ×ХΧ]"
)
_BEFORE: Final = 96  # characters before a number that may speak against it
_AFTER: Final = 24
# An official number of something that is no person, directly before the digits.
_NO_PERSON: Final = re.compile(
    r"(?:统一(?:社会)?信用代码|信用代码|机构代码|索引号|订单(?:编)?号|流水号|运单号|快递单号)[为是:： \t\"“(（]{0,3}$"
)
_NO_CARD: Final = re.compile(
    r"(?:代码|索引号|订单(?:编)?号|流水号|单号|交易号|凭证号|发票号码?|合同编?号|案号|文号|编号|备案号|批号|序列号|"
    r"IMEI|ISBN|条码|设备号|登记号|许可证号)[为是:： \t\"“(（]{0,3}$"
)
_INDEX: Final = re.compile(r"\s*/\s*\d{4}|-\d{5}(?!\d)")
_DECIMAL: Final = re.compile(r"\.\d")


def _table() -> dict[int, str]:
    """One character to one character, so that positions stay: every decimal digit, every dash, every blank."""
    table = {
        code: str(unicodedata.decimal(chr(code)))
        for code in range(0x80, 0x1FBFA)
        if unicodedata.decimal(chr(code), None) is not None
    }
    table |= dict.fromkeys(map(ord, "ＸⅩ×ХΧ"), "X") | dict.fromkeys(map(ord, "ｘⅹ"), "x")
    table |= dict.fromkeys(map(ord, "‐‑‒–—―－﹣−"), "-") | {ord("＋"): "+", ord("／"): "/", ord("．"): "."}
    return table | dict.fromkeys([0xA0, 0x3000, 0x202F, *range(0x2000, 0x200B)], " ")


_FOLD: Final = _table()
_ZERO_WIDTH: Final = re.compile("[\u200b-\u200f\u2060-\u2064\ufeff\u00ad]")


class Span(NamedTuple):
    """`digits` are the plain characters of the number between `start` and `end`."""

    kind: Kind
    start: int
    end: int
    digits: str


Finder = Callable[[str], Iterator[Span]]


def fold(text: str) -> str:
    """Full-width and foreign digits, dashes and blanks as ASCII; the same length as `text`."""
    return text if text.isascii() else text.translate(_FOLD)


def personal_numbers(text: str) -> list[Span]:
    """Every personal number by position, none inside another."""
    found: list[Span] = []
    for zone in _ZONE.finditer(text):
        start, end = zone.span()
        digits = sum(map(str.isdecimal, zone[0]))
        if digits < 11:
            continue
        first = max(0, start - _BEFORE)
        around = text[first:start] + fold(zone[0]) + text[end : end + _AFTER]
        finders = _FINDERS if digits >= 15 else _FINDERS[-1:]
        spans = _spans(around, finders) if around.isascii() else _without_zero_width(around, finders)
        found += [
            Span(span.kind, span.start + first, span.end + first, span.digits)
            for span in spans
            if start <= span.start + first < end
        ]
    return found


def _without_zero_width(text: str, finders: Sequence[Finder]) -> list[Span]:
    if not _ZERO_WIDTH.search(text):
        return _spans(text, finders)
    kept = [at for at, letter in enumerate(text) if not _ZERO_WIDTH.match(letter)]
    compact = "".join(text[at] for at in kept)
    return [
        Span(span.kind, kept[span.start], kept[span.end - 1] + 1, span.digits)
        for span in _spans(compact, finders)
    ]


def _spans(text: str, finders: Sequence[Finder]) -> list[Span]:
    found: list[Span] = []
    taken: list[tuple[int, int]] = []
    for finder in finders:
        spans = list(finder(text))
        if taken:
            spans = [span for span in spans if not _overlaps(span, taken)]
        found += spans
        taken = sorted((span.start, span.end) for span in found)
    return sorted(found, key=lambda span: span.start)


def _overlaps(span: Span, taken: list[tuple[int, int]]) -> bool:
    low, high = 0, len(taken)
    while low < high:
        middle = (low + high) // 2
        if taken[middle][1] <= span.start:
            low = middle + 1
        else:
            high = middle
    return low < len(taken) and taken[low][0] < span.end


def _plain(raw: str) -> str:
    return re.sub(r"[^0-9X]", "", raw.upper())


def _day(year: str, month: str, day: str) -> bool:
    try:
        return 1900 <= date(int(year), int(month), int(day)).year <= _LAST_BIRTH_YEAR
    except ValueError:
        return False


def valid_id(number: str) -> bool:
    """18 characters with province, date of birth and check digit (GB 11643-1999)."""
    if len(number) != 18 or number[:2] not in _PROVINCES or "X" in number[:17]:
        return False
    if not _day(number[6:10], number[10:12], number[12:14]):
        return False
    return (
        _CHECK[sum(int(digit) * weight for digit, weight in zip(number, _WEIGHTS, strict=False)) % 11]
        == number[17]
    )


def luhn(number: str) -> bool:
    """ISO/IEC 7812-1 annex B."""
    total = 0
    for at, digit in enumerate(reversed(number)):
        value = int(digit) * (1 + at % 2)
        total += value - 9 if value > 9 else value
    return total % 10 == 0


def _identity_18(text: str) -> Iterator[Span]:
    past = 0
    for match in _ID18.finditer(text):
        start, end = match.span(1)
        if start < past or text[start:end].count("\n") > 1:
            continue
        number = _plain(match[1])
        if not valid_id(number) or _belongs_to_a_body(text, start, end):
            continue
        past = end
        yield Span(Kind.ID_NUMBER, start, end, number)


def _belongs_to_a_body(text: str, start: int, end: int) -> bool:
    """A credit code or an index number (索引号) that happens to satisfy the check digit."""
    return bool(
        _INDEX.match(text, end)
        or _DECIMAL.match(text, end)
        or _NO_PERSON.search(text[max(0, start - 16) : start])
    )


def _identity_15(text: str) -> Iterator[Span]:
    """The form before 1999 has no check digit, so a known province and a real date must do."""
    for match in _ID15.finditer(text):
        number = _plain(match[1])
        if number[:2] not in _PROVINCES or not _day("19" + number[6:8], number[8:10], number[10:12]):
            continue
        if not _NO_CARD.search(text[max(0, match.start() - 16) : match.start()]) and not _in_address(
            text, match
        ):
            yield Span(Kind.ID_NUMBER, match.start(), match.end(), number)


def _cards(text: str) -> Iterator[Span]:
    past = 0
    for match in _CARD.finditer(text):
        start = match.start(1)
        if start < past or _NO_CARD.search(text[max(0, start - 16) : start]) or _in_address(text, match):
            continue
        length = _card_length(match[1])
        if length:
            past = start + length
            yield Span(Kind.BANK_CARD, start, past, _plain(text[start:past]))


def _card_length(raw: str) -> int:
    """How many characters of `raw` are a card number: all, or the first sixteen digits when a gap follows."""
    choices = [raw, re.sub(r"[ \-]\d{1,3}$", "", raw)]
    for choice in choices:
        number = _plain(choice)
        known = any(number.startswith(prefix) and len(number) in lengths for prefix, lengths in _CARDS)
        if known and len(set(number)) > 2 and luhn(number):
            return len(choice)
    return 0


def _mobiles(text: str) -> Iterator[Span]:
    for match in [*_MOBILE.finditer(text), *_BROKEN_MOBILE.finditer(text)]:
        start, end = match.span(1)
        if not _BEFORE_MOBILE.search(text[max(0, start - 12) : start]):
            continue
        beside = text[start - 2 : start].strip().isdigit() or text[end : end + 2].strip().isdigit()
        if beside and (match[2] == " " or "\n" in match[1]):
            continue  # columns of figures, «2021 135 4000 3000»
        if not _in_address(text, match):
            yield Span(Kind.MOBILE, start, end, _plain(match[1]))


def _in_address(text: str, match: re.Match[str]) -> bool:
    """Part of a web address, where long numbers are names of pages."""
    before = re.split(r"[\s，。；、\x1e]", text[max(0, match.start() - 80) : match.start()])[-1]
    return "://" in before or "www." in before


_FINDERS: Final = (_identity_18, _cards, _identity_15, _mobiles)


def mask(text: str) -> str:
    """Personal numbers made unreadable (law-book §12.2): ID and card keep the last four, phones three and four."""
    return masked(text, personal_numbers(text))


def masked(text: str, spans: list[Span]) -> str:
    """`text` with these numbers starred out, the same length."""
    if not spans:
        return text
    parts, past = [], 0
    for span in spans:
        parts += [text[past : span.start], _starred(text[span.start : span.end], span)]
        past = span.end
    return "".join(parts) + text[past:]


def _starred(raw: str, span: Span) -> str:
    first = 3 if span.kind is Kind.MOBILE else 0
    last = len(span.digits) - 4
    out, seen = [], 0
    for letter in raw:
        if fold(letter).upper() in "0123456789X":
            out.append(letter if seen < first or seen >= last else "*")
            seen += 1
        else:
            out.append(letter)
    return "".join(out)
