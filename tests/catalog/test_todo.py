"""What waits for a person, the earliest deadline first; and what a member of staff may open at all."""

from datetime import date, timedelta

import pytest
from django.contrib.auth.models import AnonymousUser

from accounts.models import User
from catalog.actions.reviewing import recall
from catalog.deadlines import open_reviews, review_days
from catalog.models import CatalogEdition
from catalog.todo import tasks_for
from catalog.workflow import REVIEWS, Status
from statute.models import ReviewPeriod
from tests import factories
from tests.factories import ON

pytestmark = pytest.mark.django_db
S = Status


@pytest.fixture
def five_days(db):
    for step in REVIEWS:
        ReviewPeriod.objects.update_or_create(
            step=step,
            effective_to=None,
            defaults={
                "working_days": 5,
                "legal_basis": "县政务公开办公室",
                "effective_from": date(2026, 1, 1),
            },
        )


def fresh(person: User) -> User:
    return User.objects.get(pk=person.pk)


def labels(person, today=ON) -> list[tuple[str, bool]]:
    return [(task.action_label, task.mine) for task in tasks_for(person, today)]


def test_a_draft_waits_for_its_unit(county):
    factories.edition(county)
    assert labels(county.clerk) == labels(county.head) == [("继续编制", True)]
    assert labels(county.other_clerk) == labels(county.office) == labels(county.city_reviewer) == []


def test_what_was_recalled_or_returned_waits_as_such(county):
    edition = factories.edition(county, state=S.COUNTY_OFFICE)
    recall(edition, by=county.clerk, on=ON, reason="有误")
    assert [(task.step, task.action_label) for task in tasks_for(county.clerk, ON)] == [
        ("退回修改", "按意见修改")
    ]


@pytest.mark.parametrize("state", REVIEWS)
def test_a_review_waits_for_its_reviewer_and_shows_to_the_others(county, five_days, state):
    factories.edition(county, county.township, state=state)
    assert labels(county.reviewer(state)) == [("审核", True)]
    assert labels(county.township_clerk) == [("查看", False)]
    assert labels(county.village_officer) == labels(county.superuser) == labels(county.stranger) == []
    assert labels(county.other_head) == labels(county.other_city_reviewer) == []
    others = [county.reviewer(step) for step in REVIEWS if step != state]
    assert all(mine is False for person in others for _, mine in labels(person))


def test_what_is_approved_waits_for_the_county_office(county):
    factories.edition(county, state=S.APPROVED)
    assert labels(county.office) == [("发布", True)]
    assert labels(county.clerk) == labels(county.city_officer) == []


def test_a_review_is_due_by_working_days(county, five_days):
    factories.edition(county, state=S.COUNTY_OFFICE)
    (task,) = tasks_for(county.office, ON)
    assert (task.due_on, task.overdue, task.provisional) == (date(2026, 3, 9), False, False)
    assert not tasks_for(county.office, task.due_on)[0].overdue
    assert tasks_for(county.office, task.due_on + timedelta(days=1))[0].overdue


def test_without_a_period_set_nothing_is_due(county):
    ReviewPeriod.objects.all().delete()
    factories.edition(county, state=S.COUNTY_OFFICE)
    (task,) = tasks_for(county.office, ON)
    assert (task.due_on, task.overdue) == (None, False)
    assert list(open_reviews()) == []


def test_open_reviews_are_deadlines_a_new_calendar_can_move(county, five_days):
    edition = factories.edition(county, state=S.COUNTY_OFFICE)
    factories.edition(county, county.township)
    (deadline,) = open_reviews()
    assert str(edition) in deadline.label
    assert review_days(ON)[S.COUNTY_OFFICE] == 5


def test_a_townships_pending_changes_are_one_line_per_domain(county):
    factories.pending_change(county)
    (task,) = [task for task in tasks_for(fresh(county.township_clerk), ON) if task.step == "待采纳"]
    assert task.title == "社会救助:县级目录有1处变更"
    assert not [task for task in tasks_for(fresh(county.other_township_clerk), ON) if task.step == "待采纳"]


