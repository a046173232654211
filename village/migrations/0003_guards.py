"""The database itself refuses to change what a village published, except to hide names when their time is over."""

from django.db import migrations

BOARD = "village_boarditem"
FACTS = (
    "village_id", "matter_id", "period_start", "period_end", "due_on", "title", "text", "photo_id", "photo_alt",
    "content_hash", "decided_hash", "proposed_by_id", "proposed_on", "reviewed_by_id", "reviewed_on", "review_note",
    "decided_by_id", "decided_on", "meeting", "published_by_id", "published_on", "published_at",
)  # fmt: skip
SENTENCE = "已公布的村务不能修改，请撤下更正"
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


UNDO = {
    "sqlite": ("DROP TRIGGER village_board_frozen_update", "DROP TRIGGER village_board_frozen_delete"),
    "postgresql": (
        f"DROP TRIGGER village_board_frozen_update ON {BOARD}",
        f"DROP TRIGGER village_board_frozen_delete ON {BOARD}",
        "DROP FUNCTION village_board_frozen()",
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
