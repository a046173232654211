"""政务新媒体推送: what a receiver is told, how it is signed, what happens when it does not listen."""

import hashlib
import hmac
import json
import socket
import time
from datetime import timedelta

import pytest
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives import hmac as any_hmac
from django.db import connection
from django.utils import timezone

from disclosure.actions import attaching, delivering, posting, releasing, sending
from disclosure.models import Delivery, Reminder, StoredFile, WebhookEndpoint, Withdrawal
from disclosure.workflow import Status
from tests import documents, factories
from tests.disclosure.clock.channels import PNG, demand, endpoint, new_edition, photo, published
from tests.threads import together

Event, Outlet, State = Delivery.Event, Delivery.Outlet, Delivery.State
NOW = timezone.now()


def message(edition):
    return edition.deliveries.filter(outlet=Outlet.WEBHOOK).latest("pk")


def withdraw(county, edition):
    releasing.withdraw(
        edition, by=county.head, reason="含有秘密内容", behaviour=Withdrawal.Behaviour.NOT_FOUND
    )


def test_a_published_document_is_told_in_full(county, receiver, hook, settings):
    settings.SITE_URL = "https://www.qinglan.example"
    edition = documents.draft(county)
    attached = attaching.attach(edition, photo("标准表.png"), by=county.clerk, on=factories.ON)
    edition.refresh_from_db()
    edition = documents.advance(county, edition, Status.PUBLISHED)
    assert sending.send_due(NOW).sent == 1
    row = message(edition)
    assert (row.state, row.attempts, row.last_error, row.done_at) == (State.DONE, 1, "", NOW)
    assert receiver.bodies == [
        {
            "delivery": row.pk,
            "event": "published",
            "document": edition.document_id,
            "index_number": edition.document.index_number,
            "url": f"https://www.qinglan.example/documents/{edition.document_id}/",
            "version": 1,
            "title": "关于调整城乡居民最低生活保障标准的通知",
            "unit": {"code": county.department.code, "name": "青岚县民政局"},
            "doc_number": "青民发〔2026〕3号",
            "formed_on": "2026-03-02",
            "issued_on": None,
            "effective_on": None,
            "valid_until": None,
            "published_at": edition.published_at.isoformat(),
            "mark": "此件公开发布",
            "summary": "调整城乡低保标准",
            "attachments": [
                {
                    "name": "标准表.png",
                    "size": len(PNG),
                    "sm3": attached.file.sm3,
                    "url": f"https://www.qinglan.example{edition.attachments.get().get_absolute_url()}",
                }
            ],
        }
    ]


def test_a_message_is_signed_twice_over_its_time_and_body(county, receiver, hook):
    published(county)
    before = int(time.time())
    sending.send_due(NOW)
    headers, body = receiver.got[0]
    timestamp = headers["X-Portal-Timestamp"]
    assert before <= int(timestamp) <= int(time.time())
    signed = timestamp.encode() + b"." + body
    assert headers["X-Portal-Signature"] == (
        "sha256=" + hmac.new("密钥".encode(), signed, hashlib.sha256).hexdigest()
    )
    sm3 = any_hmac.HMAC("密钥".encode(), hashes.SM3())
    sm3.update(signed)
    assert headers["X-Portal-Signature-SM3"] == f"sm3={sm3.finalize().hex()}"
    assert headers["Idempotency-Key"] == str(json.loads(body)["delivery"])
    assert headers["Host"] == receiver.url.split("/")[2]


def test_an_infected_attachment_is_not_announced(county, receiver, hook):
    edition = documents.draft(county)
    attaching.attach(edition, photo(), by=county.clerk, on=factories.ON)
    edition.refresh_from_db()
    documents.advance(county, edition, Status.PUBLISHED)
    StoredFile.objects.update(virus_state="infected")
    sending.send_due(NOW)
    assert receiver.bodies[0]["attachments"] == []


def test_sending_twice_sends_once(county, receiver, hook):
    published(county)
    sending.send_due(NOW)
    assert sending.send_due(NOW).total == 0
    assert len(receiver.got) == 1


def test_a_take_down_tells_which_document_and_nothing_more(county, receiver, hook):
    edition = published(county)
    sending.send_due(NOW)
    withdraw(county, edition)
    assert sending.send_due(NOW).sent == 1
    assert receiver.bodies[1] == {
        "delivery": message(edition).pk,
        "event": "withdrawn",
        "document": edition.document_id,
        "index_number": edition.document.index_number,
        "url": sending.absolute(edition.get_absolute_url()),
        "instruction": sending.TAKE_DOWN,
    }
    assert "秘密" not in receiver.got[1][1].decode()
    assert edition.title not in receiver.got[1][1].decode()


