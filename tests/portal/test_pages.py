"""The site's own pages: open, tagged, without cookies; errors in plain Chinese; health without details."""

import pytest
from django.urls import reverse

from portal import doctor, views

pytestmark = pytest.mark.django_db
PAGES = ("home", "help", "accessibility", "privacy", "site_map", "search", "login")


@pytest.mark.parametrize("name", PAGES)
def test_a_page_is_open_and_carries_the_site_tags(client, county, name):
    response = client.get(reverse(name))
    assert response.status_code == 200
    text = response.content.decode()
    for tag in ("SiteName", "SiteDomain", "SiteIDCode"):
        assert text.count(f'<meta name="{tag}" content="') == 1
    assert '<html lang="zh-CN">' in text
    assert "Content-Security-Policy" in response.headers
    assert response.headers["X-Frame-Options"] == "DENY"


@pytest.mark.parametrize("name", [name for name in PAGES if name != "login"])
def test_reading_leaves_no_cookie_and_nothing_can_be_posted(client, county, name):
    assert not client.get(reverse(name)).cookies
    assert client.head(reverse(name)).status_code == 200
    assert client.post(reverse(name)).status_code == 405


def test_the_page_of_components_is_for_developers_only(client, settings):
    assert client.get(reverse("design")).status_code == 404
    settings.DEBUG = True
    assert client.get(reverse("design")).status_code == 200


@pytest.mark.parametrize(("state", "status"), [("ok", 200), ("degraded", 200), ("broken", 503)])
def test_health_says_how_it_is_and_no_details(client, monkeypatch, state, status):
    finding = doctor.Finding("数据库", state, "secret host name")
    monkeypatch.setattr(views, "examine", lambda checks: [finding])
    response = client.get(reverse("health"))
    assert response.status_code == status
    assert response.json()["state"] == state
    assert "secret" not in response.content.decode()


def test_a_missing_page_says_so_in_chinese(client):
    response = client.get("/no-such-page/")
    assert response.status_code == 404
    assert "SiteName" in response.content.decode()


@pytest.mark.parametrize("demo", [True, False])
def test_accounts_are_offered_in_the_demo_only(client, county, settings, demo):
    settings.DEMO = demo
    county.clerk.username = "demo-clerk"
    county.clerk.save()
    text = client.get(reverse("login")).content.decode()
    assert ("demo-clerk" in text) is demo
    assert (settings.DEMO_PASSWORD in text) is demo


def test_the_back_office_opens_on_what_waits(client, county):
    client.force_login(county.clerk)
    response = client.get(reverse("admin:index"))
    assert response.status_code == 200
    assert "政府信息公开指南" in [task.title for task in response.context["todo"]]  # the unit has none yet


def test_who_holds_no_role_is_sent_to_sign_in(client, county):
    client.force_login(county.stranger)
    assert client.get(reverse("admin:index")).status_code == 302
