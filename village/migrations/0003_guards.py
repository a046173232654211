"""The database itself refuses to change what a village published or entered, and carries the balance on.

Only names may be hidden later, when their time is over.
"""

from django.db import migrations

BOARD = "village_boarditem"
FACTS = (
    "village_id", "matter_id", "period_start", "period_end", "due_on", "title", "text", "photo_id", "photo_alt",
    "content_hash", "decided_hash", "proposed_by_id", "proposed_on", "reviewed_by_id", "reviewed_on", "review_note",
    "decided_by_id", "decided_on", "meeting", "ledger_month_id", "published_by_id", "published_on", "published_at",
)  # fmt: skip
SENTENCE = "已公布的村务不能修改，请撤下更正"
KEPT = "账目记下后不能修改，请用冲销更正"
WRONG = "余额或者序号接不上"
CLOSED = "这个月已经结账"
ENTRY, MONTH = "village_ledgerentry", "village_ledgermonth"
NEXT = f"(SELECT COALESCE(MAX(number), 0) + 1 FROM {ENTRY} WHERE book_id = NEW.book_id)"
BEFORE = (
    f"COALESCE((SELECT balance FROM {ENTRY} WHERE book_id = NEW.book_id AND number = NEW.number - 1), "
    "(SELECT opening_balance FROM village_ledgerbook WHERE id = NEW.book_id))"
)
CHAIN = f"NEW.number <> {NEXT} OR NEW.balance <> {BEFORE} + NEW.amount_in - NEW.amount_out"
SEEN = "OLD.status IN ('published', 'withdrawn')"


def sqlite():
    changed = " OR ".join(f"NEW.{column} IS NOT OLD.{column}" for column in FACTS)
    table = "(NEW.\"table\" IS NOT OLD.\"table\" AND NOT (OLD.anonymised_on IS NULL AND NEW.anonymised_on IS NOT NULL))"
    step = "(NEW.status <> OLD.status AND NOT (OLD.status = 'published' AND NEW.status = 'withdrawn'))"
    yield (
        f"CREATE TRIGGER village_board_frozen_update BEFORE UPDATE ON {BOARD} WHEN {SEEN} "
        f"AND ({changed} OR {table} OR {step}) BEGIN SELECT RAISE(ABORT, '{SENTENCE}'); END"
    )
    yield (
        f"CREATE TRIGGER village_board_frozen_delete BEFORE DELETE ON {BOARD} WHEN {SEEN} "
        f"BEGIN SELECT RAISE(ABORT, '{SENTENCE}'); END"
    )
    for table, name in ((ENTRY, "entry"), (MONTH, "month")):
        for event in ("UPDATE", "DELETE"):
            yield (
                f"CREATE TRIGGER village_{name}_kept_{event.lower()} BEFORE {event} ON {table} "
                f"BEGIN SELECT RAISE(ABORT, '{KEPT}'); END"
            )
    yield (
        f"CREATE TRIGGER village_entry_chain BEFORE INSERT ON {ENTRY} WHEN {CHAIN} "
        f"BEGIN SELECT RAISE(ABORT, '{WRONG}'); END"
    )
    yield (
        f"CREATE TRIGGER village_entry_open BEFORE INSERT ON {ENTRY} WHEN EXISTS (SELECT 1 FROM {MONTH} "
        "WHERE book_id = NEW.book_id AND month = strftime('%Y-%m-01', NEW.\"on\")) "
        f"BEGIN SELECT RAISE(ABORT, '{CLOSED}'); END"
    )


def postgresql():
    changed = " OR ".join(f"NEW.{column} IS DISTINCT FROM OLD.{column}" for column in FACTS)
    table = "(NEW.\"table\" IS DISTINCT FROM OLD.\"table\" AND NOT (OLD.anonymised_on IS NULL AND NEW.anonymised_on IS NOT NULL))"
    step = "(NEW.status <> OLD.status AND NOT (OLD.status = 'published' AND NEW.status = 'withdrawn'))"
    yield f"""CREATE FUNCTION village_board_frozen() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN RAISE EXCEPTION '{SENTENCE}' USING ERRCODE = 'integrity_constraint_violation'; END $$"""
    yield f"""CREATE TRIGGER village_board_frozen_update BEFORE UPDATE ON {BOARD}
        FOR EACH ROW WHEN ({SEEN} AND ({changed} OR {table} OR {step})) EXECUTE FUNCTION village_board_frozen()"""
    yield f"""CREATE TRIGGER village_board_frozen_delete BEFORE DELETE ON {BOARD}
        FOR EACH ROW WHEN ({SEEN}) EXECUTE FUNCTION village_board_frozen()"""
    refuse = "USING ERRCODE = 'integrity_constraint_violation'"
    yield f"""CREATE FUNCTION village_ledger_kept() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN RAISE EXCEPTION '{KEPT}' {refuse}; END $$"""
    for table in (ENTRY, MONTH):
        yield f"""CREATE TRIGGER village_ledger_kept BEFORE UPDATE OR DELETE ON {table}
            FOR EACH ROW EXECUTE FUNCTION village_ledger_kept()"""
    yield f"""CREATE FUNCTION village_entry_chain() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
            IF {CHAIN} THEN RAISE EXCEPTION '{WRONG}' {refuse}; END IF;
            IF EXISTS (SELECT 1 FROM {MONTH} WHERE book_id = NEW.book_id AND month = date_trunc('month', NEW."on")::date)
                THEN RAISE EXCEPTION '{CLOSED}' {refuse}; END IF;
            RETURN NEW;
        END $$"""
    yield f"""CREATE TRIGGER village_entry_chain BEFORE INSERT ON {ENTRY}
        FOR EACH ROW EXECUTE FUNCTION village_entry_chain()"""


UNDO = {
    "sqlite": tuple(
        f"DROP TRIGGER village_{name}"
        for name in (
            "board_frozen_update", "board_frozen_delete", "entry_kept_update", "entry_kept_delete",
            "month_kept_update", "month_kept_delete", "entry_chain", "entry_open",
        )
    ),
    "postgresql": (
        f"DROP TRIGGER village_board_frozen_update ON {BOARD}",
        f"DROP TRIGGER village_board_frozen_delete ON {BOARD}",
        f"DROP TRIGGER village_ledger_kept ON {ENTRY}",
        f"DROP TRIGGER village_ledger_kept ON {MONTH}",
        f"DROP TRIGGER village_entry_chain ON {ENTRY}",
        "DROP FUNCTION village_board_frozen()",
        "DROP FUNCTION village_ledger_kept()",
        "DROP FUNCTION village_entry_chain()",
    ),
}  # fmt: skip


def forwards(apps, schema_editor):
    for statement in {"sqlite": sqlite, "postgresql": postgresql}[schema_editor.connection.vendor]():
        schema_editor.execute(statement)


def backwards(apps, schema_editor):
    for statement in UNDO[schema_editor.connection.vendor]:
        schema_editor.execute(statement)


class Migration(migrations.Migration):
    dependencies = [("village", "0002_seed")]
    operations = [migrations.RunPython(forwards, backwards)]
