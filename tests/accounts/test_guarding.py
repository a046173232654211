"""暂停: guessing is stopped, officials cannot be shut out by strangers, and nothing tells whether an account exists."""

from __future__ import annotations

import json
import logging
from datetime import datetime, timedelta

import pytest
from django.utils import timezone

from accounts.actions import guarding
from accounts.actions.guarding import Watched, signing_in, succeeded, try_once
from accounts.models import Attempts
from accounts.tasks import forget
from tests.accounts.signed import sign_in, with_password
from tests.threads import together

NOON = datetime(2026, 3, 2, 12, tzinfo=timezone.get_default_timezone())
ONE = [Watched("test", "somebody", 3)]


def tries(number: int, watched=ONE, *, at: datetime = NOON) -> list[bool]:
    return [try_once(watched, at=at) for _ in range(number)]


@pytest.mark.django_db
def test_after_the_allowed_failures_comes_a_pause_and_then_it_starts_anew():
    assert tries(4) == [True, True, True, False]
    assert tries(1, at=NOON + guarding.PAUSE - timedelta(seconds=1)) == [False]
    assert tries(4, at=NOON + guarding.PAUSE + timedelta(seconds=1)) == [True, True, True, False]


@pytest.mark.django_db
def test_failures_of_long_ago_do_not_count():
    tries(2)
    assert tries(3, at=NOON + guarding.WINDOW + timedelta(seconds=1)) == [True, True, True]


@pytest.mark.django_db
def test_success_takes_the_failures_back():
    tries(2)
    succeeded(ONE)
    assert tries(3) == [True, True, True]


@pytest.mark.django_db
def test_a_stranger_elsewhere_does_not_shut_an_official_out():
    tries(6, signing_in("wang", "10.0.0.1"))
    assert tries(1, signing_in("wang", "10.0.0.1")) == [False]
    assert tries(1, signing_in("wang", "10.0.0.2")) == [True]


@pytest.mark.django_db
def test_many_addresses_against_one_name_are_stopped_too():
    asked = [try_once(signing_in("wang", f"10.0.{n}.1"), at=NOON) for n in range(51)]
    assert asked == [True] * 50 + [False]


@pytest.mark.django_db
def test_one_address_against_many_names_is_stopped_and_success_there_takes_back_only_its_own():
    for n in range(99):
        try_once(signing_in(f"user{n}", "10.0.0.1"), at=NOON)
    assert tries(1, signing_in("wang", "10.0.0.1")) == [True]
    succeeded(signing_in("wang", "10.0.0.1"))
    assert tries(2, signing_in("zhao", "10.0.0.1")) == [True, False]


@pytest.mark.django_db
def test_however_the_name_is_written_it_is_one():
    assert signing_in(" Wang", "a")[1].digest == signing_in("wANG ", "a")[1].digest


@pytest.mark.django_db
def test_neither_name_nor_address_stands_in_the_table():
    tries(1, signing_in("wang", "10.0.0.1"))
    kept = json.dumps(list(Attempts.objects.values()), default=str)
    assert "wang" not in kept
    assert "10.0.0.1" not in kept


@pytest.mark.django_db
def test_what_is_a_day_old_is_forgotten():
    tries(1, at=timezone.now() - timedelta(days=2))
    try_once([Watched("test", "other", 3)], at=timezone.now())
    forget()
    assert Attempts.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_tries_at_once_are_counted_each():
    watched = [Watched("test", "crowd", 5)]
    assert sorted(together(*[lambda: try_once(watched, at=NOON)] * 8)) == [False] * 3 + [True] * 5


# --- at the login page ---------------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_the_page_answers_the_same_whether_the_account_exists_is_switched_off_or_never_was(client, county):
    with_password(county.clerk)
    off = with_password(county.head)
    off.is_active = False
    off.save()
    pages = []
    for person, password in (
        (county.clerk, "wrong"),
        (off, "correct-horse-2026"),
        (county.other_clerk, "wrong"),
    ):
        said = client.post("/login/", {"username": person.username, "password": password})
        assert "_auth_user_id" not in client.session
        pages.append(said.context["form"].non_field_errors())
    pages.append(
        client.post("/login/", {"username": "nobody", "password": "x"}).context["form"].non_field_errors()
    )
    assert len({str(page) for page in pages}) == 1


@pytest.mark.django_db
@pytest.mark.parametrize("name", ["exists", "nobody-there"])
def test_the_sixth_try_is_refused_even_when_it_is_right(client, county, name):
    with_password(county.clerk)
    county.clerk.username = "exists"
    county.clerk.save()
    for _ in range(5):
        client.post("/login/", {"username": name, "password": "wrong"})
    said = client.post("/login/", {"username": name, "password": "correct-horse-2026"})
    assert "15分钟后再试" in str(said.context["form"].non_field_errors())
    assert "_auth_user_id" not in client.session


@pytest.mark.django_db
def test_signing_in_writes_the_persons_number_and_no_name_to_the_log(client, county, caplog):
    with caplog.at_level(logging.INFO, logger="accounts.signing"):
        sign_in(client, with_password(county.clerk))
    assert f"person {county.clerk.pk}" in caplog.text
    assert county.clerk.username not in caplog.text
    assert county.clerk.full_name not in caplog.text
