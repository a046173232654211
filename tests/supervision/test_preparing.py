"""编制: what the system counts, year change, the carry-over, what blocks and what is explained (条例第五十条)."""

from datetime import date, timedelta

import pytest

from accounts.policies import Refused
from disclosure.models import DocumentEdition
from disclosure.workflow import Status as DocumentStatus
from requests_app.actions import deciding as replies
from requests_app.models import InformationRequest
from requests_app.workflow import Status
from statute.annual import FORM_2021
from statute.annual.form import CARRIED, COLUMNS, IN_FORCE, LEFT, MADE, REPEALED
from supervision.actions import deciding, drafting
from supervision.actions.stepping import Conflict
from supervision.counting import against, documents, last_year
from supervision.models import AnnualReport, Origin
from supervision.validation import findings, unexplained
from supervision.workflow import State
from tests import documents as papers
from tests.applications import INTERNAL, advance, case, challenge
from tests.reports import ACTIVE, ON, TEXTS, report
from tests.threads import together

NEXT = date(2027, 1, 11)


def found_in(made) -> set[str]:
    made = AnnualReport.objects.select_related("unit").get(pk=made.pk)
    return {one.id for one in findings(made, against(made))}


def totals(made, *rows: str) -> list:
    return [made.matrices[2].at(row, "总计") for row in rows]


def test_it_begins_with_the_cases_and_the_register(county):
    case(county, state=Status.REPLIED, on=date(2025, 4, 1))
    case(county, state=Status.PROCESSING, on=date(2025, 12, 25), person={"kind": "legal"})
    case(county, state=Status.REPLIED, on=date(2026, 1, 5))  # the next year's
    challenge(county, "corrected", on=date(2025, 5, 5), decided_on=date(2025, 6, 6))
    made = report(county)
    assert totals(made, "1", "2", "3.1", "3.7", "4") == [2, 0, 1, 1, 1]
    assert made.matrices[2].at("4", "法律服务机构") == 1
    assert made.matrices[3].at("review", "结果纠正") == 1
    assert found_in(made) == set()
    assert "2025年1月1日" in made.header


def test_a_year_goes_over_into_the_next_with_what_was_published(county):
    made = case(county, state=Status.PROCESSING, on=date(2025, 12, 25))
    report(county, state=State.PUBLISHED)
    advance(county, made, Status.REPLIED, on=date(2026, 1, 10))
    case(county, state=Status.REPLIED, on=date(2026, 3, 3))
    new = report(county, year=2026, on=NEXT)
    assert totals(new, "1", "2", "3.7", "4") == [1, 1, 2, 0]
    assert found_in(new) == set()


def test_the_carry_over_is_last_years_whatever_is_typed(county):
    case(county, state=Status.PROCESSING, on=date(2025, 12, 25))
    report(county, state=State.PUBLISHED)
    new = report(county, year=2026, on=NEXT, tables={1: ACTIVE, 2: {CARRIED: dict.fromkeys(COLUMNS, "7")}})
    assert totals(new, CARRIED) == [1]
    assert last_year(county.department, 2026)[2].at(LEFT, "总计") == 1


def test_a_carry_over_changed_in_another_way_is_an_error(county):
    case(county, state=Status.PROCESSING, on=date(2025, 12, 25))
    report(county, state=State.PUBLISHED)
    new = report(county, year=2026, on=NEXT)
    tables = new.tables
    tables["2"][CARRIED]["自然人"] = tables["2"][CARRIED]["总计"] = 2
    AnnualReport.objects.filter(pk=new.pk).update(tables=tables)
    assert "V5" in found_in(new)
    with pytest.raises(Refused, match="勾稽"):
        deciding.submit(new, by=county.clerk, on=NEXT)


