"""What a report is compared with: last year, its parts, its own words, the system. A difference has to be explained."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Final

from statute.annual.checking import Severity, Violation
from statute.annual.form import CARRIED, IN_FORCE, LEFT, MADE, NEW, REPEALED, RESULTS, TOTAL
from statute.annual.matrix import Matrix, Number

WARNING: Final = Severity.WARNING
Tables = Mapping[int, Matrix]


def check_active(matrix: Matrix, previous: Matrix | None) -> Iterator[Violation]:
    """V6: 现行有效 = last year's + 制发 - 废止. 失效 without 废止 breaks it rightly, so it only warns."""
    if previous is None or previous.form.version != matrix.form.version:
        return
    for row in ("regulations", "normative"):
        stated, before = matrix.at(row, IN_FORCE), previous.at(row, IN_FORCE)
        made, ended = matrix.at(row, MADE), matrix.at(row, REPEALED)
        if stated is None or before is None or made is None or ended is None:
            continue
        if stated != before + made - ended:
            said = (
                f"“{matrix.form.rows[row]}”：上年现行有效{before}件，加本年制发{made}件，减本年废止{ended}件，"
                f"是{before + made - ended}件，表中现行有效{stated}件"
            )
            yield Violation("V6", row, IN_FORCE, said, 1, WARNING)


def check_parts(tables: Tables, parts: Tables) -> Iterator[Violation]:
    """V7: a cell of the county's tables 2 and 3 is the sum of the county's own, its departments' and townships'."""
    for number in (2, 3):
        yield from _differing("V7", tables[number], parts[number], "各单位报告合计")


def check_counts(tables: Tables, counted: Tables) -> Iterator[Violation]:
    """V10: what was entered is what the system counted; where it counted nothing, nothing is compared."""
    for number, matrix in tables.items():
        if number in counted:
            yield from _differing("V10", matrix, counted[number], "系统统计")


def _differing(which: str, matrix: Matrix, other: Matrix, words: str) -> Iterator[Violation]:
    for row, column in matrix.form.places():
        stated, counted = matrix.at(row, column), other.at(row, column)
        if stated is not None and counted is not None and stated != counted:
            said = f"“{matrix.form.rows[row]}”的“{column}”：表中{stated}，{words}{counted}"
            yield Violation(which, row, column, said, matrix.form.table, WARNING)


_GAP: Final = r"[^。；;，,、\d]{0,12}?"
_COUNT: Final = r"(?P<n>\d{1,9})\s*[件宗]"
# Only sentences that can mean one cell. What the words before the number may be is kept short on purpose.
_SENTENCES: Final[Sequence[tuple[str, int, tuple[str, ...], str]]] = (
    (rf"(?:新收|收到|接到)(?:政府信息公开申请|依申请公开申请|信息公开申请){_GAP}{_COUNT}", 2, (NEW,), TOTAL),
    (rf"上年(?:度)?结转{_GAP}{_COUNT}", 2, (CARRIED,), TOTAL),
    (rf"结转下(?:一)?年(?:度)?{_GAP}{_COUNT}", 2, (LEFT,), TOTAL),
    (rf"(?:共|已)(?:办结|答复)(?:政府信息公开申请)?{_GAP}{_COUNT}", 2, (RESULTS,), TOTAL),
    (rf"(?<!不)予以公开(?:的)?\s*{_COUNT}", 2, ("3.1",), TOTAL),
    (rf"部分公开(?:的)?\s*{_COUNT}", 2, ("3.2",), TOTAL),
    (rf"不予公开(?:的)?\s*{_COUNT}", 2, tuple(f"3.3.{n}" for n in range(1, 9)), TOTAL),
    (rf"无法提供(?:的)?\s*{_COUNT}", 2, tuple(f"3.4.{n}" for n in range(1, 4)), TOTAL),
    (rf"不予处理(?:的)?\s*{_COUNT}", 2, tuple(f"3.5.{n}" for n in range(1, 6)), TOTAL),
    (rf"(?:被申请|发生|收到)?行政复议(?:案件)?\s*{_COUNT}", 3, ("review",), TOTAL),
    (rf"行政诉讼(?:案件)?\s*{_COUNT}", 3, ("suit", "suit_after_review"), TOTAL),
    (rf"制发行政规范性文件\s*{_COUNT}", 1, ("normative",), MADE),
    (rf"废止行政规范性文件\s*{_COUNT}", 1, ("normative",), REPEALED),
    (rf"现行有效(?:的)?行政规范性文件\s*{_COUNT}", 1, ("normative",), IN_FORCE),
)


def check_narrative(texts: Iterable[str], tables: Tables) -> Iterator[Violation]:
    """V9: a number of the text that can only mean one figure of the tables is that figure."""
    text = "\n".join(texts)
    seen: set[tuple[str, str]] = set()
    for pattern, number, rows, column in _SENTENCES:
        matrix = tables[number]
        stated = matrix.total((row, column) for row in rows)
        for match in re.finditer(pattern, text):
            said = int(match["n"])
            quoted = " ".join(match[0].split())
            if stated is None or said == stated or (rows[0], quoted) in seen:
                continue
            seen.add((rows[0], quoted))
            message = f"文字部分写“{quoted}”，表中是{stated}"
            yield Violation("V9", rows[0], f"{column}:{quoted}", message, number, WARNING)


def differences(
    before: Tables, after: Tables
) -> Iterator[tuple[int, str, str, Number | None, Number | None]]:
    """(table, row, column, before, after) of every cell that is not the same."""
    for number, matrix in after.items():
        for row, column in matrix.form.places():
            old, new = before[number].at(row, column), matrix.at(row, column)
            if old != new:
                yield number, row, column, old, new
