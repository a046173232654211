"""Several schedulers: the one that holds the lease fires, and goes on from where the last one was."""

from datetime import UTC, datetime, timedelta

import pytest
from celery.beat import PersistentScheduler
from redis.exceptions import ConnectionError as RedisGone

from portal import beat, celery_app
from portal.beat import HELD, LOST, TAKEN, OneOfMany

NOW = datetime(2026, 3, 2, 8, tzinfo=UTC)


class Lease:
    def __init__(self, answer: int | Exception, runs: dict[str, datetime] | None = None) -> None:
        self.answer, self.runs, self.noted = answer, runs or {}, []

    def hold(self) -> int:
        if isinstance(self.answer, Exception):
            raise self.answer
        return self.answer

    def last_runs(self) -> dict[str, datetime]:
        return self.runs

    def note(self, entry: str, at: datetime) -> None:
        self.noted.append(entry)


def scheduler(tmp_path, lease) -> OneOfMany:
    return OneOfMany(celery_app, schedule_filename=str(tmp_path / "schedule"), lease=lease)


@pytest.fixture
def fired(monkeypatch):
    """How often Celery's own scheduler was asked to do its work."""
    ticks = []
    monkeypatch.setattr(PersistentScheduler, "tick", lambda self: ticks.append(1) or 300.0)
    return ticks


@pytest.mark.parametrize(
    ("answer", "ticks"), [(HELD, 1), (TAKEN, 1), (LOST, 0), (RedisGone("away"), 0)], ids=str
)
def test_only_the_holder_fires_and_looks_again_soon(tmp_path, fired, answer, ticks):
    one = scheduler(tmp_path, Lease(answer))
    assert one.tick() == beat.GLANCE
    assert len(fired) == ticks
    one.close()


def test_whoever_takes_over_goes_on_from_the_last_runs(tmp_path, fired):
    name = "search-follow"
    one = scheduler(tmp_path, Lease(TAKEN, {name: NOW, "no-longer-there": NOW}))
    one.tick()
    assert one.schedule[name].last_run_at == NOW
    one.close()


def test_a_run_noted_by_a_clock_that_was_ahead_holds_nothing_up(tmp_path, fired):
    name = "search-follow"
    one = scheduler(tmp_path, Lease(TAKEN, {name: datetime.now(UTC) + timedelta(days=365)}))
    one.tick()
    assert one.schedule[name].last_run_at <= datetime.now(UTC)
    one.close()


def test_a_run_is_noted_before_it_is_sent(tmp_path):
    lease = Lease(HELD)
    one = scheduler(tmp_path, lease)
    one.reserve(one.schedule["search-follow"])
    assert lease.noted == ["search-follow"]
    one.close()


def test_without_redis_there_is_one_scheduler(tmp_path, fired, settings):
    settings.REDIS_URL = ""
    one = scheduler(tmp_path, None)
    assert one.lease is None
    assert one.tick() == 300.0
    one.close()
