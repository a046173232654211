"""A role holds on the organisation it was granted on and on everything below it, and nowhere else."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from accounts.models import RoleGrant, User
from accounts.policies import holds, may_enter_back_office
from accounts.roles import Role, resolve
from tests import factories

pytestmark = pytest.mark.django_db


def test_a_role_reaches_everything_below(county):
    covered = county.government_head.roles.organisations(Role.HEAD)
    below = {county.government, county.department, county.other_department, county.township, county.village}
    assert {unit.pk for unit in below} < covered
    assert county.city_office.pk not in covered
    assert county.city_department.pk not in covered


def test_a_role_does_not_reach_a_neighbour_or_a_superior(county):
    assert holds(county.clerk, Role.CLERK, county.department)
    assert not holds(county.clerk, Role.CLERK, county.other_department)
    assert not holds(county.clerk, Role.CLERK, county.government)


def test_one_role_is_not_another(county):
    assert not holds(county.clerk, Role.HEAD, county.department)
    assert not holds(county.head, Role.CLERK, county.department)


def test_inherited_is_not_granted(county):
    roles = county.government_head.roles
    assert roles.has(Role.HEAD, county.department.pk)
    assert not roles.granted_on(Role.HEAD, county.department.pk)
    assert roles.granted_on(Role.HEAD, county.government.pk)


def test_no_organisation_no_role(county):
    assert not holds(county.clerk, Role.CLERK, None)
    assert not county.clerk.roles.has(Role.CLERK, None)


def test_roles_are_read_with_two_queries_whatever_their_number(county, django_assert_num_queries):
    for place in (county.government, county.department, county.other_department, county.township):
        for role in (Role.CLERK, Role.SECRECY_REVIEWER, Role.HEAD):
            factories.grant_role(county.stranger, role, place, by=None)
    person = User.objects.get(pk=county.stranger.pk)
    with django_assert_num_queries(2):
        assert len(person.roles.direct) == 3
        assert person.roles.organisations(Role.HEAD)
        assert person.roles.has(Role.CLERK, county.village.pk)


def test_who_holds_nothing_costs_one_query(county, django_assert_num_queries):
    with django_assert_num_queries(1):
        assert not county.stranger.roles


def test_an_inactive_person_has_no_role(county):
    county.clerk.is_active = False
    county.clerk.save()
    person = User.objects.get(pk=county.clerk.pk)
    assert RoleGrant.objects.filter(user=person).exists()
    assert not person.roles
    assert not may_enter_back_office(person)


def test_being_superuser_is_no_role(county):
    assert not county.superuser.roles
    assert not any(holds(county.superuser, role, county.government) for role in Role)


@pytest.mark.parametrize(
    ("name", "enters"),
    [("clerk", True), ("village_officer", True), ("superuser", True), ("stranger", False)],
)
def test_the_back_office_is_for_people_with_a_post(county, name, enters):
    verdict = may_enter_back_office(getattr(county, name))
    assert bool(verdict) is enters
    assert verdict.reason == ("" if enters else "您还没有任职,请联系本单位系统管理员。")


def test_a_new_grant_is_seen_after_a_refresh(county):
    assert not county.stranger.roles
    factories.grant_role(county.stranger, Role.CLERK, county.township, by=None)
    county.stranger.refresh_from_db()
    assert holds(county.stranger, Role.CLERK, county.township)


def test_django_permissions_follow_from_the_roles(county):
    assert county.clerk.has_perm("catalog.view_catalogedition")
    assert not county.clerk.has_perm("accounts.change_user")
    assert not county.village_officer.has_module_perms("catalog")
    assert county.administrator.has_perm("accounts.change_user")


@st.composite
def trees(draw):
    """(id, parent id) pairs of a forest, and some grants on it."""
    size = draw(st.integers(1, 12))
    tree = [
        (pk, draw(st.one_of(st.none(), st.integers(1, pk - 1))) if pk > 1 else None)
        for pk in range(1, size + 1)
    ]
    grants = draw(st.lists(st.tuples(st.sampled_from(Role), st.integers(1, size)), max_size=6))
    return tree, grants


@given(trees())
def test_a_role_covers_a_place_exactly_when_it_was_granted_on_it_or_above(case):
    tree, grants = case
    parents = dict(tree)
    roles = resolve(grants, tree)
    for role in Role:
        for pk in parents:
            line, above = [], pk
            while above is not None:
                line.append(above)
                above = parents[above]
            assert roles.has(role, pk) == any((role, place) in grants for place in line)
            assert roles.granted_on(role, pk) == ((role, pk) in grants)
