"""The three tables as the form prints them: rows of cells with their spans. Page, .xlsx and .docx are drawn from these."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from statute.annual.form import BLOCKS, CARRIED, CHALLENGES, COLUMNS, LEFT, NEW, PEOPLE, TOTAL, Form
from statute.annual.matrix import Number

IDENTITY: Final = "（本列数据的勾稽关系为：第一项加第二项之和，等于第三项加第四项之和）"
TITLES: Final = {
    1: "二、主动公开政府信息情况",
    2: "三、收到和处理政府信息公开申请情况",
    3: "四、政府信息公开行政复议、行政诉讼情况",
}
SECTIONS: Final = {
    "overview": "一、总体情况",
    "problems": "五、存在的主要问题及改进情况",
    "other": "六、其他需要报告的事项",
}
_RESULT_ROWS: Final = "三、本年度办理结果"


@dataclass(frozen=True, slots=True)
class Cell:
    """One printed cell. `place` is (row, column) of the form where it holds a figure, None where it holds words."""

    text: str = ""
    rows: int = 1
    columns: int = 1
    place: tuple[str, str] | None = None
    scope: str = ""  # "col", "row", "colgroup", "rowgroup" for a header cell


Layout = list[list[Cell]]


def layout(form: Form) -> Layout:
    """The printed table of this form, without figures."""
    return {1: _active, 2: _requests, 3: _challenges}[form.table](form)


def width(form: Form) -> int:
    """How many columns the printed table has."""
    return sum(cell.columns for cell in layout(form)[-1 if form.table == 2 else 0])


def _active(form: Form) -> Layout:
    widest = max(len(block.columns) for block in BLOCKS[form.version])
    lines: Layout = []
    for block in BLOCKS[form.version]:
        lines.append([Cell(block.heading, columns=widest + 1, scope="colgroup")])
        spans = _spans(len(block.columns), widest)
        lines.append(
            [Cell("信息内容", scope="col"), *(Cell(n, columns=s, scope="col") for n, s in zip(block.columns, spans, strict=True))]
        )  # fmt: skip
        for code, words in block.rows.items():
            figures = [Cell(columns=s, place=(code, n)) for n, s in zip(block.columns, spans, strict=True)]
            lines.append([Cell(words, scope="row"), *figures])
    return lines


def _spans(count: int, widest: int) -> list[int]:
    """How the columns of a narrower block share the width: the last takes what is left."""
    return [1] * (count - 1) + [widest - count + 1]


def _figures(row: str, columns: tuple[str, ...]) -> list[Cell]:
    return [Cell(place=(row, column)) for column in columns]


def _requests(form: Form) -> Layout:
    lines: Layout = [
        [Cell(IDENTITY, rows=3, columns=3), Cell("申请人情况", columns=len(COLUMNS), scope="colgroup")],
        [Cell(PEOPLE[0], rows=2, scope="col"), Cell("法人或其他组织", columns=5, scope="colgroup"), Cell(TOTAL, rows=2, scope="col")],
        [Cell(name, scope="col") for name in PEOPLE[1:]],
    ]  # fmt: skip
    inside = [row for row in form.rows if row not in (NEW, CARRIED, LEFT)]
    for row in (NEW, CARRIED):
        lines.append([Cell(form.rows[row], columns=3, scope="row"), *_figures(row, COLUMNS)])
    first = True
    for row, heads in _result_heads(form, inside):
        begun = [Cell(_RESULT_ROWS, rows=len(inside), scope="rowgroup")] if first else []
        lines.append([*begun, *heads, *_figures(row, COLUMNS)])
        first = False
    lines.append([Cell(form.rows[LEFT], columns=3, scope="row"), *_figures(LEFT, COLUMNS)])
    return lines


def _result_heads(form: Form, rows: list[str]) -> Iterator[tuple[str, list[Cell]]]:
    """The words in front of each row of 三: a group of several rows is printed once and spans them."""
    for row in rows:
        group, _, words = form.rows[row].partition("-")
        same = [other for other in rows if form.rows[other].partition("-")[0] == group]
        if not words:
            text = "（二）部分公开（区分处理的，只计这一情形，不计其他情形）" if row == "3.2" else group
            yield row, [Cell(text, columns=2, scope="row")]
        elif row == same[0]:
            yield row, [Cell(group, rows=len(same), scope="rowgroup"), Cell(words, scope="row")]
        else:
            yield row, [Cell(words, scope="row")]


def _challenges(form: Form) -> Layout:
    five = len(form.columns)
    names = [Cell(name, scope="col") for name in form.columns]
    return [
        [
            Cell("行政复议", columns=five, scope="colgroup"),
            Cell("行政诉讼", columns=2 * five, scope="colgroup"),
        ],
        [
            *(Cell(name, rows=2, scope="col") for name in form.columns),
            Cell(CHALLENGES.rows["suit"], columns=five, scope="colgroup"),
            Cell(CHALLENGES.rows["suit_after_review"], columns=five, scope="colgroup"),
        ],
        [*names, *names],
        [cell for row in form.rows for cell in _figures(row, form.columns)],
    ]


def shown(value: Number | None) -> str:
    """A figure as printed; what an old report left blank stays blank."""
    return "" if value is None else format(value, "f") if not isinstance(value, int) else str(value)
