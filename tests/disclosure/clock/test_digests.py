"""每日摘要: one mail per person and day, nothing twice, nothing empty, nothing that may not be read any more."""

import smtplib
from datetime import timedelta
from unittest import mock

import pytest
from django.core import mail
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from disclosure.actions import digesting, releasing, subscribing
from disclosure.models import (
    ArchiveBatch,
    Delivery,
    DigestMail,
    Document,
    DocumentEdition,
    Placement,
    Subscription,
    Withdrawal,
)
from disclosure.workflow import Attribute, Status
from tests import documents, factories
from tests.disclosure.clock.channels import demand, new_edition
from tests.disclosure.clock.mails import DAY, MONDAY, READER, digest, published, subscription
from tests.threads import together


def test_one_mail_holds_what_is_new_with_links_and_a_way_out(county, settings):
    settings.SITE_URL = "https://www.qinglan.example"
    mine = subscription()
    one, two = (
        published(county),
        published(county, title="关于<临时>救助的通知", doc_number="青民发〔2026〕4号"),
    )
    assert digest().sent == 1
    message = mail.outbox[0]
    assert message.to == [READER]
    for edition in (one, two):
        assert edition.title in message.body
        assert f"https://www.qinglan.example/documents/{edition.document_id}/" in message.body
    assert "此件公开发布" in message.body
    end = "https://www.qinglan.example" + reverse("documents:subscription_end", args=[mine.token])
    assert end in message.body
    assert message.extra_headers["List-Unsubscribe"] == f"<{end}>"
    assert message.extra_headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    html, kind = message.alternatives[0]
    assert kind == "text/html"
    assert "关于&lt;临时&gt;救助的通知" in html


def test_nothing_new_is_no_mail_and_the_same_day_no_second(county):
    subscription()
    assert digest().sent == 0
    published(county)
    assert digest().sent == 1
    published(county, at=MONDAY)
    assert digest(MONDAY + timedelta(hours=2)).sent == 0
    assert digest(MONDAY + DAY).sent == 1
    assert digest(MONDAY + 2 * DAY).sent == 0


def test_only_what_was_asked_for(county):
    subscription("all@example.com")
    subscription("unit@example.com", unit=county.department)
    subscription("domain@example.com", domain=county.domain)
    subscription("other@example.com", unit=county.other_department)
    subscription("both@example.com", unit=county.department, domain=factories.domain("养老服务"))
    published(county)
    digest()
    assert {message.to[0] for message in mail.outbox} == {
        "all@example.com", "unit@example.com", "domain@example.com",
    }  # fmt: skip


def test_several_subscriptions_of_one_address_make_one_mail_with_each_document_once(county):
    subscription(unit=county.department)
    subscription(domain=county.domain)
    subscription()
    edition = published(county)
    digest()
    assert len(mail.outbox) == 1
    assert mail.outbox[0].body.count(f"/documents/{edition.document_id}/") == 1


def test_what_was_published_before_the_confirmation_is_not_sent(county):
    published(county, at=MONDAY - 2 * DAY)
    subscription()
    assert digest().sent == 0


@pytest.mark.parametrize("how", ["withdrawn", "on request", "archive", "a moment ago"])
def test_what_is_not_for_the_digest_stays_out(county, how):
    subscription()
    at = MONDAY - timedelta(minutes=1 if how == "a moment ago" else 60)
    edition = published(
        county, at, proposed_attribute=Attribute.ON_REQUEST if how == "on request" else Attribute.OPEN
    )
    if how == "withdrawn":
        releasing.withdraw(edition, by=county.head, reason="有误", behaviour=Withdrawal.Behaviour.GONE)
    elif how == "archive":
        batch = ArchiveBatch.objects.create(
            unit=county.department, file_name="历史文件.xlsx", file_hash="0" * 64
        )
        DocumentEdition.objects.filter(pk=edition.pk).update(batch=batch)
    assert digest().sent == 0
    if how == "a moment ago":
        assert digest(MONDAY + timedelta(hours=1)).sent == 1, "it was not lost either"


def test_a_new_edition_is_news(county):
    subscription()
    edition = published(county)
    digest()
    with mock.patch.object(timezone, "now", return_value=MONDAY + timedelta(hours=1)):
        new_edition(county, edition)
    assert digest(MONDAY + DAY).sent == 1
    assert "(更新)" in mail.outbox[1].body


def test_a_long_list_is_cut_and_says_so(county, monkeypatch):
    monkeypatch.setattr(digesting, "LONGEST_LIST", 1)
    subscription()
    published(county)
    published(county)
    digest()
    assert "还有1件" in mail.outbox[0].body


