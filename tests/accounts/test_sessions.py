"""登录记录: where one is signed in, ending the others, and not staying signed in for ever."""

from __future__ import annotations

import pytest
from django.contrib.sessions.models import Session
from django.test import Client
from django.utils import timezone

from accounts import signing
from accounts.actions.sessions import open_sign_ins
from accounts.models import SignIn
from accounts.signing import browser_of
from accounts.tasks import forget
from tests.accounts.signed import sign_in, with_password

pytestmark = pytest.mark.django_db
ADMIN, HOME = "/admin/", "/account/"
WINDOWS = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/130.0.0.0 Safari/537.36"


@pytest.fixture
def clerk(county):
    return with_password(county.clerk)


@pytest.fixture
def two(clerk):
    """Signed in at two places."""
    here, there = Client(), Client(headers={"user-agent": WINDOWS})
    for one in (here, there):
        sign_in(one, clerk)
    return here, there


def test_every_place_is_listed_with_what_it_looks_like(two, clerk):
    page = two[0].get(HOME)
    assert [(one["row"].browser, one["is_this"]) for one in page.context["sessions"]] == [
        ("Chrome · Windows", False), ("未知 · 未知", True),
    ]  # fmt: skip


def test_another_place_is_ended_and_this_one_goes_on(two, clerk):
    here, there = two
    other = SignIn.objects.get(session_key=there.session.session_key)
    here.post(f"/account/sessions/{other.pk}/end/")
    assert there.get(ADMIN).status_code == 302
    assert here.get(ADMIN).status_code == 200
    assert not Session.objects.filter(session_key=other.session_key).exists()


def test_all_others_are_ended_at_once(two, clerk):
    here, there = two
    third = Client()
    sign_in(third, clerk)
    here.post("/account/sessions/end/")
    assert [one.get(ADMIN).status_code for one in (here, there, third)] == [200, 302, 302]


def test_nobody_ends_the_session_of_somebody_else(two, county):
    row = SignIn.objects.first()
    stranger = Client()
    stranger.force_login(county.head)
    assert stranger.post(f"/account/sessions/{row.pk}/end/").status_code == 404
    assert two[0].get(ADMIN).status_code == 200


def test_a_new_password_ends_every_other_session_and_takes_it_off_the_list(two, clerk):
    here, there = two
    new = "another-horse-2026"
    here.post(
        "/admin/password_change/",
        {"old_password": "correct-horse-2026", "new_password1": new, "new_password2": new},
    )
    clerk.refresh_from_db()
    assert clerk.check_password(new)
    assert there.get(ADMIN).status_code == 302
    assert here.get(ADMIN).status_code == 200
    assert len(here.get(HOME).context["sessions"]) == 1


def test_who_does_nothing_for_an_hour_is_signed_out_and_sent_back_after(client, clerk, settings):
    sign_in(client, clerk)
    session = client.session
    session[signing.SEEN] -= settings.SESSION_IDLE_MINUTES * 60 - 60
    session.save()
    assert client.get(ADMIN).status_code == 200  # just in time, and counted anew
    session = client.session
    session[signing.SEEN] -= settings.SESSION_IDLE_MINUTES * 60 + 60
    session.save()
    assert client.get("/admin/catalog/catalogedition/").url == "/login/?next=/admin/catalog/catalogedition/"
    assert "_auth_user_id" not in client.session


def test_being_there_is_written_once_in_five_minutes(client, clerk, django_assert_num_queries):
    sign_in(client, clerk)
    first = client.session[signing.SEEN]
    client.get(HOME)
    assert client.session[signing.SEEN] == first


def test_rows_of_sessions_that_are_gone_are_deleted(two, clerk):
    Session.objects.filter(session_key=two[1].session.session_key).update(expire_date=timezone.now())
    assert len(open_sign_ins(clerk)) == 1
    forget()
    assert SignIn.objects.count() == 1


@pytest.mark.parametrize(
    ("agent", "label"),
    [
        (WINDOWS, "Chrome · Windows"),
        (WINDOWS + " Edg/130.0", "Edge · Windows"),
        ("Mozilla/5.0 (X11; Linux x86_64; rv:130.0) Gecko/20100101 Firefox/130.0", "Firefox · Linux"),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 17_0) AppleWebKit/605.1.15 MicroMessenger/8.0", "微信 · iOS"),
        ("", "未知 · 未知"),
    ],
)
def test_a_browser_is_named_so_that_its_owner_knows_it(agent, label):
    assert browser_of(agent) == label


@pytest.mark.parametrize("password", ["short-1A", "password1234", "123456789012345", "王小明-2026"])
def test_weak_passwords_are_refused_with_a_sentence(client, clerk, password):
    clerk.full_name = "王小明"
    clerk.save()
    client.force_login(clerk)
    said = client.post(
        "/admin/password_change/",
        {"old_password": "correct-horse-2026", "new_password1": password, "new_password2": password},
    )
    assert said.status_code == 200
    assert "密码" in str(said.context["form"].errors)


@pytest.mark.parametrize(
    ("referer", "place"),
    [
        ("http://testserver/admin/?q=1", "/admin/%3Fq%3D1"),
        ("https://elsewhere.example/", "/admin/"),
        ("", "/admin/"),
    ],
)
def test_a_form_sent_after_the_session_ended_leads_back_to_its_page(client, county, referer, place):
    response = client.post("/admin/disclosure/documentedition/1/submit/", headers={"referer": referer})
    assert response.status_code == 302
    assert response.headers["Location"].endswith(f"?next={place}")
    assert "刚才的提交没有生效" in client.get(response.headers["Location"]).text
