"""Messages: number and code, routing, two people for an answer, consent before anything is shown, marks, mails."""

from __future__ import annotations

import re
from datetime import date, timedelta
from html import unescape
from uuid import uuid4

import pytest
from django.core import mail
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.policies import Refused
from audit.models import AuditEntry
from interpretation.actions import answering, reminding, ruling, taking
from interpretation.models import Message, MessageKind, MessageNotice, ReplyRule
from interpretation.workflow import MessageStatus
from statute.loading import working_calendar
from tests import factories, interpretations
from tests.caches import start_anew
from tests.factories import ON

pytestmark = pytest.mark.django_db
WRITE = "messages:write"


@pytest.fixture(autouse=True)
def _nobody_has_tried_yet():
    """Wrong codes are counted for an hour, across tests."""
    start_anew()


def typed(county, **values) -> dict[str, str]:
    whole = {
        "kind": "consult", "subject": "低保怎么申请", "text": "想问一下怎么申请。", "name": "李明明", "phone": "13800001234",
        "email": "liming@mail.example", "consent": "on", "unit": county.department.code, "key": str(uuid4()),
    }  # fmt: skip
    return whole | values


def written(client: Client, county, **values) -> tuple[Message, str]:
    """The message and its code, as the receipt shows it."""
    response = client.post(reverse(WRITE), typed(county, **values), follow=True)
    assert response.status_code == 200, response.content.decode()
    return response.context["message"], response.context["code"]


def test_a_citizen_writes_and_follows_it_with_number_and_code(client, county):
    message, code = written(client, county)
    stranger = Client()
    own = reverse("messages:own", args=[message.number])
    assert stranger.get(own).status_code == 404
    track = reverse("messages:track")
    assert stranger.post(track, {"number": message.number, "code": "AAAA2222"}).status_code == 422
    response = stranger.post(
        track, {"number": message.number.lower(), "code": f"{code[:4]} {code[4:].lower()}"}
    )
    assert response.status_code == 302
    page = stranger.get(own)
    assert page.status_code == 200
    assert "李明明" not in page.content.decode()
    assert page.headers["Cache-Control"] == "private, no-store"


def test_five_wrong_codes_an_hour_and_no_more(client, county):
    message, code = written(client, county)
    track = reverse("messages:track")
    for _ in range(5):
        assert client.post(track, {"number": message.number, "code": "WRONG222"}).status_code == 422
    assert client.post(track, {"number": message.number, "code": code}).status_code == 429


def test_a_double_click_makes_one_message(client, county):
    data = typed(county)
    first = client.post(reverse(WRITE), data)
    second = client.post(reverse(WRITE), data)
    assert first.url == second.url
    assert Message.objects.count() == 1


def test_a_machine_is_not_heard(client, county):
    assert client.post(reverse(WRITE), typed(county, website="x")).status_code == 422
    assert client.post(reverse(WRITE), typed(county, kind="error", page_url="")).status_code == 422
    assert not Message.objects.exists()


def test_names_and_contacts_are_sealed_and_every_look_is_recorded(client, county):
    message, _ = written(client, county)
    assert "李明明".encode() not in bytes(message.sender.name_sealed)
    client.force_login(county.clerk)
    screen = reverse("admin:interpretation_message_change", args=[message.pk])
    assert "13800001234" not in client.get(screen).content.decode()
    looked = client.post(reverse("admin:interpretation_message_sender", args=[message.pk]))
    assert "13800001234" in looked.content.decode()
    assert AuditEntry.objects.filter(action="message.sender_seen").count() == 1
    client.force_login(county.office)
    refused = client.post(reverse("admin:interpretation_message_sender", args=[message.pk]))
    assert "13800001234" not in refused.content.decode()


def test_a_message_finds_its_unit(county):
    taken = interpretations.message
    assert taken(county).unit == county.department
    assert taken(county, unit=None, domain=county.domain).unit == county.department
    assert taken(county, kind="error", page_url="/help/").unit == county.government
    mailbox = taken(county, kind="mailbox", state=MessageStatus.RECEIVED)
    assert (mailbox.unit, mailbox.status) == (None, MessageStatus.RECEIVED)
    factories.duty(county.domain, county.other_department)
    assert taken(county, unit=None, domain=county.domain, state=MessageStatus.RECEIVED).unit is None


