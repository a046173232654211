"""Table 2 from the cases: years, carry-over, kinds of applicants, corrected and reopened cases (law-book §2.6)."""

from datetime import date

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from requests_app.actions import deciding
from requests_app.models import ApplicantKind, InformationRequest
from requests_app.statistics import annual_table
from requests_app.workflow import Status
from statute.annual import check, read_matrix
from tests.applications import INTERNAL, NOT_FOUND, advance, case, receive
from tests.factories import ON


def table(county, year: int):
    return annual_table([county.department.pk], year)


def test_received_in_december_and_answered_in_january_is_carried_over(county):
    made = case(county, state=Status.PROCESSING, on=date(2025, 12, 25))
    advance(county, made, Status.REPLIED, on=date(2026, 1, 10))
    old, new = table(county, 2025), table(county, 2026)
    assert [old.at(row, "总计") for row in ("1", "2", "3.7", "4")] == [1, 0, 0, 1]
    assert [new.at(row, "总计") for row in ("1", "2", "3.1", "3.7", "4")] == [0, 1, 1, 1, 0]
    assert check(old) == check(new, old) == []


def test_each_result_and_each_kind_of_applicant_has_its_cell(county):
    case(county, state=Status.REPLIED, person={"kind": "company"})
    case(county, state=Status.REPLIED, answers=INTERNAL, person={"kind": "legal"})
    case(county, state=Status.REPLIED, answers=NOT_FOUND)
    case(county, state=Status.WITHDRAWN)
    case(county, state=Status.ABANDONED)
    receive(county)
    found = table(county, ON.year)
    assert found.at("3.1", "商业企业") == 1
    assert found.at("3.3.5", "法律服务机构") == 1
    assert found.at("3.4.1", "自然人") == 1
    assert found.at("3.6.3", "自然人") == 1
    assert found.at("3.6.1", "自然人") == 1
    assert [found.at(row, "总计") for row in ("1", "3.7", "4")] == [6, 5, 1]
    assert check(found) == []


def test_the_kind_counted_is_the_kind_of_the_applicant(county):
    """The case repeats it so that a table needs one index; nothing but the intake writes either."""
    for kind in ApplicantKind.values:
        receive(county, person={"kind": kind})
    pairs = InformationRequest.objects.values_list("applicant_kind", "applicant__kind")
    assert sorted(pairs) == sorted((kind, kind) for kind in ApplicantKind.values)
    with pytest.raises(IntegrityError), transaction.atomic():
        InformationRequest.objects.update(applicant_kind="")


def test_a_reopened_case_counts_once_in_its_first_year_with_the_result_that_holds(county):
    made = case(county, state=Status.CLOSED, on=date(2025, 3, 3), answers=INTERNAL)
    deciding.reopen(made, by=county.head, on=date(2026, 2, 3), reason="复议决定", until=date(2026, 2, 24))
    advance(county, InformationRequest.objects.get(pk=made.pk), Status.REPLIED, on=date(2026, 2, 10))
    assert (table(county, 2025).at("3.1", "总计"), table(county, 2025).at("3.3.5", "总计")) == (1, 0)
    assert table(county, 2026).at("3.7", "总计") == 0


def test_what_was_never_received_is_no_application_yet(county):
    made = receive(county, channel="ordinary_mail")
    InformationRequest.objects.filter(pk=made.pk).update(confirmed_on=None, received_on=None)
    assert table(county, ON.year).at("1", "总计") == 0


def test_whatever_the_cases_the_table_adds_up(county, django_assert_num_queries):
    for state in Status.values:
        case(county, state=state)
        case(county, state=state, on=date(2025, 12, 1))
    units = [county.department.pk]
    with django_assert_num_queries(1):
        found = annual_table(units, 2026)
    assert check(found, annual_table(units, 2025)) == []


@pytest.mark.parametrize(
    "query", [{}, {"year": "2026"}, {"year": "abc"}, {"year": "99999"}, {"unit": "nowhere"}]
)
def test_the_screen_and_its_csv_agree_and_pass_the_check(county, query):
    case(county, state=Status.REPLIED)
    client = Client()
    client.force_login(county.clerk)
    page = client.get(reverse("admin:requests_app_statistics"), query)
    assert page.status_code == 200
    assert not page.context["violations"]
    matrix = read_matrix(client.get(reverse("admin:requests_app_statistics_export"), query).content)
    assert check(matrix) == []
    assert [cells for _, cells in page.context["rows"]] == [
        list(row.values()) for row in matrix.cells.values()
    ]


def test_a_unit_sees_its_own_numbers_only(county):
    case(county, state=Status.REPLIED)
    client = Client()
    client.force_login(county.other_clerk)
    page = client.get(
        reverse("admin:requests_app_statistics"), {"year": ON.year, "unit": county.department.code}
    )
    assert page.context["rows"][0][1] == [0] * 7
    client.force_login(county.office)
    page = client.get(
        reverse("admin:requests_app_statistics"), {"year": ON.year, "unit": county.department.code}
    )
    assert page.context["rows"][0][1][-1] == 1
