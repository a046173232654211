"""What was done is written down once and for all: consecutive, chained, and refused to every later hand."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection, transaction

from audit.actions import Break, record, verify
from audit.chain import START, digest, sm3
from audit.models import AuditEntry
from tests import factories
from tests.threads import together

SENTENCE = "操作记录只能追加"


@pytest.fixture
def entries(db):
    """Five entries about one person."""
    person = factories.person("张三")
    return [record(person, f"act.{n}", person, article="第十二条", number=n, text="中文") for n in range(5)]


def breaks() -> list[Break]:
    return [found for found in verify() if isinstance(found, Break)]


def _run(*statements: str) -> None:
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)


def tamper(*statements: str) -> None:
    """Change the table as somebody with full power over the database could."""
    if connection.vendor == "postgresql":
        switch = "ALTER TABLE audit_auditentry {} TRIGGER audit_entry_append_only"
        _run("SET CONSTRAINTS ALL IMMEDIATE", switch.format("DISABLE"), *statements, switch.format("ENABLE"))
        return
    with connection.cursor() as cursor:
        cursor.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND name LIKE 'audit%'")
        triggers = cursor.fetchall()
    assert triggers
    _run(*(f"DROP TRIGGER {name}" for name, _ in triggers), *statements, *(sql for _, sql in triggers))


def test_entries_are_numbered_without_a_gap_and_chained(entries):
    assert [entry.pk for entry in entries] == list(range(entries[0].pk, entries[0].pk + 5))
    assert [entry.previous for entry in entries[1:]] == [entry.digest for entry in entries[:-1]]
    assert AuditEntry.objects.order_by("pk").first().previous == START
    assert breaks() == []


def test_an_entry_says_who_what_and_under_which_article(entries):
    entry = AuditEntry.objects.get(pk=entries[2].pk)
    assert (entry.actor_label, entry.action, entry.article) == ("张三", "act.2", "第十二条")
    assert (entry.object_type, entry.object_label) == ("accounts.user", "张三")
    assert entry.details == {"number": 2, "text": "中文"}


def test_the_installation_itself_is_named(db):
    entry = record(None, "installed")
    assert (entry.actor, entry.actor_label, entry.object_type) == (None, "系统", "")


@pytest.mark.parametrize("act", ["update", "delete"])
def test_the_database_refuses_to_change_or_delete_an_entry(entries, act):
    rows = AuditEntry.objects.filter(pk=entries[1].pk)
    with pytest.raises(DatabaseError, match=SENTENCE), transaction.atomic():
        rows.update(action="x") if act == "update" else rows.delete()
    assert AuditEntry.objects.get(pk=entries[1].pk).action == "act.1"
    assert breaks() == []


def test_saving_an_entry_again_is_refused(entries):
    entries[0].action = "x"
    with pytest.raises(DatabaseError, match=SENTENCE), transaction.atomic():
        entries[0].save()


@pytest.mark.parametrize(
    "column",
    [
        "actor_label = 'X'",
        "action = 'x'",
        "article = ''",
        "object_id = '0'",
        "details = '{}'",
        "organisation_id = 7",
    ],
)
def test_a_changed_entry_shows(entries, column):
    tamper(f"UPDATE audit_auditentry SET {column} WHERE id = {entries[2].pk}")
    assert breaks() == [Break(entries[2].pk, "内容与摘要不符,记录被改动过。")]


def test_a_changed_time_shows(entries):
    tamper(f"UPDATE audit_auditentry SET at = '2020-01-01 00:00:00' WHERE id = {entries[2].pk}")
    assert [found.entry for found in breaks()] == [entries[2].pk]


def test_a_missing_entry_shows(entries):
    gone = entries[2].pk
    tamper(f"DELETE FROM audit_auditentry WHERE id = {gone}")
    assert breaks() == [
        Break(gone, f"第{gone}条至第{gone}条缺失。"),
        Break(gone + 1, "与前一条的摘要接不上。"),
    ]


def test_a_missing_beginning_shows(entries):
    tamper(f"DELETE FROM audit_auditentry WHERE id <= {entries[0].pk}")
    assert breaks()[0].entry == 1


def test_closing_the_gap_by_renumbering_shows(entries):
    gone = entries[2].pk
    tamper(
        f"DELETE FROM audit_auditentry WHERE id = {gone}",
        f"UPDATE audit_auditentry SET id = {gone} WHERE id = {gone + 1}",
        f"UPDATE audit_auditentry SET id = {gone + 1} WHERE id = {gone + 2}",
    )
    assert {found.entry for found in breaks()} == {gone, gone + 1}


def test_swapped_entries_show(entries):
    one, two = entries[1].pk, entries[2].pk
    tamper(
        f"UPDATE audit_auditentry SET id = -1 WHERE id = {one}",
        f"UPDATE audit_auditentry SET id = {one} WHERE id = {two}",
        f"UPDATE audit_auditentry SET id = {two} WHERE id = -1",
    )
    assert {one, two} <= {found.entry for found in breaks()}


def test_rehashing_without_the_key_shows(entries):
    entry = entries[2]
    entry.action = "forged"
    forged = digest(entry.previous, entry.facts(), "another key")
    tamper(f"UPDATE audit_auditentry SET action = 'forged', digest = '{forged}' WHERE id = {entry.pk}")
    assert [found.entry for found in breaks()] == [entry.pk, entry.pk + 1]


def test_the_command_says_the_record_is_whole(entries):
    out = StringIO()
    call_command("verify_audit", stdout=out)
    assert out.getvalue().strip() == f"共{AuditEntry.objects.count()}条记录,摘要链完整。"


def test_the_command_names_every_break_and_fails(entries):
    tamper(f"UPDATE audit_auditentry SET action = 'x' WHERE id IN ({entries[1].pk}, {entries[3].pk})")
    err = StringIO()
    with pytest.raises(CommandError, match="发现2处问题"):
        call_command("verify_audit", stderr=err)
    assert f"第{entries[1].pk}条" in err.getvalue()
    assert f"第{entries[3].pk}条" in err.getvalue()


def test_an_entry_of_a_refused_act_is_not_kept(db):
    before = AuditEntry.objects.count()
    with transaction.atomic():
        record(None, "refused")
        transaction.set_rollback(True)
    assert AuditEntry.objects.count() == before


@pytest.mark.parametrize("value", [factories.ON, object(), {1, 2}])
def test_details_must_be_plain(db, value):
    with pytest.raises(TypeError), transaction.atomic():
        record(None, "act", value=value)


def test_sm3_is_that_of_the_standard():
    """GB/T 32905, appendix A.1."""
    assert sm3(b"abc") == "66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0"


def test_record_belongs_inside_a_transaction(transactional_db):
    with pytest.raises(transaction.TransactionManagementError):
        record(None, "act")
    assert not AuditEntry.objects.exists()


def test_parallel_writers_leave_one_chain_without_a_gap(transactional_db):
    def write(writer: int) -> None:
        for number in range(6):
            with transaction.atomic():
                record(None, f"writer.{writer}", number=number)

    assert together(*(lambda writer=writer: write(writer) for writer in range(8))) == [None] * 8
    assert list(AuditEntry.objects.order_by("pk").values_list("pk", flat=True)) == list(range(1, 49))
    assert list(verify()) == [48]


def test_a_writer_who_gives_up_leaves_no_gap(transactional_db):
    def write(writer: int) -> None:
        for number in range(6):
            with transaction.atomic():
                record(None, f"writer.{writer}", number=number)
                if (writer + number) % 2:
                    transaction.set_rollback(True)

    assert together(*(lambda writer=writer: write(writer) for writer in range(4))) == [None] * 4
    assert list(verify()) == [12]
    assert list(AuditEntry.objects.order_by("pk").values_list("pk", flat=True)) == list(range(1, 13))
