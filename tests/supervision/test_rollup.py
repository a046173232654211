"""汇总: the county is itself, its departments and its townships; each figure by unit, each unit's by case."""

from datetime import date

import pytest
from django.test import Client
from django.urls import reverse

from accounts.policies import Refused
from requests_app.workflow import Status
from statute.annual import check, check_challenges
from supervision.actions import deciding, drafting
from supervision.counting import against, parts, rolled_up, scope
from supervision.validation import findings
from supervision.workflow import State
from tests.applications import advance, case, challenge, receive
from tests.reports import ACTIVE, ON, TEXTS, YEAR, report

DAY = date(2025, 5, 6)


@pytest.fixture
def busy(county):
    """Cases of the department, one of the township, and a review."""
    for kind in ("natural", "company", "legal"):
        case(county, state=Status.REPLIED, on=DAY, person={"kind": kind})
    receive(county, on=DAY, unit=county.township)
    challenge(county, "upheld", on=DAY)
    return county


def test_a_county_is_its_own_body_its_departments_and_its_townships(county):
    assert scope(county.department) == [county.department]
    assert {unit.pk for unit in scope(county.government)} == {
        county.government.pk, county.department.pk, county.other_department.pk, county.township.pk, county.other_township.pk
    }  # fmt: skip


def test_units_are_counted_until_they_report_and_as_they_reported_from_then_on(
    busy, django_assert_num_queries
):
    with django_assert_num_queries(6):
        found = parts(busy.government, YEAR)
    sums = rolled_up(found)
    assert [sums[2].at(row, "总计") for row in ("1", "3.7", "4")] == [4, 3, 1]
    assert check(sums[2]) == check_challenges(sums[3]) == []
    more = {row: {"自然人": "2", "总计": "4"} for row in ("1", "3.1", "3.7")}
    made = report(busy, tables={1: ACTIVE, 2: more})
    keys = [one.key for one in findings(made, against(made))]
    drafting.explain(made, by=busy.clerk, on=ON, explanations=dict.fromkeys(keys, "纸质申请"))
    assert rolled_up(parts(busy.government, YEAR))[2].at("1", "总计") == 4  # a draft is nobody's word yet
    deciding.submit(made, by=busy.clerk, on=ON)
    with django_assert_num_queries(6):
        found = parts(busy.government, YEAR)
    assert rolled_up(found)[2].at("1", "总计") == 5
    assert [part.unit for part in found if part.report] == [busy.department]


def test_the_countys_report_begins_with_the_sum_and_a_change_has_to_be_explained(busy):
    for unit in (busy.department, busy.other_department, busy.township, busy.other_township):
        drafting.start(unit, YEAR, by=busy.clerk_of(unit), on=ON) if unit == busy.other_township else report(
            busy, unit=unit, state=State.SUBMITTED
        )
    made = drafting.start(busy.government, YEAR, by=busy.office, on=ON)
    assert made.matrices[2].at("1", "总计") == 4
    assert made.matrices[1].at("licences", "本年处理决定数量") is None  # one unit has not reported
    made = drafting.edit(
        made,
        by=busy.office,
        on=ON,
        texts=TEXTS,
        tables={1: ACTIVE, 3: {"suit": {"结果维持": "1", "总计": "1"}}},
    )
    found = findings(made, against(made))
    assert {one.id for one in found} == {"V7", "V10"}
    with pytest.raises(Refused, match="差异"):
        deciding.submit(made, by=busy.office, on=ON)
    drafting.explain(made, by=busy.office, on=ON, explanations={one.key: "县司法局补报" for one in found})
    made = deciding.submit(made, by=busy.office, on=ON)
    assert made.parts["3"]["suit"]["总计"] == 0
    with pytest.raises(Refused, match="负责人"):
        deciding.publish(made, by=busy.office2, on=ON, seen=made.content_hash)
    deciding.publish(made, by=busy.government_head, on=ON, seen=made.content_hash)


