"""What the departments of 青岚县 write about every year: subjects, and how one becomes a text (pure).

All of it is invented; amounts move from year to year. Townships have subjects of their own, one text each.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from html import escape
from typing import Any, Final

FIRST_YEAR: Final = 2022
_HEADING: Final = re.compile(r"[一二三四五六七八九十]+、[^。;:]{2,24}")
VILLAGES: Final[Mapping[str, tuple[str, ...]]] = {
    "青石镇": ("上堰村", "石门村", "白水村"), "云溪镇": ("云峰村", "溪口村", "长岭村"), "石桥镇": ("桥头村", "沙湾村", "柏林村"),
    "柳河镇": ("河东村", "柳林村", "新塘村"), "东岭街道": ("东升社区", "岭南社区"), "南湖街道": ("湖滨社区", "明珠社区"),
    "松岗乡": ("松坪村", "大坝村"), "梅山乡": ("梅园村", "竹溪村"),
}  # fmt: skip


@dataclass(frozen=True)
class Subject:
    """One recurring document. `facts`: name → (value in the first year, what a year adds).

    `term`: years a normative document is in force. `follows`: what it does to last year's («repeals», «modifies»).
    """

    unit: str
    path: str  # 领域/一级事项/二级事项
    topic: str
    title: str
    when: tuple[int, int]
    lines: Sequence[str]
    facts: Mapping[str, tuple[float, float]] = field(default_factory=dict)
    keywords: str = ""
    term: int = 0
    follows: str = ""
    table: Sequence[Sequence[str]] = ()
    joint: str = ""

    @property
    def domain(self) -> str:
        return self.path.split("/")[0]

    def is_written(self, year: int, first: int) -> bool:
        """Whether there is one in a year: normative documents only when the one before has run out."""
        return not self.term or (year - first) % self.term == 0

    @property
    def levels(self) -> list[str]:
        return [level for level in self.path.split("/")[1:] if level]


@dataclass(frozen=True)
class Text:
    """A subject in one year: title, paragraphs, rows of its table."""

    title: str
    lines: Sequence[str]
    table: Sequence[Sequence[str]]

    @property
    def plain(self) -> str:
        return "\n".join(self.lines)

    @property
    def html(self) -> str:
        return "".join(_marked(self.lines)) + _table(self.table)


def write(subject: Subject, year: int, place: str = "") -> Text:
    """The text for a year, and for a township by its short name: the same arguments give the same words."""
    villages = VILLAGES.get(place, ("城区",))
    shift = zlib.crc32(place.encode()) % 9 if place else 0
    values: dict[str, Any] = {
        "year": year, "last": year - 1, "next": year + 1, "place": place, "village": villages[year % len(villages)],
        "other": villages[(year + 1) % len(villages)],
        "closing": CLOSINGS[(zlib.crc32(subject.title.encode()) + year) % len(CLOSINGS)],
    }  # fmt: skip
    for name, (start, step) in subject.facts.items():
        value = start + step * (year - FIRST_YEAR) + (shift if step >= 1 or start >= 50 else 0)
        values[name] = f"{value:.2f}".rstrip("0").rstrip(".") if isinstance(value, float) else str(value)
    rows = [[cell.format(**values) for cell in row] for row in subject.table]
    return Text(subject.title.format(**values), [line.format(**values) for line in subject.lines], rows)


def _marked(lines: Sequence[str]) -> Iterator[str]:
    for line in lines:
        tag = "h2" if _HEADING.fullmatch(line) else "p"
        yield f"<{tag}>{escape(line, quote=False)}</{tag}>"


def _table(rows: Sequence[Sequence[str]]) -> str:
    if not rows:
        return ""
    head = "".join(f'<th scope="col">{escape(cell)}</th>' for cell in rows[0])
    body = "".join("<tr>" + "".join(f"<td>{escape(cell)}</td>" for cell in row) + "</tr>" for row in rows[1:])
    return f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"


CLOSINGS: Final = (
    "执行中遇到的问题,请及时反映。", "本通知自印发之日起执行。", "请各乡镇、街道认真抓好落实,有关情况于月底前报送。", "以上事项由我局负责解释。",
)  # fmt: skip
