"""Where a query goes: what anonymous readers ask may be answered by a replica; whoever acts, or just has, asks the primary.

A replica is always a little behind. How far is not guessed from seconds: it may answer as soon as it knows the newest act
of the primary (the same number under which `page_cache` keeps pages), and so a document withdrawn a moment ago is shown by
no replica, however slow. Whatever changes a public page writes an act.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from contextvars import ContextVar
from time import monotonic
from typing import Any, Final

from django.conf import settings
from django.core.exceptions import MiddlewareNotUsed
from django.db import DatabaseError, models
from django.http import HttpRequest
from django.http.response import HttpResponseBase

from audit.models import AuditEntry
from portal.page_cache import JUST_WROTE, SOMEBODY

logger = logging.getLogger(__name__)
PRIMARY, REPLICA = "default", "replica"
WROTE_SECONDS: Final = 15
REST: Final = 10.0  # seconds a replica that did not answer is left alone
# Nothing here is the same for everybody; the health of the site is that of its primary.
OWN: Final = ("/admin/", "/login/", "/logout/", "/health/")
_reading: ContextVar[bool] = ContextVar("reading from the replica", default=False)


class Router:
    """Django's database router: decided per request, and for good once the request has written."""

    def db_for_read(self, model: type[models.Model], **hints: Any) -> str:
        return REPLICA if _reading.get() else PRIMARY

    def db_for_write(self, model: type[models.Model], **hints: Any) -> str:
        _reading.set(False)
        return PRIMARY

    def allow_relation(self, one: models.Model, other: models.Model, **hints: Any) -> bool:
        return True  # the same database twice

    def allow_migrate(self, db: str, app_label: str, **hints: Any) -> bool:
        return db == PRIMARY


class Guard:
    """Whether the replica knows everything; one that does not answer is asked again after a while."""

    def __init__(self, newest: Callable[[], str], clock: Callable[[], float] = monotonic) -> None:
        self.newest, self.clock = newest, clock
        self.rests_until = 0.0

    def is_level(self, newest: str) -> bool:
        if self.clock() < self.rests_until:
            return False
        try:
            return self.newest() == newest
        except DatabaseError as error:
            logger.warning("the replica does not answer: %s", type(error).__name__)
            self.rests_until = self.clock() + REST
            return False


class ReplicaMiddleware:
    """After the page cache: only what has to be made is asked of a database at length."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        if REPLICA not in settings.DATABASES:
            raise MiddlewareNotUsed
        self.get_response = get_response
        self.guard = Guard(lambda: AuditEntry.objects.using(REPLICA).newest_digest())

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if request.method not in {"GET", "HEAD"}:
            response = self.get_response(request)
            response.set_cookie(
                JUST_WROTE,
                "1",
                max_age=WROTE_SECONDS,
                httponly=True,
                samesite="Lax",
                secure=request.is_secure(),
            )
            return response
        if not is_anybody(request) or not self.guard.is_level(newest_act(request)):
            return self.get_response(request)
        token = _reading.set(True)
        try:
            return self.get_response(request)
        finally:
            _reading.reset(token)


def is_anybody(request: HttpRequest) -> bool:
    """A reader like every other: known by nothing, in the middle of nothing."""
    known = (*SOMEBODY, settings.CSRF_COOKIE_NAME)  # who has the latter has a form open
    return not (
        any(name in request.COOKIES for name in known)
        or "Authorization" in request.headers
        or request.path.startswith(OWN)
    )


def newest_act(request: HttpRequest) -> str:
    """As the primary knows it; the page cache has asked already where it is on."""
    found: str | None = getattr(request, "newest_act", None)
    return AuditEntry.objects.using(PRIMARY).newest_digest() if found is None else found