def test_who_hands_a_message_on_keeps_the_days(county):
    made = interpretations.message(county)
    with pytest.raises(Refused, match="理由"):
        taking.assign(made, by=county.clerk, on=ON, unit=county.other_department)
    with pytest.raises(Refused, match="分办"):
        taking.assign(made, by=county.other_clerk, on=ON, unit=county.other_department, note="职责")
    moved = taking.assign(
        made, by=county.clerk, on=ON + timedelta(days=2), unit=county.other_department, note="职责在教体局"
    )
    assert (moved.unit, moved.due_on) == (county.other_department, made.due_on)


def test_an_answer_has_a_second_pair_of_eyes(county):
    made = interpretations.message(county)
    made = answering.draft(made, by=county.head, on=ON, revision=made.revision, answer=interpretations.ANSWER)
    for who in (county.head, county.clerk, county.superuser, county.office):
        with pytest.raises(Refused):
            answering.answer(made, by=who, on=ON, seen=made.content_hash)
    with pytest.raises(answering.Conflict):
        answering.answer(made, by=county.head2, on=ON, seen="0" * 64)
    assert (
        answering.answer(made, by=county.head2, on=ON, seen=made.content_hash).status
        == MessageStatus.ANSWERED
    )
    with pytest.raises(IntegrityError), transaction.atomic():
        Message.objects.filter(pk=made.pk).update(approved_by=county.head)


def test_nothing_is_shown_without_consent_and_names_are_masked(client, county):
    silent = interpretations.message(
        county, state=MessageStatus.ANSWERED, consent=False, subject="不公开的事"
    )
    assert client.get(silent.get_absolute_url()).status_code == 404
    with pytest.raises(IntegrityError), transaction.atomic():
        Message.objects.filter(pk=silent.pk).update(shown_at=timezone.now(), to_show=True)
    shown = interpretations.message(county, state=MessageStatus.ANSWERED, text="请打13812345678找我。")
    page = client.get(shown.get_absolute_url()).content.decode()
    assert "李**" in page
    assert "李明明" not in page
    assert "13812345678" not in page
    assert "不公开的事" not in client.get(reverse("messages:home")).content.decode()
    answering.hide(shown, by=county.head, on=ON, reason="本人要求")
    assert client.get(shown.get_absolute_url()).status_code == 404


def test_a_name_left_in_the_text_is_found_before_it_is_shown(county):
    made = interpretations.message(county)
    with pytest.raises(Refused, match="姓名"):
        answering.draft(
            made, by=county.clerk, on=ON, revision=made.revision, answer=interpretations.ANSWER, to_show=True,
            shown_text="我是李明明，想问低保。",
        )  # fmt: skip


def test_the_answer_is_rated_once_by_who_asked(client, county):
    message, _ = written(client, county)
    made = answering.draft(
        message, by=county.clerk, on=ON, revision=message.revision, answer=interpretations.ANSWER
    )
    answering.answer(made, by=county.head, on=ON, seen=made.content_hash)
    rate = reverse("messages:rate", args=[message.number])
    assert Client().post(rate, {"rating": 1}).status_code == 404
    assert client.post(rate, {"rating": 9}).status_code == 422
    assert client.post(rate, {"rating": 4, "note": "很快"}).status_code == 302
    assert client.post(rate, {"rating": 1}).status_code == 422
    message.refresh_from_db()
    assert (message.rating, message.rating_note) == (4, "很快")