@pytest.mark.parametrize(
    ("trouble", "outcome"),
    [
        (ConnectionRefusedError(), "later"),
        (smtplib.SMTPDataError(451, b"try again"), "later"),
        (smtplib.SMTPSenderRefused(550, b"who are you", "no-reply@example.com"), "later"),
        (smtplib.SMTPRecipientsRefused({READER: (450, b"busy")}), "later"),
        (smtplib.SMTPRecipientsRefused({READER: (550, b"no such user")}), "never"),
        (smtplib.SMTPDataError(554, b"spam"), "never"),
        (smtplib.SMTPServerDisconnected("after the text"), "never"),
        (TimeoutError(), "never"),
    ],
    ids=lambda value: value if isinstance(value, str) else f"{type(value).__name__}",
)
def test_what_surely_did_not_go_out_is_sent_later_and_what_may_have_is_not(county, server, trouble, outcome):
    demand(county, {"精准推送": "used"})
    mine = subscription()
    published(county)
    row = Delivery.objects.get(outlet=Delivery.Outlet.EMAIL)
    server.to_say = [trouble]
    assert getattr(digest(), outcome) == 1
    row.refresh_from_db()
    mine.refresh_from_db()
    if outcome == "later":
        assert (mine.sent_on, row.state) == (MONDAY.date(), Delivery.State.WAITING)
        assert DigestMail.objects.waiting().get().email == READER
        assert digest(MONDAY + timedelta(hours=1)).sent == 1
        row.refresh_from_db()
    else:
        assert digest(MONDAY + timedelta(hours=1)).sent == 0
    assert row.state == Delivery.State.DONE


def test_the_row_of_the_channel_waits_for_everybody_who_asked(county):
    demand(county, {"精准推送": "used"})
    subscription()
    published(county)
    digest()
    late = published(county, at=MONDAY + timedelta(minutes=10))
    digest(MONDAY + timedelta(hours=1))
    row = late.deliveries.get(outlet=Delivery.Outlet.EMAIL)
    assert row.state == Delivery.State.WAITING, "today's mail went out before it was published"
    digest(MONDAY + DAY)
    row.refresh_from_db()
    assert row.state == Delivery.State.DONE


def test_addresses_reach_no_log(county, server, caplog):
    subscription()
    published(county)
    server.to_say = [smtplib.SMTPRecipientsRefused({READER: (550, b"no such user")})]
    with caplog.at_level("DEBUG"):
        digest()
    assert "SMTPRecipientsRefused" in caplog.text
    assert READER not in caplog.text


@pytest.mark.django_db(transaction=True)
def test_two_workers_at_once_send_one_digest(lasting_county):
    subscription()
    published(lasting_county)
    outcomes = together(digest, digest)
    assert sorted(tally.sent for tally in outcomes) == [0, 1]
    assert len(mail.outbox) == 1


# --- whatever happens --------------------------------------------------------------------------------------

STEPS = st.lists(
    st.sampled_from(
        ["publish", "digest", "refused", "in doubt", "next day", "subscribe all", "subscribe unit", "end"]
    ),
    min_size=5,
    max_size=25,
)


@given(steps=STEPS)
@hypothesis_settings(max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_no_edition_reaches_an_address_twice_and_no_day_has_two_mails(county, server, steps):
    source = DocumentEdition.objects.first() or documents.document(county, state=Status.SIGNED)
    mail.outbox.clear()
    with transaction.atomic():
        days = carry_out(county, server, steps, source)
        transaction.set_rollback(True)
    lines = [line.strip() for message in mail.outbox for line in message.body.splitlines()]
    shown = [line for line in lines if "/documents/" in line and "subscribe" not in line]
    assert len(shown) == len(set(shown))
    assert len(shown) >= len(mail.outbox), "an empty mail"
    assert len(days) == len(mail.outbox) == len(set(days))


def carry_out(county, server, steps, source):
    """The days on which a mail went out."""
    subscription()
    at, days = MONDAY, []
    for step in steps:
        at += timedelta(minutes=20)
        if step == "publish":
            another(source, at)
        elif step == "next day":
            at += DAY
        elif step.startswith("subscribe"):
            unit = county.department if step.endswith("unit") else None
            subscribing.subscribe(READER, subscribing.Wish(unit), at=at)
            for one in Subscription.objects.filter(confirmed_at=None):
                subscribing.confirm(one.token, at=at)
        elif step == "end" and (first := Subscription.objects.filter(ended_at=None).first()):
            subscribing.end(first.token, at=at, only=True)
        elif step in {"digest", "refused", "in doubt"}:
            server.to_say = {"refused": [ConnectionRefusedError()], "in doubt": [TimeoutError()]}.get(
                step, []
            )
            before = len(mail.outbox)
            digest(at)
            days += [timezone.localtime(at).date()] * (len(mail.outbox) - before)
    return days


def another(source, at):
    """One more published document, without the whole way of review."""
    values = {field.attname: getattr(source, field.attname) for field in source._meta.concrete_fields}
    del values["id"]
    values["document_id"] = Document.objects.create(unit=source.unit).pk
    edition = DocumentEdition.objects.create(**values)
    place = source.placements.first()
    Placement.objects.create(edition=edition, item_id=place.item_id, domain_id=place.domain_id)
    DocumentEdition.objects.filter(pk=edition.pk).update(status=Status.PUBLISHED, published_at=at)
