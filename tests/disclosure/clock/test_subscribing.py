"""邮件订阅: double opt-in, one digest per person and day, nothing twice, nothing empty, one click to end."""

from datetime import timedelta

import pytest
from django.core import mail
from django.urls import reverse
from django.utils import timezone

from accounts.policies import Refused
from disclosure.actions import subscribing
from disclosure.actions.subscribing import Wish
from disclosure.models import (
    Subscription,
)
from tests.caches import start_anew
from tests.disclosure.clock.mails import DAY, MONDAY, READER, digest, link, published, subscription

# --- asking and confirming ---------------------------------------------------------------------------------


def test_an_address_gets_nothing_before_its_owner_confirmed(county, client, settings):
    settings.SITE_URL = "https://www.qinglan.example"
    answer = client.post(
        reverse("documents:subscribe"), {"email": "Reader@Example.com", "unit": county.department.code}
    )
    assert "请查收邮件" in answer.text
    assert mail.outbox == []
    published(county, at=timezone.now() - timedelta(minutes=10))
    assert digest(timezone.now()).sent == 0
    subscribing.send_confirmations(timezone.now())
    assert [message.to for message in mail.outbox] == [[READER]]
    assert "青岚县民政局" in mail.outbox[0].body
    address = link(mail.outbox[0], "confirm")
    assert "确认订阅" in client.get(address).text
    assert Subscription.objects.get().confirmed_at is None, "a mail program that opens links confirms nothing"
    assert "订阅已经生效" in client.post(address).text
    assert "订阅已经生效" in client.post(address).text
    assert Subscription.objects.get().confirmed_at is not None


def test_the_answer_does_not_tell_who_is_subscribed(county, client):
    subscription()
    ask = reverse("documents:subscribe")
    known = client.post(ask, {"email": READER})
    unknown = client.post(ask, {"email": "other@example.com"})
    machine = client.post(ask, {"email": "bot@example.com", "website": "https://spam.example"})
    assert known.text == unknown.text == machine.text
    assert known.status_code == unknown.status_code == machine.status_code == 200
    assert set(Subscription.objects.values_list("email", flat=True)) == {READER, "other@example.com"}
    subscribing.send_confirmations(timezone.now())
    assert [message.to for message in mail.outbox] == [["other@example.com"]]


@pytest.mark.parametrize(
    "values", [{"email": "no address"}, {"email": ""}, {"email": READER, "unit": "no-such-unit"}]
)
def test_what_cannot_be_subscribed_is_said_and_kept_out(county, client, values):
    answer = client.post(reverse("documents:subscribe"), values)
    assert answer.status_code == 422
    assert "没有提交成功" in answer.text
    assert not Subscription.objects.exists()


def test_too_many_forms_from_one_place(county, client):
    start_anew()
    ask = reverse("documents:subscribe")
    codes = [client.post(ask, {"email": f"a{n}@example.com"}).status_code for n in range(12)]
    assert codes == [200] * 10 + [429] * 2
    assert Subscription.objects.count() == 10
    elsewhere = client.post(ask, {"email": "b@example.com"}, REMOTE_ADDR="10.9.9.9")
    assert elsewhere.status_code == 200
    start_anew()


def test_a_forged_header_does_not_make_another_place(county, client, settings):
    start_anew()
    ask = reverse("documents:subscribe")
    for number in range(12):
        header = {"HTTP_X_FORWARDED_FOR": f"10.0.0.{number}"}
        last = client.post(ask, {"email": f"a{number}@example.com"}, **header)
    assert last.status_code == 429
    settings.SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    assert client.post(ask, {"email": "c@example.com"}, HTTP_X_FORWARDED_FOR="10.1.1.1").status_code == 200
    start_anew()


def test_without_mail_there_is_no_form(county, client, settings):
    settings.MAIL_ENABLED = False
    assert client.get(reverse("documents:subscribe")).status_code == 404
    subscription()
    published(county)
    assert digest().sent == subscribing.send_confirmations(MONDAY).sent == 0


def test_the_form_is_filled_with_where_the_reader_came_from(county, client):
    page = client.get(reverse("documents:subscribe"), {"unit": county.department.code})
    assert f'value="{county.department.code}" selected' in page.text


def test_asking_again_sends_one_mail_a_day(county):
    at = MONDAY
    for _ in range(3):
        subscribing.subscribe(READER, Wish(), at=at)
        subscribing.send_confirmations(at)
    assert len(mail.outbox) == 1
    subscribing.subscribe(READER, Wish(), at=at + DAY)
    subscribing.send_confirmations(at + DAY)
    assert len(mail.outbox) == 2
    assert Subscription.objects.count() == 1