def test_what_was_withdrawn_while_it_waited_is_never_sent_as_published(county, receiver, hook):
    edition = published(county)
    waiting = message(edition)
    withdraw(county, edition)
    sending.send_due(NOW)
    assert [body["event"] for body in receiver.bodies] == ["withdrawn"]
    waiting.refresh_from_db()
    assert waiting.state == State.CANCELLED


def test_a_queued_row_is_looked_at_once_more_even_if_nobody_cancelled_it(county, receiver, hook):
    edition = published(county)
    row = message(edition)
    withdraw(county, edition)
    edition.deliveries.filter(event=Event.WITHDRAWN).delete()
    Delivery.objects.filter(pk=row.pk).update(state=State.WAITING)
    assert sending.send_due(NOW).dropped == 1
    assert receiver.got == []
    row.refresh_from_db()
    assert (row.state, row.last_error) == (State.CANCELLED, sending.NO_LONGER_PUBLIC)


def test_a_superseded_edition_is_not_sent_and_the_new_one_is(county, receiver, hook):
    edition = published(county)
    new_edition(county, edition)
    sending.send_due(NOW)
    assert [(body["event"], body["version"]) for body in receiver.bodies] == [("updated", 2)]


def test_a_take_down_of_a_document_that_is_back_is_not_sent(county, receiver, hook):
    edition = published(county)
    withdraw(county, edition)
    row = message(edition)
    releasing.restore(edition, by=county.office, reason="已核实可以公开")
    Delivery.objects.filter(pk=row.pk).update(state=State.WAITING)
    sending.send_due(NOW)
    assert [body["event"] for body in receiver.bodies] == ["published"]


# --- receivers that do not listen --------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("answer", "sentence"),
    [
        ("500", "接收方回应500。"),
        ("404", "接收方回应404。"),
        ("redirect", "没有跟随"),
        ("garbage", "回应无法识别"),
        ("drip", "内没有回应"),
    ],
)
def test_a_bad_answer_is_kept_in_words_and_tried_again(county, receiver, hook, answer, sentence, monkeypatch):
    monkeypatch.setattr(posting, "TIMEOUT", 0.5)
    edition = published(county)
    receiver.answers[:] = [answer]
    assert sending.send_due(NOW).failed == 1
    row = message(edition)
    assert (row.state, row.attempts) == (State.FAILED, 1)
    assert sentence in row.last_error
    assert row.next_attempt_at == NOW + timedelta(minutes=1)
    assert sending.send_due(NOW).total == 0
    assert sending.send_due(NOW + timedelta(minutes=1)).sent == 1
    assert len(receiver.got) == 2


def test_redirects_are_not_followed(county, receiver, hook):
    published(county)
    receiver.answers[:] = ["redirect"]
    sending.send_due(NOW)
    assert len(receiver.got) == 1


