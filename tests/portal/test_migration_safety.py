"""迁移: after the first release nothing locks a table for long, breaks the version still running, or cannot be taken back."""

from __future__ import annotations

import threading
import uuid
from io import StringIO

import pytest
from django.contrib.postgres.operations import AddConstraintNotValid, AddIndexConcurrently
from django.core.management import CommandError, call_command
from django.db import OperationalError, connection, migrations, models, transaction
from django.db.migrations.loader import MigrationLoader

from portal.management.commands import migrate
from portal.migration_safety import faults
from tests.test_architecture import FLOORS

M = migrations
INDEX = models.Index(fields=["a"], name="one")
CHECK = models.CheckConstraint(condition=models.Q(a__gt=0), name="two")


def add(field: models.Field) -> M.AddField:
    return M.AddField("thing", "a", field)


REFUSED = [
    add(models.IntegerField(default=0)),
    add(models.UUIDField(null=True, default=uuid.uuid4)),
    add(models.IntegerField(null=True, db_index=True)),
    add(models.CharField(null=True, unique=True, max_length=9)),
    M.AlterField("thing", "a", models.TextField()),
    M.RenameField("thing", "a", "b"),
    M.RenameModel("Thing", "Other"),
    M.RemoveField("thing", "a"),
    M.DeleteModel("Thing"),
    M.AddIndex("thing", INDEX),
    M.AddConstraint("thing", CHECK),
    M.RunPython(lambda apps, editor: None),
    M.RunSQL("SELECT 1"),
]
ALLOWED = [
    add(models.IntegerField(null=True)),
    add(models.IntegerField(db_default=0)),
    AddIndexConcurrently("thing", INDEX),
    AddConstraintNotValid("thing", CHECK),
    M.RunPython(lambda apps, editor: None, M.RunPython.noop),
    M.RunSQL("SELECT 1", M.RunSQL.noop),
    M.CreateModel("Thing", [("id", models.BigAutoField(primary_key=True))]),
]


@pytest.mark.parametrize("operation", REFUSED, ids=lambda one: one.describe())
def test_what_would_hurt_is_refused_with_its_reason(operation):
    [said] = faults([operation], concurrently=True)
    assert operation.describe() in said


@pytest.mark.parametrize("operation", ALLOWED, ids=lambda one: one.describe())
def test_what_does_not_hurt_passes(operation):
    assert list(faults([operation], concurrently=True)) == []


def test_an_index_is_concurrent_only_outside_a_transaction():
    assert list(faults([AddIndexConcurrently("thing", INDEX)], concurrently=False))


def test_a_table_made_by_the_same_migration_is_empty():
    made = M.CreateModel("Thing", [("id", models.BigAutoField(primary_key=True))])
    assert (
        list(
            faults(
                [made, M.AddIndex("thing", INDEX), add(models.IntegerField(default=0))], concurrently=False
            )
        )
        == []
    )


def test_every_migration_after_the_first_is_safe():
    """The rest of the first release (seeds, triggers, numbers 0002 and 0003 as they stand) is named: it met empty tables."""
    loader = MigrationLoader(None, ignore_no_migrations=True)
    ours = {
        key: one
        for key, one in loader.disk_migrations.items()
        if key[0] in FLOORS and key[1] != "0001_initial"
    }
    assert set(ours) >= FIRST_RELEASE
    found = {
        key: list(faults(one.operations, concurrently=not one.atomic))
        for key, one in ours.items()
        if key not in FIRST_RELEASE
    }
    assert {key: said for key, said in found.items() if said} == {}


FIRST_RELEASE = {
    ("audit", "0002_append_only"),
    ("catalog", "0002_published_is_immutable"),
    ("disclosure", "0002_published_is_immutable"),
    ("disclosure", "0003_release_rules"),
    ("participation", "0002_seed"),
    ("statute", "0002_seed"),
    ("supervision", "0002_published_is_frozen"),
    ("supervision", "0003_item_standing"),
    ("village", "0002_seed"),
    ("village", "0003_guards"),
}


# --- migrate waits for no lock -------------------------------------------------------------------------------------


@pytest.fixture
def timed_out(monkeypatch):
    """Django's migrate, which meets a lock a given number of times."""
    meets = {"left": 0, "tried": 0}

    def handle(self, *args, **options):
        meets["tried"] += 1
        if meets["left"]:
            meets["left"] -= 1
            cause = Exception()
            cause.pgcode = migrate.LOCK_NOT_AVAILABLE
            raise OperationalError("canceling statement due to lock timeout") from cause

    monkeypatch.setattr(migrate.Migrate, "handle", handle)
    return meets


@pytest.mark.django_db
def test_a_lock_that_is_taken_is_waited_for_by_trying_again(timed_out):
    timed_out["left"] = 2
    said = StringIO()
    call_command("migrate", pause=0, stderr=said)
    assert timed_out["tried"] == 3
    assert said.getvalue().count("没有等到表锁") == 2


@pytest.mark.django_db
def test_after_the_last_attempt_it_says_what_to_do(timed_out):
    timed_out["left"] = 5
    with pytest.raises(CommandError, match="访问少的时候"):
        call_command("migrate", pause=0, attempts=2, stderr=StringIO())
    assert timed_out["tried"] == 2


@pytest.mark.django_db
def test_any_other_trouble_is_not_tried_again(monkeypatch):
    def handle(self, *args, **options):
        raise OperationalError("disk full")

    monkeypatch.setattr(migrate.Migrate, "handle", handle)
    with pytest.raises(OperationalError, match="disk full"):
        call_command("migrate", pause=0)


@pytest.mark.django_db(transaction=True)
def test_on_postgresql_the_limit_really_holds_and_is_gone_afterwards(monkeypatch, postgresql):
    if not postgresql:
        pytest.skip("lock_timeout is PostgreSQL's")
    held, done = threading.Event(), threading.Event()

    def hold():
        with connection.cursor() as cursor:
            cursor.execute("BEGIN; LOCK TABLE audit_auditentry IN ACCESS EXCLUSIVE MODE")
            held.set()
            done.wait(30)
            cursor.execute("ROLLBACK")
        connection.close()

    def handle(self, *args, **options):
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("LOCK TABLE audit_auditentry IN ACCESS EXCLUSIVE MODE")

    monkeypatch.setattr(migrate.Migrate, "handle", handle)
    holder = threading.Thread(target=hold)
    holder.start()
    assert held.wait(30)
    try:
        with pytest.raises(CommandError, match="没有等到表锁"):
            call_command("migrate", lock_timeout=1, attempts=1, pause=0, stderr=StringIO())
    finally:
        done.set()
        holder.join()
    with connection.cursor() as cursor:
        cursor.execute("SHOW lock_timeout")
        assert cursor.fetchone() == ("0",)