def test_my_own_come_first_and_the_most_urgent_of_them(county, five_days):
    later = factories.domain("义务教育")
    factories.duty(later, county.department, county.city_department)
    factories.edition(county, county.department, domain=later, state=S.CITY_OFFICE)
    factories.edition(county, county.township, state=S.COUNTY_OFFICE)
    CatalogEdition.objects.filter(domain=later).update(
        status=S.COUNTY_OFFICE, step_since=ON - timedelta(days=9)
    )
    factories.edition(county, county.department, state=S.CITY_OFFICE)
    tasks = tasks_for(fresh(county.office), ON)
    assert [(task.mine, task.title.split()[0]) for task in tasks] == [
        (True, "义务教育"),
        (True, "社会救助"),
        (False, "社会救助"),
    ]


@pytest.mark.parametrize(("name", "queries"), [("office", 5), ("head", 7)])
def test_the_list_costs_the_same_however_much_waits(
    county, five_days, name, queries, django_assert_num_queries
):
    factories.edition(county, county.township, state=S.COUNTY_DEPARTMENT)
    tasks_for(fresh(county.people[name]), ON)  # the calendar is built once per process
    person = fresh(county.people[name])
    with django_assert_num_queries(queries):
        assert len(tasks_for(person, ON)) == 1
    for number in range(4):
        domain = factories.domain(f"领域{number}")
        factories.duty(domain, county.department, county.city_department)
        for unit in (county.department, county.township, county.other_township):
            state = (S.CITY_DEPARTMENT, S.COUNTY_OFFICE)[number % 2]
            factories.edition(county, unit, domain=domain, state=state)
    person = fresh(county.people[name])
    with django_assert_num_queries(queries):
        assert len(tasks_for(person, ON)) == 13


def seen(person) -> set[tuple[str, str]]:
    editions = CatalogEdition.objects.visible_to(person).of_units()
    return {(edition.unit.name, edition.status) for edition in editions}


def test_each_sees_what_is_theirs_to_see(county):
    factories.edition(county, state=S.PUBLISHED)
    factories.edition(county, county.township)
    factories.edition(county, county.other_township, state=S.COUNTY_DEPARTMENT)
    published = ("青岚县民政局", "published")
    draft, submitted = ("白石镇人民政府", "draft"), ("柳河镇人民政府", "county_department")
    assert seen(AnonymousUser()) == {published}
    assert seen(county.superuser) == seen(county.stranger) == seen(county.village_officer) == {published}
    assert seen(county.other_head) == seen(county.other_city_reviewer) == {published}
    assert seen(county.township_clerk) == {published, draft}
    assert seen(county.head) == seen(county.city_reviewer) == {published, submitted}
    assert seen(county.office) == seen(county.city_officer) == {published, draft, submitted}


def test_what_was_discarded_stays_with_its_unit(county):
    factories.edition(county, state=S.DISCARDED)
    assert seen(county.clerk) == {("青岚县民政局", "discarded")}
    assert seen(county.city_reviewer) == seen(AnonymousUser()) == set()


def test_citizens_do_not_see_the_standard_as_a_units_catalog(county):
    factories.standard(county.domain)
    assert not CatalogEdition.objects.visible_to(AnonymousUser()).exists()
    assert CatalogEdition.objects.visible_to(county.clerk).standard().exists()


def test_visibility_is_one_query_besides_the_roles(county, django_assert_num_queries):
    factories.edition(county, state=S.CITY_DEPARTMENT)
    person = fresh(county.city_reviewer)
    with django_assert_num_queries(3):
        assert len(CatalogEdition.objects.visible_to(person)) == 1
    factories.edition(county, county.township, state=S.CITY_DEPARTMENT)
    with django_assert_num_queries(1):
        assert len(CatalogEdition.objects.visible_to(person)) == 2
