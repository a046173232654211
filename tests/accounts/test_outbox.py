"""The outbox of mail: claimed, sent, noted; and what a wrong clock does to what waits."""

from datetime import timedelta

import pytest
from django.core import mail
from django.db import connection, transaction
from django.utils import timezone

from accounts.outbox import ATTEMPTS, LEASE, wait_after
from accounts.waiting import LONGEST_WAIT
from requests_app.actions.telling import send_due, tell
from requests_app.models import Notice
from requests_app.workflow import Status
from tests.applications import case

NOW = timezone.now()


@pytest.fixture
def row(county):
    request = case(county, state=Status.PROCESSING)
    Notice.objects.all().delete()
    with transaction.atomic():
        tell(request, "test", "已经受理。")
    return Notice.objects.get()


def fail(self, *args, **kwargs):
    raise ConnectionRefusedError


def test_nothing_is_locked_while_the_mail_server_is_waited_for(row, monkeypatch):
    depth = len(connection.savepoint_ids)
    seen = []
    monkeypatch.setattr(
        "django.core.mail.EmailMessage.send", lambda self: seen.append(len(connection.savepoint_ids))
    )
    assert send_due(NOW) == 1
    assert seen == [depth]


def test_a_row_that_is_under_way_is_left_to_its_sender(row):
    Notice.objects.update(attempts=1, next_attempt_at=NOW + LEASE)
    assert send_due(NOW) == 0
    assert send_due(NOW + LEASE) == 1


def test_a_sender_that_was_overtaken_notes_nothing(row, monkeypatch):
    """Its mail took longer than the lease; the second attempt is on its way."""

    def slow(self):
        Notice.objects.update(attempts=2, next_attempt_at=NOW + LEASE * 2)
        raise ConnectionResetError

    monkeypatch.setattr("django.core.mail.EmailMessage.send", slow)
    assert send_due(NOW) == 0
    row.refresh_from_db()
    assert (row.attempts, row.next_attempt_at, row.state) == (2, NOW + LEASE * 2, "waiting")


def test_after_the_last_attempt_it_has_failed(row, monkeypatch):
    at = NOW
    with monkeypatch.context() as patch:
        patch.setattr("django.core.mail.EmailMessage.send", fail)
        for attempt in range(1, ATTEMPTS + 1):
            assert send_due(at) == 0
            at += wait_after(attempt)
    row.refresh_from_db()
    assert (row.state, row.attempts) == ("failed", ATTEMPTS)
    assert send_due(at) == 0


def test_one_killed_at_every_attempt_is_not_tried_for_ever(row):
    Notice.objects.update(attempts=ATTEMPTS, next_attempt_at=NOW)
    assert send_due(NOW) == 0
    row.refresh_from_db()
    assert (row.state, mail.outbox) == ("failed", [])


def test_a_clock_that_ran_a_year_ahead_does_not_hold_a_mail_for_a_year(row, monkeypatch):
    ahead = NOW + timedelta(days=365)
    with monkeypatch.context() as patch:
        patch.setattr("django.core.mail.EmailMessage.send", fail)
        assert send_due(ahead) == 0
    assert send_due(NOW) == 1
    assert send_due(NOW) == 0
    assert len(mail.outbox) == 1


def test_a_clock_set_back_delays_a_retry_and_doubles_nothing(row, monkeypatch):
    with monkeypatch.context() as patch:
        patch.setattr("django.core.mail.EmailMessage.send", fail)
        assert send_due(NOW) == 0
    assert send_due(NOW - timedelta(hours=1)) == 0
    assert send_due(NOW + wait_after(1)) == 1
    assert send_due(NOW - LONGEST_WAIT * 3) == 0
    assert len(mail.outbox) == 1