def test_the_countys_number_of_days_is_a_row_that_is_superseded_and_kept(county):
    ruling.seed(county.government, on=ON)
    before = interpretations.message(county, on=ON)
    values = {"working_days": 2, "extension_days": 1, "legal_basis": "青岚县留言办理规定"}
    with pytest.raises(Refused):
        ruling.set_reply_rule(kind=MessageKind.CONSULT, values=values, by=county.clerk, on=date(2026, 4, 1))
    ruling.set_reply_rule(kind=MessageKind.CONSULT, values=values, by=county.office, on=date(2026, 4, 1))
    assert [row.effective_to for row in ReplyRule.objects.filter(kind="consult").order_by("pk")] == [
        date(2026, 4, 1),
        None,
    ]
    assert interpretations.message(county, on=date(2026, 4, 1)).due_on == date(2026, 4, 3)
    taking.recompute(working_calendar(), on=date(2026, 4, 2))
    before.refresh_from_db()
    assert before.due_on == date(2026, 3, 9)


def test_mails_go_from_rows_and_a_server_that_is_down_loses_none(county, monkeypatch):
    made = interpretations.message(county, state=MessageStatus.ANSWERED)
    at = timezone.now()

    def down(self, *args, **kwargs):
        raise ConnectionRefusedError

    with monkeypatch.context() as patch:
        patch.setattr("django.core.mail.EmailMessage.send", down)
        assert reminding.send_notices(at) == 0
    assert MessageNotice.objects.filter(message=made, state="waiting").count() == 2
    assert reminding.send_notices(at) == 0  # not before the next attempt is due
    assert reminding.send_notices(at + timedelta(hours=1)) == 2
    assert all(made.number in one.subject and one.to == ["liming@mail.example"] for one in mail.outbox)
    assert all("李明明" not in one.body for one in mail.outbox)
    assert reminding.send_notices(at + timedelta(hours=2)) == 0


def test_late_answers_are_told_to_unit_and_office_once(county):
    made = interpretations.message(county)
    for person in (county.clerk, county.office):
        person.email = f"{person.username}@qinglan.example"
        person.save()
    late = made.due_on + timedelta(days=1)
    assert reminding.send_digests(late, at=timezone.now()) == 2
    assert reminding.send_digests(late, at=timezone.now()) == 0
    assert {one.to[0] for one in mail.outbox} == {county.clerk.email, county.office.email}
    assert all(made.number in one.body and made.subject not in one.body for one in mail.outbox)


# --- 找错 ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "path",
    ["/", "/help/", "/search?q=%E4%BD%8E%E4%BF%9D&sort=date", "/documents/?unit=u1&page=2", "/nowhere/"],
)
def test_every_page_leads_to_the_form_with_its_own_address_filled_in(client, county, path):
    """国办发〔2017〕47号: «我为政府网站找错» at the foot of every page, error pages included."""
    foot = client.get(path).text.split("<footer")[1]
    href = re.search(r'href="([^"]*kind=error[^"]*)"', foot)[1]
    page = client.get(unescape(href))
    assert page.context["form"]["kind"].value() == "error"
    assert page.context["form"]["page_url"].value() == path
    assert "给网站找错" in page.text
    again = page.text.split("<footer")[1]
    assert "page_url=%2Fmessages%2Fwrite%2F" in again, "the form does not fill in itself within itself"


def test_the_address_of_a_subscription_is_filled_in_nowhere(client, county):
    token = uuid4()
    text = client.get(reverse("documents:subscription_end", args=[token])).text
    assert str(token) not in text.split("<footer")[1]


def test_an_error_is_reported_looked_at_answered_and_followed(client, county):
    message, code = written(client, county, kind="error", page_url="/help/?x=1", unit="")
    assert (message.kind, message.page_url, message.unit) == ("error", "/help/?x=1", county.government)
    stranger = Client()
    stranger.post(reverse("messages:track"), {"number": message.number, "code": code})
    own = stranger.get(reverse("messages:own", args=[message.number])).text
    assert "有错的网页：/help/?x=1" in own
    desk = Client()
    desk.force_login(county.office)
    screen = desk.get(f"/admin/interpretation/message/{message.pk}/change/")
    assert '<a href="/help/?x=1">' in screen.text


@pytest.mark.parametrize(
    "words",
    ["//elsewhere.example/", "javascript:alert(1)", "https://elsewhere.example/", "首页", "/\\elsewhere"],
)
def test_what_is_no_page_of_ours_is_shown_and_never_a_link(words):
    assert Message(page_url=words).page_path == ""
