"""Metrics, ids and slow queries: everything that is promised is there, and nothing of anybody is in it."""

from __future__ import annotations

import json
import logging
import os
import re
import subprocess
import sys
from datetime import timedelta
from pathlib import Path
from types import SimpleNamespace

import pytest
import yaml
from celery import shared_task
from django.conf import settings
from django.db import DatabaseError, connection
from django.test import Client
from django.utils import timezone

from accounts.models import Organisation
from portal import logs
from portal.observing import gauges, tasks, waiting
from portal.observing.queries import shape, start_counting, stop_counting
from requests_app.models import Notice
from search import index
from tests.applications import case

pytestmark = pytest.mark.django_db
ROOT = Path(settings.BASE_DIR)


def scraped(client) -> str:
    return client.get("/metrics").content.decode()


def value(text: str, name: str, **labels: str) -> float:
    """One sample of an exposition; 0 where it is not there yet."""
    for line in text.splitlines():
        if line.startswith(name) and all(f'{key}="{said}"' in line for key, said in labels.items()):
            return float(line.rpartition(" ")[2])
    return 0


# --- who may read ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("where", "token", "status"),
    [
        ("127.0.0.1", "", 200),
        ("10.0.0.9", "", 404),
        ("10.0.0.9", "Bearer wrong", 404),
        ("10.0.0.9", "Bearer right", 200),
    ],
)
def test_metrics_are_for_allowed_addresses_or_a_token(client, settings, where, token, status):
    settings.METRICS_TOKEN = "right"
    assert client.get("/metrics", REMOTE_ADDR=where, headers={"authorization": token}).status_code == status


def test_an_empty_token_opens_nothing(client, settings):
    settings.METRICS_TOKEN = ""
    assert (
        client.get("/metrics", REMOTE_ADDR="10.0.0.9", headers={"authorization": "Bearer "}).status_code
        == 404
    )


def test_behind_the_proxy_the_visitors_address_counts(client, settings):
    settings.SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    assert client.get("/metrics", headers={"x-forwarded-for": "8.8.8.8"}).status_code == 404


# --- what is counted ------------------------------------------------------------------------------------------------


def test_answers_are_counted_by_view_and_status_and_never_by_address(client, county):
    before = scraped(client)
    for _ in range(3):
        client.get("/help/")
    client.get("/search", {"q": "张三的低保"})
    client.get("/nowhere-13800001234/")
    after = scraped(client)

    def grew(name: str, **labels: str) -> float:
        return value(after, name, **labels) - value(before, name, **labels)

    assert grew("portal_requests_total", view="help", method="GET", status="200") == 3
    assert grew("portal_requests_total", view="none", status="404") == 1
    assert grew("portal_request_seconds_count", view="help") == 3
    assert grew("portal_database_queries_total", view="search") >= 1
    assert grew("portal_database_seconds_total", view="search") > 0
    for secret in ("张三", "13800001234", county.clerk.username, "127.0.0.1"):
        assert secret not in after


def test_a_method_nobody_knows_makes_no_new_label(client):
    client.generic("X-ANYTHING", "/help/")
    assert 'method="other"' in scraped(client)
    assert "X-ANYTHING" not in scraped(client)


def test_refused_sign_ins_are_counted(client, county):
    before = value(scraped(client), "portal_sign_ins_refused_total")
    client.post("/login/", {"username": "x", "password": "y"})
    assert value(scraped(client), "portal_sign_ins_refused_total") == before + 1


def test_pages_from_the_shelf_are_counted_as_hits(settings, county):
    settings.PAGE_CACHE_BYTES = 10**6
    client = Client()
    before = scraped(client)
    for _ in range(3):
        client.get("/help/")
    after = scraped(client)
    hits = [value(text, "portal_page_cache_total", result="hit") for text in (before, after)]
    assert hits[1] - hits[0] == 2
    assert value(after, "portal_requests_total", view="shelf") >= 2


