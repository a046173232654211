"""Pages kept in the process: cheap while nothing happens, forgotten with the first act, and never somebody else's."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import OperationalError, connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from audit.actions import record
from audit.models import AuditEntry, AuditEntryQuerySet
from disclosure.actions import alerting, releasing
from disclosure.models import Withdrawal
from portal import page_cache
from portal.page_cache import Page, Shelf
from tests.disclosure.public import made

pytestmark = pytest.mark.django_db
B = Withdrawal.Behaviour


@pytest.fixture
def host(settings):
    """A function that starts one more server process, as far as its pages are concerned."""
    settings.PAGE_CACHE_BYTES = 1024 * 1024
    return Client


@pytest.fixture
def document(county):
    return made.complete(county, word="养老服务")


def test_a_kept_page_costs_one_query(host, document, django_assert_num_queries):
    reader, address = host(), document.get_absolute_url()
    first = reader.get(address)
    with django_assert_num_queries(1):
        second = reader.get(address)
    assert second.content == first.content
    assert second.headers["Content-Security-Policy"] == first.headers["Content-Security-Policy"]


def test_anonymous_pages_set_no_cookie_and_vary_on_nothing(host, document):
    reader = host()
    for address in (
        reverse("home"),
        reverse("documents:list"),
        document.get_absolute_url(),
        reverse("catalog:index"),
    ):
        for _ in ("made", "kept"):
            response = reader.get(address)
            assert not response.cookies
            assert "Vary" not in response.headers
            assert response.headers["ETag"]


def test_who_asks_for_the_head_alone_hears_the_same(host, document):
    reader, address = host(), document.get_absolute_url()
    head, whole = reader.head(address), reader.get(address)
    assert len(whole.content) > 1000
    for name in ("ETag", "Cache-Control"):
        assert head.headers[name] == whole.headers[name] == reader.head(address).headers[name]
    assert "Vary" not in head.headers


def test_who_has_the_page_is_told_so_with_304(host, document):
    address = document.get_absolute_url()
    etag = host().get(address).headers["ETag"]
    elsewhere = host()  # made anew, the same page
    for _ in ("made", "kept"):
        response = elsewhere.get(address, headers={"If-None-Match": etag})
        assert (response.status_code, response.content) == (304, b"")
        assert response.headers["ETag"] == etag
    assert elsewhere.get(address, headers={"If-None-Match": '"other"'}).status_code == 200


@pytest.mark.parametrize(("behaviour", "status"), [(B.GONE, 410), (B.NOT_FOUND, 404), (B.BANNER, 200)])
def test_a_withdrawal_is_gone_at_once_on_every_host(host, county, document, behaviour, status):
    hosts, title = (host(), host()), document.title
    addresses = (document.get_absolute_url(), reverse("documents:list"))
    for one in hosts:
        assert all(title in one.get(address).content.decode() for address in addresses)
    releasing.withdraw(document, by=county.head, reason="内容有误，已经撤回", behaviour=behaviour)
    for one in hosts:
        response = one.get(addresses[0])
        assert response.status_code == status
        assert document.text[:20] not in response.content.decode()
        assert title not in one.get(addresses[1]).content.decode()


def test_what_was_published_is_there_with_the_next_request(host, county, document):
    reader = host()
    assert "新的通知" not in reader.get(reverse("documents:list")).content.decode()
    other = made.complete(county, word="新的通知")
    record(county.head, "document.published", other)  # `made` writes the rows without acts
    assert "新的通知" in reader.get(reverse("documents:list")).content.decode()


def test_a_page_begun_before_an_act_is_not_given_after_it():
    shelf, page = Shelf(10_000), Page(b"old", {}, 100)
    assert shelf.take("a", "before", 0) is None
    assert shelf.take("b", "after", 0) is None  # another request has seen the act
    shelf.put("a", "before", page)
    assert shelf.take("a", "after", 0) is None


def test_the_longest_unused_page_makes_room():
    shelf = Shelf(250)
    shelf.take("", "g", 0)
    for key in "ab":
        shelf.put(key, "g", Page(b"x" * 100, {}, 100))
    assert shelf.take("a", "g", 0)
    shelf.put("c", "g", Page(b"x" * 100, {}, 100))
    assert [bool(shelf.take(key, "g", 0)) for key in "abc"] == [True, False, True]
    shelf.put("c", "g", Page(b"x" * 50, {}, 100))
    assert shelf.used == 150


def test_what_time_alone_changes_is_not_old(host, county, document, monkeypatch, django_assert_num_queries):
    now = [1000.0]
    monkeypatch.setattr(page_cache, "monotonic", lambda: now[0])
    reader, address = host(), document.get_absolute_url()
    reader.get(address)
    now[0] += page_cache.SECONDS - 1
    with django_assert_num_queries(1):
        reader.get(address)
    now[0] += 1
    with CaptureQueriesContext(connection) as captured:
        reader.get(address)
    assert len(captured) > 1


def test_an_emergency_notice_is_on_every_page_at_once(host, county):
    reader, now = host(), timezone.now()
    reader.get(reverse("help"))
    alerting.put_up(
        county.government,
        by=county.office,
        text="今晚有暴雨，请勿外出。",
        url="",
        start=now,
        until=now + timedelta(hours=1),
    )
    alerting.cache.delete(alerting.KEY)  # what on_commit does
    assert "今晚有暴雨" in reader.get(reverse("help")).content.decode()


def test_who_signed_in_gets_a_page_of_their_own(host, county, document):
    clerk, reader, address = host(), host(), document.get_absolute_url()
    shared = clerk.get(address)
    clerk.force_login(county.clerk)
    response = clerk.get(address)
    assert "工作台" in response.content.decode()
    assert response.headers["Cache-Control"] == page_cache.OWN
    assert clerk.get(address, headers={"If-None-Match": shared.headers["ETag"]}).status_code == 200
    clerk.logout()
    assert "工作台" not in clerk.get(address).content.decode()
    assert "工作台" not in reader.get(address).content.decode()


@pytest.mark.parametrize("name", ["login", "requests:apply", "messages:write"])
def test_a_form_is_nobody_elses(host, county, name):
    tokens = set()
    for _ in range(2):
        response = host().get(reverse(name))
        assert "ETag" not in response.headers
        tokens.add(response.cookies["csrftoken"].value)
    assert len(tokens) == 2


@pytest.mark.parametrize("cookie", page_cache.SOMEBODY)
def test_whoever_may_be_somebody_never_meets_the_shelf(host, county, cookie, monkeypatch):
    reader = host()
    reader.cookies[cookie] = "1"
    monkeypatch.setattr(Shelf, "take", lambda *_: pytest.fail("looked for a kept page"))
    assert "ETag" not in reader.get(reverse("help")).headers


def test_errors_redirects_and_data_are_not_kept(host, county, document):
    reader = host()
    for address in (
        "/no-such-page/",
        "/help",
        reverse("health"),
        reverse("api:documents"),
        reverse("robots"),
    ):
        assert reader.get(address).headers.get("Cache-Control") != page_cache.AT_ONCE
    assert reader.get(reverse("help"), headers={"host": "elsewhere.example"}).status_code == 400


@pytest.mark.parametrize(
    ("name", "said"),
    [("catalog:index", page_cache.AHEAD), ("help", page_cache.AHEAD), ("home", page_cache.AT_ONCE),
     ("documents:list", page_cache.AT_ONCE), ("open:home", page_cache.AT_ONCE)],
)  # fmt: skip
def test_only_pages_without_documents_may_lag_in_front(host, county, name, said):
    assert host().get(reverse(name)).headers["Cache-Control"] == said


def test_without_a_database_health_still_answers(host, county, monkeypatch):
    def gone(_):
        raise OperationalError

    monkeypatch.setattr(AuditEntryQuerySet, "newest_digest", gone)
    assert host().get(reverse("health")).json()["state"] in {"ok", "degraded"}


def test_the_newest_digest_changes_with_every_act(county):
    seen = {AuditEntry.objects.newest_digest()}
    for word in ("a", "b"):
        record(county.head, word)
        seen.add(AuditEntry.objects.newest_digest())
    assert len(seen) == 3