def test_nobody_can_flood_an_address(county):
    units = [
        county.department,
        county.other_department,
        county.township,
        county.other_township,
        county.government,
    ]
    for unit in units:
        for domain in (None, county.domain):
            subscribing.subscribe(READER, Wish(unit, domain), at=MONDAY)
    subscribing.send_confirmations(MONDAY)
    assert len(mail.outbox) == subscribing.MAILS_A_DAY
    subscribing.send_confirmations(MONDAY + DAY)
    assert len(mail.outbox) == 2 * subscribing.MAILS_A_DAY


def test_a_confirmation_the_server_did_not_take_is_sent_later(county, server):
    subscribing.subscribe(READER, Wish(), at=MONDAY)
    server.to_say = [ConnectionRefusedError()]
    assert subscribing.send_confirmations(MONDAY).later == 1
    assert subscribing.send_confirmations(MONDAY).sent == 1


def test_an_old_link_confirms_nothing(county, client):
    subscribing.subscribe(READER, Wish(), at=MONDAY)
    subscribing.send_confirmations(MONDAY)
    wish = Subscription.objects.get()
    with pytest.raises(Refused, match="失效"):
        subscribing.confirm(wish.token, at=MONDAY + 8 * DAY)
    Subscription.objects.update(created_at=timezone.now() - 8 * DAY)
    assert client.post(link(mail.outbox[0], "confirm")).status_code == 404
    assert Subscription.objects.get().confirmed_at is None
    unknown = reverse("documents:subscription_confirm", args=["00000000-0000-4000-8000-000000000000"])
    assert client.get(unknown).status_code == 404


# --- ending ------------------------------------------------------------------------------------------------


def test_one_click_ends_everything_for_the_address(county, client):
    mine, other = subscription(), subscription(unit=county.department)
    stranger = subscription("somebody@example.com")
    published(county)
    digest()
    address = link(mail.outbox[0], "end")
    assert "退订这个邮箱的全部内容" in client.get(address).text
    assert not Subscription.objects.filter(ended_at__isnull=False).exists(), "opening the link ends nothing"
    client.handler.enforce_csrf_checks = True
    assert client.post(address, {"List-Unsubscribe": "One-Click"}).status_code == 200
    ended = set(Subscription.objects.filter(ended_at__isnull=False).values_list("pk", flat=True))
    assert ended == {mine.pk, other.pk}
    assert "已经退订" in client.get(address).text
    published(county, at=MONDAY + timedelta(hours=1))
    mail.outbox.clear()
    digest(MONDAY + DAY)
    assert [message.to for message in mail.outbox] == [[stranger.email]]


def test_one_of_several_can_be_ended(county, client):
    mine, other = subscription(), subscription(unit=county.department)
    address = reverse("documents:subscription_end", args=[mine.token])
    assert "别的订阅照旧" in client.post(address, {"only": "1"}).text
    other.refresh_from_db()
    assert other.ended_at is None


def test_an_unknown_link_says_so(county, client):
    address = reverse("documents:subscription_end", args=["00000000-0000-4000-8000-000000000000"])
    assert client.post(address).status_code == 404


def test_who_ended_can_ask_again_and_gets_nothing_twice(county):
    mine = subscription()
    published(county)
    digest()
    subscribing.end(mine.token, at=MONDAY)
    subscribing.subscribe(READER, Wish(), at=MONDAY)
    again = Subscription.objects.get(ended_at=None)
    subscribing.confirm(again.token, at=MONDAY + timedelta(minutes=1))
    assert digest(MONDAY + DAY).sent == 0
    with pytest.raises(Refused, match="失效"):
        subscribing.confirm(mine.token, at=MONDAY)


def test_addresses_nobody_needs_are_forgotten(county):
    kept = subscription()
    ended_lately = subscription("lately@example.com", ended_at=MONDAY - DAY)
    subscription("ended@example.com", ended_at=MONDAY - 31 * DAY)
    Subscription.objects.create(email="never@example.com")
    Subscription.objects.filter(email="never@example.com").update(created_at=MONDAY - 8 * DAY)
    waiting = Subscription.objects.create(email="waiting@example.com")
    Subscription.objects.filter(pk=waiting.pk).update(created_at=MONDAY - DAY)
    assert subscribing.forget(MONDAY) == 2
    assert set(Subscription.objects.values_list("pk", flat=True)) == {kept.pk, ended_lately.pk, waiting.pk}


def test_only_counts_are_shown(county):
    subscription(unit=county.department)
    subscription("b@example.com", unit=county.department)
    subscription("c@example.com", domain=county.domain)
    subscription("d@example.com", confirmed=None)
    assert subscribing.counts() == {"青岚县民政局": 2, "社会救助": 1}
