"""Tables 1 and 3, what a report is compared with, and reading whole published reports, friendly files and hostile ones."""

import csv
import io
import zipfile
from contextlib import suppress
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook

from statute.annual import (
    ACTIVE_2021,
    CHALLENGES,
    FORM_2021,
    VERSIONS,
    CannotRead,
    Matrix,
    added_up,
    check,
    check_active,
    check_challenges,
    check_counts,
    check_narrative,
    check_parts,
    csv_rows,
    due_on,
    filled,
    filled_in,
    read_report,
    summed,
)
from statute.annual.form import COLUMNS, IN_FORCE, MADE, MONEY, REPEALED
from statute.annual.printed import layout
from tests.statute.annual.test_annual import CITY, table

# The same city's table 3 (law-book §2.5).
COURT = {
    "review": (376, 97, 196, 121, 790), "suit": (16, 1, 12, 27, 56), "suit_after_review": (74, 1, 30, 51, 156),
}  # fmt: skip
ACTIVE = {
    "regulations": ("0", "0", "0"), "normative": ("12", "3", "87"), "licences": ("4521",), "penalties": ("310",),
    "coercion": ("0",), "fees": ("1,234.50",),
}  # fmt: skip
HERE = Path(__file__).parent / "published"


def grid(form, rows) -> Matrix:
    return filled(
        form, {row: dict(zip(form.columns_of(row), cells, strict=True)) for row, cells in rows.items()}
    )


def tables(**changes) -> dict[int, Matrix]:
    whole = {1: grid(ACTIVE_2021, ACTIVE), 2: grid(FORM_2021, CITY), 3: grid(CHALLENGES, COURT)}
    return whole | {int(number.removeprefix("t")): matrix for number, matrix in changes.items()}


def with_cell(rows, row, place, value):
    return rows | {row: tuple(value if at == place else cell for at, cell in enumerate(rows[row]))}


def test_table_3_as_published_adds_up_and_every_single_change_is_found():
    assert sum(len(cells) for cells in COURT.values()) == 15
    assert check_challenges(grid(CHALLENGES, COURT)) == []
    for row, cells in COURT.items():
        for place, cell in enumerate(cells):
            for change in (1, -1, 1000):
                found = check_challenges(grid(CHALLENGES, with_cell(COURT, row, place, cell + change)))
                assert "V4" in {one.id for one in found} or (cell + change < 0 and found), (
                    row,
                    place,
                    change,
                )


@pytest.mark.parametrize("written", ["", None, "-1", "1.5", "三件"])
def test_blank_or_no_number_is_an_error_in_every_table(written):
    for form, rows, row in (
        (ACTIVE_2021, ACTIVE, "licences"), (FORM_2021, CITY, "3.5.3"), (CHALLENGES, COURT, "suit"),
    ):  # fmt: skip
        found = [one for one in filled_in(grid(form, with_cell(rows, row, 0, written))) if one.id == "V8"]
        assert [(one.table, one.row) for one in found] == [(form.table, row)]
        assert found[0].blocks


def test_fees_are_money_and_lose_no_digit():
    for written, value in (
        ("1,234.50", "1234.5"),
        ("0", "0"),
        ("12", "12"),
        ("0.05", "0.05"),
        ("1200", "1200"),
    ):
        matrix = grid(ACTIVE_2021, ACTIVE | {"fees": (written,)})
        assert list(filled_in(matrix)) == []
        assert matrix.plain()["fees"][MONEY] == value
        assert filled(ACTIVE_2021, matrix.plain()) == matrix
    assert [one.row for one in filled_in(grid(ACTIVE_2021, ACTIVE | {"fees": ("-3",)}))] == ["fees"]


def test_v6_normative_documents_go_on_from_last_year_or_it_is_explained():
    last = grid(ACTIVE_2021, ACTIVE | {"normative": ("1", "1", "78")})
    assert list(check_active(grid(ACTIVE_2021, ACTIVE), last)) == []
    [found] = check_active(grid(ACTIVE_2021, ACTIVE | {"normative": ("12", "3", "88")}), last)
    assert (found.id, found.row, found.blocks) == ("V6", "normative", False)
    assert "87" in found.message
    assert list(check_active(grid(ACTIVE_2021, ACTIVE), None)) == []


