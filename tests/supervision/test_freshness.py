"""覆盖与更新: an item, a cell and a column turn red, amber and green by the facts; the map costs what it costs."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from catalog.workflow import Status as CatalogStatus
from statute.limits import Kind, Limit, TimeLimit, Unit
from statute.loading import working_calendar
from supervision.freshness import Cell, Level, Marking, Standing, column_level, heat, lines
from supervision.models.standing import units_watched
from tests import documents, factories
from tests.measured import ON, published

MONTHLY = "每月公开一次"


@pytest.fixture
def monthly(county):
    """The department's catalog: one item to be renewed each month."""
    content = [factories.row("最低生活保障", "资金发放", seq="1", time_limit=MONTHLY)]
    factories.edition(county, state=CatalogStatus.PUBLISHED, content=content)
    return county


def cell(county, today):
    return heat([county.department], today).cell(county.department.pk, county.domain.pk)


def test_an_item_to_be_renewed_each_month_is_fresh_due_and_overdue(monthly):
    assert cell(monthly, ON).level is Level.RED  # nothing yet: an empty column
    published(monthly, ON)
    end = working_calendar().add_months(ON, 1).date
    expected = {
        ON + timedelta(days=3): Standing.FRESH,
        end - timedelta(days=1): Standing.DUE,
        end: Standing.DUE,
        end + timedelta(days=1): Standing.OVERDUE,
    }
    for day, standing in expected.items():
        [line] = lines(monthly.department.pk, monthly.domain.pk, day)
        assert (line.standing, line.due_on) == (standing, end)
        assert cell(monthly, day).level is standing.level


def test_a_cell_is_amber_while_some_items_are_empty_and_green_when_all_are_filled(county):
    items = [documents.item(county, place=place) for place in range(5)]
    published(county, ON, items=items[:4])
    assert cell(county, ON).level is Level.AMBER
    assert cell(county, ON).words == "空1"
    published(county, ON, items=items[4:])
    assert cell(county, ON) == Cell(fresh=5)
    assert (cell(county, ON).level, cell(county, ON).words) == (Level.GREEN, "齐")


def test_what_is_only_given_on_request_is_no_gap(county):
    content = [factories.row("救助", "个人档案", seq="1", mode_active=False, mode_request=True)]
    factories.edition(county, state=CatalogStatus.PUBLISHED, content=content)
    assert cell(county, ON).level is Level.NONE


@pytest.mark.parametrize("unit", [Unit.WORKDAY, Unit.DAY, Unit.WEEK, Unit.MONTH, Unit.YEAR])
def test_the_marks_say_what_counting_each_day_says(unit, db):
    rule = TimeLimit(MONTHLY, (Limit(Kind.RECURRING, number=1, unit=unit),), escape=False, unread=())
    marking = Marking(ON)
    marks = marking._marks(rule)
    for back in (*range(45), *range(355, 375)):
        day = ON - timedelta(days=back)
        due = marking.due(rule, day)
        expected = Standing.OVERDUE if due < ON else Standing.DUE if due <= marking.soon else Standing.FRESH
        assert marks.of(day) is expected, day


@pytest.mark.parametrize(("number", "level"), [(0, Level.GREEN), (4, Level.AMBER), (5, Level.RED)])
def test_columns_are_judged_by_the_national_number(number, level):
    assert column_level(number, 5) is level


def test_everybody_sees_the_units_they_work_for_or_oversee(county):
    everyone = [
        county.government,
        county.department,
        county.other_department,
        county.township,
        county.other_township,
    ]
    assert list(units_watched(county.clerk)) == [county.department]
    assert set(units_watched(county.office)) == set(units_watched(county.city_officer)) == set(everyone)
    assert not units_watched(county.superuser)
    assert not units_watched(county.village_officer)


def test_the_map_is_six_queries_beside_session_and_frame_however_much_there_is(
    county, django_assert_max_num_queries, django_assert_num_queries
):
    units = list(units_watched(county.office))
    for unit in (county.department, county.township):
        documents.published_catalog(county, unit)
    with django_assert_num_queries(3):
        heat(units, ON)
    client = Client()
    client.force_login(county.office)
    with django_assert_max_num_queries(9):  # 2 for the session, 1 for the frame
        page = client.get(reverse("admin:supervision_itemstanding_changelist"))
    assert page.status_code == 200


def test_a_cell_leads_to_the_items_and_the_people(monthly):
    made = documents.draft(monthly)
    client = Client()
    client.force_login(monthly.office)
    page = client.get(reverse("admin:supervision_itemstanding_changelist")).content.decode()
    where = (
        f"{reverse('admin:supervision_items', args=[monthly.department.code])}?domain={monthly.domain.code}"
    )
    assert where in page
    items = client.get(where).content.decode()
    assert "资金发放" in items
    assert str(monthly.clerk) in items
    assert str(monthly.head) in items
    assert made.title in items
    assert "没有内容" in items
    none = client.get(where + "&standing=fresh").content.decode()
    assert "没有这样的事项" in none


def test_another_units_items_are_not_shown(county):
    client = Client()
    client.force_login(county.other_clerk)
    assert client.get(reverse("admin:supervision_items", args=[county.department.code])).status_code == 404
