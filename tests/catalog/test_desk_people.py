"""Roles and accounts on the desk: an administrator keeps their own people, and nobody's superusers."""

import pytest
from django.urls import reverse

from accounts.models import RoleGrant, User
from accounts.roles import Role
from tests import factories
from tests.catalog.test_desk_editions import sign_in  # noqa: F401  sign_in is a fixture

pytestmark = pytest.mark.django_db


def roles(unit) -> str:
    return reverse("admin:accounts_organisation_roles", args=[unit.pk])


def revoke(unit, grant) -> str:
    return reverse("admin:accounts_role_revoke", args=[unit.pk, grant.pk])


def account(user) -> str:
    return reverse("admin:accounts_user_change", args=[user.pk])


def held(county) -> int:
    return RoleGrant.objects.count()


def test_an_administrator_appoints_and_dismisses(county, sign_in):  # noqa: F811
    client = sign_in(county.administrator)
    client.post(roles(county.department), {"user": county.clerk.pk, "role": "secrecy_reviewer"})
    grant = RoleGrant.objects.get(user=county.clerk, permission__codename=Role.SECRECY_REVIEWER.permission)
    assert grant.content_object == county.department
    assert client.get(roles(county.department)).status_code == 200
    client.post(revoke(county.department, grant))
    assert not RoleGrant.objects.filter(pk=grant.pk).exists()


@pytest.mark.parametrize("who", ["clerk", "head", "office", "city_officer"])
def test_others_appoint_nobody(county, sign_in, who):  # noqa: F811
    before, grant = held(county), RoleGrant.objects.get(user=county.clerk)
    client = sign_in(getattr(county, who))
    posted = client.post(roles(county.department), {"user": county.clerk2.pk, "role": "head"})
    assert posted.status_code == 404
    assert client.post(revoke(county.department, grant)).status_code == 404
    assert held(county) == before


def test_nobody_appoints_themselves_or_a_stranger_or_to_a_wrong_place(county, sign_in):  # noqa: F811
    before, client = held(county), sign_in(county.administrator)
    for user, role in (
        (county.administrator, "head"), (county.city_officer, "head"), (county.superuser, "clerk"),
        (county.clerk, "county_office"), (county.clerk, "nonsense"),
    ):  # fmt: skip
        response = client.post(roles(county.department), {"user": user.pk, "role": role})
        assert response.context["form"].errors, (user, role)
    assert held(county) == before


def test_a_role_is_not_revoked_by_opening_its_address_or_under_another_unit(county, sign_in):  # noqa: F811
    before, client = held(county), sign_in(county.administrator)
    grant = RoleGrant.objects.get(user=county.clerk)
    client.get(revoke(county.department, grant))
    assert client.post(revoke(county.other_department, grant)).status_code == 404
    city = RoleGrant.objects.get(user=county.city_officer)
    assert client.post(revoke(county.city_office, city)).status_code == 404
    assert held(county) == before


@pytest.mark.parametrize("name", ["superuser", "city_officer", "stranger"])
def test_other_peoples_accounts_are_not_there(county, sign_in, name):  # noqa: F811
    target = getattr(county, name)
    client = sign_in(county.administrator)
    password = reverse("admin:auth_user_password_change", args=[target.pk])
    for page in (account(target), password):
        client.post(page, {"username": "taken", "password1": "Abc-12345-xyz", "password2": "Abc-12345-xyz"})
    target.refresh_from_db()
    assert target.username != "taken"
    assert not target.has_usable_password()
    listing = client.get(reverse("admin:accounts_user_changelist")).content.decode()
    assert account(target) not in listing


def test_a_superuser_within_the_organisation_is_out_of_reach_too(county, sign_in):  # noqa: F811
    boss = factories.person("主管", place=county.department, is_superuser=True)
    client = sign_in(county.administrator)
    client.post(account(boss), {"username": "taken", "full_name": "x", "organisation": county.department.pk})
    client.post(
        reverse("admin:auth_user_password_change", args=[boss.pk]),
        {"password1": "Abc-12345-xyz", "password2": "Abc-12345-xyz"},
    )
    boss.refresh_from_db()
    assert boss.username != "taken"
    assert not boss.has_usable_password()


def test_an_administrator_keeps_their_own_people_and_makes_no_superuser(county, sign_in):  # noqa: F811
    client = sign_in(county.administrator)
    data = {
        "username": county.clerk.username, "full_name": "新名字", "organisation": county.department.pk, "is_active": "on",
        "is_superuser": "on", "is_staff": "on",
    }  # fmt: skip
    assert client.post(account(county.clerk), data).status_code == 302
    county.clerk.refresh_from_db()
    assert county.clerk.full_name == "新名字"
    assert not county.clerk.is_superuser
    data["organisation"] = county.city_office.pk
    assert client.post(account(county.clerk), data).status_code == 200
    assert User.objects.get(pk=county.clerk.pk).organisation == county.department


def test_a_new_account_belongs_to_ones_own_organisations(county, sign_in):  # noqa: F811
    client = sign_in(county.administrator)
    data = {
        "username": "newcomer", "full_name": "新人", "usable_password": "true", "password1": "Abc-12345-xyz",
        "password2": "Abc-12345-xyz",
    }  # fmt: skip
    add = reverse("admin:accounts_user_add")
    client.post(add, data | {"organisation": county.city_office.pk})
    assert not User.objects.filter(username="newcomer").exists()
    client.post(add, data | {"organisation": county.department.pk})
    made = User.objects.get(username="newcomer")
    assert made.is_staff
    assert not made.is_superuser
    assert not made.roles
