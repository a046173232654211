"""Small figures: what is published agrees with at least two values of each, by trying out every table there is."""

from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from requests_app.suppression import LEAST, Cell, Mark, computable, protect


def table(rows: list[list[int]]) -> list[Cell]:
    """Rows and columns with all their totals."""
    width = len(rows[0])
    cells = [Cell(("total",), "sum", "start", sum(map(sum, rows)))]
    for place, row in enumerate(rows):
        cells.append(Cell(("row", place), "start", ("row", place), sum(row), place))
        cells += [
            Cell((place, n), ("row", place), ("column", n), value, place) for n, value in enumerate(row)
        ]
    columns = [sum(row[n] for row in rows) for n in range(width)]
    return cells + [Cell(("column", n), ("column", n), "sum", value) for n, value in enumerate(columns)]


def agrees(cell: Cell, value: int, marks) -> bool:
    mark = marks.get(cell.key)
    return value == cell.value if mark is None else mark.value[0] <= value <= mark.value[1]


def possible(rows: list[list[int]], marks) -> dict[object, set[int]]:
    """By figure, every value it has in some table that agrees with what is published, up to 3 more than in the real one."""
    cells = {cell.key: cell for cell in table(rows)}
    inner = [(r, c) for r in range(len(rows)) for c in range(len(rows[0]))]
    ranges = []
    for key in inner:
        cell = cells[key]
        around = range(max(0, cell.value - 3), cell.value + 4)
        ranges.append([value for value in around if agrees(cell, value, marks)])
    found: dict[object, set[int]] = {}
    for values in product(*ranges):
        other = [list(values[n : n + len(rows[0])]) for n in range(0, len(values), len(rows[0]))]
        tried = table(other)
        if all(agrees(cells[cell.key], cell.value, marks) for cell in tried):
            for cell in tried:
                found.setdefault(cell.key, set()).add(cell.value)
    return found


SMALL_TABLES = st.tuples(st.integers(1, 2), st.integers(1, 3)).flatmap(
    lambda size: st.lists(
        st.lists(st.integers(0, 9), min_size=size[1], max_size=size[1]), min_size=size[0], max_size=size[0]
    )
)


@given(SMALL_TABLES)
def test_no_small_figure_can_be_computed_whatever_the_table(rows):
    cells = table(rows)
    marks = protect(cells)
    values = possible(rows, marks)
    for cell in cells:
        if 0 < cell.value < LEAST:
            assert marks[cell.key] in (Mark.SMALL, Mark.WHOLE)
            assert len(values[cell.key]) > 1, (rows, cell.key, marks)


@given(SMALL_TABLES, st.data())
def test_what_is_called_computable_is_exactly_what_has_one_value(rows, data):
    """Against the slow way, with marks of any kind that are true."""
    cells = table(rows)
    marks = {}
    for cell in cells:
        true = [mark for mark in Mark if agrees(cell, cell.value, {cell.key: mark})]
        chosen = data.draw(st.sampled_from([None, *true]))
        if chosen:
            marks[cell.key] = chosen
    values = possible(rows, marks)
    expected = {
        cell.key
        for cell in cells
        if cell.key in marks and 0 < cell.value < LEAST and len(values[cell.key]) == 1
    }
    assert set(computable(cells, marks)) == expected


@given(st.lists(st.lists(st.integers(0, 40), min_size=6, max_size=6), min_size=4, max_size=4))
def test_only_what_must_be_is_left_out(rows):
    cells = table(rows)
    marks = protect(cells)
    assert not computable(cells, marks)
    if all(value == 0 or value >= LEAST for row in rows for value in row):
        assert marks == {}
    assert all(cell.value >= LEAST for cell in cells if marks.get(cell.key) is Mark.WITHHELD)


def test_a_small_figure_takes_the_smallest_neighbours_with_it():
    marks = protect(table([[3, 20, 30], [12, 15, 40]]))
    assert marks == {
        (0, 0): Mark.SMALL, (0, 1): Mark.WITHHELD, (1, 0): Mark.WITHHELD, (1, 1): Mark.WITHHELD,
    }  # fmt: skip


def test_small_figures_may_protect_each_other():
    assert set(protect(table([[3, 2, 30], [2, 3, 40]])).values()) == {Mark.SMALL}


def test_where_no_neighbour_helps_the_line_or_everything_is_left_out():
    known = {("total",): None}
    assert protect(table([[4, 0], [0, 30]]), known)[("row", 1)] is Mark.WITHHELD
    line = protect(table([[4, 0, 4], [20, 0, 0]]), known | {("row", 0): None, ("row", 1): None})
    assert {line[(0, n)] for n in range(3)} == {Mark.WHOLE}
    everything = protect(table([[4, 4]]), known | {("row", 0): None})
    assert set(everything.values()) == {Mark.WHOLE}


def test_what_was_settled_before_stays():
    cells = table([[3, 20], [12, 15]])
    marks = protect(cells, {("row", 0): None, (1, 1): None})
    assert ("row", 0) not in marks
    assert (1, 1) not in marks
    assert not computable(cells, marks)


@pytest.mark.parametrize(
    ("mark", "words"), [(Mark.SMALL, "少于5"), (Mark.WITHHELD, "略"), (Mark.WHOLE, "略")]
)
def test_the_words_that_stand_for_a_figure(mark, words):
    assert mark.words == words
