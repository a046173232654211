"""移送 in the back office: made for a month, downloaded while it is true, received once."""

from datetime import timedelta
from io import BytesIO
from zipfile import ZipFile

import pytest
from django.urls import reverse
from django.utils import timezone

from disclosure.actions import handing_over, releasing
from disclosure.desk.handovers import parse_month
from disclosure.models import HandOver, WebhookEndpoint
from disclosure.workflow import Status
from tests import documents

pytestmark = pytest.mark.django_db


@pytest.fixture
def office(client, county):
    client.force_login(county.office)
    return client


def packed(county) -> HandOver:
    """This month's package, as it is made once the month is over."""
    today = timezone.localdate()
    return handing_over.make(county.government, today, by=county.office, on=today + timedelta(days=40))


def test_a_month_is_downloaded_and_received(office, county):
    edition = documents.document(county, state=Status.PUBLISHED)
    package = packed(county)
    answer = office.get(reverse("admin:disclosure_handover_download", args=[package.pk]))
    with ZipFile(BytesIO(b"".join(answer.streaming_content))) as opened:
        assert any(edition.title in opened.read(name).decode("utf-8", "ignore") for name in opened.namelist())
    received = office.post(
        reverse("admin:disclosure_handover_receive", args=[package.pk]),
        {"received_by": "青岚县档案馆"},
        follow=True,
    )
    assert "青岚县档案馆" in received.content.decode()


def test_a_month_that_is_not_over_is_not_packed(office, county):
    month = timezone.localdate().strftime("%Y-%m")
    data = {"county": county.government.pk, "month": month}
    page = office.post(reverse("admin:disclosure_handover_make"), data, follow=True).content.decode()
    assert "这个月还没有结束" in page
    assert not HandOver.objects.exists()


def test_what_was_withdrawn_is_not_handed_out(office, county):
    edition = documents.document(county, state=Status.PUBLISHED)
    package = packed(county)
    releasing.withdraw(edition, by=county.head, reason="有误", behaviour="gone")
    answer = office.get(reverse("admin:disclosure_handover_download", args=[package.pk]), follow=True)
    assert "请重新生成" in answer.content.decode()


@pytest.mark.parametrize("text", ["", "2026", "2026-13", "abcdefg", "2026-3", "9" * 7])
def test_a_month_that_is_none_is_refused(office, county, text):
    assert parse_month(text) is None
    data = {"county": county.government.pk, "month": text}
    page = office.post(reverse("admin:disclosure_handover_make"), data, follow=True).content.decode()
    assert "请选择县和月份" in page
    assert not HandOver.objects.exists()


@pytest.mark.parametrize("who", ["clerk", "head", "secrecy_reviewer", "city_officer"])
def test_nobody_else_sees_or_makes_packages(client, county, who):
    client.force_login(county.people[who])
    client.post(
        reverse("admin:disclosure_handover_make"), {"county": county.government.pk, "month": "2026-01"}
    )
    assert not HandOver.objects.exists()


def test_a_receiver_needs_an_address_that_may_be_written_to(office, county):
    data = {"organisation": county.government.pk, "name": "青岚发布", "secret": "s" * 48, "is_active": "on"}
    add = reverse("admin:disclosure_webhookendpoint_add")
    refused = office.post(add, data | {"url": "http://169.254.169.254/latest"})
    assert refused.status_code == 200
    assert not WebhookEndpoint.objects.exists()
    office.post(add, data | {"url": "https://127.0.0.1:9443/hook"})
    assert WebhookEndpoint.objects.get().organisation == county.government
