"""The public pages: only what is published, the official layout, and files that say what the page says cell by cell."""

import io
import re
from html.parser import HTMLParser

import pytest
from django.test import Client
from django.urls import reverse
from docx import Document
from openpyxl import load_workbook

from requests_app.workflow import Status
from statute.annual import ACTIVE_2021, CHALLENGES, read_report
from statute.annual.printed import SECTIONS, TITLES
from supervision.actions import adjusting, deciding, drafting
from supervision.files import SHEETS
from supervision.models import AnnualReport, Origin
from supervision.workflow import State
from tests.applications import case
from tests.reports import ON, YEAR, report, zeros
from tests.statute.annual.test_annual import CITY, FORM_2021
from tests.statute.annual.test_report import ACTIVE, COURT


class Tables(HTMLParser):
    """The tables of a page as grids of text, spans filled in with the text of their cell."""

    def __init__(self):
        super().__init__()
        self.found, self.cell, self.line = [], None, -1
        self.skip = 0

    def handle_starttag(self, tag, attrs):
        given = dict(attrs)
        if tag == "table":
            self.found.append({})
            self.line = -1
        elif tag == "tr":
            self.line += 1
            self.at = 0
        elif tag in ("td", "th"):
            self.cell = ""
            self.span = int(given.get("rowspan", 1)), int(given.get("colspan", 1))
        elif (
            tag == "del"
            or (tag == "span" and "sr" in (given.get("class") or "").split())
            or (self.skip and tag == "span")
        ):
            self.skip += 1

    def handle_data(self, data):
        if self.cell is not None and not self.skip:
            self.cell += data

    def handle_endtag(self, tag):
        if tag in ("del", "span") and self.skip:
            self.skip -= 1
        if tag in ("td", "th") and self.cell is not None:
            grid = self.found[-1]
            while (self.line, self.at) in grid:
                self.at += 1
            for r in range(self.span[0]):
                for c in range(self.span[1]):
                    grid[self.line + r, self.at + c] = " ".join(self.cell.split())
            self.cell = None


def page_tables(client, made) -> list[dict]:
    parser = Tables()
    parser.feed(client.get(made.get_absolute_url()).content.decode())
    return parser.found


def sheet_grid(sheet) -> dict:
    """The cells of a sheet below its title, merged ranges filled in."""
    grid = {
        (cell.row - 2, cell.column - 1): str(cell.value)
        for line in sheet.iter_rows(min_row=2)
        for cell in line
        if cell.value is not None
    }
    for merged in sheet.merged_cells.ranges:
        if merged.min_row > 1:
            text = grid[merged.min_row - 2, merged.min_col - 1]
            for line, column in (
                (r, c)
                for r in range(merged.min_row, merged.max_row + 1)
                for c in range(merged.min_col, merged.max_col + 1)
            ):
                grid[line - 2, column - 1] = text
    return grid


def city(county) -> AnnualReport:
    """The city's published figures as the department's report of a year before the platform."""
    made = drafting.start(county.department, YEAR, by=county.clerk, on=ON, origin=Origin.ENTERED)
    cells = {
        number: {
            row: dict(zip(form.columns_of(row), map(str, values), strict=True))
            for row, values in rows.items()
        }
        for number, form, rows in ((1, ACTIVE_2021, ACTIVE), (2, FORM_2021, CITY), (3, CHALLENGES, COURT))
    }
    texts = {"overview": "第一段。\n第二段<b>。", "problems": "=1+1", "other": "没有收取信息处理费。"}
    made = drafting.edit(made, by=county.clerk, on=ON, texts=texts, tables=cells)
    AnnualReport.objects.filter(pk=made.pk).update(origin=Origin.IMPORTED, source_note="县政府网站")
    made = deciding.submit(made, by=county.clerk, on=ON)
    return deciding.publish(made, by=county.head, on=ON, seen=made.content_hash)


@pytest.fixture
def client(db):
    return Client()


def test_the_page_and_the_sheets_agree_cell_by_cell(county, client):
    made = city(county)
    pages = page_tables(client, made)
    data = client.get(reverse("supervision:xlsx", args=[made.unit.code, YEAR])).content
    book = load_workbook(io.BytesIO(data))
    assert len(pages) == 3
    for grid, name in zip(pages, SHEETS.values(), strict=True):
        assert sheet_grid(book[name]) == grid
    assert pages[1][3, 9] == "14069"
    assert pages[0][13, 1] == "1234.5"
    assert [len(grid) for grid in pages] == [14 * 4, 28 * 10, 4 * 15]
    assert {n: m.plain() for n, m in read_report(data).items()} == {
        n: m.plain() for n, m in made.matrices.items()
    }


def test_the_document_has_the_six_sections_in_order_and_the_same_tables(county, client):
    made = city(county)
    data = client.get(reverse("supervision:docx", args=[made.unit.code, YEAR])).content
    document = Document(io.BytesIO(data))
    heads = [one.text for one in document.paragraphs if one.style.name == "Heading 1"]
    assert heads == [SECTIONS["overview"], *TITLES.values(), SECTIONS["problems"], SECTIONS["other"]]
    for grid, table in zip(page_tables(client, made), document.tables, strict=True):
        cells = [list(row.cells) for row in table.rows]
        found = {
            (r, c): " ".join(one.text.split()) for r, line in enumerate(cells) for c, one in enumerate(line)
        }
        assert found == grid


