"""The lease of the schedulers in a real Redis."""

import os

import pytest
from django.conf import settings
from django.utils import timezone
from redis import Redis

from portal.beat import HELD, LEASE, LOST, TAKEN, Lease

pytestmark = [
    pytest.mark.services,
    pytest.mark.skipif(not settings.REDIS_URL, reason="REDIS_URL names no broker"),
]


@pytest.fixture
def pair():
    redis, prefix = Redis.from_url(settings.REDIS_URL), f"test-{os.getpid()}:"
    one, two = Lease(redis, prefix), Lease(redis, prefix)
    yield one, two
    redis.delete(one.lock, one.runs)
    redis.close()


def test_one_holds_it_and_the_other_waits_until_it_is_let_go(pair):
    one, two = pair
    assert [one.hold(), two.hold(), one.hold(), two.hold()] == [TAKEN, LOST, HELD, LOST]
    assert 0 < one.redis.ttl(one.lock) <= LEASE
    one.redis.delete(one.lock)  # as when it runs out
    assert [two.hold(), one.hold()] == [TAKEN, LOST]


def test_when_each_entry_last_ran_is_known_to_the_next(pair):
    one, two = pair
    now = timezone.now()
    one.note("search-follow", now)
    assert two.last_runs() == {"search-follow": now}
