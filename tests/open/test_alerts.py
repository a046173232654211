"""紧急公告 (条例第六条): on every page at once, gone in time, put up by the county office alone."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.cache import cache
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from accounts.policies import Refused
from disclosure.actions import alerting
from disclosure.models import EmergencyNotice

pytestmark = pytest.mark.django_db


def up(county, django_capture_on_commit_callbacks, **values):
    now = timezone.now()
    whole = {
        "text": "暴雨红色预警",
        "url": "",
        "start": now,
        "until": now + timedelta(hours=1),
        "by": county.office,
    }
    with django_capture_on_commit_callbacks(execute=True):
        return alerting.put_up(county.government, **whole | values)


@pytest.mark.parametrize("name", ["home", "help", "open:home", "documents:list", "requests:guide"])
def test_it_stands_on_every_page_until_it_is_taken_down(
    client, county, django_capture_on_commit_callbacks, name
):
    notice = up(county, django_capture_on_commit_callbacks, url="/help/")
    assert "暴雨红色预警" in client.get(reverse(name)).content.decode()
    with django_capture_on_commit_callbacks(execute=True):
        alerting.take_down(notice, by=county.office2, at=timezone.now())
    assert "暴雨红色预警" not in client.get(reverse(name)).content.decode()


def test_it_ends_by_itself(county, django_capture_on_commit_callbacks):
    notice = up(county, django_capture_on_commit_callbacks)
    assert alerting.showing(notice.shown_until - timedelta(seconds=1)) == {"text": "暴雨红色预警", "url": ""}
    cache.delete(alerting.KEY)
    assert alerting.showing(notice.shown_until) is None


def test_without_a_notice_the_database_is_not_asked_on_every_page(county, django_assert_num_queries):
    cache.delete(alerting.KEY)
    with django_assert_num_queries(1):
        for _ in range(3):
            assert alerting.showing(timezone.now()) is None


@pytest.mark.parametrize("who", ["head", "clerk", "administrator", "superuser", "city_officer"])
def test_only_the_county_office_puts_it_up(county, django_capture_on_commit_callbacks, who):
    with pytest.raises(Refused), transaction.atomic():
        up(county, django_capture_on_commit_callbacks, by=getattr(county, who))
    assert not EmergencyNotice.objects.exists()


@pytest.mark.parametrize(
    "url", ["https://elsewhere.example/", "//elsewhere.example", "javascript:alert(1)", "help/"]
)
def test_the_link_stays_on_this_site(county, django_capture_on_commit_callbacks, url):
    with pytest.raises(Refused, match="本站"), transaction.atomic():
        up(county, django_capture_on_commit_callbacks, url=url)


def test_it_must_end_after_it_begins_and_is_taken_down_once(county, django_capture_on_commit_callbacks):
    now = timezone.now()
    with pytest.raises(Refused, match="晚于"), transaction.atomic():
        up(county, django_capture_on_commit_callbacks, start=now, until=now)
    notice = up(county, django_capture_on_commit_callbacks)
    alerting.take_down(notice, by=county.office, at=now)
    with pytest.raises(Refused, match="已经结束"), transaction.atomic():
        alerting.take_down(notice, by=county.office, at=now)


def test_the_office_does_it_in_the_back_office(client, county):
    client.force_login(county.office)
    until = timezone.localtime() + timedelta(hours=2)
    put_up = reverse("admin:disclosure_alert_put_up")
    wrong = client.post(put_up, {"text": "停水", "url": "//evil", "until": f"{until:%Y-%m-%dT%H:%M}"})
    assert "本站的地址" in wrong.content.decode()
    client.post(put_up, {"text": "停水", "url": "", "until": f"{until:%Y-%m-%dT%H:%M}"})
    notice = EmergencyNotice.objects.get()
    assert (
        "正在显示：停水"
        in client.get(reverse("admin:disclosure_emergencynotice_changelist")).content.decode()
    )
    client.post(reverse("admin:disclosure_alert_take_down", args=[notice.pk]))
    notice.refresh_from_db()
    assert notice.ended_by == county.office
