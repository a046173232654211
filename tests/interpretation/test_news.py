"""Who subscribed to a unit hears by mail what it has explained, and nothing that was withdrawn meanwhile."""

from datetime import timedelta

import pytest
from django.utils import timezone

from interpretation.models import InterpretationEdition
from tests.disclosure.clock.mails import digest, subscription
from tests.interpretations import material

pytestmark = pytest.mark.django_db


def test_an_interpretation_is_news_of_its_unit(county, mailoutbox):
    made = material(county)
    until = timezone.localtime(made.published_at) + timedelta(minutes=1)
    evening = until.replace(hour=17, minute=30) + timedelta(days=1)
    subscription(unit=made.interpretation.unit, confirmed=made.published_at - timedelta(days=1))
    subscription(
        "other@example.com", unit=county.other_department, confirmed=made.published_at - timedelta(days=1)
    )
    mailoutbox.clear()
    assert digest(evening).sent == 1
    (mail,) = mailoutbox
    assert (mail.to, made.title in mail.body, made.get_absolute_url() in mail.body) == (
        ["reader@example.com"],
        True,
        True,
    )
    InterpretationEdition.objects.filter(pk=made.pk).update(status="withdrawn")
    assert digest(evening + timedelta(days=1)).sent == 0