def test_a_case_reopened_after_publication_changes_no_published_figure_and_is_explained_next_year(county):
    made = case(county, state=Status.CLOSED, on=date(2025, 3, 3), answers=INTERNAL)
    old = report(county, state=State.PUBLISHED)
    replies.reopen(made, by=county.head, on=date(2026, 2, 3), reason="复议决定", until=date(2026, 2, 24))
    advance(county, InformationRequest.objects.get(pk=made.pk), Status.REPLIED, on=date(2026, 2, 10))
    old.refresh_from_db()
    assert totals(old, "3.1", "3.3.5") == [0, 1]
    assert found_in(old) == set()  # compared with what was counted at submission
    new = report(county, year=2026, on=NEXT)
    assert totals(new, "1", "2", "3.7", "4") == [0, 0, 0, 0]
    assert found_in(new) == set()


def test_what_differs_from_the_cases_has_to_be_explained_cell_by_cell(county):
    case(county, state=Status.REPLIED, on=date(2025, 4, 1))
    more = {row: {"自然人": "2", "总计": "2"} for row in ("1", "3.1", "3.7")}
    made = report(county, tables={1: ACTIVE, 2: more})
    with pytest.raises(Refused, match="6处差异"):
        deciding.submit(made, by=county.clerk, on=ON)
    keys = [one.key for one in unexplained(made, findings(made, against(made)))]
    assert len(keys) == 6
    drafting.explain(made, by=county.clerk, on=ON, explanations=dict.fromkeys(keys[:5], "纸质申请未登记"))
    with pytest.raises(Refused, match="1处差异"):
        deciding.submit(made, by=county.clerk, on=ON)
    drafting.explain(made, by=county.clerk, on=ON, explanations={keys[5]: "纸质申请未登记"})
    made = deciding.submit(made, by=county.clerk, on=ON)
    assert made.counted["2"]["1"]["总计"] == 1
    assert made.tables["2"]["1"]["总计"] == 2
    with pytest.raises(Refused):
        drafting.explain(made, by=county.clerk, on=ON, explanations={keys[5]: ""})


@pytest.mark.parametrize(
    ("texts", "tables", "said"),
    [
        ({"overview": " "}, {}, "总体情况"), ({"problems": ""}, {}, "主要问题"), ({"other": "无"}, {}, "信息处理费"),
        ({}, {1: {"licences": {"本年处理决定数量": ""}}}, "没有填写"), ({}, {2: {"1": {"总计": "9"}}}, "勾稽"),
        ({}, {3: {"suit": {"总计": "1"}}}, "勾稽"), ({}, {1: {"fees": {"本年收费金额（单位：万元）": "约3"}}}, "没有填写"),
        ({"overview": "全年新收政府信息公开申请5件。"}, {}, "1处差异"),
    ],
)  # fmt: skip
def test_what_is_lacking_blocks_submission_and_nothing_is_written(county, texts, tables, said):
    made = report(county)
    drafting.edit(made, by=county.clerk, on=ON, texts=TEXTS | texts, tables=tables)
    with pytest.raises(Refused, match=said):
        deciding.submit(made, by=county.clerk, on=ON)
    made.refresh_from_db()
    assert made.state == State.DRAFT


def test_what_is_no_number_is_kept_as_typed_until_it_is_put_right(county):
    made = report(county, tables={1: ACTIVE | {"licences": {"本年处理决定数量": "一百二十"}}})
    made.refresh_from_db()
    assert made.matrices[1].faults == {("licences", "本年处理决定数量"): "一百二十"}


def test_a_year_that_has_not_ended_may_be_prepared_and_not_submitted(county):
    made = report(county, year=2026, on=date(2026, 12, 31))
    with pytest.raises(Refused, match="还没有结束"):
        deciding.submit(made, by=county.clerk, on=date(2026, 12, 31))
    deciding.submit(made, by=county.clerk, on=date(2027, 1, 1))


@pytest.mark.parametrize("year", [2007, 2027])
def test_other_years_are_refused(county, year):
    with pytest.raises(Refused, match="年度应在"):
        drafting.start(county.department, year, by=county.clerk, on=ON)


