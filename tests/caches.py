"""The cache as a test wants it: nothing left from other tests, and known that no emergency notice is up."""

from django.core.cache import cache

from disclosure.actions import alerting


def start_anew() -> None:
    cache.clear()
    nothing_urgent()


def nothing_urgent() -> None:
    """Asked for on every page once in a while: known from the start, query counts do not depend on the clock."""
    cache.set(alerting.KEY, {}, None)
