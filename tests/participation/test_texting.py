"""Links by text message: only with a gateway of the county's own, by the outbox that mails use."""

import json

import pytest
from django.urls import reverse

from disclosure.actions.posting import Answer
from participation.actions import surveying, telling, texting
from participation.forms.public import PassForm
from participation.models import SurveyPass
from tests.participation import made
from tests.participation.made import OPEN


@pytest.fixture
def gateway(settings, monkeypatch):
    """A gateway that keeps what it gets, and answers what the test says."""
    settings.SMS_URL, settings.SMS_SECRET = "http://10.0.0.7/sms", "s"
    got, answers = [], []

    async def post_all(letters, context):
        got.extend(json.loads(letter.body) for letter in letters)
        return [answers.pop(0) if answers else Answer() for _ in letters]

    monkeypatch.setattr(texting, "post_all", post_all)
    return got, answers


@pytest.mark.parametrize(
    ("typed", "number"),
    [
        ("138 0000-1234", "13800001234"),
        ("+8613800001234", "13800001234"),
        ("12800001234", ""),
        ("1380000123", ""),
        ("a@b.cn", ""),
    ],
)
def test_a_mobile_number_is_known_however_it_is_typed(typed, number):
    assert texting.mobile(typed) == number


def test_without_a_gateway_only_addresses_are_taken(settings):
    assert settings.SMS_URL == ""
    assert not PassForm({"address": "13800001234"}).is_valid()
    assert PassForm({"address": "liming@mail.example"}).is_valid()
    with pytest.raises(texting.NotSent):
        texting.send("13800001234", "x", key=1)


@pytest.mark.django_db
def test_the_link_goes_to_the_telephone_and_the_number_is_forgotten(county, gateway, client, clock):
    got, answers = gateway
    survey = made.survey(county, protection="code", title="停车调查")
    place = reverse("participation:survey_pass", args=[survey.pk])
    assert "手机号码" in client.get(survey.get_absolute_url()).content.decode()
    assert client.post(place, {"address": "010-8888"}).status_code == 422
    assert client.post(place, {"address": "138 0000 1234"}).status_code == 200
    surveying.ask_pass(survey, "13800001234", at=OPEN)
    answers.append(Answer("503"))
    assert telling.send_passes(OPEN) == 0
    row = SurveyPass.objects.get()
    assert (row.attempts, row.sent_at, str(row.address)) == (1, None, "13800001234")
    assert telling.send_passes(row.next_attempt_at) == 1
    assert [one["phone"] for one in got] == ["13800001234"] * 2
    link = got[1]["text"].split("请打开 ")[1].split()[0]
    assert (
        client.get(
            link.removeprefix("http://testserver").replace(link.split("/participation")[0], "")
        ).status_code
        == 200
    )
    row.refresh_from_db()
    assert bytes(row.address_sealed) == b""
