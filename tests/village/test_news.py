"""Who works away from home hears of the own village by mail: asked for, confirmed, once a day, and no name in it."""

from datetime import timedelta

import pytest
from django.urls import reverse

from disclosure.actions import subscribing
from disclosure.models import DigestMail, Subscription
from tests import documents, villages
from tests.disclosure.clock.mails import MONDAY, digest, published, subscription
from village.actions import deciding
from village.workflow import Status

pytestmark = pytest.mark.django_db


@pytest.fixture
def item(county, monkeypatch):
    """Published an hour before the mails go out."""
    with monkeypatch.context() as clock:
        clock.setattr(deciding.timezone, "now", lambda: MONDAY - timedelta(hours=1))
        return villages.item(county, state=Status.PUBLISHED)


def test_the_mail_says_what_was_published_and_names_nobody(county, item, mailoutbox):
    subscription(unit=county.village)
    subscription("other@example.com", unit=county.department)
    subscription("words@example.com", unit=county.village, words="低保")
    assert digest().sent == 1
    (mail,) = mailoutbox
    assert mail.to == ["reader@example.com"]
    assert mail.subject.startswith("新公开的内容1项")
    for body in (mail.body, mail.alternatives[0][0]):
        assert item.title in body
        assert item.get_absolute_url() in body
        assert "张秀英" not in body
    assert digest(MONDAY + timedelta(days=1)).sent == 0


def test_documents_and_villages_go_in_one_mail(county, item, mailoutbox):
    documents.staff(county)
    edition = published(county)
    subscription(unit=county.village)
    subscription(unit=county.department)
    assert digest().sent == 1
    assert mailoutbox[0].subject.startswith("新公开的内容2项")
    assert edition.title in mailoutbox[0].body
    assert item.title in mailoutbox[0].body


def test_what_was_taken_down_or_is_no_longer_asked_for_is_left_out(county, item, mailoutbox, monkeypatch):
    mine = subscription(unit=county.village)
    monkeypatch.setattr("disclosure.actions.digesting._hand_over", lambda pk, at: None)
    digest()
    assert DigestMail.objects.get().others == {"village": [item.pk]}
    monkeypatch.undo()
    deciding.withdraw(item, by=item.published_by, reason="有误", on=item.published_on)
    assert digest(MONDAY + timedelta(days=1)).sent == 0
    assert not mailoutbox
    assert not DigestMail.objects.exists()
    assert Subscription.objects.get().pk == mine.pk


def test_a_village_is_asked_for_from_its_page_and_confirmed_by_mail(
    client, county, item, mailoutbox, settings
):
    settings.MAIL_ENABLED = True
    place = f"{reverse('documents:subscribe')}?unit={county.village.code}"
    assert place in client.get(reverse("villages:village", args=[county.village.code])).content.decode()
    assert f'value="{county.village.code}" selected' in client.get(place).content.decode()
    assert county.village.label not in client.get(reverse("documents:subscribe")).content.decode()
    asked = {"email": "li@mail.example", "unit": county.village.code}
    refused = client.post(place, asked | {"words": "低保"})
    assert refused.status_code == 422
    assert "不用再选领域" in refused.content.decode()
    client.post(place, asked)
    assert subscribing.send_confirmations(MONDAY).sent == 1
    assert Subscription.objects.get().unit == county.village
    assert str(county.village) in mailoutbox[0].body
