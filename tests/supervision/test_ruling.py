"""监督规定: the county's own numbers, each with its days; what came in before keeps the number of its day."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.policies import Refused
from statute.loading import working_calendar
from supervision.actions import ruling, urging
from supervision.deadlines import complaint_due, open_supervision
from supervision.models import SupervisionRule
from supervision.models.rule import DEFAULTS, Key, Rules, rule_on
from tests import complaints
from tests.factories import ON

pytestmark = pytest.mark.django_db
LATER = date(2026, 4, 1)
BASIS = "青岚县政务公开监督办法第六条"


def _set(county, value=15, on=LATER, key=Key.COMPLAINT_DAYS, **given):
    return ruling.set_rule(key, value, legal_basis=BASIS, by=county.office, on=on, **given)


def test_without_a_row_the_platforms_own_number_holds_and_says_that_it_is_one(county):
    made = complaints.complaint(county)
    calendar = working_calendar()
    assert made.due_on == calendar.add_working_days(ON, 20).date
    assert "待县里确定" in "".join(complaint_due(ON, calendar).steps)
    assert set(DEFAULTS) == set(Key.values)


def test_a_complaint_keeps_the_number_of_the_day_it_came_in(county):
    earlier = complaints.complaint(county)
    _set(county)
    later = complaints.complaint(county, on=LATER)
    calendar = working_calendar()
    assert later.due_on == calendar.add_working_days(LATER, 15).date
    assert BASIS in "".join(complaint_due(LATER, calendar).steps)
    assert urging.recompute(calendar) == 0
    earlier.refresh_from_db()
    assert earlier.due_on == calendar.add_working_days(ON, 20).date
    days = {one.start: one.working_days for one in open_supervision()}
    assert days == {ON: 20, LATER: 15}


def test_a_new_number_ends_the_former_and_leaves_it(county):
    first = _set(county)
    _set(county, value=10, on=date(2026, 6, 1), verified=True)
    first.refresh_from_db()
    assert first.effective_to == date(2026, 6, 1)
    assert [rule_on(Key.COMPLAINT_DAYS, day).value for day in (ON, LATER, date(2026, 5, 31), date(2026, 6, 1))] == [
        20, 15, 15, 10
    ]  # fmt: skip


@pytest.mark.parametrize(("key", "value"), [("complaint_days", 0), ("complaint_days", 61), ("retention_years", 31), ("trainings", 13)])  # fmt: skip
def test_a_number_out_of_range_is_refused_and_nothing_changes(county, key, value):
    with pytest.raises(ValidationError, match="数值应在"):
        _set(county, value, key=key)
    assert not SupervisionRule.objects.exists()


def test_only_the_office_sets_it_with_a_basis_and_never_before_the_row_in_force(county):
    with pytest.raises(Refused, match="主管部门"):
        ruling.set_rule(Key.TRAININGS, 2, legal_basis=BASIS, by=county.head, on=LATER)
    with pytest.raises(ValidationError, match="依据"):
        ruling.set_rule(Key.TRAININGS, 2, legal_basis=" ", by=county.office, on=LATER)
    _set(county)
    with pytest.raises(ValidationError, match="不得早于"):
        _set(county, 10, on=LATER - timedelta(days=1))
    assert SupervisionRule.objects.count() == 1


def test_all_numbers_cost_one_query(county, django_assert_num_queries):
    _set(county)
    with django_assert_num_queries(1):
        rules = Rules()
        assert [rules.on(key, LATER).value for key in Key.values] == [15, 3, 1]


def test_the_office_sets_it_on_its_page(county):
    client = Client()
    client.force_login(county.office)
    url = reverse("admin:supervision_supervisionrule_set")
    today = timezone.localdate()
    sent = {"key": "complaint_days", "value": "15", "legal_basis": BASIS, "effective_from": today.isoformat()}
    assert "数值应在1至60之间" in client.post(url, sent | {"value": "61"}).content.decode()
    assert client.post(url, sent).status_code == 302
    assert rule_on(Key.COMPLAINT_DAYS, today).value == 15
    page = client.get(reverse("admin:supervision_supervisionrule_changelist")).content.decode()
    assert BASIS in page
    assert "15" in client.get(f"{url}?key=complaint_days").content.decode()
