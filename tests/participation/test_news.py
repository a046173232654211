"""Who subscribed to a unit hears by mail what it asks the public and what became of it."""

from datetime import timedelta

import pytest

from disclosure.models import DigestMail
from participation.actions import publishing
from participation.models import Consultation
from tests.disclosure.clock.mails import digest, subscription
from tests.participation import made
from tests.participation.made import AFTER, PUBLISHED

pytestmark = pytest.mark.django_db
EVENING = PUBLISHED.replace(hour=17, minute=30)
DAY = timedelta(days=1)


def test_a_draft_for_comment_and_later_what_became_of_the_opinions(county, mailoutbox):
    subscription(unit=county.department, confirmed=PUBLISHED - DAY)
    subscription("other@example.com", unit=county.other_department, confirmed=PUBLISHED - DAY)
    subscription("words@example.com", unit=county.department, words="养犬", confirmed=PUBLISHED - DAY)
    found = made.consultation(county, opinions=1)
    mailoutbox.clear()
    assert digest(EVENING).sent == 1
    (mail,) = mailoutbox
    assert mail.to == ["reader@example.com"]
    assert f"征求意见：{found.title}" in mail.body
    assert found.get_absolute_url() in mail.body
    assert digest(EVENING + DAY).sent == 0
    made.settled(county, found, at=AFTER)
    mailoutbox.clear()
    assert digest(AFTER + DAY).sent == 1
    assert f"“{found.title}”意见采纳情况" in mailoutbox[0].body


def test_what_was_withdrawn_before_the_mail_went_is_left_out(county, mailoutbox, monkeypatch):
    subscription(unit=county.department, confirmed=PUBLISHED - DAY)
    found = made.consultation(county)
    monkeypatch.setattr("disclosure.actions.digesting._hand_over", lambda pk, at: None)
    digest(EVENING)
    assert DigestMail.objects.get().others == {"participation.consultation": [found.pk]}
    monkeypatch.undo()
    publishing.withdraw(Consultation.objects.get(pk=found.pk), by=county.head, reason="有误", at=EVENING)
    mailoutbox.clear()
    assert digest(EVENING + DAY).sent == 0
    assert mailoutbox == []
