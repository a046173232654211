"""The doctor: every finding is said, and only a broken one fails."""

import os
import time
from io import StringIO

import pytest
from django.core.management import call_command
from django.db import DatabaseError, connection, transaction
from redis.exceptions import ConnectionError as RedisIsGone

from portal import doctor
from portal.doctor import QUICK, Finding, examine, heartbeat_file
from portal.management.commands import doctor as command
from search import engine, index
from search.actions import put
from search.models import Entry
from search.sources import Findable


@pytest.fixture(autouse=True)
def _own_folder(settings, tmp_path):
    settings.VAR_DIR = tmp_path
    settings.REDIS_URL = ""


def said(monkeypatch, *findings: Finding) -> str:
    monkeypatch.setattr(command, "examine", lambda: list(findings))
    out = StringIO()
    call_command("doctor", stdout=out, no_color=True)
    return out.getvalue()


def finding(name: str) -> Finding:
    return next(found for found in examine() if found.name == name)


def test_every_finding_is_one_line_with_its_mark(monkeypatch):
    text = said(
        monkeypatch, Finding("a", "ok", "数据库可用。"), Finding("b", "degraded", "后台任务进程没有运行。")
    )
    assert text.splitlines()[:2] == ["✓ 数据库可用。", "! 后台任务进程没有运行。"]


def test_nothing_wrong_is_said_too(monkeypatch):
    assert said(monkeypatch, Finding("a", "ok", "数据库可用。")).splitlines()[-1] == "一切正常。"


def test_something_broken_fails(monkeypatch, capsys):
    with pytest.raises(SystemExit) as exit_:
        said(monkeypatch, Finding("a", "broken", "连不上数据库。"))
    assert exit_.value.code == 1


@pytest.mark.django_db
def test_a_migrated_database_is_in_order():
    assert finding("database").state == "ok"
    assert finding("migrations").state == "ok"


@pytest.mark.django_db
def test_a_database_that_does_not_answer_is_broken(monkeypatch):
    def refuse(*args, **kwargs):
        raise DatabaseError("gone")

    monkeypatch.setattr(connection, "cursor", refuse)
    [found] = examine([doctor._database])
    assert found.state == "broken"
    assert "DATABASE_URL" in found.message


@pytest.mark.django_db
def test_a_migration_that_waits_is_broken():
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM django_migrations WHERE app = 'sessions'")
    found = finding("migrations")
    assert found.state == "broken"
    assert "manage.py migrate" in found.message


@pytest.mark.parametrize(("age", "state"), [(None, "degraded"), (10, "ok"), (600, "degraded")])
@pytest.mark.django_db
def test_the_worker_is_known_by_its_heartbeat(age, state):
    if age is not None:
        heartbeat_file().touch()
        then = time.time() - age
        os.utime(heartbeat_file(), (then, then))
    assert finding("worker").state == state


@pytest.mark.django_db
def test_a_broker_that_is_down_degrades_and_loses_nothing(settings, monkeypatch):
    def refuse(self):
        raise RedisIsGone

    settings.REDIS_URL = "redis://127.0.0.1:1/0"
    monkeypatch.setattr("redis.Redis.ping", refuse)
    found = finding("broker")
    assert found.state == "degraded"
    assert "不会丢失" in found.message


@pytest.mark.django_db
def test_development_keys_are_pointed_out(settings):
    assert finding("secrets").state == "degraded"
    settings.SECRET_KEY = settings.AUDIT_KEY = "x" * 50
    settings.REQUEST_INDEX_KEY = b"x" * 32
    assert finding("secrets").state == "ok"


def test_health_asks_only_what_is_quick():
    assert len(QUICK) < len(doctor.LOOKS)


# --- the search index ---------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_the_index_is_missing_then_there_then_behind(county, monkeypatch):
    missing = finding("search")
    assert (missing.state, "还没有" in missing.message) == ("degraded", True)
    number = index.rebuild()
    there = finding("search")
    assert there.state == "ok"
    assert f"版本{engine.VERSION}" in there.message
    assert f"共{number}条" in there.message
    assert "落后0次变更" in there.message
    with transaction.atomic():
        put(Findable("test", 1, "/", "一"))
    assert "落后1次变更" in finding("search").message
    monkeypatch.setattr(index, "IN_PASSING", 0)
    behind = finding("search")
    assert (behind.state, "落后1次变更" in behind.message) == ("degraded", True)


@pytest.mark.django_db
def test_an_index_that_is_ahead_of_a_restored_database_is_said(county):
    index.rebuild()
    Entry.objects.order_by("-change")[:1].get().delete()
    found = finding("search")
    assert (found.state, "比数据库还新" in found.message) == ("degraded", True)


@pytest.mark.django_db
def test_an_index_that_cannot_be_opened_is_said(county):
    index.rebuild()
    for file in index.folder().iterdir():
        file.write_bytes(b"rubbish")
    found = finding("search")
    assert (found.state, "打不开" in found.message) == ("degraded", True)
    assert "manage.py reindex" in found.message
