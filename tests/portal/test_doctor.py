"""The doctor: every finding is said, and only a broken one fails."""

import os
import time
from datetime import timedelta
from io import StringIO

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from django.core.management import call_command
from django.db import DatabaseError, connection, transaction
from django.utils import timezone
from redis.exceptions import ConnectionError as RedisIsGone

from accounts.models import User
from portal import doctor
from portal.doctor import QUICK, Finding, examine, heartbeat_file
from portal.management.commands import doctor as command
from requests_app.models import Notice
from search import engine, index
from search.actions import put
from search.models import Entry
from search.sources import Findable
from tests.accounts.signed import with_totp
from tests.applications import case


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


# --- what is added for production ---------------------------------------------------------------------------


@pytest.mark.django_db
def test_whether_staff_prove_themselves_twice_is_said(county, settings):
    assert finding("second_factor").state == "degraded"
    settings.REQUIRE_SECOND_FACTOR = True
    staff = User.objects.filter(is_staff=True, is_active=True).count()
    found = finding("second_factor")
    assert (found.state, f"还有{staff}个" in found.message) == ("ok", True)
    for person in User.objects.filter(is_staff=True):
        with_totp(person)
    assert "人人已登记" in finding("second_factor").message


@pytest.mark.parametrize(
    ("hours", "state", "word"), [(None, "ok", "没有看到"), (2, "ok", "2小时"), (30, "degraded", "30小时")]
)
@pytest.mark.django_db
def test_the_age_of_the_newest_backup_is_said(settings, tmp_path, hours, state, word):
    settings.BACKUP_DIR = str(tmp_path / "backups")
    if hours is not None:
        for age in (hours, hours + 24):
            file = tmp_path / "backups" / f"{age}" / "manifest.json"
            file.parent.mkdir(parents=True)
            file.touch()
            os.utime(file, (time.time() - age * 3600,) * 2)
    found = finding("backup")
    assert (found.state, word in found.message) == (state, True)


@pytest.mark.django_db
def test_what_waits_for_more_than_an_hour_is_named(county):
    assert finding("queues").state == "ok"
    Notice.objects.create(request=case(county), kind="test", text="通知")
    Notice.objects.update(created_at=timezone.now() - timedelta(hours=2))
    found = finding("queues")
    assert (found.state, "申请通知" in found.message) == ("degraded", True)


@pytest.mark.parametrize(("days", "state"), [(90, "ok"), (10, "degraded"), (-1, "broken")])
@pytest.mark.django_db
def test_the_certificates_last_day_is_watched_where_it_may_be_read(settings, tmp_path, days, state):
    assert not [found for found in examine() if found.name == "certificate"]
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "www.qinglan.example")])
    end = timezone.now() + timedelta(days=days, hours=1)
    made = x509.CertificateBuilder(name, name, key.public_key(), 1, end - timedelta(days=365), end)
    file = tmp_path / "tls.crt"
    file.write_bytes(made.sign(key, hashes.SHA256()).public_bytes(serialization.Encoding.PEM))
    settings.TLS_CERTIFICATE = str(file)
    assert finding("certificate").state == state
    file.write_text("rubbish")
    assert finding("certificate").state == "degraded"


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
