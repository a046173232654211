"""勾稽关系: what the form says must be equal, and what may not be in a cell (V1 to V5, V8: these block)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from statute.annual.form import CARRIED, COLUMNS, ENDS, LEFT, NEW, PEOPLE, RESULTS, TOTAL, Form
from statute.annual.matrix import Matrix, Number


class Severity(StrEnum):
    """An error keeps the report from being submitted, a warning has to be explained."""

    ERROR = "error"
    WARNING = "warning"


@dataclass(frozen=True, slots=True)
class Violation:
    """What does not hold, and where: `row` is a row code, either may be empty where a whole line is concerned."""

    id: str
    row: str
    column: str
    message: str
    table: int = 2
    severity: Severity = Severity.ERROR

    @property
    def key(self) -> str:
        """What an explanation is kept under."""
        return f"{self.id}/{self.table}/{self.row}/{self.column}"

    @property
    def blocks(self) -> bool:
        return self.severity is Severity.ERROR


def check(matrix: Matrix, previous: Matrix | None = None) -> list[Violation]:
    """Table 2: everything that does not hold, in the order of the identities; `previous` is last year's table."""
    found = [*_columns(matrix), *_results(matrix), *_rows(matrix)]
    if previous is not None:
        found += _carried(matrix, previous)
    return [*found, *filled_in(matrix)]


def check_challenges(matrix: Matrix) -> list[Violation]:
    """Table 3: V4, and that every cell is filled in."""
    found = []
    for row, words in matrix.form.rows.items():
        stated = matrix.at(row, TOTAL)
        added = matrix.total((row, column) for column in ENDS)
        if stated is not None and added is not None and stated != added:
            said = f"“{words}”：总计是{stated}，各种结果相加是{added}"
            found.append(Violation("V4", row, TOTAL, said, table=3))
    return [*found, *filled_in(matrix)]


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


def filled_in(matrix: Matrix) -> Iterator[Violation]:
    """V8: every cell holds a number of 0 or more, whole but for money; a blank one is not taken for zero."""
    form = matrix.form
    for row, words in form.rows.items():
        if row not in matrix.cells:
            yield Violation("V8", row, "", f"缺少“{words}”这一行", form.table)
            continue
        for column in form.columns_of(row):
            written = matrix.faults.get((row, column)) or _wrong(form, column, matrix.at(row, column))
            if written:
                said = f"“{words}”的“{column}”是“{written}”，应为不小于0的{_kind(form, column)}"
                yield Violation("V8", row, column, said, form.table)
            elif matrix.at(row, column) is None:
                said = f"“{words}”的“{column}”没有填写，没有的应当填0"
                yield Violation("V8", row, column, said, form.table)


def _kind(form: Form, column: str) -> str:
    return "数" if column in form.decimal else "整数"


def _wrong(form: Form, column: str, value: Number | None) -> str:
    """A number that got here without being read from text, and may not stand in this column."""
    if value is None or (value >= 0 or column in form.signed):
        return ""
    return str(value)
