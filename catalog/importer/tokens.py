"""Pasted text cut into pieces, each remembering what separated it from the piece before.

Pages lose their table in four ways: cells joined by `|`, one cell per line with blank lines between, one cell per line
without, and cells simply run together. In all of them a line break may also lie inside a cell, so the pieces are only
candidates; `alignment` decides which of them form a cell.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import Enum
from typing import Final

from catalog.importer.cleaning import plain
from catalog.importer.features import EMPTY_BOXES, TICKS, USED_BOXES
from catalog.importer.grid import GridRow
from catalog.importer.header_words import header_word


class Gap(Enum):
    """What stands before a piece."""

    CELL = "cell mark"
    ROW = "cell mark and line break"
    INSIDE = "line break inside a marked cell"
    LINE = "line break"
    SOFT = "line break where blank lines separate cells"
    BLANK = "blank line"
    GLUE = "nothing or a space"


@dataclass(frozen=True, slots=True)
class Token:
    """A piece of text, cleaned; `line` is its line in the file, from 1."""

    text: str
    line: int
    gap: Gap


_RULE: Final = re.compile(r"\s*[-:=─—_]{3,}\s*|\s*:?-{2,}:?\s*")
_MARKS: Final = "|｜│┃¦"
_MARK: Final = re.compile(f"[{_MARKS}]")


def tokenize(rows: Sequence[GridRow]) -> list[Token]:
    """Choose the shape of the whole text, then cut it."""
    lines = [(row.number, str(row.cells[0])) for row in rows]
    marked = sum(1 for _, line in lines if _MARK.search(line))
    filled = sum(1 for _, line in lines if line.strip())
    marks = sum(len(_MARK.findall(line)) for _, line in lines)
    if marks >= 6 and marked * 5 >= filled:
        return list(_by_marks(lines))
    if _is_glued(lines):
        return list(_by_kind(lines))
    return list(_by_lines(lines))


def _by_marks(lines: Sequence[tuple[int, str]]) -> Iterator[Token]:
    """`a | b |`: the mark ends a cell; a line break elsewhere may lie inside the cell or end an unclosed row."""
    framed = _is_framed([line for _, line in lines])
    gap = Gap.ROW
    for number, raw in lines:
        line = plain(raw)
        if not line:
            continue
        if framed and _MARK.match(line):
            line = line[1:]
            gap = Gap.ROW
        pieces = _MARK.split(line)
        last = len(pieces) - 1
        for at, piece in enumerate(pieces):
            if at == last and not piece.strip():
                break
            if not _RULE.fullmatch(piece):
                yield Token(plain(piece), number, gap)
            gap = Gap.CELL
        gap = Gap.ROW if not pieces[-1].strip() and last else Gap.INSIDE


def _is_framed(lines: Sequence[str]) -> bool:
    """Whether rows also begin with a mark (`| a | b |`), which then opens the row instead of ending an empty cell."""
    rows = [line.strip() for line in lines if len(_MARK.findall(line)) >= 3]
    return bool(rows) and sum(1 for row in rows if row[0] in _MARKS) * 2 > len(rows)


def _by_lines(lines: Sequence[tuple[int, str]]) -> Iterator[Token]:
    blank_lines = sum(1 for _, line in lines if not plain(line))
    airy = blank_lines * 3 >= len(lines) - blank_lines
    gap = Gap.BLANK
    for number, raw in lines:
        line = plain(raw)
        if not line:
            gap = Gap.BLANK
            continue
        yield Token(line, number, gap)
        gap = Gap.SOFT if airy else Gap.LINE


def _is_glued(lines: Sequence[tuple[int, str]]) -> bool:
    """A line holding several header words in a row: the page ran its cells together."""
    return any(len(glued_header(line)) >= 5 for _, line in lines)


_HEADER_IN_TEXT: Final = re.compile(
    r"序\s*号|一级\s*(?:事项|目录)|二级\s*(?:事项|目录)|三级\s*事项|公开\s*事项|公开\s*内容|公开\s*依据|公开\s*时限|公开\s*主体"
    r"|公开\s*渠道(?:\s*和\s*载体)?|公开\s*对象|公开\s*方式|公开\s*层级|全\s*社会|特定\s*群[体众]|依\s*申请(?:公开)?|主动(?:公开)?"
    r"|市级|县级|区级|乡、村级|乡级|镇级|村级|备注"
)


def glued_header(line: str) -> list[str]:
    """The header words run together in one line; empty when the line holds much else."""
    line = re.sub(r"[(（][^()（）]*[)）]", "", plain(line))
    words = _HEADER_IN_TEXT.findall(line)
    rest = len("".join(_HEADER_IN_TEXT.sub("", line).split()))
    return words if words and rest <= 6 + len(words) else []


_ANY_BOX: Final = f"[{USED_BOXES}{EMPTY_BOXES}]"
_TIME_START: Final = (
    r"自(?:该|政府|公开事项|制作|收到|作出)?.{0,16}?之日起|(?:政府|公开事项)?信息(?:形成|获取)|(?:制定|制作)或(?:者)?获取"
    r"|(?:实时|及时|长期|随时|永久|常年)公开"
)
_SEAMS: Final = (
    re.compile(r"^\s*(\d{1,4})[.、]?(?=\s|[^\d.．、\s])"),
    re.compile(rf"(?<![●、及和与《])(?=《)|(?<=[^{USED_BOXES}{EMPTY_BOXES}、\s])(?=●)"),
    re.compile(rf"(?<!\S{{0}}[于在])(?={_TIME_START})"),
    re.compile(
        r"(?<=工作日内公开)|(?<=工作日内)(?!公开|予以|及时|向|,|，)|(?<=予以公开)|(?<=[实及]时公开)|(?<=长期公开)"
    ),
    re.compile(rf"(?<=[^\s{USED_BOXES}{EMPTY_BOXES}])(?={_ANY_BOX}\s*[\u4e00-\u9fff])"),
    re.compile(rf"(?=[{TICKS}](?:[\s{TICKS}]|$))|(?<=[{TICKS}])(?=\s*[{TICKS}]|\s*$)"),
)


def _by_kind(lines: Sequence[tuple[int, str]]) -> Iterator[Token]:
    """Best effort for run-together cells: cut at spaces and where one kind of text visibly turns into another."""
    for number, raw in lines:
        line = plain(raw)
        header = glued_header(line)
        pieces = header if len(header) >= 3 else _cut(line)
        gap = Gap.LINE
        for piece in pieces:
            if piece.strip():
                yield Token(piece.strip(), number, gap)
                gap = Gap.GLUE


def _cut(line: str) -> list[str]:
    cut = _SEAMS[0].sub("\\1\n", line)
    for seam in _SEAMS[1:]:
        cut = seam.sub("\n", cut)
    pieces = [piece for part in cut.split("\n") for piece in part.split(" ")]
    return [piece for piece in pieces if piece]


def header_text(tokens: Sequence[Token], at: int) -> tuple[str, int]:
    """The longest header word starting at this token, and how many tokens it is broken over (0 = none)."""
    best, length = "", 0
    joined = ""
    for count in range(1, 5):
        if at + count > len(tokens):
            break
        token = tokens[at + count - 1]
        if count > 1 and (token.gap in {Gap.CELL, Gap.ROW} or len(token.text) > 16 or not token.text):
            break
        joined += token.text
        word, known = header_word(joined), header_word(best)
        if word is not None and (known is None or known.kind is word.kind):
            best, length = joined, count
    return best, length
