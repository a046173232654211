"""An administrator keeps the accounts of their own organisations, and no account becomes more than it was."""

import pytest

from accounts.actions import save_person
from accounts.models import User
from accounts.policies import Refused
from audit.models import AuditEntry

pytestmark = pytest.mark.django_db


def stored(person: User) -> User:
    return User.objects.get(pk=person.pk)


def test_a_new_person_is_staff_and_holds_nothing(county):
    person = User(username="new", full_name="新来的人", organisation=county.township, is_superuser=True)
    save_person(person, by=county.administrator, is_new=True)
    assert (stored(person).is_staff, stored(person).is_superuser) == (True, False)
    assert not stored(person).roles
    assert AuditEntry.objects.about(person).get().action == "person.saved"


@pytest.mark.parametrize("place", ["city_office", "city_department", None])
def test_an_administrator_adds_nobody_outside_their_part(county, place):
    before = User.objects.count()
    person = User(username="new", organisation=getattr(county, place) if place else None)
    with pytest.raises(Refused):
        save_person(person, by=county.administrator, is_new=True)
    assert User.objects.count() == before


def test_nobody_is_taken_over_from_elsewhere(county):
    county.city_officer.organisation = county.department
    with pytest.raises(Refused, match="系统管理员"):
        save_person(county.city_officer, by=county.administrator, is_new=False)
    assert stored(county.city_officer).organisation == county.city_office


def test_an_account_does_not_become_a_superuser(county):
    county.clerk.is_superuser, county.clerk.full_name = True, "改名"
    save_person(county.clerk, by=county.administrator, is_new=False)
    assert (stored(county.clerk).full_name, stored(county.clerk).is_superuser) == ("改名", False)


def test_a_superuser_is_kept_by_superusers_alone(county):
    User.objects.filter(pk=county.superuser.pk).update(organisation=county.department)
    superuser = stored(county.superuser)
    superuser.full_name = "改名"
    with pytest.raises(Refused, match="超级管理员"):
        save_person(superuser, by=county.administrator, is_new=False)
    save_person(superuser, by=stored(county.superuser), is_new=False)
    assert (stored(superuser).full_name, stored(superuser).is_superuser) == ("改名", True)


@pytest.mark.parametrize("name", ["clerk", "head", "office", "stranger"])
def test_only_administrators_keep_accounts(county, name):
    with pytest.raises(Refused):
        save_person(county.clerk2, by=getattr(county, name), is_new=False)
