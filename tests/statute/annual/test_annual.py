"""Table 2 of a published annual report passes, and every change of a single cell is found (law-book §2.5)."""

import io
import json
from contextlib import suppress

import pytest
from django.core.management import call_command
from hypothesis import given
from hypothesis import strategies as st

from statute.annual import COLUMNS, FORM_2019, FORM_2021, CannotRead, check, read_matrix
from statute.annual.form import PEOPLE
from statute.outcomes import OUTCOMES

# A city's report of 2025 as published: the six kinds of applicants and the total; zeros left out mean 0.
CITY = {
    "1": (13612, 252, 0, 45, 128, 32, 14069), "2": (535, 6, 0, 1, 18, 0, 560),
    "3.1": (5345, 129, 0, 41, 19, 14, 5548), "3.2": (2120, 39, 0, 1, 6, 2, 2168),
    "3.3.1": (13, 0, 0, 0, 0, 0, 13), "3.3.2": (30, 0, 0, 0, 0, 0, 30), "3.3.3": (11, 0, 0, 0, 0, 0, 11),
    "3.3.4": (49, 2, 0, 0, 0, 0, 51), "3.3.5": (103, 1, 0, 0, 0, 0, 104), "3.3.6": (84, 1, 0, 0, 0, 0, 85),
    "3.3.7": (282, 4, 0, 0, 0, 0, 286), "3.3.8": (147, 0, 0, 0, 1, 2, 150),
    "3.4.1": (3075, 50, 0, 0, 89, 8, 3222), "3.4.2": (177, 3, 0, 0, 0, 0, 180), "3.4.3": (19, 0, 0, 0, 0, 0, 19),
    "3.5.1": (199, 1, 0, 0, 3, 0, 203), "3.5.2": (147, 1, 0, 0, 0, 0, 148), "3.5.3": (0, 0, 0, 0, 0, 0, 0),
    "3.5.4": (100, 1, 0, 0, 0, 0, 101), "3.5.5": (5, 0, 0, 0, 0, 0, 5),
    "3.6.1": (315, 3, 0, 0, 0, 0, 318), "3.6.2": (202, 0, 0, 1, 0, 0, 203), "3.6.3": (941, 17, 0, 1, 3, 3, 965),
    "3.7": (13364, 252, 0, 44, 121, 29, 13810), "4": (783, 6, 0, 2, 25, 3, 819),
}  # fmt: skip
HEAD = ("row_code", "row_label", *COLUMNS)


def table(cells=CITY, *, head=HEAD, form=FORM_2021) -> bytes:
    lines = [",".join(head)]
    lines += [
        ",".join([code, form.rows[code], *map(str, cells[code])]) for code in form.rows if code in cells
    ]
    return "\n".join(lines).encode()


def changed(row: str, place: int, value) -> dict:
    return CITY | {row: tuple(value if at == place else cell for at, cell in enumerate(CITY[row]))}


def ids(data: bytes) -> set[str]:
    return {one.id for one in check(read_matrix(data))}


def test_the_form_has_the_25_rows_and_the_21_results_of_the_outcomes():
    assert len(FORM_2021.rows) == 25
    assert len(FORM_2021.leaves) == len(OUTCOMES) == 21
    assert len(FORM_2019.rows) == 23
    assert list(CITY) == list(FORM_2021.rows)


def test_the_published_table_adds_up():
    assert check(read_matrix(table())) == []


@pytest.mark.parametrize("change", [1, -1, 10_000])
def test_every_change_of_a_single_cell_is_found(change):
    passed = [
        (row, COLUMNS[place])
        for row, cells in CITY.items()
        for place, cell in enumerate(cells)
        if cell + change >= 0 and not check(read_matrix(table(changed(row, place, cell + change))))
    ]
    assert passed == []


def test_every_cell_left_blank_is_found_and_not_taken_for_zero():
    for row, cells in CITY.items():
        for place in range(len(cells)):
            [found] = [one for one in check(read_matrix(table(changed(row, place, "")))) if one.id == "V8"]
            assert (found.row, found.column) == (row, COLUMNS[place])


@pytest.mark.parametrize("written", ["-1", "1.5", "约3", "1e3", "3件", "1,23"])
def test_what_is_no_whole_number_is_shown_as_written(written):
    data = table(changed("3.5.3", 0, f'"{written}"'))
    [found] = [one for one in check(read_matrix(data)) if one.id == "V8"]
    assert written in found.message


@pytest.mark.parametrize("written", ["13612", '"13,612"', "13612.0", "１３６１２", " 13612 "])
def test_numbers_are_read_however_they_are_typed(written):
    assert check(read_matrix(table(changed("1", 0, written)))) == []


def test_each_identity_is_named():
    assert "V1" in ids(table(changed("4", 0, 784)))
    assert "V2" in ids(table(changed("3.1", 0, 5346)))
    assert ids(table(changed("3.1", 6, 5549))) >= {"V3"}


