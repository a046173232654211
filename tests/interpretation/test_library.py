"""政策问答库: a question is taken up where it was asked, from a case that was answered and from a consultation."""

import pytest
from django.test import Client
from django.urls import reverse

from interpretation.models import PolicyAnswer
from requests_app.actions import delivering
from requests_app.workflow import Status
from tests.applications import case, replying, signed
from tests.factories import ON
from tests.participation import made

pytestmark = pytest.mark.django_db
START = "admin:interpretation_answer_start"


@pytest.fixture
def clerk(county):
    client = Client()
    client.force_login(county.clerk)
    return client


def link(county, source: str) -> str:
    return f"{reverse(START)}?source={source}&amp;unit={county.department.pk}"


def test_an_answered_application_offers_it_and_an_open_one_does_not(clerk, county):
    reply = replying(county, case(county, state=Status.PROCESSING, way="online"))
    signed(county, reply)
    page = reverse("admin:requests_app_informationrequest_change", args=[reply.pk])
    assert link(county, "request") not in clerk.get(page).text
    delivering.answer(reply, by=county.clerk, on=ON, way="online")
    assert link(county, "request") in clerk.get(page).text


def test_a_consultation_offers_it(clerk, county):
    thing = made.consultation(county, opinions=1)
    page = clerk.get(reverse("admin:participation_opinions", args=[thing.pk])).text
    assert link(county, "consultation") in page


@pytest.mark.parametrize("source", ["request", "consultation"])
def test_the_form_knows_where_it_was_asked_and_nothing_of_who_asked(clerk, county, source):
    address = f"{reverse(START)}?source={source}&unit={county.department.pk}"
    page = clerk.get(address).text
    assert f'<option value="{source}" selected>' in page
    assert f'<option value="{county.department.pk}" selected>' in page
    sent = {"source": source, "unit": county.department.pk, "question": "低保多久能批下来？"}
    assert clerk.post(reverse(START), sent).status_code == 302
    answer = PolicyAnswer.objects.get()
    assert (answer.source, answer.unit, answer.question) == (source, county.department, "低保多久能批下来？")


def test_an_address_somebody_made_up_fills_in_nothing(clerk, county):
    page = clerk.get(f"{reverse(START)}?source=nowhere&unit=x&form=1").text
    assert "selected" not in page.split('name="source"')[1].split("</select>")[0].replace(
        '<option value="other" selected>', ""
    )
