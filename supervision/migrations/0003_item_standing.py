"""The database keeps the last day of each item in step with the documents, whoever changes them."""

from django.db import migrations

TABLE = "supervision_itemstanding"
READABLE = "e.status = 'published' AND e.attribute IN ('open', 'open_redacted')"
WAS = "OLD.status = 'published' AND OLD.attribute IN ('open', 'open_redacted')"
IS = "NEW.status = 'published' AND NEW.attribute IN ('open', 'open_redacted')"
DAY = {
    "sqlite": "COALESCE(e.before_portal_on, date(e.published_at, '+8 hours'))",
    "postgresql": "COALESCE(e.before_portal_on, (e.published_at AT TIME ZONE 'Asia/Shanghai')::date)",
}
LATER = {"sqlite": "MAX", "postgresql": "GREATEST"}
OWN = "SELECT item_id FROM disclosure_placement WHERE edition_id = NEW.id"


def _counted(vendor, condition):
    """Insert what the documents say; two that publish at once end with the later day."""
    return (
        f"INSERT INTO {TABLE} (item_id, last_on) SELECT p.item_id, MAX({DAY[vendor]}) FROM disclosure_placement p "
        f"JOIN disclosure_documentedition e ON e.id = p.edition_id WHERE {READABLE} AND {condition} GROUP BY p.item_id "
        f"ON CONFLICT (item_id) DO UPDATE SET last_on = {LATER[vendor]}({TABLE}.last_on, excluded.last_on)"
    )


def sqlite():
    yield _counted("sqlite", "1 = 1")
    head = "CREATE TRIGGER supervision_standing_{} AFTER UPDATE OF status, attribute ON disclosure_documentedition WHEN "
    yield head.format("gone") + (
        f"({WAS}) AND NOT ({IS}) BEGIN DELETE FROM {TABLE} WHERE item_id IN ({OWN}); "
        f"{_counted('sqlite', f'p.item_id IN ({OWN})')}; END"
    )
    yield head.format("come") + f"NOT ({WAS}) AND ({IS}) BEGIN {_counted('sqlite', 'p.edition_id = NEW.id')}; END"


def postgresql():
    yield _counted("postgresql", "TRUE")
    yield f"""CREATE FUNCTION supervision_standing() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            IF ({WAS}) AND NOT ({IS}) THEN
                DELETE FROM {TABLE} WHERE item_id IN ({OWN});
                {_counted('postgresql', f'p.item_id IN ({OWN})')};
            ELSIF NOT ({WAS}) AND ({IS}) THEN
                {_counted('postgresql', 'p.edition_id = NEW.id')};
            END IF;
            RETURN NULL;
        END $$"""
    yield """CREATE TRIGGER supervision_standing AFTER UPDATE OF status, attribute ON disclosure_documentedition
        FOR EACH ROW WHEN (OLD.status IS DISTINCT FROM NEW.status OR OLD.attribute IS DISTINCT FROM NEW.attribute)
        EXECUTE FUNCTION supervision_standing()"""


UNDO = {
    "sqlite": ("DROP TRIGGER supervision_standing_gone", "DROP TRIGGER supervision_standing_come"),
    "postgresql": (
        "DROP TRIGGER supervision_standing ON disclosure_documentedition",
        "DROP FUNCTION supervision_standing()",
    ),
}


def forwards(apps, schema_editor):
    for statement in {"sqlite": sqlite, "postgresql": postgresql}[schema_editor.connection.vendor]():
        schema_editor.execute(statement)


def backwards(apps, schema_editor):
    for statement in UNDO[schema_editor.connection.vendor]:
        schema_editor.execute(statement)


class Migration(migrations.Migration):
    dependencies = [
        ("supervision", "0002_published_is_frozen"),
        ("disclosure", "0002_published_is_immutable"),
    ]
    operations = [migrations.RunPython(forwards, backwards)]
