"""Which database is asked: the replica only for anonymous readers, and only while it knows the newest act."""

from types import SimpleNamespace

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import OperationalError
from django.http import HttpResponse
from django.test import RequestFactory

from audit.models import AuditEntry
from portal import page_cache, routing
from portal.routing import PRIMARY, REPLICA, Guard, ReplicaMiddleware, Router

READ = RequestFactory()


class Primary:
    """A view that notes which database each query would go to."""

    def __init__(self, *, writes: bool = False) -> None:
        self.writes, self.asked = writes, []

    def __call__(self, request):
        router = Router()
        self.asked.append(router.db_for_read(AuditEntry))
        if self.writes:
            self.asked += [router.db_for_write(AuditEntry), router.db_for_read(AuditEntry)]
        return HttpResponse("")


def through(view, request, *, level: bool = True) -> HttpResponse:
    middleware = ReplicaMiddleware.__new__(ReplicaMiddleware)
    middleware.get_response, middleware.guard = view, SimpleNamespace(is_level=lambda _: level)
    request.newest_act = "abc"
    return middleware(request)


def asked(request, **options) -> list[str]:
    view = Primary(writes=options.pop("writes", False))
    through(view, request, **options)
    return view.asked


def test_an_anonymous_reader_is_answered_by_a_replica_that_knows_everything():
    assert asked(READ.get("/documents/")) == [REPLICA]
    assert Router().db_for_read(AuditEntry) == PRIMARY  # nothing stays behind for the next request


def test_a_replica_that_lags_is_not_asked():
    assert asked(READ.get("/documents/"), level=False) == [PRIMARY]


@pytest.mark.parametrize("cookie", [*page_cache.SOMEBODY, "csrftoken"])
def test_somebody_is_answered_by_the_primary(cookie):
    request = READ.get("/documents/")
    request.COOKIES[cookie] = "1"
    assert asked(request) == [PRIMARY]


@pytest.mark.parametrize("path", ["/admin/", "/login/", "/health/"])
def test_staff_pages_and_health_are_the_primarys(path):
    request = READ.get(path)
    request.user = AnonymousUser()
    assert asked(request) == [PRIMARY]


def test_after_a_write_the_same_request_reads_what_it_wrote():
    assert asked(READ.get("/documents/"), writes=True) == [REPLICA, PRIMARY, PRIMARY]


def test_whoever_sent_a_form_reads_from_the_primary_for_a_while():
    view = Primary()
    response = through(view, READ.post("/participation/"))
    assert view.asked == [PRIMARY]
    cookie = response.cookies[page_cache.JUST_WROTE]
    assert (cookie["max-age"], cookie["httponly"], cookie["samesite"]) == (routing.WROTE_SECONDS, True, "Lax")


def test_level_is_knowing_the_newest_act():
    guard = Guard(lambda: "abc")
    assert guard.is_level("abc")
    assert not guard.is_level("abd")


def test_a_replica_that_does_not_answer_is_left_alone_for_a_while():
    now, tries = [100.0], []

    def newest():
        tries.append(now[0])
        raise OperationalError

    guard = Guard(newest, lambda: now[0])
    for now[0] in (100.0, 101.0, 109.9, 110.1):
        assert not guard.is_level("abc")
    assert tries == [100.0, 110.1]


def test_only_the_primary_is_migrated():
    assert [Router().allow_migrate(name, "catalog") for name in (PRIMARY, REPLICA)] == [True, False]


def test_without_a_replica_there_is_no_middleware(settings, client, db):
    assert REPLICA not in settings.DATABASES
    assert page_cache.JUST_WROTE not in client.post("/login/", {}).cookies
