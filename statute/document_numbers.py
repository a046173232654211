"""发文字号 (党政机关公文处理工作条例 第九条): 机关代字〔年份〕序号号, however it was typed.

Orders are counted without a year (第12号). What is no such number stays as it is: some publishers print codes.
"""

import re
import unicodedata
from dataclasses import dataclass
from typing import Final

_OPEN: Final = r"[\[(【〈《<{〔〖「『]"
_CLOSE: Final = r"[\])】〉》>}〕〗」』]"
_CODE: Final = r"[一-鿿〇A-Za-z]+?"
_SERIAL: Final = r"0{0,6}(?P<serial>[1-9][0-9]{0,5})号"
_NUMBER: Final = re.compile(rf"(?P<code>{_CODE}){_OPEN}(?P<year>[12][0-9]{{3}}){_CLOSE}第?{_SERIAL}")
_ORDER: Final = re.compile(rf"(?P<code>(?:{_CODE}令)?)第{_SERIAL}")
_SPACES: Final = re.compile(r"[\s\u200b\ufeff]+")
_NONE: Final = frozenset({"", "无", "暂无", "无文号", "/", "-", "--", "—", "——", "None"})


@dataclass(frozen=True, slots=True)
class DocumentNumber:
    """A number in its parts; `year` is None for an order, whose `code` is its issuer (国务院令) or empty."""

    code: str
    year: int | None
    serial: int

    def __str__(self) -> str:
        year = "第" if self.year is None else f"〔{self.year}〕"
        return f"{self.code}{year}{self.serial}号"


def parse(text: str) -> DocumentNumber | None:
    """The number a text is; None when it is none, or more than one."""
    plain = _plain(text)
    match = _NUMBER.fullmatch(plain)
    if match:
        return DocumentNumber(match["code"], int(match["year"]), int(match["serial"]))
    match = _ORDER.fullmatch(plain)
    return DocumentNumber(match["code"], None, int(match["serial"])) if match else None


def normalise(text: str) -> str:
    """`高政发〔2021〕1号` for any spelling of it; '' for 无; any other text unchanged."""
    if _plain(text) in _NONE:
        return ""
    number = parse(text)
    return text if number is None else str(number)


def _plain(text: str) -> str:
    """Half-width (﹝﹞ becomes 〔〕) and without spaces."""
    return _SPACES.sub("", unicodedata.normalize("NFKC", text))
