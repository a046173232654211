"""/kiosk/: the terminal of a 政务公开专区 (市实施意见三(三)2): four ways, and nothing left behind."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from requests_app.models import RequestDraft
from requests_app.views.applying import COOKIE as DRAFT_COOKIE
from tests.disclosure.public import made
from tests.open.made import guide_in_force

pytestmark = pytest.mark.django_db
END = "/requests/kiosk/end/"


@pytest.fixture
def terminal(client):
    """A browser that has shown the first screen."""
    client.get(reverse("kiosk:attract"))
    return client


def test_the_first_screen_makes_a_terminal_of_the_browser_and_others_stay_as_they_are(client, county):
    assert "data-kiosk" not in client.get(reverse("help")).content.decode()
    assert not client.get(reverse("help")).cookies
    client.get(reverse("kiosk:attract"))
    text = client.get(reverse("help")).content.decode()
    assert '<html lang="zh-CN" data-kiosk>' in text
    assert "data-kiosk-end" in text


@pytest.mark.parametrize(
    "name", ["home", "documents:list", "open:home", "requests:apply", "requests:track", "kiosk:menu"]
)
def test_a_terminal_keeps_no_page(terminal, county, name):
    response = terminal.get(reverse(name))
    assert response.status_code == 200
    assert response.headers["Cache-Control"] == "no-store"
    assert "js/kiosk" in response.content.decode()


def test_the_menu_leads_to_reading_applying_following_asking(terminal, county):
    text = terminal.get(reverse("kiosk:menu")).content.decode()
    for name in ("open:home", "requests:apply", "requests:track", "kiosk:consult", "search"):
        assert f'"{reverse(name)}"' in text


def test_the_first_screen_shows_what_is_new_and_only_what_is_public(
    client, county, django_assert_num_queries
):
    made.complete(county, word="公开的")
    made.complete(county, "draft", word="绝不外泄")
    with django_assert_num_queries(2):
        text = client.get(reverse("kiosk:attract")).content.decode()
    assert "公开的标题" in text
    assert "绝不外泄" not in text


def test_whom_to_ask_is_what_the_guides_say(terminal, county, django_assert_num_queries):
    assert "正在整理" in terminal.get(reverse("kiosk:consult")).content.decode()
    guide = guide_in_force(county)
    with django_assert_num_queries(1):
        assert guide.phone in terminal.get(reverse("kiosk:consult")).content.decode()


def test_ending_leaves_nothing_behind(terminal, county):
    terminal.post(reverse("requests:apply"), {"act": "save", "name": "王小明", "subject": "低保标准"})
    assert RequestDraft.objects.count() == 1
    session = terminal.session
    session["requests-proved"] = [1]
    session.save()
    key = session.session_key
    response = terminal.post(END)
    assert response.headers["Location"] == reverse("kiosk:attract")
    assert '"storage"' in response.headers["Clear-Site-Data"]
    assert RequestDraft.objects.count() == 0
    assert response.cookies[DRAFT_COOKIE].value == ""
    assert not terminal.session.exists(key)
    assert "王小明" not in terminal.get(reverse("requests:apply")).content.decode()


def test_ending_is_no_link_somebody_else_can_set(county):
    assert Client().get(END).status_code == 405
    assert Client(enforce_csrf_checks=True).post(END).status_code == 403