def test_the_heads_are_those_of_the_official_form(county, client):
    _, requests, proceedings = page_tables(client, city(county))
    assert requests[0, 3] == "申请人情况"
    assert [requests[1, c] for c in range(3, 10)] == ["自然人", *["法人或其他组织"] * 5, "总计"]
    assert [requests[2, c] for c in range(4, 9)] == [
        "商业企业",
        "科研机构",
        "社会公益组织",
        "法律服务机构",
        "其他",
    ]
    assert {requests[line, 0] for line in range(5, 27)} == {"三、本年度办理结果"}
    assert requests[7, 1] == requests[14, 1] == "（三）不予公开"
    assert [proceedings[0, c] for c in (0, 4, 5, 14)] == ["行政复议", "行政复议", "行政诉讼", "行政诉讼"]
    assert [proceedings[1, c] for c in (0, 5, 10)] == ["结果维持", "未经复议直接起诉", "复议后起诉"]


def test_text_is_shown_as_text(county, client):
    made = city(county)
    page = client.get(made.get_absolute_url()).content.decode()
    assert "第二段&lt;b&gt;。" in page
    book = load_workbook(
        io.BytesIO(client.get(reverse("supervision:xlsx", args=[made.unit.code, YEAR])).content)
    )
    assert all(cell.data_type != "f" for line in book["文字"].iter_rows() for cell in line)


@pytest.mark.parametrize("state", [State.DRAFT, State.SUBMITTED])
def test_what_is_not_published_is_not_there_for_anybody(county, client, state):
    made = report(county, state=state)
    addresses = [
        reverse(f"supervision:{name}", args=[made.unit.code, YEAR]) for name in ("report", "xlsx", "docx")
    ]
    for person in (None, county.clerk, county.head, county.office):
        if person:
            client.force_login(person)
        assert {client.get(address).status_code for address in addresses} == {404}
        assert len(client.get(reverse("supervision:reports")).context["page"].object_list) == 0


def test_a_correction_shows_both_figures_on_page_and_files(county, client):
    made = report(county, state=State.PUBLISHED)
    tables = {2: {"1": {"自然人": "1", "总计": "1"}, "4": {"自然人": "1", "总计": "1"}}}
    row = adjusting.propose(made, by=county.clerk, on=ON, tables=tables, reason="漏计一件")
    plain = client.get(made.get_absolute_url()).content.decode()
    assert "漏计一件" not in plain
    assert "<del>" not in plain
    adjusting.sign(row, by=county.head, on=ON)
    page = client.get(made.get_absolute_url()).content.decode()
    assert "漏计一件" in page
    assert (
        len(
            re.findall(
                r'<del><span class="sr">原为</span>0</del> <ins><span class="sr">更正为</span>1</ins>', page
            )
        )
        == 4
    )
    book = load_workbook(
        io.BytesIO(client.get(reverse("supervision:xlsx", args=[made.unit.code, YEAR])).content)
    )
    assert sheet_grid(book["申请办理"]) == page_tables(client, made)[1]
    assert "原为0，更正为1" in book["更正"]["A2"].value


def test_the_list_by_year_and_unit_in_a_fixed_number_of_queries(county, client, django_assert_num_queries):
    url = reverse("supervision:reports")
    report(county, state=State.PUBLISHED)
    with django_assert_num_queries(4):
        assert len(client.get(url).context["page"].object_list) == 1
    report(county, unit=county.township, state=State.PUBLISHED)
    report(county, unit=county.other_department, state=State.PUBLISHED)
    report(county, year=2024, state=State.PUBLISHED)
    with django_assert_num_queries(4):
        assert len(client.get(url).context["page"].object_list) == 4

    def listed(**query):
        return [(one.year, one.unit) for one in client.get(url, query).context["page"]]

    assert listed(year=2024) == [(2024, county.department)]
    assert listed(unit=county.township.code) == [(YEAR, county.township)]
    assert listed(year=2024, unit=county.township.code) == []
    assert len(listed(year="abc", unit="nowhere")) == 4


def test_a_report_costs_a_fixed_number_of_queries_however_much_is_in_it(
    county, client, django_assert_num_queries
):
    case(county, state=Status.REPLIED, on=ON.replace(year=YEAR))
    made = report(county, state=State.PUBLISHED)
    with django_assert_num_queries(3):
        client.get(made.get_absolute_url())
    for name in ("xlsx", "docx"):
        with django_assert_num_queries(2):
            client.get(reverse(f"supervision:{name}", args=[made.unit.code, YEAR]))


def test_blank_cells_of_an_old_report_stay_blank(county, client):
    made = drafting.start(county.department, 2020, by=county.clerk, on=ON, origin=Origin.ENTERED)
    AnnualReport.objects.filter(pk=made.pk).update(origin=Origin.IMPORTED, source_note="县政府网站")
    made.refresh_from_db()
    made = drafting.edit(made, by=county.clerk, on=ON, texts={}, tables={2: {"1": zeros()[2]["1"]}})
    made = deciding.submit(made, by=county.clerk, on=ON)
    made = deciding.publish(made, by=county.head, on=ON, seen=made.content_hash)
    grid = page_tables(client, made)[1]
    assert [grid[3, column] for column in range(3, 10)] == ["0"] * 7
    assert [grid[4, column] for column in range(3, 10)] == [""] * 7
