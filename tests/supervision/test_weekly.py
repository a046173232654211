"""看板和监督周报: what was done in a period, what is open, and who is told of it, once a week."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse

from audit.models import AuditEntry
from supervision.actions import digesting
from supervision.activity import activity, by_month, periods
from tests import documents, trainings
from tests.applications import receive
from tests.measured import ON, published

MONDAY = date(2026, 5, 11)


def send(on: date) -> int:
    return digesting.send_digests(on, at=datetime(on.year, on.month, on.day, 1, tzinfo=UTC))


@pytest.fixture
def mailed(county, settings):
    """The department has a late draft; its clerk and head, the office and the city have an address."""
    settings.MAIL_ENABLED = True
    trainings.held(county, on=date(2025, 5, 6), came=1)
    for name in ("clerk", "head", "office", "city_officer", "other_clerk"):
        county.people[name].email = f"{name}@mail.example"
        county.people[name].save()
    return county


def test_where_nothing_is_red_nobody_gets_a_mail(mailed):
    assert send(MONDAY) == 0
    assert mail.outbox == []


def test_it_names_people_and_the_next_act_and_comes_once_a_week(mailed):
    documents.draft(mailed, on=ON)
    before = AuditEntry.objects.exclude(action=digesting.DIGEST).count()
    assert send(MONDAY) == 4  # the other department's clerk has nothing to do with it
    said = {one.to[0]: one.body for one in mail.outbox}
    assert set(said) == {f"{name}@mail.example" for name in ("clerk", "head", "office", "city_officer")}
    for name in ("clerk", "head", "office"):
        assert "逾期未公开的文件1件" in said[f"{name}@mail.example"]
        assert f"请经办人{mailed.clerk}" in said[f"{name}@mail.example"]
        assert f"负责人{mailed.head}" in said[f"{name}@mail.example"]
    assert "下一步：由县政务公开主管部门督促" in said["city_officer@mail.example"]
    assert send(MONDAY) == send(MONDAY + timedelta(days=1)) == send(MONDAY + timedelta(days=4)) == 0
    assert send(MONDAY + timedelta(days=7)) == 4  # still late, told again the week after
    assert AuditEntry.objects.exclude(action=digesting.DIGEST).count() == before  # nothing but mails was made


def test_without_mail_nothing_is_sent(mailed, settings):
    settings.MAIL_ENABLED = False
    documents.draft(mailed, on=ON)
    assert send(MONDAY) == 0


def test_the_periods_end_today_or_with_the_year():
    found = {one.key: (one.first, one.last) for one in periods(MONDAY)}
    assert found == {
        "month": (date(2026, 5, 1), MONDAY), "quarter": (date(2026, 4, 1), MONDAY), "year": (date(2026, 1, 1), MONDAY),
        "twelve": (date(2025, 5, 12), MONDAY), "last": (date(2025, 1, 1), date(2025, 12, 31)),
    }  # fmt: skip


def test_a_period_counts_what_happened_in_it(county, django_assert_num_queries):
    published(county, date(2026, 4, 1))
    published(county, date(2026, 3, 31))
    receive(county, on=date(2026, 5, 6), unit=county.department)
    units = [county.department.pk]
    month, quarter, year, *_ = periods(MONDAY)
    with django_assert_num_queries(5):
        found = activity(units, quarter)[county.department.pk]
    assert (found.documents, found.received, found.answered) == (1, 1, 0)
    assert activity(units, year)[county.department.pk].documents == 2
    assert county.department.pk not in {pk for pk, one in activity(units, month).items() if one.documents}
    assert [number for _, number in by_month(units, year)] == [0, 0, 1, 1, 0]


@pytest.mark.parametrize("name", ["head", "office", "city_officer"])
def test_head_office_and_city_see_their_own_board(county, name):
    client = Client()
    client.force_login(county.people[name])
    page = client.get(reverse("admin:supervision_dashboard"), {"period": "twelve"}).content.decode()
    assert {"head": county.department.name, "office": "全县5个单位", "city_officer": "所辖5个单位"}[
        name
    ] in page
    assert "近十二个月" in page


def test_the_board_costs_the_same_for_one_unit_as_for_all(county, django_assert_max_num_queries):
    documents.published_catalog(county)
    client = Client()
    client.force_login(county.office)
    for given in ({}, {"unit": county.department.code}):
        with django_assert_max_num_queries(33):
            client.get(reverse("admin:supervision_dashboard"), given)


def test_units_are_compared_and_others_are_left_out(county):
    client = Client()
    client.force_login(county.office)
    given = {"unit": [county.department.code, county.township.code, "nobody"]}
    page = client.get(reverse("admin:supervision_dashboard"), given).content.decode()
    table = page[page.index('id="units"') :]
    assert "选定的2个单位" in page
    assert county.department.label in table
    assert county.other_department.label not in table


def test_the_large_screen_asks_again_until_it_is_stopped(county):
    client = Client()
    client.force_login(county.office)
    moving = client.get(reverse("admin:supervision_screen"))
    assert moving.headers["Refresh"] == "120"
    assert "Refresh" not in client.get(reverse("admin:supervision_screen"), {"still": "1"}).headers
