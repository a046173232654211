"""A scheduler of which several may run, on one host or many: only the one that holds the lock fires.

The lock is a lease in Redis. Who holds it also writes down there when each entry last ran, so that whoever takes over goes
on from there and neither fires again what has just been fired nor leaves out what came due meanwhile.
"""

from __future__ import annotations

import logging
import secrets
from datetime import datetime
from typing import Any, Final

from celery.beat import PersistentScheduler
from celery.utils.time import maybe_make_aware
from django.conf import settings
from redis import Redis
from redis.exceptions import RedisError

logger = logging.getLogger(__name__)
LEASE: Final = 30  # seconds; a holder that is gone is followed after that
GLANCE: Final = 5.0  # seconds between two looks of one that waits
# Takes the lease when it is free, lengthens it when it is ours, and says whether we have it.
HOLD: Final = """
local holder = redis.call('get', KEYS[1])
if not holder or holder == ARGV[1] then
  redis.call('set', KEYS[1], ARGV[1], 'EX', ARGV[2])
  return holder and 1 or 2
end
return 0
"""
LOST, HELD, TAKEN = 0, 1, 2


class Lease:
    """Who may fire, and when each entry last ran."""

    def __init__(self, redis: Any, prefix: str) -> None:
        self.redis = redis
        self.name = secrets.token_hex(8)
        self.lock, self.runs = f"{prefix}beat-lock", f"{prefix}beat-runs"

    def hold(self) -> int:
        """LOST, HELD or TAKEN (just now). Raises `RedisError`."""
        return int(self.redis.eval(HOLD, 1, self.lock, self.name, LEASE))

    def note(self, entry: str, at: datetime) -> None:
        try:
            self.redis.hset(self.runs, entry, at.isoformat())
        except RedisError as error:  # what is sent next will not reach the broker either
            logger.warning("run of %s not noted: %s", entry, type(error).__name__)

    def last_runs(self) -> dict[str, datetime]:
        return {
            name.decode(): datetime.fromisoformat(at.decode())
            for name, at in self.redis.hgetall(self.runs).items()
        }


class OneOfMany(PersistentScheduler):  # type: ignore[misc]
    """Celery's scheduler behind the lease. Without Redis there is one host and one scheduler."""

    def __init__(self, *args: Any, lease: Lease | None = None, **kwargs: Any) -> None:
        self.lease = lease
        if lease is None and settings.REDIS_URL:
            redis = Redis.from_url(settings.REDIS_URL, socket_timeout=5)
            self.lease = Lease(redis, settings.REDIS_PREFIX)
        super().__init__(*args, **kwargs)

    def tick(self, *args: Any, **kwargs: Any) -> float:
        if self.lease is None:
            return float(super().tick(*args, **kwargs))
        try:
            held = self.lease.hold()
        except RedisError as error:  # the broker is the same Redis: nothing could be sent either
            logger.warning("no lease: %s", type(error).__name__)
            return GLANCE
        if held == LOST:
            return GLANCE
        if held == TAKEN:
            self._go_on_from(self.lease.last_runs())
        return min(float(super().tick(*args, **kwargs)), GLANCE)

    def _go_on_from(self, runs: dict[str, datetime]) -> None:
        logger.info("this scheduler fires from now on")
        for name, entry in self.schedule.items():
            if name in runs:
                entry.last_run_at = min(runs[name], maybe_make_aware(entry.default_now()))
        self._heap = None

    def reserve(self, entry: Any) -> Any:
        """Noted before it is sent: what was being sent when the holder died is left to the next time."""
        following = super().reserve(entry)
        if self.lease is not None:
            self.lease.note(entry.name, following.last_run_at)
        return following
