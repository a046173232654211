"""第二十七条、第二十八条: anyone may apply, to whom, by which channels, and nobody is asked why."""

import pytest
from django.apps import apps
from django.urls import reverse

from accounts.models import OrganisationKind
from accounts.policies import Refused
from requests_app.actions import intake
from requests_app.forms.desk import TakeForm
from requests_app.forms.public import ApplyForm, receiving_units
from requests_app.policies import receives
from statute.clock import Channel
from tests import factories
from tests.applications import application, at, receive
from tests.factories import ON

PURPOSE = ("用途", "purpose", "特殊需要", "三需要")


def test_article_27_no_form_and_no_column_asks_for_a_purpose(county):
    labels = [
        str(field.label)
        for form in (ApplyForm(), TakeForm(user=county.clerk))
        for field in form.fields.values()
    ]
    columns = [
        f"{field.name} {field.verbose_name}"
        for model in apps.get_app_config("requests_app").get_models()
        for field in model._meta.concrete_fields
    ]
    assert not [text for text in (*labels, *columns) for word in PURPOSE if word in text]


def test_article_27_one_applies_to_governments_and_departments(county):
    found = set(receiving_units())
    assert {county.government, county.department, county.township} <= found
    assert county.village not in found


def test_article_55_public_enterprises_follow_rules_of_their_own(county):
    hospital = factories.organisation(OrganisationKind.PUBLIC_ENTERPRISE, "青岚县人民医院", county.government)
    assert not receives(hospital)
    with pytest.raises(Refused, match="不受理"):
        intake.submit(hospital, application(), key="0f8fad5b-d9cb-469f-a165-70867728950e", at=at(ON), on=ON)


@pytest.mark.parametrize("channel", list(Channel))
def test_article_28_every_channel_leads_to_a_case(county, channel):
    made = receive(county, channel=channel)
    assert (made.channel, made.received_on) == (channel, ON)


def test_article_28_the_guide_names_bodies_and_channels(client, county):
    page = client.get(reverse("requests:guide")).content.decode()
    for text in (county.department.name, *(channel.label for channel in Channel)):
        assert text in page
