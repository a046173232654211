"""市实施意见三(一)1 and 2 (国办发〔2019〕54号): a catalog is reviewed level by level and then published (逐级审核、先审后发).

County and township lists are approved by the next higher office in charge of open government and then
published together on the county's website; the city's departments guide and review their own field.
"""

import pytest

from accounts.policies import Refused
from catalog.actions.reviewing import publish, submit
from catalog.models import CatalogEdition
from catalog.workflow import TRANSITIONS, Action, Status
from tests import factories
from tests.factories import ON, passed, row

pytestmark = pytest.mark.django_db
S = Status


@pytest.mark.parametrize("unit", ["government", "department", "township"])
@pytest.mark.parametrize("state", [S.DRAFT, S.COUNTY_OFFICE, S.CITY_DEPARTMENT, S.CITY_OFFICE])
def test_nothing_is_published_before_the_review_is_complete(county, unit, state):
    edition = factories.edition(county, getattr(county, unit), state=state)
    with pytest.raises(Refused):
        publish(edition, by=county.office2)
    assert not CatalogEdition.objects.public().exists()


@pytest.mark.parametrize("unit", ["government", "department", "township"])
def test_the_next_higher_office_approves_last(county, unit):
    edition = factories.edition(county, getattr(county, unit), state=S.APPROVED)
    last = edition.reviews.last()
    assert (last.organisation, last.reviewer) == (county.city_office, county.city_officer)


@pytest.mark.parametrize("unit", ["government", "department", "township"])
def test_the_citys_department_reviews_its_field_before_that(county, unit):
    edition = factories.edition(county, getattr(county, unit), state=S.CITY_OFFICE)
    assert edition.reviews.last().organisation == county.city_department


def test_a_townships_list_is_first_seen_by_the_countys_department_of_the_field(county):
    edition = factories.edition(county, county.township, state=S.COUNTY_OFFICE)
    assert edition.reviews.get().organisation == county.department


def test_the_citys_department_reviews_by_the_standard_of_its_field(county):
    question = factories.question(
        county.domain, "权责清单所列事项是否全部纳入", legal_basis="市实施意见三(一)2"
    )
    edition = factories.edition(county, state=S.CITY_DEPARTMENT)
    with pytest.raises(Refused, match="权责清单所列事项是否全部纳入"):
        passed(county, edition, answers={})
    edition = passed(county, edition, answers={question.pk: True})
    assert edition.reviews.last().checklist[0]["basis"] == "市实施意见三(一)2"


@pytest.mark.parametrize("unit", ["department", "township"])
def test_the_county_office_publishes_for_all_units_together(county, unit):
    edition = factories.edition(county, getattr(county, unit), state=S.APPROVED)
    for name in ("clerk", "head", "township_clerk", "township_head", "city_officer", "city_reviewer"):
        with pytest.raises(Refused, match="由县政务公开主管部门在县级政府门户网站集中发布"):
            publish(edition, by=getattr(county, name))
    assert publish(edition, by=county.office2).status == S.PUBLISHED


def test_what_is_published_is_what_was_approved(county):
    edition = factories.edition(county, state=S.PUBLISHED)
    assert edition.approved_hash == edition.content_hash == edition.reviews.last().content_hash


def test_a_township_adapts_the_list_to_its_own_circumstances(county):
    """因地制宜: it is the township's own list, and what it does not take over it need only explain."""
    edition = factories.edition(county, county.township, content=[row("镇里自己的事项")], state=S.PUBLISHED)
    assert edition.unit == county.township


def test_an_item_handled_on_the_service_site_has_the_same_name_there(county):
    factories.reference_list(county, "最低生活保障对象认定")
    edition = factories.edition(county, content=[row("低保认定", service_name="低保认定")])
    with pytest.raises(Refused, match="名称完全相同"):
        submit(edition, by=county.clerk, on=ON)


def test_every_act_of_the_review_names_the_opinion_it_rests_on():
    for action in (Action.SUBMIT, Action.RECALL, Action.PASS, Action.RETURN, Action.PUBLISH):
        assert "市实施意见三(一)1" in TRANSITIONS[action].article
