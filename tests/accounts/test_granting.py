"""An administrator appoints others, in the places a role belongs to; nobody appoints themselves."""

import pytest

from accounts.actions import grant_role, revoke_role
from accounts.models import Organisation, OrganisationKind, RoleGrant
from accounts.policies import ROLE_PLACES, Refused, may_grant
from accounts.roles import Role
from audit.models import AuditEntry

pytestmark = pytest.mark.django_db


def grants() -> int:
    return RoleGrant.objects.count()


def test_an_administrator_appoints_below_their_place(county):
    grant = grant_role(county.stranger, Role.CLERK, county.township, by=county.administrator)
    assert (grant.user, grant.content_object) == (county.stranger, county.township)
    entry = AuditEntry.objects.about(county.stranger).get()
    assert (entry.actor, entry.action) == (county.administrator, "role.granted")
    assert entry.details == {"role": "经办人", "place": "白石镇人民政府"}
    assert entry.organisation_id == county.township.pk


@pytest.mark.parametrize("name", ["administrator", "superuser"])
def test_nobody_appoints_themselves(county, name):
    person, before = getattr(county, name), grants()
    for role in Role:
        for place in Organisation.objects.all():
            with pytest.raises(Refused, match="不能给自己授予岗位"):
                grant_role(person, role, place, by=person)
    assert grants() == before


@pytest.mark.parametrize(
    "name", ["clerk", "head", "office", "city_officer", "government_head", "village_officer", "stranger"]
)
def test_only_administrators_appoint(county, name):
    before = grants()
    with pytest.raises(Refused, match="系统管理员"):
        grant_role(county.clerk2, Role.CLERK, county.department, by=getattr(county, name))
    assert grants() == before


def test_an_administrator_appoints_nobody_above_or_beside_their_place(county):
    for place, role in (
        (county.city_office, Role.CITY_OFFICE),
        (county.city_department, Role.CITY_DEPARTMENT),
    ):
        with pytest.raises(Refused, match="系统管理员"):
            grant_role(county.stranger, role, place, by=county.administrator)


PLACES = {
    Role.CLERK: "city_office city_department county_government county_department township public_enterprise",
    Role.SECRECY_REVIEWER: (
        "city_office city_department county_government county_department township public_enterprise"
    ),
    Role.OFFICE: "city_office city_department county_government county_department township public_enterprise",
    Role.HEAD: "city_office city_department county_government county_department township public_enterprise",
    Role.COUNTY_OFFICE: "county_government",
    Role.CITY_DEPARTMENT: "city_department",
    Role.CITY_OFFICE: "city_office",
    Role.VILLAGE: "village",
    Role.VILLAGE_SUPERVISOR: "village",
    Role.VILLAGE_PARTY: "village",
    Role.ADMINISTRATOR: " ".join(OrganisationKind.values),
}


@pytest.mark.parametrize("role", Role)
def test_a_role_belongs_to_certain_kinds_of_organisation(county, role):
    assert set(PLACES) == set(Role) == set(ROLE_PLACES)
    for kind in OrganisationKind:
        place = Organisation(pk=1, name="某机构", kind=kind)
        verdict = may_grant(county.superuser, role, place, county.stranger)
        assert bool(verdict) is (kind in PLACES[role].split())
        assert verdict or f"“{role.label}”不能设在“{kind.label}”。" == verdict.reason


def test_appointing_twice_is_one_appointment(county):
    first = grant_role(county.stranger, Role.CLERK, county.township, by=county.administrator)
    written = AuditEntry.objects.count()
    assert grant_role(county.stranger, Role.CLERK, county.township, by=county.administrator) == first
    assert AuditEntry.objects.count() == written


def test_an_appointment_ends_on_the_record(county):
    grant = RoleGrant.objects.get(user=county.clerk)
    revoke_role(grant, by=county.administrator)
    county.clerk.refresh_from_db()
    assert not county.clerk.roles
    assert AuditEntry.objects.about(county.clerk).last().action == "role.revoked"


def test_only_administrators_end_an_appointment(county):
    with pytest.raises(Refused):
        revoke_role(RoleGrant.objects.get(user=county.clerk), by=county.head)
    assert RoleGrant.objects.filter(user=county.clerk).exists()
