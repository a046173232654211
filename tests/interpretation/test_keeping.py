"""What is kept of who writes: drafts that bring everything back, and names that go when their time is over."""

from __future__ import annotations

from datetime import date, timedelta
from io import StringIO
from uuid import uuid4

import pytest
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.policies import Refused
from audit.models import AuditEntry
from interpretation.actions import answering, forgetting, keeping_drafts, ruling, taking
from interpretation.actions.forgetting import GONE
from interpretation.models import Message, MessageDraft, MessageKind, ReplyRule
from interpretation.views.writing import COOKIE
from interpretation.workflow import MessageStatus
from tests import interpretations
from tests.caches import start_anew
from tests.factories import ON

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _nobody_has_tried_yet():
    start_anew()


def typed(county, **values) -> dict[str, str]:
    whole = {
        "kind": "suggest", "subject": "建议装电梯", "text": "敬老院三层楼没有电梯。", "name": "李明明", "phone": "13800001234",
        "unit": county.department.code, "consent": "on", "key": str(uuid4()), "act": "submit",
    }  # fmt: skip
    return whole | values


def lost_session(client: Client) -> None:
    """Time has passed: the browser still has its own cookie, the server knows no session any more."""
    del client.cookies["sessionid"]


def test_what_the_page_kept_by_itself_is_back_without_the_session(client, county):
    saved = client.post(reverse("messages:draft"), typed(county))
    assert saved.status_code == 200
    assert "李明明".encode() not in bytes(MessageDraft.objects.get().content_sealed)
    lost_session(client)
    page = client.get(reverse("messages:write"))
    assert page.context["restored"]
    initial = page.context["form"].initial
    assert (initial["subject"], initial["name"], initial["consent"]) == ("建议装电梯", "李明明", True)
    assert '<option value="suggest" selected>' in page.text
    assert f'<option value="{county.department.code}" selected>' in page.text
    assert "建议装电梯" not in Client().get(reverse("messages:write")).text
    again = typed(county, subject="建议装两部电梯", key=str(page.context["key"]))
    sent = client.post(reverse("messages:write"), again, follow=True)
    assert sent.context["message"].subject == "建议装两部电梯"
    assert not MessageDraft.objects.exists()
    assert not client.get(reverse("messages:write")).context["restored"]
    client.post(reverse("messages:write"), again)
    assert Message.objects.count() == 1
    assert client.post(reverse("messages:draft"), again).status_code == 409


def test_a_form_refused_for_one_field_is_kept_whole_and_may_be_thrown_away(client, county):
    assert client.post(reverse("messages:write"), typed(county, text="", email="不是邮箱")).status_code == 422
    lost_session(client)
    assert client.get(reverse("messages:write")).context["form"].initial["email"] == "不是邮箱"
    client.post(reverse("messages:draft_discard"))
    assert not MessageDraft.objects.exists()
    assert not client.get(reverse("messages:write")).context["restored"]


def test_a_link_to_the_form_goes_before_the_draft(client, county):
    client.post(reverse("messages:write"), typed(county, act="save"))
    page = client.get(reverse("messages:write"), {"kind": "error", "page_url": "/help/"})
    initial = page.context["form"].initial
    assert (initial["kind"], initial["page_url"], initial["name"]) == ("error", "/help/", "李明明")


def test_a_terminal_keeps_no_draft_of_who_used_it_before(client, county):
    client.get(reverse("kiosk:attract"))
    client.post(reverse("messages:draft"), typed(county))
    response = client.post(reverse("kiosk:end"))
    assert response.cookies[COOKIE].value == ""
    assert not MessageDraft.objects.exists()


def test_drafts_nobody_came_back_to_are_forgotten(client, county):
    client.post(reverse("messages:draft"), typed(county))
    at = timezone.now() + timedelta(days=keeping_drafts.KEPT_DAYS)
    assert keeping_drafts.forget_drafts(at - timedelta(hours=1)) == 0
    assert keeping_drafts.forget_drafts(at + timedelta(hours=1)) == 1


def test_names_and_drafts_are_sealed_anew_and_the_old_key_may_go(client, county, settings):
    made = interpretations.message(county)
    client.post(reverse("messages:draft"), typed(county))
    settings.REQUEST_KEYS = settings.REQUEST_KEYS | {9: bytes(range(16))}
    call_command("rotate_keys", stdout=StringIO())
    settings.REQUEST_KEYS = {9: bytes(range(16))}
    assert Message.objects.get(pk=made.pk).sender.name == "李明明"
    assert keeping_drafts.content_of(MessageDraft.objects.get())["subject"] == "建议装电梯"


# --- 匿名化 (个人信息保护法第十九条、第四十七条) ------------------------------------------------------------------


def test_names_go_after_the_time_the_county_has_set_and_figures_stay(client, county):
    shown = interpretations.message(county, state=MessageStatus.ANSWERED)
    silent = interpretations.message(county, state=MessageStatus.ANSWERED, consent=False, text="我是李明明。")
    waiting = interpretations.message(county)
    answering.rate(silent, on=ON, rating=4, note="谢谢，李明明")
    before = client.get(shown.get_absolute_url()).content
    years = ReplyRule._meta.get_field("retention_years").default
    last = date(ON.year + years, ON.month, ON.day)
    assert forgetting.due_for_anonymising(last) == []
    due = forgetting.due_for_anonymising(last + timedelta(days=1))
    assert sorted(due) == [shown.pk, silent.pk]
    for pk in [*due, waiting.pk]:  # what is still open is refused by the act too
        forgetting.anonymise(pk, on=last)
    for one in (shown, silent, waiting):
        one.refresh_from_db()
        one.sender.refresh_from_db()
    assert [one.sender.name for one in (shown, silent, waiting)] == ["", "", "李明明"]
    assert (silent.text, silent.subject, silent.answer, silent.rating_note) == (GONE, GONE, GONE, "")
    assert (silent.kind, silent.unit, silent.rating, silent.answered_on) == (
        "consult",
        county.department,
        4,
        ON,
    )
    assert not silent.steps.exclude(note="", public_note="").exists()
    assert client.get(shown.get_absolute_url()).content == before
    assert forgetting.due_for_anonymising(last + timedelta(days=1)) == []
    assert AuditEntry.objects.filter(action="message.anonymised").count() == 2
    with pytest.raises(Refused, match="已经删除"):
        answering.look(shown, by=county.clerk)


def test_the_years_are_a_row_of_the_county(county):
    made = interpretations.message(county, state=MessageStatus.ANSWERED)
    values = {"working_days": 5, "extension_days": 5, "legal_basis": "县规定", "retention_years": 1}
    ruling.set_reply_rule(kind=MessageKind.CONSULT, values=values, by=county.office, on=ON)
    assert forgetting.due_for_anonymising(ON + timedelta(days=366)) == [made.pk]
    assert taking.lock(made).anonymised_on is None
