"""The organisation tree stays whole, whoever changes it and however many at once."""

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from accounts.actions import save_organisation
from accounts.models import Organisation, OrganisationKind, User
from accounts.policies import Refused
from accounts.roles import Role
from audit.models import AuditEntry
from tests import factories
from tests.threads import together


def tree_faults() -> list[str]:
    """Organisations whose numbers do not agree with `parent`, as (name) sentences."""
    everyone = list(Organisation.objects.all())
    by_pk = {unit.pk: unit for unit in everyone}
    numbers: dict[int, list[int]] = {}
    found = []
    for unit in everyone:
        numbers.setdefault(unit.tree_id, []).extend((unit.lft, unit.rght))
        parent = by_pk.get(unit.parent_id)
        inside = parent is None or (
            parent.tree_id == unit.tree_id
            and parent.lft < unit.lft < unit.rght < parent.rght
            and unit.level == parent.level + 1
        )
        if not inside or (parent is None and unit.level):
            found.append(unit.name)
    found += [
        f"tree {tree}" for tree, used in numbers.items() if sorted(used) != list(range(1, len(used) + 1))
    ]
    return found


@pytest.mark.django_db
def test_building_a_county_leaves_one_whole_tree(county):
    assert tree_faults() == []
    assert Organisation.objects.values("tree_id").distinct().count() == 1
    assert list(county.village.get_ancestors()) == [county.city_office, county.government, county.township]


@pytest.mark.django_db
def test_the_fault_finder_finds_faults(county):
    Organisation.objects.filter(pk=county.village.pk).update(rght=99)
    assert tree_faults() == ["上河村", f"tree {county.village.tree_id}"]


@pytest.mark.django_db
def test_an_organisation_that_moves_takes_its_people_along(county):
    save_organisation(county.village, by=None)
    county.village.parent = county.other_township
    save_organisation(county.village, by=county.administrator)
    assert tree_faults() == []
    head = factories.person("柳河镇负责人", Role.HEAD, county.other_township)
    assert head.roles.has(Role.HEAD, county.village.pk)
    old = User.objects.get(pk=county.township_head.pk)
    assert not old.roles.has(Role.HEAD, county.village.pk)


@pytest.mark.django_db
def test_a_stale_copy_does_not_spoil_the_tree(county):
    stale = Organisation.objects.get(pk=county.department.pk)
    for number in range(3):
        factories.organisation(OrganisationKind.COUNTY_DEPARTMENT, f"新设局{number}", county.government)
    stale.short_name = "民政局"
    save_organisation(stale, by=county.administrator)
    assert tree_faults() == []
    assert Organisation.objects.get(pk=stale.pk).short_name == "民政局"


@pytest.mark.django_db
def test_an_organisation_cannot_stand_under_itself(county):
    government = Organisation.objects.get(pk=county.government.pk)
    government.parent = county.village
    with pytest.raises(Refused, match="不能归属于它自己或它的下级"), transaction.atomic():
        save_organisation(government, by=county.superuser)
    assert tree_faults() == []
    assert Organisation.objects.get(pk=government.pk).parent == county.city_office


@pytest.mark.django_db
@pytest.mark.parametrize("name", ["clerk", "head", "office", "city_officer", "stranger"])
def test_only_administrators_place_organisations(county, name):
    before = Organisation.objects.count()
    unit = Organisation(kind=OrganisationKind.VILLAGE, name="下河村", code="xiahe", parent=county.township)
    with pytest.raises(Refused, match="系统管理员"):
        save_organisation(unit, by=getattr(county, name))
    assert Organisation.objects.count() == before


@pytest.mark.django_db
def test_an_administrator_places_nothing_outside_their_part(county):
    root = Organisation(kind=OrganisationKind.CITY_OFFICE, name="别的市", code="other")
    with pytest.raises(Refused):
        save_organisation(root, by=county.administrator)
    county.township.parent = county.city_office
    with pytest.raises(Refused):
        save_organisation(county.township, by=county.administrator)
    assert Organisation.objects.get(pk=county.township.pk).parent == county.government


@pytest.mark.django_db
def test_placing_is_on_the_record(county):
    unit = Organisation(kind=OrganisationKind.VILLAGE, name="下河村", code="xiahe", parent=county.township)
    save_organisation(unit, by=county.administrator)
    entry = AuditEntry.objects.about(unit).get()
    assert (entry.action, entry.actor) == ("organisation.saved", county.administrator)
    assert (entry.organisation_id, entry.object_label) == (unit.pk, "下河村")


@pytest.mark.django_db
def test_a_name_is_used_once_below_one_parent(county):
    with pytest.raises(IntegrityError), transaction.atomic():
        factories.organisation(OrganisationKind.VILLAGE, "上河村", county.township)
    assert factories.organisation(OrganisationKind.VILLAGE, "上河村", county.other_township).pk


@pytest.mark.django_db
def test_a_credit_code_belongs_to_one_organisation_and_no_code_is_no_code(county):
    code = "11370000MB2879999X"
    factories.organisation(OrganisationKind.VILLAGE, "甲村", county.township, credit_code=code)
    assert Organisation.objects.filter(credit_code="").count() > 1
    with pytest.raises(IntegrityError), transaction.atomic():
        factories.organisation(OrganisationKind.VILLAGE, "乙村", county.township, credit_code=code)
    twin = Organisation(kind=OrganisationKind.VILLAGE, name="丙村", code="c", credit_code=code)
    with pytest.raises(ValidationError, match="已被另一机构使用"):
        twin.full_clean()


def test_eight_people_founding_villages_at_once_lose_none(lasting_county):
    county = lasting_county

    def found(number: int):
        for turn in range(3):
            parent = (county.township, county.other_township)[turn % 2]
            factories.organisation(OrganisationKind.VILLAGE, f"第{number}组{turn}村", parent)

    outcomes = together(*(lambda number=number: found(number) for number in range(8)))
    assert [outcome for outcome in outcomes if isinstance(outcome, Exception)] == []
    assert Organisation.objects.filter(kind=OrganisationKind.VILLAGE).count() == 1 + 24
    assert tree_faults() == []
