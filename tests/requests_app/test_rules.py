"""县级规定: by the county office, with its basis; what held before stays."""

from datetime import date, timedelta

import pytest
from django.test import Client
from django.urls import reverse

from accounts.policies import Refused
from audit.models import AuditEntry
from requests_app.actions.ruling import set_rule
from requests_app.models import CountyRule, county_rule
from tests.factories import ON
from tests.threads import together

URL = reverse("admin:requests_app_rules")
SAME = CountyRule.Key.SAME_SUBJECT
GOOD = {"key": "same_subject", "value": "5", "legal_basis": "青政办发〔2026〕3号第五条"}


def test_a_new_value_takes_the_place_of_the_one_in_force(county):
    assert county_rule(SAME) == 3
    set_rule(SAME, 4, legal_basis="甲文", by=county.office, on=ON)
    set_rule(SAME, 6, legal_basis="乙文", by=county.office, on=ON + timedelta(days=30), verified=True)
    assert county_rule(SAME) == 6
    assert county_rule(CountyRule.Key.RETENTION_YEARS) == 10
    old, new = CountyRule.objects.order_by("pk")
    assert (old.value, old.effective_from, old.effective_to) == (4, ON, ON + timedelta(days=30))
    assert (new.effective_to, new.verified) == (None, True)
    entry = AuditEntry.objects.filter(action="county_rule.set").order_by("pk").last()
    assert (entry.details["former"], entry.details["value"], entry.details["legal_basis"]) == (4, 6, "乙文")


@pytest.mark.parametrize(
    ("key", "value", "basis", "on", "words"),
    [
        ("same_subject", 1, "甲文", ON, "数值应在2至100之间"),
        ("retention_years", 0, "甲文", ON, "数值应在1至100之间"),
        ("same_subject", 5, "  ", ON, "依据"),
        ("same_subject", 4, "甲文", ON, "没有改动"),
        ("same_subject", 5, "甲文", date(2026, 1, 1), "不得早于"),
        ("nonsense", 5, "甲文", ON, "没有这一项"),
    ],
)
def test_what_is_refused_changes_nothing(county, key, value, basis, on, words):
    set_rule(SAME, 4, legal_basis="甲文", by=county.office, on=ON)
    with pytest.raises(Refused, match=words):
        set_rule(key, value, legal_basis=basis, by=county.office, on=on)
    assert CountyRule.objects.get().effective_to is None


def test_only_the_county_office_may(county):
    for name, user in county.people.items():
        if name in ("office", "office2"):
            continue
        with pytest.raises(Refused, match="主管部门"):
            set_rule(SAME, 4, legal_basis="甲文", by=user, on=ON)
    assert not CountyRule.objects.exists()


def test_the_screen_sets_it_and_shows_everybody_what_holds(county):
    office, clerk = Client(), Client()
    office.force_login(county.office)
    clerk.force_login(county.clerk)
    assert "按系统默认" in office.get(URL).content.decode()
    assert office.post(URL, GOOD).status_code == 302
    page = clerk.get(URL).content.decode()
    assert "青政办发〔2026〕3号第五条" in page
    assert "县级规定由县政务公开主管部门设定" in page
    assert clerk.post(URL, GOOD | {"value": "9"}).status_code == 422
    assert office.post(URL, GOOD | {"value": ""}).status_code == 422
    assert office.post(URL, GOOD).status_code == 422  # nothing would change
    assert county_rule(SAME) == 5


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("existing", [True, False])
def test_two_offices_at_once_leave_one_value_in_force(lasting_county, existing):
    office = lasting_county.office
    if existing:
        set_rule(SAME, 4, legal_basis="甲文", by=office, on=ON)
    results = together(*[lambda n=n: set_rule(SAME, n, legal_basis="甲文", by=office, on=ON) for n in (5, 6)])
    assert not [one for one in results if isinstance(one, Exception) and not isinstance(one, Refused)]
    assert CountyRule.objects.filter(effective_to=None).count() == 1