def test_entered_by_hand_begins_blank_and_not_with_zeros(county):
    made = drafting.start(county.department, 2023, by=county.clerk, on=ON, origin=Origin.ENTERED)
    assert {made.matrices[2].at(*place) for place in FORM_2021.places()} == {None}
    assert "V8" in found_in(made)
    old = drafting.start(county.department, 2020, by=county.clerk, on=ON, origin=Origin.ENTERED)
    assert old.version == "2019"
    with pytest.raises(Refused, match="人工填报"):
        drafting.start(county.other_department, 2020, by=county.other_clerk, on=ON)


def test_totals_can_be_worked_out_by_the_page(county):
    made = report(county)
    cells = {2: {"1": {"自然人": "2"}, "3.1": {"自然人": "2"}}, 3: {"review": {"结果维持": "1"}}}
    made = drafting.edit(made, by=county.clerk, on=ON, texts={}, tables=cells, add_up=True)
    assert totals(made, "1", "3.1", "3.7") == [2, 2, 2]
    assert made.matrices[3].at("review", "总计") == 1


def test_a_recount_takes_the_cases_again_and_keeps_what_was_entered(county):
    made = report(county)
    case(county, state=Status.REPLIED, on=date(2025, 4, 1))
    assert "V10" in found_in(made)
    made = drafting.recount(made, by=county.clerk, on=ON)
    assert totals(made, "1") == [1]
    assert made.matrices[1].at("licences", "本年处理决定数量") == 120
    assert found_in(made) == set()


def test_normative_documents_are_counted_by_their_dates(county, django_assert_num_queries):
    blank = documents([county.department.pk], 2025)
    assert blank.at("normative", MADE) is None  # nothing known is not zero

    def published(formed: date, effective: date | None = None):
        begins = effective or formed
        return papers.document(
            county, state=DocumentStatus.PUBLISHED, formed_on=formed, is_normative=True, effective_on=begins,
            registration_no=f"QL-{formed}", valid_until=begins.replace(year=begins.year + 3) - timedelta(days=1),
        )  # fmt: skip

    published(date(2025, 3, 3))
    published(date(2022, 12, 31))  # until 30 December 2025
    published(date(2023, 1, 1))  # until 31 December 2025
    published(date(2025, 12, 20), effective=date(2026, 2, 1))
    published(date(2026, 1, 5))
    papers.document(
        county, state=DocumentStatus.PUBLISHED, formed_on=date(2025, 3, 3)
    )  # no normative document
    repealed = published(date(2023, 3, 3))
    DocumentEdition.objects.filter(pk=repealed.pk).update(repealed_on=date(2025, 6, 1), validity="repealed")
    with django_assert_num_queries(1):
        found = documents([county.department.pk], 2025)
    assert [found.at("normative", column) for column in (MADE, REPEALED, IN_FORCE)] == [2, 1, 2]
    assert found.at("regulations", MADE) is None


def test_two_people_at_once_begin_one_report(lasting_county):
    def act():
        return drafting.start(lasting_county.department, 2025, by=lasting_county.clerk, on=ON)

    outcomes = together(act, act)
    assert AnnualReport.objects.count() == 1
    assert sum(isinstance(one, Refused) for one in outcomes) == 1


def test_two_editors_never_overwrite_each_other(lasting_county):
    made = drafting.start(lasting_county.department, 2025, by=lasting_county.clerk, on=ON)

    def act(person, text):
        return lambda: drafting.edit(
            made, by=person, on=ON, texts={"overview": text}, tables={}, revision=made.revision
        )

    outcomes = together(act(lasting_county.clerk, "甲"), act(lasting_county.clerk2, "乙"))
    assert sum(isinstance(one, Conflict) for one in outcomes) == 1
    kept = next(one for one in outcomes if isinstance(one, AnnualReport))
    made.refresh_from_db()
    assert made.overview == kept.overview
