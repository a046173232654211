"""第十八条: 动态调整机制: what is not open is looked at again every year, and what can be opened is opened."""

from datetime import date

import pytest

from accounts.policies import Refused
from disclosure.actions import campaigns
from disclosure.models import CampaignEntry, DocumentEdition
from disclosure.workflow import Attribute, Status
from tests import documents

pytestmark = pytest.mark.django_db
NEXT_YEAR = date(2027, 1, 11)
DUE = date(2027, 3, 12)


@pytest.fixture
def campaign(county):
    documents.document(county, state=Status.PUBLISHED)
    documents.document(county, state=Status.LEDGER, proposed_attribute=Attribute.NOT_OPEN)
    documents.document(county, state=Status.PUBLISHED, proposed_attribute=Attribute.ON_REQUEST)
    return campaigns.open_campaign(
        "reevaluation", county.government, year=2027, by=county.office, on=NEXT_YEAR, due_on=DUE
    )


def test_every_document_that_is_not_open_is_evaluated_every_year(campaign):
    concerned = {entry.edition.attribute for entry in campaign.entries.all()}
    assert concerned == {Attribute.NOT_OPEN, Attribute.ON_REQUEST}
    with pytest.raises(Refused, match="已经发起"):
        campaigns.open_campaign(
            "reevaluation", campaign.organisation, year=2027, by=None, on=NEXT_YEAR, due_on=DUE
        )


def test_the_decision_has_a_person_and_a_reason(campaign, county):
    entry = campaign.entries.first()
    with pytest.raises(Refused, match="请写明理由"):
        campaigns.decide(entry, by=county.head, on=NEXT_YEAR, decision="unchanged", reason=" ")
    with pytest.raises(Refused, match=r"由.+的负责人评估"):
        campaigns.decide(entry, by=county.clerk, on=NEXT_YEAR, decision="unchanged", reason="情况没有变化")
    entry = campaigns.decide(entry, by=county.head, on=NEXT_YEAR, decision="unchanged", reason="情况没有变化")
    assert (entry.decided_by, entry.decided_on) == (county.head, NEXT_YEAR)
    entry.edition.refresh_from_db()
    assert entry.edition.attribute_reviewed_on == NEXT_YEAR


def test_nothing_is_left_undecided(campaign, county):
    with pytest.raises(Refused, match="还有2份文件没有评估"):
        campaigns.close_campaign(campaign, by=county.office, on=NEXT_YEAR)


def test_what_can_be_opened_is_reviewed_and_then_published(campaign, county):
    entry = campaign.entries.get(edition__attribute=Attribute.NOT_OPEN)
    entry = campaigns.decide(
        entry, by=county.head2, on=NEXT_YEAR, decision="convert", reason="已不属于内部信息"
    )
    draft = entry.result
    assert (draft.status, draft.proposed_attribute) == (Status.DRAFT, Attribute.OPEN)
    assert not DocumentEdition.objects.public().filter(document=draft.document).exists()
    published = documents.advance(county, draft, Status.PUBLISHED, on=NEXT_YEAR)
    assert (published.attribute, published.is_readable) == (Attribute.OPEN, True)
    entry = CampaignEntry.objects.get(pk=entry.pk)
    entry.edition.refresh_from_db()
    assert entry.edition.status == Status.SUPERSEDED
