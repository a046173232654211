"""第二十条、第二十一条: what must be disclosed of one's own accord."""

import pytest

from accounts.policies import Refused
from disclosure.actions import deciding
from disclosure.validation import remarks
from disclosure.workflow import Attribute
from tests import documents
from tests.factories import ON

pytestmark = pytest.mark.django_db
NORMATIVE = {
    "is_normative": True,
    "registration_no": "QLDR-2026-0010001",
    "effective_on": "2026-04-01",
    "valid_until": "2031-03-31",
}


@pytest.mark.parametrize("attribute", [Attribute.ON_REQUEST, Attribute.NOT_OPEN])
def test_item_1_normative_documents_are_always_open(county, attribute):
    made = documents.draft(county, proposed_attribute=attribute, **NORMATIVE)
    made.refresh_from_db()
    with pytest.raises(Refused, match=r"条例第二十条第\(一\)项,应当主动公开"):
        deciding.submit(made, by=county.clerk, on=ON)


def test_article_21_who_restricts_what_the_catalog_lists_is_asked_to_make_sure(county):
    made = documents.draft(county, proposed_attribute=Attribute.NOT_OPEN)
    asked = [one for one in remarks(made, today=ON) if "第二十一条" in one.message]
    assert [one.blocking for one in asked] == [False]
    assert not [one for one in remarks(documents.draft(county), today=ON) if "第二十一条" in one.message]
