"""勾稽关系: what the form says must be equal, and what may not be in a cell (V1, V2, V3, V5, V8)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from statute.annual.form import CARRIED, COLUMNS, LEFT, NEW, PEOPLE, RESULTS, TOTAL
from statute.annual.matrix import Matrix


@dataclass(frozen=True, slots=True)
class Violation:
    """What does not hold, and where: `row` is a row code, either may be empty where a whole line is concerned."""

    id: str
    row: str
    column: str
    message: str


def check(matrix: Matrix, previous: Matrix | None = None) -> list[Violation]:
    """Everything that does not hold, in the order of the identities; `previous` is last year's table."""
    found = [*_columns(matrix), *_results(matrix), *_rows(matrix)]
    if previous is not None:
        found += _carried(matrix, previous)
    return [*found, *_cells(matrix)]


def _columns(matrix: Matrix) -> Iterator[Violation]:
    """V1, printed on the form: 第一项加第二项之和，等于第三项加第四项之和."""
    for column in COLUMNS:
        came = matrix.total(((NEW, column), (CARRIED, column)))
        went = matrix.total(((RESULTS, column), (LEFT, column)))
        if came is not None and went is not None and came != went:
            said = f"“{column}”列：本年新收与上年结转之和是{came}，办理结果总计与结转下年度之和是{went}，应当相等"
            yield Violation("V1", RESULTS, column, said)


def _results(matrix: Matrix) -> Iterator[Violation]:
    """V2: （七）总计 is the sum of the results."""
    for column in COLUMNS:
        stated = matrix.at(RESULTS, column)
        added = matrix.total((row, column) for row in matrix.form.leaves)
        if stated is not None and added is not None and stated != added:
            yield Violation(
                "V2", RESULTS, column, f"“{column}”列：（七）总计是{stated}，各项办理结果相加是{added}"
            )


def _rows(matrix: Matrix) -> Iterator[Violation]:
    """V3: 总计 is the sum of the six kinds of applicants."""
    for row, words in matrix.form.rows.items():
        stated = matrix.at(row, TOTAL)
        added = matrix.total((row, column) for column in PEOPLE)
        if stated is not None and added is not None and stated != added:
            yield Violation("V3", row, TOTAL, f"“{words}”：总计是{stated}，各类申请人相加是{added}")


def _carried(matrix: Matrix, previous: Matrix) -> Iterator[Violation]:
    """V5: what last year carried over is what this year begins with."""
    for column in COLUMNS:
        left, came = previous.at(LEFT, column), matrix.at(CARRIED, column)
        if left is not None and came is not None and left != came:
            said = f"“{column}”列：上年度报告结转{left}件，本年度报告上年结转{came}件，应当相等"
            yield Violation("V5", CARRIED, column, said)


def _cells(matrix: Matrix) -> Iterator[Violation]:
    """V8: every cell holds a whole number; a blank one is not taken for zero."""
    for row, words in matrix.form.rows.items():
        if row not in matrix.cells:
            yield Violation("V8", row, "", f"缺少“{words}”这一行")
            continue
        for column in COLUMNS:
            written = matrix.faults.get((row, column))
            if written is not None:
                yield Violation("V8", row, column, f"“{words}”的“{column}”是“{written}”，应为不小于0的整数")
            elif matrix.at(row, column) is None:
                yield Violation("V8", row, column, f"“{words}”的“{column}”没有填写，没有的应当填0")
