"""事项更新日: what the database keeps is what counting the documents gives, whatever was done to them."""

from datetime import UTC, datetime

import pytest

from disclosure.actions import releasing
from disclosure.models import DocumentEdition, Withdrawal
from disclosure.workflow import Attribute, Status
from supervision.models import ItemStanding
from supervision.models.standing import counted
from tests import documents


def kept():
    return dict(ItemStanding.objects.values_list("item_id", "last_on"))


def test_publishing_withdrawing_and_restoring_leave_it_equal_to_the_count(county):
    first, second = documents.item(county), documents.item(county, place=1)
    assert kept() == counted() == {}
    early = documents.document(county, state=Status.PUBLISHED, items=[first])
    assert kept() == counted() != {}
    documents.document(county, state=Status.PUBLISHED, items=[second], doc_number="青民发〔2026〕4号")
    assert set(kept()) == {first.pk, second.pk}
    releasing.withdraw(early, by=county.head, reason="内容有误", behaviour=Withdrawal.Behaviour.GONE)
    assert set(kept()) == set(counted()) == {second.pk}
    releasing.restore(early, by=county.head2, reason="已经核实")
    assert set(kept()) == {first.pk, second.pk}
    assert kept() == counted()


def test_what_nobody_may_read_counts_for_no_item(county):
    documents.document(county, state=Status.PUBLISHED, proposed_attribute=Attribute.ON_REQUEST)
    assert DocumentEdition.objects.public().exists()
    assert kept() == counted() == {}


@pytest.mark.parametrize(("hour", "day"), [(15, 9), (16, 10)])
def test_the_day_is_the_countys_and_not_that_of_greenwich(county, hour, day):
    made = documents.document(county, state=Status.SIGNED)
    at = datetime(2026, 3, 9, hour, 30, tzinfo=UTC)
    DocumentEdition.objects.filter(pk=made.pk).update(status=Status.PUBLISHED, published_at=at)
    assert {one.day for one in kept().values()} == {day}
    assert kept() == counted()


def test_a_new_edition_takes_the_place_of_the_old_one(county):
    made = documents.document(county, state=Status.SUPERSEDED)
    assert DocumentEdition.objects.readable().filter(document=made.document_id).count() == 1
    assert kept() == counted() != {}
