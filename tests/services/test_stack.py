"""The whole composition, really run: production settings behind nginx and TLS, PostgreSQL, Redis, worker and scheduler.

Afterwards parts of it are killed: what was under way is done when they are back, once.
"""

import signal
import time

import psycopg2
import pytest
from django.conf import settings

from deploy.loopback import DATABASE, missing
from tests.services.live import child, eventually

pytestmark = [
    pytest.mark.services,
    pytest.mark.skipif(not settings.REDIS_URL, reason="REDIS_URL names no broker"),
    pytest.mark.skipif(bool(missing()), reason=f"not installed: {missing()}"),
]


def act(stack, name, *arguments):
    return child(f"tests.services.acts.{name}", *arguments, env=stack.environment())


def rows(stack, sql, *values):
    with psycopg2.connect(stack.postgres.url(DATABASE)) as line, line.cursor() as cursor:
        cursor.execute(sql, values)
        found = cursor.fetchall()
    line.close()
    return found


def states(stack, batch):
    return [state for (state,) in rows(stack, "SELECT state FROM catalog_importbatch WHERE id = %s", batch)]


def home(stack) -> int:
    return stack.ask("/")[0]


def test_pages_come_through_nginx_with_the_applications_headers(stack):
    status, text, headers = stack.ask("/")
    assert status == 200
    assert "</html>" in text
    assert headers["Strict-Transport-Security"].startswith("max-age=31536000")
    assert "unsafe" not in headers["Content-Security-Policy"]
    assert headers["Server"] == "nginx"
    status, text, _ = stack.ask("/login/")
    assert status == 200
    assert 'name="password"' in text


def test_static_files_come_from_nginx_under_names_that_never_change(stack):
    _, text, _ = stack.ask("/")
    path = text.split('rel="stylesheet" href="')[1].split('"')[0]
    status, css, headers = stack.ask(path)
    assert status == 200
    assert css
    assert "immutable" in ",".join(headers.get_all("Cache-Control"))


def test_a_table_that_was_sent_in_is_read_by_the_worker(stack):
    batch = act(stack, "upload", stack.county["catalog"])
    assert eventually(lambda: states(stack, batch) == ["previewed"]), stack.log("worker")


def test_the_scheduler_has_what_was_left_behind_read(stack):
    batch = act(stack, "upload", stack.county["catalog"], False)
    assert eventually(lambda: states(stack, batch) == ["previewed"], 75), stack.log("beat") + stack.log(
        "worker"
    )


def test_health_is_good_once_the_heart_beats(stack):
    assert eventually((stack.var / "heartbeat").exists, 75), stack.log("beat")
    status, text, _ = stack.ask("/health/")
    assert status == 200
    assert '"broken": []' in text


def test_when_redis_is_killed_pages_go_on_and_what_was_sent_in_is_read_afterwards(stack):
    stack.kill("redis")
    try:
        assert home(stack) == 200
        assert stack.ask("/documents/?page=1&q=1")[0] == 200
        batch = act(stack, "upload", stack.county["catalog"])
        assert states(stack, batch) == ["waiting"]
    finally:
        stack.start_redis()
    assert eventually(lambda: states(stack, batch) == ["previewed"], 120), stack.log("worker") + stack.log(
        "beat"
    )
    assert stack.processes["worker"].poll() is None
    assert stack.processes["beat"].poll() is None


def test_when_postgresql_falls_over_every_process_comes_back_by_itself(stack):
    assert home(stack) == 200
    stack.postgres.stop("immediate")
    try:
        assert stack.ask("/documents/")[0] in {500, 502, 503}
        assert stack.ask("/health/")[0] == 503
    finally:
        stack.postgres.start()
    assert eventually(lambda: stack.ask("/documents/")[0] == 200, 30), stack.log("web")
    batch = act(stack, "upload", stack.county["catalog"])
    assert eventually(lambda: states(stack, batch) == ["previewed"], 60), stack.log("worker")


def test_a_worker_that_is_killed_is_followed_by_another(stack):
    stack.kill("worker")
    batch = act(stack, "upload", stack.county["catalog"])
    stack.start_one("worker")
    assert eventually(lambda: states(stack, batch) == ["previewed"], 60), stack.log("worker")


def test_of_two_schedulers_one_fires(stack):
    """Side by side for some rounds of the busiest entry; then the one that fires is killed, and the other goes on."""
    stack.start_one("beat2", "beat", BEAT_FILE=str(stack.var / "beat-schedule-2"))
    try:
        before = {name: stack.log(name).count("Sending due task") for name in ("beat", "beat2")}
        time.sleep(20)
        sent = {name: stack.log(name).count("Sending due task") - count for name, count in before.items()}
        assert sorted(bool(count) for count in sent.values()) == [False, True], sent
        holder, other = ("beat", "beat2") if sent["beat"] else ("beat2", "beat")
        stack.kill(holder, signal.SIGKILL)
        waiting = stack.log(other).count("Sending due task")
        assert eventually(lambda: stack.log(other).count("Sending due task") > waiting, 60), stack.log(other)
        assert "this scheduler fires from now on" in stack.log(other)
    finally:
        for name in ("beat", "beat2"):
            if name in stack.processes:
                stack.kill(name)
        stack.start_one("beat")