def test_what_waits_and_what_is_late_is_asked_of_the_database(client, county):
    found = case(county)
    Notice.objects.create(request=found, kind="test", text="通知")
    Notice.objects.update(created_at=timezone.now() - timedelta(hours=3))
    text = scraped(client)
    assert value(text, "portal_outbox_due", outbox="application_notices") >= 1
    assert value(text, "portal_outbox_oldest_seconds", outbox="application_notices") >= 3 * 3600
    assert {f'outbox="{one.name}"' in text for one in waiting.OUTBOXES} == {True}
    assert {f'kind="{kind}"' in text for kind in waiting.OVERDUE} == {True}


def test_a_scrape_costs_no_more_the_more_there_is(client, county, django_assert_max_num_queries):
    with django_assert_max_num_queries(2 * len(waiting.OUTBOXES) + len(waiting.OVERDUE) + 4):
        client.get("/metrics")


def test_a_database_that_does_not_answer_is_a_metric_and_no_error(client, monkeypatch):
    def refuse(*args):
        raise DatabaseError

    monkeypatch.setattr(gauges, "_overdue", refuse)
    assert value(scraped(client), "portal_gauges_failed") == 1


def test_every_metric_of_the_alert_rules_exists(client, county):
    rules = yaml.safe_load((ROOT / "deploy" / "alerts.yml").read_text("utf-8"))
    found = [rule for group in rules["groups"] for rule in group["rules"]]
    assert len(found) >= 10
    index.rebuild()
    there = set(re.findall(r"^# (?:TYPE|HELP) (portal_\w+)", scraped(client), re.MULTILINE))
    for rule in found:
        assert {"alert", "expr", "labels", "annotations"} <= set(rule)
        assert {"summary", "do"} == set(rule["annotations"])
        named = set(re.findall(r"\bportal_\w+", rule["expr"]))
        assert named
        base = {re.sub(r"_(bucket|sum|count)$", "", name) for name in named}
        assert base <= there | {name for name in base if name.removesuffix("_total") in there}, rule["alert"]


def test_processes_write_side_by_side_and_are_read_as_one(tmp_path):
    """As under gunicorn: two processes count, a third reads both."""
    count = (
        "from portal.observing import numbers; numbers.REQUESTS.labels('help', 'GET', 200).inc();"
        "print(numbers.MANY_PROCESSES)"
    )
    read = (
        "from portal.observing.numbers import REQUESTS; from prometheus_client import *;"
        "from prometheus_client.multiprocess import MultiProcessCollector as M;"
        "r = CollectorRegistry(); M(r); print(generate_latest(r).decode())"
    )
    env = os.environ | {
        "PROMETHEUS_MULTIPROC_DIR": str(tmp_path),
        "DJANGO_SETTINGS_MODULE": "portal.settings.test",
    }

    def run(code: str) -> str:
        done = subprocess.run(
            [sys.executable, "-c", code], cwd=ROOT, env=env, capture_output=True, text=True, check=True
        )
        return done.stdout

    assert [run(count).strip(), run(count).strip()] == ["True", "True"]
    assert value(run(read), "portal_requests_total", view="help") == 2


# --- one id from the proxy to the worker -----------------------------------------------------------------------------


def test_the_proxys_id_is_taken_over_and_anybody_elses_is_not(client, settings):
    given = {"x-request-id": "abcdef0123456789"}
    assert client.get("/help/", headers=given).headers["X-Request-ID"] != given["x-request-id"]
    settings.SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    assert client.get("/help/", headers=given).headers["X-Request-ID"] == given["x-request-id"]
    for bad in ("short", "x" * 65, "with space in it", 'quote"and<tag>', "中文的编号不行的"):
        assert client.get("/help/", headers={"x-request-id": bad}).headers["X-Request-ID"] != bad


def test_the_error_page_names_its_request_and_nothing_else(county, monkeypatch):
    def fail(*args, **kwargs):
        raise RuntimeError("内部的话")

    monkeypatch.setattr("portal.views.counted_domains", fail)
    response = Client(raise_request_exception=False).get("/")
    assert response.status_code == 500
    page = response.content.decode()
    assert response.headers["X-Request-ID"] in page
    assert "内部的话" not in page
    assert "Traceback" not in page


