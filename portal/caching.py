"""The cache in Redis, which may be away: then nothing is kept and nothing is counted, and every page is made anew.

What is limited by it (forms from one address in an hour) is open meanwhile; nginx's own limits hold.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable
from time import monotonic
from typing import Any, ClassVar, Final

from django.core.cache.backends.base import DEFAULT_TIMEOUT
from django.core.cache.backends.redis import RedisCache
from redis.exceptions import RedisError

logger = logging.getLogger(__name__)
REST: Final = 5.0  # seconds in which a Redis that did not answer is not asked again


class ForgivingRedisCache(RedisCache):
    """Django's, that answers like an empty cache while Redis does not answer."""

    rests_until: ClassVar[float] = 0.0  # of this process

    def _try(self, act: Callable[[], Any], otherwise: Any) -> Any:
        if monotonic() < ForgivingRedisCache.rests_until:
            return otherwise
        try:
            return act()
        except RedisError as error:
            logger.warning("Redis does not answer: %s", type(error).__name__)
            ForgivingRedisCache.rests_until = monotonic() + REST
            return otherwise

    def get(self, key: Any, default: Any = None, version: int | None = None) -> Any:
        return self._try(lambda: super(ForgivingRedisCache, self).get(key, default, version), default)

    def get_many(self, keys: Iterable[Any], version: int | None = None) -> dict[Any, Any]:
        found: dict[Any, Any] = self._try(
            lambda: super(ForgivingRedisCache, self).get_many(keys, version), {}
        )
        return found

    def has_key(self, key: Any, version: int | None = None) -> bool:
        return bool(self._try(lambda: super(ForgivingRedisCache, self).has_key(key, version), False))

    def set(self, key: Any, value: Any, timeout: Any = DEFAULT_TIMEOUT, version: int | None = None) -> None:
        self._try(lambda: super(ForgivingRedisCache, self).set(key, value, timeout, version), None)

    def set_many(
        self, data: dict[Any, Any], timeout: Any = DEFAULT_TIMEOUT, version: int | None = None
    ) -> list[Any]:
        kept: list[Any] = self._try(
            lambda: super(ForgivingRedisCache, self).set_many(data, timeout, version), list(data)
        )
        return kept

    def add(self, key: Any, value: Any, timeout: Any = DEFAULT_TIMEOUT, version: int | None = None) -> bool:
        return bool(
            self._try(lambda: super(ForgivingRedisCache, self).add(key, value, timeout, version), True)
        )

    def touch(self, key: Any, timeout: Any = DEFAULT_TIMEOUT, version: int | None = None) -> bool:
        return bool(self._try(lambda: super(ForgivingRedisCache, self).touch(key, timeout, version), False))

    def incr(self, key: Any, delta: int = 1, version: int | None = None) -> int:
        return int(self._try(lambda: super(ForgivingRedisCache, self).incr(key, delta, version), delta))

    def delete(self, key: Any, version: int | None = None) -> bool:
        return bool(self._try(lambda: super(ForgivingRedisCache, self).delete(key, version), False))

    def delete_many(self, keys: Iterable[Any], version: int | None = None) -> None:
        self._try(lambda: super(ForgivingRedisCache, self).delete_many(keys, version), None)