def test_v7_the_county_is_the_sum_of_its_units():
    one, two = tables(), tables()
    whole = {number: summed(one[number].form, [one[number], two[number]]) for number in (1, 2, 3)}
    assert check(whole[2]) == check_challenges(whole[3]) == []
    assert whole[1].at("fees", MONEY) == Decimal(2469)
    assert list(check_parts(whole, whole)) == []
    found = list(check_parts(one, whole))
    assert {violation.id for violation in found} == {"V7"}
    assert len(found) == sum(1 for n in (2, 3) for place in one[n].form.places() if one[n].at(*place))
    assert not any(violation.blocks for violation in found)


def test_v10_what_was_entered_and_what_was_counted():
    entered = tables(t3=grid(CHALLENGES, with_cell(COURT, "suit", 0, 17)))
    [found] = check_counts(entered, tables())
    assert (found.id, found.table, found.row, found.column) == ("V10", 3, "suit", "结果维持")
    assert found.key == "V10/3/suit/结果维持"
    assert (
        list(check_counts(entered, {2: tables()[2]})) == []
    )  # what the system does not count is not compared


@pytest.mark.parametrize(
    ("sentence", "row"),
    [
        ("全年新收政府信息公开申请14070件。", "1"), ("上年结转561件", "2"), ("结转下年度继续办理820件", "4"),
        ("其中予以公开5549件，", "3.1"), ("部分公开的 2169 件", "3.2"), ("不予公开447件", "3.3.1"),
        ("无法提供3422件", "3.4.1"), ("不予处理459件", "3.5.1"), ("共办结13811件", "3.7"),
        ("被申请行政复议791件", "review"), ("行政诉讼213件", "suit"), ("制发行政规范性文件13件", "normative"),
        ("现行有效行政规范性文件88件", "normative"),
    ],
)  # fmt: skip
def test_v9_a_number_of_the_text_that_differs_is_named(sentence, row):
    [found] = check_narrative([f"2025年，{sentence}"], tables())
    assert (found.id, found.row, found.blocks) == ("V9", row, False)


@pytest.mark.parametrize(
    "sentence",
    [
        "全年新收政府信息公开申请14069件，上年结转560件，共办结13810件，结转下年度继续办理819件。",
        "予以公开5548件，部分公开2168件，不予公开730件，无法提供3421件，不予处理457件。",
        "行政复议790件，行政诉讼212件；制发行政规范性文件12件，废止行政规范性文件3件。",
        "主动公开政府信息3万余条，答复网民留言1200件，收到建议提案申请14件。",
        "比上年新收政府信息公开申请数量增长12%，培训3次。",
    ],
)
def test_v9_is_silent_where_the_numbers_agree_or_mean_something_else(sentence):
    assert list(check_narrative([sentence], tables())) == []


def test_totals_are_worked_out_from_their_parts_and_blanks_stay_blank():
    rows = {row: (*cells[:6], None) for row, cells in CITY.items()} | {"3.7": (None,) * 7}
    assert added_up(grid(FORM_2021, rows)).plain() == grid(FORM_2021, CITY).plain()
    holed = added_up(grid(FORM_2021, rows | {"3.1": (None, 129, 0, 41, 19, 14, None)}))
    assert [holed.at("3.7", "自然人"), holed.at("3.1", "总计")] == [None, None]


def test_the_days_of_article_49():
    assert str(due_on(2025, is_county=False)) == "2026-01-31"
    assert str(due_on(2025, is_county=True)) == "2026-03-31"


@pytest.mark.parametrize("version", ["2021", "2019"])
def test_every_printed_table_is_a_rectangle_that_holds_every_cell_once(version):
    for form in VERSIONS[version].values():
        taken: set[tuple[int, int]] = set()
        places = []
        for line, cells in enumerate(layout(form)):
            at = 0
            for cell in cells:
                while (line, at) in taken:
                    at += 1
                span = {(line + r, at + c) for r in range(cell.rows) for c in range(cell.columns)}
                assert not span & taken
                taken |= span
                places += [cell.place] if cell.place else []
        lines, columns = (max(side) + 1 for side in zip(*taken, strict=True))
        assert len(taken) == lines * columns
        assert sorted(places) == sorted(form.places())


