"""What every answer carries, whoever asks for what: the access table is walked."""

from __future__ import annotations

import logging

import pytest
from django.conf import settings
from django.test import Client

from accounts.models import User
from tests.test_access import TABLE, address, things

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _quiet():
    logging.disable(logging.ERROR)
    yield
    logging.disable(logging.NOTSET)


@pytest.fixture
def answers(county):
    """(route, answer) of every page, as anybody sees it."""
    ids, client = things(county), Client()
    found = []
    for route in TABLE:
        response = client.get(address(route, ids))
        if response.streaming:
            list(response.streaming_content)
        found.append((route, response))
    return found


PAGE = (
    "default-src 'self'",
    "frame-ancestors 'none'",
    "base-uri 'self'",
    "object-src 'none'",
    "form-action 'self'",
)


def strict(policy: str) -> bool:
    """A page's policy whole and nothing unsafe in it; or that of a file, which has no origin and runs nothing."""
    if "default-src 'none'" in policy:
        return "sandbox" in policy and "script-src" not in policy and "allow-" not in policy
    return "unsafe-" not in policy and all(rule in policy for rule in PAGE)


def test_every_answer_carries_its_headers(answers):
    wrong = []
    for route, response in answers:
        said = response.headers
        policy = said.get("Content-Security-Policy", "")
        rules = {
            "policy": strict(policy),
            "sniffing": said.get("X-Content-Type-Options") == "nosniff",
            "opener": said.get("Cross-Origin-Opener-Policy") == "same-origin",
            "resource": said.get("Cross-Origin-Resource-Policy")
            == ("cross-origin" if "Access-Control-Allow-Origin" in said else "same-origin"),
            "referrer": said.get("Referrer-Policy") == "same-origin",
            "frame": said.get("X-Frame-Options") == "DENY",
            "powers": "camera=()" in said.get("Permissions-Policy", ""),
            "request id": len(said.get("X-Request-ID", "")) >= 8,
            "no server": "Server" not in said and "X-Powered-By" not in said,
        }
        wrong += [f"{route}: {name}" for name, holds in rules.items() if not holds]
    assert not wrong


def test_nothing_of_the_page_is_inline(answers):
    """The policy would refuse it; that it is not even there is looked at too."""
    for route, response in answers:
        if response.status_code != 200 or "text/html" not in response.headers["Content-Type"]:
            continue
        text = response.content.decode()
        assert " onclick=" not in text, route
        assert " style=" not in text, route
        assert "javascript:" not in text, route


def test_a_cookie_set_for_somebody_is_bound_to_this_site(answers):
    for route, response in answers:
        for name, cookie in response.cookies.items():
            assert cookie["samesite"] in {"Lax", "Strict"}, (route, name)
            if name == settings.SESSION_COOKIE_NAME:
                assert cookie["httponly"], route


@pytest.mark.parametrize(
    "host", ["evil.example", "testserver.evil.example", "testserver@evil.example", "a b"]
)
def test_a_forged_host_is_refused_and_never_written_into_a_page(client, county, host):
    response = client.get("/help/", headers={"host": host})
    assert response.status_code == 400
    assert "evil.example" not in response.content.decode()


@pytest.mark.parametrize(
    "header", ["x-forwarded-host", "x-host", "forwarded", "x-original-url", "x-rewrite-url"]
)
def test_headers_nobody_should_believe_change_nothing(client, county, header):
    plain = client.get("/help/")
    forged = client.get("/help/", headers={header: "evil.example"})
    assert forged.status_code == 200
    assert b"evil.example" not in forged.content
    assert plain.headers.get("ETag") == forged.headers.get("ETag")


OUTSIDE = (
    "https://evil.example/",
    "//evil.example/",
    "/\\evil.example",
    "javascript:alert(1)",
    "https:evil.example",
)


@pytest.mark.parametrize("url", OUTSIDE)
def test_nobody_is_led_off_the_site(county, url):
    client = Client()
    county.clerk.set_password("correct-horse-2026")
    county.clerk.save()
    asked = {"username": county.clerk.username, "password": "correct-horse-2026", "next": url}
    for response in (
        client.post("/login/", asked),
        client.get("/login/", {"next": url}),
        client.post("/account/confirm/", {"password": "correct-horse-2026", "next": url}),
        client.post("/logout/", {"next": url}),
        client.get("/leave/", {"to": url}),
    ):
        assert "evil" not in response.headers.get("Location", "")
        assert "alert" not in response.headers.get("Location", "")


def test_every_form_wants_its_token(county):
    """Everywhere but where a mail program unsubscribes (RFC 8058)."""
    ids, client = things(county), Client(enforce_csrf_checks=True)
    client.force_login(county.superuser)
    for route in TABLE:
        if "subscri" in route or "api/" in route:
            continue
        assert client.post(address(route, ids), {"a": "b"}).status_code in {403, 404, 405}, route


def test_a_registration_makes_no_more_of_itself_than_an_applicant(client):
    asked = {
        "username": "new-person", "password1": "correct-horse-2026", "password2": "correct-horse-2026", "website": "",
        "is_staff": "1", "is_superuser": "1", "is_active": "0", "organisation": "1", "groups": "1",
    }  # fmt: skip
    assert client.post("/requests/account/", asked).status_code == 302
    from_database = User.objects.get(username="new-person")
    assert (from_database.is_staff, from_database.is_superuser, from_database.is_active) == (
        False,
        False,
        True,
    )
    assert from_database.organisation is None