def test_table_1_of_the_county_is_the_sum_once_every_unit_has_reported(county):
    for unit in (county.department, county.other_department, county.township):
        report(county, unit=unit, state=State.SUBMITTED)
    other = drafting.start(county.other_township, YEAR, by=county.other_township_clerk, on=ON)
    other = drafting.edit(other, by=county.other_township_clerk, on=ON, texts=TEXTS, tables={1: ACTIVE})
    deciding.submit(other, by=county.other_township_clerk, on=ON)
    made = drafting.start(county.government, YEAR, by=county.government_clerk, on=ON)
    assert made.matrices[1].at("licences", "本年处理决定数量") == 480
    assert str(made.matrices[1].at("fees", "本年收费金额（单位：万元）")) == "50"


def test_the_page_shows_each_units_share_of_a_cell_in_a_fixed_number_of_queries(
    busy, django_assert_num_queries
):
    client = Client()
    client.force_login(busy.office)
    url = reverse("admin:supervision_rollup", args=[busy.government.pk, YEAR])
    client.get(url)
    with django_assert_num_queries(QUERIES):
        page = client.get(url, {"table": "2", "row": "1", "column": "总计"})
    shares = {line.part.unit.pk: line.share for line in page.context["lines"]}
    assert shares[busy.department.pk] == "3"
    assert shares[busy.township.pk] == "1"
    assert page.context["sum"] == "4"
    for unit in (busy.department, busy.township, busy.other_department):
        report(busy, unit=unit, state=State.PUBLISHED)
    with django_assert_num_queries(QUERIES):
        page = client.get(url, {"table": "2", "row": "1", "column": "总计"})
    assert page.context["missing"] == 1
    late = {line.part.unit.pk for line in page.context["lines"] if line.late}
    assert late == {busy.other_township.pk}  # long past 31 January


QUERIES = 12


@pytest.mark.parametrize("query", [{}, {"table": "9"}, {"table": "2", "row": "x", "column": "总计"}])
def test_a_cell_that_is_none_is_not_chosen(county, query):
    client = Client()
    client.force_login(county.government_head)
    page = client.get(reverse("admin:supervision_rollup", args=[county.government.pk, YEAR]), query)
    assert page.context["chosen"] is None


def test_behind_every_cell_are_as_many_cases_as_it_says(busy):
    client = Client()
    client.force_login(busy.office)
    made = advance(busy, receive(busy, on=DAY), Status.WITHDRAWN, on=DAY)
    assert made.outcome == "OTHER_ELSE"
    sums = rolled_up(parts(busy.government, YEAR))
    url = reverse("admin:supervision_cell")
    for table in (2, 3):
        for row, column in sums[table].form.places():
            query = {"unit": busy.government.code, "year": YEAR, "table": table, "row": row, "column": column}
            if value := sums[table].at(row, column):
                page = client.get(url, query)
                assert (page.context["total"], page.context["hidden"]) == (value, 0), (row, column)
                assert len(page.context["page"].object_list) == value


def test_a_clerk_sees_her_own_cases_behind_a_cell_and_how_many_there_are_besides(
    busy, django_assert_num_queries
):
    client = Client()
    client.force_login(busy.township_clerk)
    query = {"unit": busy.government.code, "year": YEAR, "table": "2", "row": "1", "column": "总计"}
    page = client.get(reverse("admin:supervision_cell"), query)
    assert (page.context["total"], page.context["hidden"]) == (4, 3)
    client.force_login(busy.clerk)
    with django_assert_num_queries(10):
        client.get(reverse("admin:supervision_cell"), query | {"unit": busy.department.code})
    for _ in range(4):
        receive(busy, on=DAY)
    with django_assert_num_queries(10):
        page = client.get(reverse("admin:supervision_cell"), query | {"unit": busy.department.code})
    assert page.context["total"] == 7
    own = client.get(reverse("admin:supervision_cell"), query | {"own": "1"})
    assert own.context["total"] == 0  # the county's own body had none


@pytest.mark.parametrize(
    "change", [{"table": "1"}, {"row": "9"}, {"column": "x"}, {"year": "99999"}, {"year": "abc"}, {"unit": "nowhere"}]
)  # fmt: skip
def test_a_cell_that_does_not_exist_is_not_there(county, change):
    client = Client()
    client.force_login(county.clerk)
    query = {"unit": county.department.code, "year": YEAR, "table": "2", "row": "1", "column": "总计"}
    assert client.get(reverse("admin:supervision_cell"), query).status_code == 200
    assert client.get(reverse("admin:supervision_cell"), query | change).status_code == 404