def as_xlsx(whole: dict[int, Matrix]) -> bytes:
    """The official layout with its merged cells, as offices publish it: everything on one sheet."""
    book = Workbook()
    sheet = book.active
    line = 1
    for number, matrix in whole.items():
        sheet.cell(line, 1, f"表{number}")
        line = _draw(sheet, matrix, line + 1) + 1
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _draw(sheet, matrix, line) -> int:
    taken: set[tuple[int, int]] = set()
    for cells in layout(matrix.form):
        at = 1
        for cell in cells:
            while (line, at) in taken:
                at += 1
            sheet.cell(line, at, matrix.at(*cell.place) if cell.place else cell.text)
            if cell.rows * cell.columns > 1:
                sheet.merge_cells(
                    start_row=line,
                    start_column=at,
                    end_row=line + cell.rows - 1,
                    end_column=at + cell.columns - 1,
                )
            taken |= {(line + r, at + c) for r in range(cell.rows) for c in range(cell.columns)}
        line += 1
    return line


def old_tables() -> dict[int, Matrix]:
    form = VERSIONS["2019"][2]
    cells = {code: values for code, values in CITY.items() if not code.startswith("3.6")}
    cells["3.6"] = tuple(sum(CITY[f"3.6.{n}"][place] for n in (1, 2, 3)) for place in range(7))
    active = VERSIONS["2019"][1]
    rows = {row: tuple(range(len(active.columns_of(row)))) for row in active.rows}
    return {1: grid(active, rows), 2: grid(form, cells), 3: grid(CHALLENGES, COURT)}


@pytest.mark.parametrize("made", [tables, old_tables])
def test_a_published_report_is_read_from_its_sheet_and_from_csv(made):
    whole = made()
    out = io.StringIO()
    csv.writer(out).writerows(csv_rows(whole))
    for data in (as_xlsx(whole), out.getvalue().encode("gb18030"), out.getvalue().encode("utf-8-sig")):
        found = read_report(data)
        assert {number: matrix.plain() for number, matrix in found.items()} == {
            number: matrix.plain() for number, matrix in whole.items()
        }


def test_table_2_alone_is_a_report_too():
    assert list(read_report(table())) == [2]


@pytest.mark.parametrize(
    ("name", "version", "ids", "blanks"),
    [("city_2024.csv", "2021", set(), 0), ("blanks_2019.csv", "2019", {"V8"}, 126)],
)
def test_real_published_tables(name, version, ids, blanks):
    matrix = read_report((HERE / name).read_bytes())[2]
    found = check(matrix)
    assert matrix.form.version == version
    assert {one.id for one in found} == ids
    assert len(found) == blanks


def bomb() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("xl/worksheets/sheet1.xml", b" " * (31 * 1024**2))
    return out.getvalue()


def package(name: str, data: bytes, times: int = 1) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as opened:
        for number in range(times):
            opened.writestr(f"{number}{name}", data)
    return out.getvalue()


def wide() -> bytes:
    book = Workbook(write_only=True)
    sheet = book.create_sheet()
    for _ in range(600):
        sheet.append(["一"])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"PK\x03\x04", "损坏"), (b"PK\x03\x04" + b"x" * 99, "损坏"), (bomb(), "解压后过大"),
        (package("a.xml", b"<!DOCTYPE a [<!ENTITY b 'c'>]>"), "外部实体"), (package("x", b"1", 400), "组成部分"),
        (package("a.xml", b"<a/>"), "损坏"), (wide(), "500行"), (as_xlsx({1: tables()[1]}), "没有找到表头"),
        (b"PK\x03\x04" + b"x" * (5 * 1024**2 + 1), "5 MB"), (b"\x00" * 50, "csv"), (b"x" * (1024**2 + 1), "1 MB"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)  # fmt: skip
def test_a_hostile_or_damaged_file_is_refused_in_one_sentence(data, said):
    with pytest.raises(CannotRead, match=said):
        read_report(data)


WHOLE = as_xlsx(tables())


@given(st.integers(0, len(WHOLE) - 1), st.binary(min_size=1, max_size=40))
def test_a_damaged_workbook_is_a_table_or_a_sentence(place, junk):
    with suppress(CannotRead):  # anything else that is raised fails the test
        read_report(WHOLE[:place] + junk + WHOLE[place + len(junk) :])


def test_the_columns_of_the_forms():
    assert len(list(FORM_2021.places())) == 175
    assert len(list(CHALLENGES.places())) == 15
    assert ACTIVE_2021.columns_of("normative") == (MADE, REPEALED, IN_FORCE)
    assert len(list(ACTIVE_2021.places())) == 10
    assert FORM_2021.columns_of("1") == COLUMNS