def test_eight_attempts_and_then_people_are_told(county, receiver, hook):
    edition = published(county)
    receiver.answers[:] = ["503"] * 20
    at, waits = NOW, []
    for _ in range(20):
        sending.send_due(at)
        row = message(edition)
        if row.state == State.ABANDONED:
            break
        waits.append(int((row.next_attempt_at - at).total_seconds() // 60))
        at = row.next_attempt_at
    assert waits == [1, 3, 9, 27, 81, 243, 360]
    assert len(receiver.got) == 8
    assert not Delivery.objects.due(at + timedelta(days=30)).exists()
    reminder = Reminder.objects.get()
    assert (reminder.kind, reminder.escalated) == (f"delivery-{row.pk}", False)
    assert "重新投送" in reminder.text


def test_a_take_down_that_was_given_up_goes_to_those_in_charge(county, receiver, hook):
    edition = published(county)
    sending.send_due(NOW)
    withdraw(county, edition)
    receiver.answers[:] = ["500"]
    Delivery.objects.filter(pk=message(edition).pk).update(attempts=7)
    assert sending.send_due(NOW).abandoned == 1
    assert Reminder.objects.get().escalated
    assert "人工撤下" in Reminder.objects.get().text


def test_given_up_and_asked_again_by_hand(county, receiver, hook):
    edition = published(county)
    Delivery.objects.filter(pk=message(edition).pk).update(state=State.ABANDONED, attempts=8)
    delivering.retry(message(edition), by=county.clerk)
    assert sending.send_due(NOW).sent == 1


def test_a_dead_receiver_holds_up_nobody(county, receiver, dead_address, monkeypatch):
    monkeypatch.setattr(posting, "TIMEOUT", 0.4)
    demand(county, {"两微一端": "used"})
    endpoint(county, url=dead_address, name="没有回应的")
    with socket.socket() as nobody:
        nobody.bind(("127.0.0.1", 0))
        endpoint(county, url=f"http://127.0.0.1:{nobody.getsockname()[1]}/", name="没有人的")
    endpoint(county, url=receiver.url, name="好的")
    editions = [published(county) for _ in range(6)]
    tally = sending.send_due(NOW)
    assert (tally.sent, tally.failed) == (6, 2)
    assert {body["document"] for body in receiver.bodies} == {edition.document_id for edition in editions}
    errors = dict(Delivery.objects.filter(state=State.FAILED).values_list("label", "last_error"))
    assert "没有回应" in errors["没有回应的"]
    assert "连不上" in errors["没有人的"]


def test_a_poisoned_document_holds_up_no_other_of_the_same_receiver(county, receiver, hook):
    published(county)
    published(county)
    receiver.answers[:] = ["500", "200"]
    tally = sending.send_due(NOW)
    assert (tally.sent, tally.failed) == (1, 1)


def test_a_run_has_a_limit(county, receiver, hook):
    for _ in range(3):
        published(county)
    assert sending.send_due(NOW, limit=2).sent == 2
    assert sending.send_due(NOW, limit=2).sent == 1


# --- claims ------------------------------------------------------------------------------------------------


def test_a_claim_lapses_when_its_worker_was_killed(county, receiver, hook):
    edition = published(county)
    letter = sending._claim(message(edition).pk, NOW, sending.Tally())
    assert letter is not None
    assert sending.send_due(NOW).total == 0
    assert sending.send_due(NOW + sending.LEASE).sent == 1
    sending._settle(letter, posting.Answer("连不上", dead=True), NOW, sending.Tally())
    assert message(edition).state == State.DONE


def test_no_lock_is_held_while_the_network_is_waited_for(county, receiver, hook, monkeypatch):
    seen = []

    async def look(letters, context):
        seen.append(connection.in_atomic_block and len(connection.savepoint_ids))
        return [posting.Answer() for _ in letters]

    published(county)
    depth = len(connection.savepoint_ids)
    monkeypatch.setattr(sending, "post_all", look)
    sending.send_due(NOW)
    assert seen == [depth]


def test_a_take_down_waits_until_the_message_before_it_has_arrived(county, receiver, hook):
    edition = published(county)
    letter = sending._claim(message(edition).pk, NOW, sending.Tally())
    withdraw(county, edition)
    assert sending.send_due(NOW).total == 0
    sending._settle(letter, posting.Answer(), NOW, sending.Tally())
    first = edition.deliveries.get(pk=letter.delivery)
    assert (first.state, first.last_error) == (State.CANCELLED, "取消时已在投送途中。")
    assert sending.send_due(NOW).sent == 1
    assert receiver.bodies[-1]["event"] == "withdrawn"


def test_a_receiver_switched_off_meanwhile_gets_nothing_and_its_take_down_is_left_to_people(
    county, receiver, hook
):
    edition = published(county)
    sending.send_due(NOW)
    withdraw(county, edition)
    published(county)
    WebhookEndpoint.objects.update(is_active=False)
    assert sending.send_due(NOW).dropped == 2
    row = edition.deliveries.get(event=Event.WITHDRAWN, label__contains="已停用")
    assert (row.manual, row.state, row.endpoint) == (True, State.WAITING, None)
    assert len(receiver.got) == 1


@pytest.mark.django_db(transaction=True)
def test_two_workers_at_once_send_each_message_once(lasting_county, receiver):
    county = lasting_county
    demand(county, {"两微一端": "used"})
    for number in range(4):
        endpoint(county, url=receiver.url, name=f"接收方{number}")
    published(county)
    published(county)
    tallies = together(lambda: sending.send_due(NOW), lambda: sending.send_due(NOW))
    assert not [tally for tally in tallies if isinstance(tally, Exception)]
    sending.send_due(NOW)
    numbers = [body["delivery"] for body in receiver.bodies]
    assert len(numbers) == len(set(numbers)) == 8
