"""订阅 by item and by the words of a search; a digest that waits for its mail server."""

from datetime import timedelta

import pytest
from django.core import mail
from django.urls import reverse

from accounts.outbox import LEASE
from disclosure.actions import digesting, releasing, subscribing
from disclosure.models import DigestMail, Subscription, Withdrawal
from tests import documents, factories
from tests.caches import start_anew
from tests.disclosure.clock.channels import demand
from tests.disclosure.clock.mails import DAY, MONDAY, READER, digest, published, subscription

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(("words", "found"), [
    ("低保标准", True), ("低保 标准", True), ("低保 养老", False), ("救助对象", True), ("＋＋", False),
])  # fmt: skip
def test_words_bring_what_the_search_would_find(county, words, found):
    """In title, number or text, all of them, by the table the search rests on."""
    subscription(words=words)
    published(county, title="关于调整低保标准的通知", body="<p>救助对象按月核定。</p>")
    assert digest().sent == int(found)


def test_words_and_a_unit_must_both_fit(county):
    subscription("both@example.com", words="低保", unit=county.department)
    subscription("neither@example.com", words="低保", unit=county.other_department)
    published(county, title="关于低保的通知")
    digest()
    assert [message.to for message in mail.outbox] == [["both@example.com"]]


def test_an_item_brings_what_is_published_under_it(county):
    subscription("item@example.com", item=published(county).placements.get().item)
    other = factories.edition(county, state="published", content=[factories.row("别的事项", "办理")])
    subscription("other@example.com", item=other.nodes.rows().first().item)
    digest()
    assert [message.to for message in mail.outbox] == [["item@example.com"]]


def test_words_that_found_nothing_are_looked_for_from_there_on(county):
    mine = subscription(words="没有的词")
    published(county)
    assert digest().sent == 0
    mine.refresh_from_db()
    assert (mine.sent_up_to, mine.sent_on) == (MONDAY - digesting.SETTLING, None)


def test_the_channel_does_not_wait_for_words_that_do_not_fit(county):
    demand(county, {"精准推送": "used"})
    subscription(words="没有的词", sent_on=MONDAY.date())
    published(county)
    subscription("all@example.com")
    digest()
    assert not Subscription.objects.filter(sent_up_to__gt=MONDAY - DAY, words="没有的词").exists()
    assert DigestMail.objects.count() == 0
    assert published(county, at=MONDAY - DAY - timedelta(hours=1)).deliveries.filter(state="waiting").exists()


def test_what_waited_for_the_mail_server_is_sent_once_with_what_came_since(county, server):
    subscription()
    first = published(county)
    server.to_say = [ConnectionRefusedError()]
    assert digest().later == 1
    second = published(county, at=MONDAY + timedelta(hours=1))
    assert digest(MONDAY + DAY).sent == 1
    (message,) = mail.outbox
    assert first.get_absolute_url() in message.body
    assert second.get_absolute_url() in message.body
    published(county, at=MONDAY + DAY)
    assert digest(MONDAY + DAY + timedelta(hours=2)).sent == 0, "one a day, whichever day it was written"
    assert not DigestMail.objects.exists()


@pytest.mark.parametrize("what", ["withdrawn", "ended"])
def test_what_waited_and_is_not_wanted_any_more_is_not_sent(county, server, what):
    mine = subscription()
    edition = published(county)
    server.to_say = [ConnectionRefusedError()]
    digest()
    if what == "withdrawn":
        releasing.withdraw(edition, by=county.head, reason="有误", behaviour=Withdrawal.Behaviour.GONE)
    else:
        subscribing.end(mine.token, at=MONDAY)
    assert digest(MONDAY + DAY).sent == 0
    assert not DigestMail.objects.exists()


def test_a_mail_whose_sender_died_goes_out_as_the_same_mail_once_nobody_can_be_at_it(county):
    subscription()
    published(county)
    digesting.write_digest(READER, cut=MONDAY, today=MONDAY.date())
    DigestMail.objects.update(taken_at=MONDAY)
    assert digest(MONDAY + LEASE / 2).sent == 0
    assert digest(MONDAY + DAY).sent == 1
    assert digest(MONDAY + 2 * DAY).sent == 0
    assert len(mail.outbox) == 1


def test_an_address_is_not_kept_longer_than_it_may_be_of_use(county, settings):
    settings.MAIL_ENABLED = False
    subscription()
    published(county)
    digesting.write_digest(READER, cut=MONDAY, today=MONDAY.date())
    DigestMail.objects.update(taken_at=MONDAY)
    assert subscribing.forget(MONDAY + 9 * DAY) == 0
    assert not DigestMail.objects.exists()


def test_a_search_leads_to_its_subscription(county, client, settings):
    start_anew()
    page = client.get(reverse("search"), {"q": "低保"}).text
    address = f"{reverse('documents:subscribe')}?words=%E4%BD%8E%E4%BF%9D"
    assert address in page
    assert 'name="words" value="低保"' in client.get(address).text
    client.post(reverse("documents:subscribe"), {"email": READER, "words": " 低保  标准 "})
    wish = Subscription.objects.get()
    assert wish.words == "低保 标准"
    assert subscribing.describe(wish) == "含“低保 标准”"
    settings.MAIL_ENABLED = False
    assert address not in client.get(reverse("search"), {"q": "低保"}).text


def test_an_item_leads_to_its_subscription(county, client):
    start_anew()
    item = documents.item(county)
    address = f"{reverse('documents:subscribe')}?item={item.pk}"
    assert address in client.get(item.get_absolute_url()).text
    page = client.get(address).text
    assert f"公开事项：{item}" in page
    client.post(reverse("documents:subscribe"), {"email": READER, "item": item.pk})
    assert Subscription.objects.get().item == item


@pytest.mark.parametrize(
    "values", [{"words": "＋＋"}, {"words": "长" * 61}, {"item": "0"}, {"item": "9" * 30}]
)
def test_what_means_nothing_is_not_subscribed(county, client, values):
    start_anew()
    assert client.post(reverse("documents:subscribe"), {"email": READER} | values).status_code == 422
    assert client.get(reverse("documents:subscribe"), values).status_code == 200
    assert not Subscription.objects.exists()
