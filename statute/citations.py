"""Reading the 公开依据 column: which instruments it cites, and of what kind (立法法 第二至四章 for the kinds).

The printed mark in brackets wins (【法律】…); else a document number or the title's last word decides. A title
that could be of two kinds is left without one: 条例 may be of the State Council or of a province.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final


class Rank(StrEnum):
    """依据的种类, as official tables print them in brackets."""

    LAW = "法律"
    REGULATION = "行政法规"
    LOCAL = "地方性法规"
    RULE = "规章"
    NORMATIVE = "规范性文件"
    POLICY = "政策文件"
    UNKNOWN = ""


@dataclass(frozen=True, slots=True)
class Citation:
    """One instrument cited: its title without 《》, its number, its kind; `rank` empty when it cannot be told."""

    title: str
    number: str = ""
    rank: Rank = Rank.UNKNOWN

    def to_json(self) -> dict[str, str]:
        return {"title": self.title, "number": self.number, "rank": self.rank.value}

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> "Citation":
        return cls(data["title"], data["number"], Rank(data["rank"]))


_MARKS: Final = {
    "法律": Rank.LAW, "行政法规": Rank.REGULATION, "法规": Rank.REGULATION, "条例": Rank.REGULATION,
    "地方性法规": Rank.LOCAL, "地方法规": Rank.LOCAL, "规章": Rank.RULE, "部门规章": Rank.RULE, "政府规章": Rank.RULE,
    "规范性文件": Rank.NORMATIVE, "部门规范性文件": Rank.NORMATIVE, "政策文件": Rank.POLICY, "文件": Rank.NORMATIVE,
}  # fmt: skip
_MARK: Final = re.compile(rf"[【\[]\s*({'|'.join(sorted(_MARKS, key=len, reverse=True))})\s*[】\]]")
_YEAR: Final = r"[〔﹝\[【(（]\s*\d{4}\s*[〕﹞\]】)）]"
_ISSUED: Final = rf"[一-鿿]{{2,12}}?\s*{_YEAR}\s*\d+\s*号"
_ORDER: Final = r"(?:国务院|主席|[一-鿿]{2,12}?)令?\s*第\s*\d+\s*号"
_NUMBER: Final = re.compile(rf"{_ISSUED}|{_ORDER}")
_TITLE: Final = re.compile(r"《((?:[^《》]|《[^《》]*》)+)》")
_BRACKETED: Final = re.compile(r"\s*[（(]([^（()）]*)[）)]")
_NATIONAL: Final = "中华人民共和国"
_STATE_COUNCIL: Final = frozenset({"政府信息公开条例"})
_LOCAL_NAME: Final = re.compile(r"^[一-鿿]{2,7}?(?:省|市|县|自治区|自治州|自治县)")
_NORMATIVE_END: Final = re.compile(r"(?:意见|通知|方案|公告|决定|规范|指引|标准|目录|纲要|规划|批复|函)$")


def parse_citations(text: str) -> tuple[Citation, ...]:
    """The instruments a cell cites, in printed order, each once; prose that names none gives nothing."""
    found: dict[tuple[str, str], Citation] = {}
    marks = [(match.start(), _MARKS[match.group(1)]) for match in _MARK.finditer(text)]
    taken: list[tuple[int, int]] = []
    for match in _TITLE.finditer(text):
        title = "".join(match.group(1).split())
        number, end = _number_after(text, match.end())
        taken.append((match.start(), end))
        citation = Citation(title, number, _marked(marks, match.start()) or _rank(title, number))
        found.setdefault((title, number), citation)
    for match in _NUMBER.finditer(text):
        if not any(start <= match.start() < end for start, end in taken):
            number = _tidy(match.group())
            found.setdefault(
                ("", number), Citation("", number, _marked(marks, match.start()) or Rank.NORMATIVE)
            )
    return tuple(found.values())


def _number_after(text: str, at: int) -> tuple[str, int]:
    """The document number in the bracket right after a title, and where the bracket ends."""
    bracket = _BRACKETED.match(text, at) or _wide_bracket(text, at)
    if bracket is None:
        return "", at
    number = _NUMBER.search(bracket.group(1))
    return (_tidy(number.group()) if number else ""), bracket.end()


_WIDE: Final = re.compile(r"\s*[（(]((?:[^（()）]|[（(][^（()）]*[）)])*)[）)]")


def _wide_bracket(text: str, at: int) -> re.Match[str] | None:
    """A bracket that holds another one, as in （国发(2014)47号）."""
    return _WIDE.match(text, at)


def _tidy(number: str) -> str:
    """〔〕 around the year and no inner spaces (党政机关公文处理工作条例 第九条)."""
    number = "".join(number.split())
    return re.sub(r"[﹝\[【(（](\d{4})[﹞\]】)）]", r"〔\1〕", number)


def _marked(marks: list[tuple[int, Rank]], at: int) -> Rank | None:
    """The bracketed kind printed last before a title governs it."""
    before = [rank for start, rank in marks if start < at]
    return before[-1] if before else None


def _rank(title: str, number: str) -> Rank:
    plain = re.sub(r"[（(][^（()）]*[）)]$", "", title.removeprefix(_NATIONAL))
    if re.search(_YEAR, number) or _NORMATIVE_END.search(plain):
        return Rank.NORMATIVE
    if plain.endswith("法") and not plain.endswith(("办法", "方法")):
        return Rank.LAW
    if plain.endswith("法实施条例"):
        return Rank.REGULATION
    if plain.endswith("条例"):
        if title.startswith(_NATIONAL) or plain in _STATE_COUNCIL or "国务院令" in number:
            return Rank.REGULATION
        return Rank.LOCAL if _LOCAL_NAME.match(plain) else Rank.UNKNOWN
    if "国务院令" in number:
        return Rank.REGULATION
    return Rank.RULE if "令" in number and "国务院" not in number and "主席" not in number else Rank.UNKNOWN
