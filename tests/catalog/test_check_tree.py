"""manage.py check_tree: finds a broken tree, rebuilds it from what stands above what, changes nothing else."""

import io

import pytest
from django.core.management import CommandError, call_command
from django.db.models import F

from accounts.models import Organisation
from catalog.models import Node
from catalog.tree import faults, read_rows
from tests import factories

pytestmark = pytest.mark.django_db


def run(*args: str) -> tuple[str, str]:
    out, err = io.StringIO(), io.StringIO()
    try:
        call_command("check_tree", *args, stdout=out, stderr=err)
    except CommandError as error:
        return out.getvalue(), f"{err.getvalue()}{error}"
    return out.getvalue(), err.getvalue()


def test_whole_trees_are_reported_whole(county):
    factories.edition(county)
    assert run() == ("1棵目录树和机构树都完好。\n", "")


@pytest.mark.parametrize(
    "damage",
    [{"lft": F("lft") + 1}, {"rght": F("rght") + 2}, {"level": F("level") + 1}],
    ids=["lft", "rght", "level"],
)
def test_a_broken_tree_is_named_and_rebuilt(county, damage):
    edition, other = factories.edition(county), factories.edition(county, county.other_department)
    before = [one.stated() for one in read_rows(edition)]
    node = Node.objects.filter(edition=edition, name="政策法规文件").first()
    Node.objects.filter(pk=node.pk).update(**damage)
    assert set(faults()) == {edition.pk}
    _, err = run()
    assert f"第{edition.pk}号版次" in err
    assert f"第{other.pk}号版次" not in err
    assert "--rebuild" in err
    assert set(faults()) == {edition.pk}
    assert "已重建1棵目录树" in run("--rebuild")[0]
    assert faults() == {}
    after = [one.stated() for one in read_rows(edition)]
    assert sorted(map(str, after)) == sorted(map(str, before))


def test_a_broken_tree_of_organisations_is_named_and_rebuilt(county):
    Organisation.objects.filter(pk=county.department.pk).update(lft=F("lft") + 100, rght=F("rght") + 100)
    assert "青岚县民政局" in run()[1]
    run("--rebuild")
    assert run()[1] == ""
    county.department.refresh_from_db()
    assert county.department.get_ancestors().last() == county.government