class Sent:
    """A task as the worker has it in hand."""

    name = "tests.one"
    request = SimpleNamespace(is_eager=False, headers={})


def test_a_task_goes_on_under_the_id_of_the_request_that_sent_it():
    headers: dict = {}
    logs.work_under("abcdef0123456789")
    tasks.send_along(headers=headers)
    assert headers == {tasks.HEADER: "abcdef0123456789"}
    logs.work_under("-")
    Sent.request.headers = headers
    tasks.begin(task_id="1", task=Sent)
    assert logs.current_id() == "abcdef0123456789"
    tasks.end(task_id="1", task=Sent, state="SUCCESS")
    assert logs.current_id() == "-"
    Sent.request.headers = {}
    tasks.begin(task_id="2", task=Sent)
    assert re.fullmatch(r"[0-9a-f]{16}", logs.current_id())
    tasks.end(task_id="2", task=Sent, state="FAILURE")


def test_tasks_are_counted_by_result(client):
    before = scraped(client)
    logs.work_under("-")
    tasks.begin(task_id="3", task=Sent)
    tasks.end(task_id="3", task=Sent, state="FAILURE")
    text = scraped(client)
    labels = {"task": "tests.one", "result": "failure"}
    assert value(text, "portal_tasks_total", **labels) == value(before, "portal_tasks_total", **labels) + 1


def test_celery_itself_calls_the_counters(client):
    @shared_task(name="tests.observed")
    def observed() -> None:
        pass

    observed.delay()
    assert value(scraped(client), "portal_tasks_total", task="tests.observed", result="success") == 1


# --- slow queries ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("sql", "said"),
    [
        ("SELECT  a\n FROM t WHERE x = 'secret''s' AND n = 42", "SELECT a FROM t WHERE x = '…' AND n = ?"),
        ("SELECT a FROM t WHERE id IN (%s, %s, %s)", "SELECT a FROM t WHERE id IN (%s, …)"),
        ('SELECT "t1"."a2" FROM "t1" LIMIT 20', 'SELECT "t1"."a2" FROM "t1" LIMIT ?'),
    ],
)
def test_a_query_is_shown_by_its_shape(sql, said):
    assert shape(sql) == said


def test_a_slow_query_is_logged_without_what_was_asked_for(settings, caplog, county):
    settings.SLOW_QUERY_MS = 0.0001
    with caplog.at_level(logging.WARNING, logger="portal.slow_query"):
        list(Organisation.objects.filter(name="秘密的名字", code__in=["a1b2", "c3d4"]))
        with connection.cursor() as cursor:
            cursor.execute("SELECT 'literal-secret'")
    assert "accounts_organisation" in caplog.text
    for secret in ("秘密的名字", "a1b2", "literal-secret"):
        assert secret not in caplog.text
    caplog.clear()
    settings.SLOW_QUERY_MS = 0
    list(Organisation.objects.all())
    assert not caplog.records


def test_time_in_the_database_is_added_up_for_one_request_alone(county):
    spent = start_counting()
    list(Organisation.objects.all())
    stop_counting()
    first = (spent.queries, spent.seconds)
    list(Organisation.objects.all())
    assert (spent.queries, spent.seconds) == first
    assert first[0] == 1
    assert first[1] > 0


# --- health ----------------------------------------------------------------------------------------------------------


def test_alive_asks_nothing_and_ready_asks_the_database(client, django_assert_num_queries, monkeypatch):
    with django_assert_num_queries(0):
        assert json.loads(client.get("/health/live/").content) == {"state": "ok"}

    def refuse(*args, **kwargs):
        raise DatabaseError("gone")

    monkeypatch.setattr(connection, "cursor", refuse)
    assert client.get("/health/live/").status_code == 200
    assert client.get("/health/ready/").status_code == 503
