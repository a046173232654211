"""更新与缺口: each measure is green, amber and red by changing facts, and nothing else."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.test import Client
from django.urls import reverse

from catalog.workflow import Status as CatalogStatus
from disclosure.models import Campaign, CampaignEntry, DocumentEdition
from disclosure.workflow import Attribute, Status
from interpretation.models import InterpretationPlan, Message
from requests_app.models import InformationRequest
from statute.loading import working_calendar
from supervision.freshness import Level
from supervision.measures import Board, Rate, Tally, board, columns
from tests import documents, factories
from tests.applications import receive
from tests.interpretations import message
from tests.measured import ON, published
from tests.participation.made import consultation

YEAR = timedelta(days=365)


def measured(county, today: date) -> Board:
    return board([county.department.pk, county.other_department.pk], today, since=today - YEAR)


def tally(county, key, today) -> Tally:
    found = measured(county, today)
    assert found.tally(key, county.other_department.pk) == Tally()  # another unit's facts are its own
    return found.tally(key, county.department.pk)


def levels(county, key, *days) -> list[Level]:
    return [tally(county, key, day).level for day in days]


def test_with_nothing_done_and_nothing_asked_everything_is_green(county):
    found = measured(county, ON)
    assert all(found.whole(key).level is Level.GREEN for key in found.tallies)
    assert found.rate().level is Level.NONE


def test_a_document_is_amber_before_its_last_day_and_red_after_it(county):
    documents.draft(county, on=ON)
    due = working_calendar().add_working_days(ON, 20).date
    days = (ON, due, due + timedelta(days=1))
    assert levels(county, "late", *days) == [Level.GREEN, Level.AMBER, Level.RED]


def test_an_attribute_is_amber_a_month_before_the_year_is_over_and_red_after_it(county):
    made = documents.document(county, state=Status.PUBLISHED, proposed_attribute=Attribute.ON_REQUEST)
    DocumentEdition.objects.filter(pk=made.pk).update(attribute_reviewed_on=ON)
    days = (ON + timedelta(days=300), ON + timedelta(days=350), date(2027, 3, 3))
    assert levels(county, "attribute", *days) == [Level.GREEN, Level.AMBER, Level.RED]


def test_a_clean_up_is_amber_until_its_day_and_red_after_it(county):
    made = published(county, ON)
    campaign = Campaign.objects.create(
        kind="cleanup", organisation=county.government, year=2026, opened_on=ON, due_on=date(2026, 6, 30)
    )
    entry = CampaignEntry.objects.create(campaign=campaign, edition=made, unit=county.department)
    assert levels(county, "validity", ON, date(2026, 7, 1)) == [Level.AMBER, Level.RED]
    entry.decision, entry.reason, entry.decided_on = "keep", "仍然适用", ON
    entry.save()
    assert levels(county, "validity", date(2026, 7, 1)) == [Level.GREEN]


def test_an_interpretation_is_amber_for_three_working_days_and_then_red(county):
    made = published(county, ON)
    assert levels(county, "interpretation", ON) == [Level.GREEN]
    InterpretationPlan.objects.create(
        edition=made, unit=county.department, status=InterpretationPlan.Status.FILED, forms=["text"], outline="标准怎么定",
        timing=InterpretationPlan.Timing.SOON, first_interpreter="王丽", filed_on=ON, filed_by=county.clerk, started_by=county.clerk,
    )  # fmt: skip
    assert levels(county, "interpretation", ON, date(2026, 3, 6)) == [Level.AMBER, Level.RED]


def test_feedback_is_amber_until_its_day_and_red_after_it(county):
    made = consultation(county)
    closed = made.closes_at.date() + timedelta(days=1)
    assert levels(county, "feedback", closed - timedelta(days=5), closed + timedelta(days=1), closed + timedelta(days=90)) == [
        Level.GREEN, Level.AMBER, Level.RED
    ]  # fmt: skip


def test_a_message_is_amber_past_its_day_and_red_after_three_months(county):
    made = message(county)
    Message.objects.filter(pk=made.pk).update(
        unit=county.department, received_on=ON, due_on=ON + timedelta(days=7)
    )
    days = (ON, ON + timedelta(days=10), ON + timedelta(days=100))
    assert levels(county, "messages", *days) == [Level.GREEN, Level.AMBER, Level.RED]


def test_a_case_is_amber_near_its_day_and_red_after_it(county):
    made = receive(county, on=ON, unit=county.department)
    InformationRequest.objects.filter(pk=made.pk).update(reply_due=date(2026, 3, 30))
    days = (ON, date(2026, 3, 27), date(2026, 3, 31))
    assert levels(county, "requests", *days) == [Level.GREEN, Level.AMBER, Level.RED]


def test_a_service_name_that_the_countys_list_has_not_is_red(county):
    content = [factories.row("救助", "申请", seq="1", service_name="最低生活保障申请")]
    factories.edition(county, state=CatalogStatus.PUBLISHED, content=content)
    assert levels(county, "names", ON) == [Level.GREEN]  # no list, nothing to compare with
    listed = factories.reference_list(county, "最低生活保障金申请")
    assert levels(county, "names", ON) == [Level.RED]
    listed.entries.update(name="最低生活保障申请")
    assert levels(county, "names", ON) == [Level.GREEN]


@pytest.mark.parametrize(
    ("done", "total", "level"), [(0, 0, Level.NONE), (10, 10, Level.GREEN), (9, 10, Level.AMBER), (8, 10, Level.RED)]
)  # fmt: skip
def test_the_rate_is_red_below_ninety(done, total, level):
    assert Rate(done, total).level is level


def test_what_came_out_late_lowers_the_rate(county):
    published(county, ON)
    assert measured(county, ON).rate().level is Level.GREEN
    published(county, ON, days_late=3)
    assert measured(county, ON).rate() == Rate(1, 2)
    assert measured(county, ON + YEAR * 2).rate().total == 0


def test_a_column_of_the_site_is_green_amber_and_red_by_the_age_of_its_newest(county):
    assert columns(ON)[1].level(ON) is Level.RED  # nothing at all
    published(county, ON)
    days = (ON, date(2026, 8, 20), date(2026, 9, 3))
    assert [columns(day)[1].level(day) for day in days] == [Level.GREEN, Level.AMBER, Level.RED]


def test_the_number_of_queries_does_not_grow_with_the_units(county, django_assert_num_queries):
    documents.draft(county, on=ON)
    units = [county.department.pk, county.other_department.pk, county.township.pk]
    with django_assert_num_queries(18):
        board(units, ON, since=ON - YEAR)
    with django_assert_num_queries(18):
        board(units[:1], ON, since=ON - YEAR)


def test_the_page_shows_them_by_unit(county):
    published(county, datetime.now(UTC).date() - timedelta(days=2), days_late=3)
    client = Client()
    client.force_login(county.office)
    page = client.get(reverse("admin:supervision_measured")).content.decode()
    assert "公开属性年度评估" in page
    assert "0/1" in page
    assert county.department.label in page
