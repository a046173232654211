"""A clock that stands where a test puts it, and no counters left over from other tests."""

from uuid import uuid4

import pytest
from django.utils import timezone

from tests.caches import start_anew
from tests.participation.made import OPEN


@pytest.fixture
def clock(monkeypatch):
    """The server's clock: during the consultation, until `clock(moment)`."""

    def set_to(at):
        monkeypatch.setattr(timezone, "now", lambda: at)

    set_to(OPEN)
    return set_to


@pytest.fixture(autouse=True)
def _no_limits_left_from_before(settings):
    backend = "django.core.cache.backends.locmem.LocMemCache"
    settings.CACHES = {"default": {"BACKEND": backend, "LOCATION": str(uuid4())}}
    start_anew()