def test_last_years_rest_is_this_years_beginning():
    last = read_matrix(table(changed("4", 0, 535) | {"4": (535, 6, 0, 1, 18, 0, 560)}))
    assert [one for one in check(read_matrix(table()), last) if one.id == "V5"] == []
    other = read_matrix(table({"4": (536, 6, 0, 1, 18, 0, 561)}))
    found = [one for one in check(read_matrix(table()), other) if one.id == "V5"]
    assert [one.column for one in found] == ["自然人", "总计"]


def test_columns_and_rows_are_found_by_name_in_any_order():
    order = (3, 0, 6, 1, 5, 2, 4)
    head = ("项目", *(COLUMNS[place] for place in order))
    lines = [",".join(head)]
    lines += [
        ",".join([FORM_2021.rows[code], *(str(CITY[code][place]) for place in order)])
        for code in reversed(FORM_2021.rows)
    ]
    for encoding in ("utf-8-sig", "gb18030"):
        assert check(read_matrix("\n".join(lines).encode(encoding))) == []


def test_the_form_of_2019_has_one_row_for_what_is_else():
    cells = {code: values for code, values in CITY.items() if not code.startswith("3.6")}
    cells["3.6"] = tuple(sum(CITY[f"3.6.{n}"][place] for n in (1, 2, 3)) for place in range(7))
    matrix = read_matrix(table(cells, form=FORM_2019))
    assert matrix.form.version == "2019"
    assert check(matrix) == []


def test_blanks_of_an_old_report_are_named_and_what_can_be_added_is():
    cells = {code: values for code, values in CITY.items() if not code.startswith("3.6")}
    cells["3.6"] = (1458, "", "", "", "", "", "")
    found = check(read_matrix(table(cells, form=FORM_2019)))
    assert {one.id for one in found} == {"V8"}
    assert len(found) == 6


def test_a_missing_row_is_named():
    cells = {code: values for code, values in CITY.items() if code != "3.4.2"}
    assert [one.row for one in check(read_matrix(table(cells))) if one.id == "V8"] == ["3.4.2"]


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "表头"), (b"PK\x03\x04", "csv"), ("自然人,总计\n1,2".encode(), "表头"), (b"\x00\x01", "csv"),
        (b"\xff\xfe\xfa", "编码"), (b"x" * (1024**2 + 1), "1 MB"), (table({}), "没有找到|任何一行"),
        (table() + b"\n" + table().split(b"\n")[1], "两次"), (b"a\n" * 600, "500"),
    ],
)  # fmt: skip
def test_what_is_no_such_table_is_refused_in_one_sentence(data, said):
    with pytest.raises(CannotRead, match=said):
        read_matrix(data)


@given(st.binary(max_size=400) | st.text(max_size=300).map(str.encode))
def test_any_bytes_are_a_table_or_a_sentence(data):
    with suppress(CannotRead):  # anything else that is raised fails the test
        check(read_matrix(data))


@given(
    st.lists(st.lists(st.integers(0, 999), min_size=6, max_size=6), min_size=21, max_size=21),
    st.lists(st.integers(0, 99), min_size=6, max_size=6),
)
def test_a_table_that_was_added_up_passes(leaves, left):
    rows = dict(zip(FORM_2021.leaves, (tuple(row) for row in leaves), strict=True))
    results = [sum(row[place] for row in leaves) for place in range(6)]
    rows |= {
        "1": tuple(a + b for a, b in zip(results, left, strict=True)),
        "2": (0,) * 6,
        "3.7": tuple(results),
        "4": tuple(left),
    }
    assert check(read_matrix(table({code: (*row, sum(row)) for code, row in rows.items()}))) == []


def run(*args: str) -> dict:
    out = io.StringIO()
    call_command("check_annual", *args, stdout=out)
    return json.loads(out.getvalue())


def test_the_command_prints_what_it_found(tmp_path):
    good, bad = tmp_path / "good.csv", tmp_path / "bad.csv"
    good.write_bytes(table())
    bad.write_bytes(table(changed("4", 6, 820)))
    assert run(str(good)) == {"ok": True, "form": "2021", "violations": []}
    answer = run(str(bad), "--previous", str(good))
    assert answer["ok"] is False
    assert {one["id"] for one in answer["violations"]} == {"V1", "V3", "V5"}
    assert set(answer["violations"][0]) == {"id", "row", "column", "message"}


@pytest.mark.parametrize("name", ["nothing.csv", "."])
def test_the_command_says_what_it_cannot_read(tmp_path, name, capsys):
    with pytest.raises(SystemExit) as ended:
        call_command("check_annual", str(tmp_path / name), stderr=(said := io.StringIO()))
    assert ended.value.code == 2
    assert said.getvalue().count("。") == 1


def test_every_kind_of_applicant_has_its_column():
    assert len(PEOPLE) == 6
    assert len(set(COLUMNS)) == 7
