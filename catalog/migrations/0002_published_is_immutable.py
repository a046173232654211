"""The database itself refuses to change a published edition or its rows, or to take its stamp back."""

from django.db import migrations

COLUMNS = (
    "edition_id, item_id, parent_id, name, is_row, seq, content, basis, time_limit, subject, channels, audience_all, "
    "audience_group, mode_active, mode_request, levels, service_name, extras"
)
FROZEN = (
    "EXISTS (SELECT 1 FROM catalog_catalogedition WHERE id IN ({ids}) AND unit_id IS NOT NULL "
    "AND status IN ('published', 'superseded'))"
)
# What is said about the edition itself. Its one way on is from published to superseded.
FACTS = ("unit_id", "domain_id", "version", "content_hash", "approved_hash", "published_by_id")
READABLE = "OLD.unit_id IS NOT NULL AND OLD.status IN ('published', 'superseded')"
STEP = "NEW.status <> OLD.status AND NOT (OLD.status = 'published' AND NEW.status = 'superseded')"
SENTENCE = "已发布的目录不能修改,请另编新版"
STAMP = "发布时间由系统写入,不能更改"


def sqlite():
    for name, event, ids in (
        ("insert", "INSERT", "NEW.edition_id"),
        ("update", f"UPDATE OF {COLUMNS}", "OLD.edition_id, NEW.edition_id"),
        ("delete", "DELETE", "OLD.edition_id"),
    ):
        yield (
            f"CREATE TRIGGER catalog_node_frozen_{name} BEFORE {event} ON catalog_node "
            f"WHEN {FROZEN.format(ids=ids)} BEGIN SELECT RAISE(ABORT, '{SENTENCE}'); END"
        )
    changed = " OR ".join(f"NEW.{column} IS NOT OLD.{column}" for column in FACTS)
    yield (
        f"CREATE TRIGGER catalog_edition_frozen_update BEFORE UPDATE OF status, {', '.join(FACTS)} "
        f"ON catalog_catalogedition WHEN {READABLE} AND ({changed} OR ({STEP})) "
        f"BEGIN SELECT RAISE(ABORT, '{SENTENCE}'); END"
    )
    yield (
        "CREATE TRIGGER catalog_edition_frozen_delete BEFORE DELETE ON catalog_catalogedition "
        f"WHEN {READABLE} BEGIN SELECT RAISE(ABORT, '{SENTENCE}'); END"
    )
    yield (
        "CREATE TRIGGER catalog_edition_stamp BEFORE UPDATE OF published_at ON catalog_catalogedition "
        "WHEN OLD.published_at IS NOT NULL AND NEW.published_at IS NOT OLD.published_at "
        f"BEGIN SELECT RAISE(ABORT, '{STAMP}'); END"
    )


def postgresql():
    yield f"""CREATE FUNCTION catalog_node_frozen() RETURNS trigger LANGUAGE plpgsql AS $$
        DECLARE targets bigint[]; BEGIN
            IF TG_OP <> 'INSERT' THEN targets := targets || OLD.edition_id; END IF;
            IF TG_OP <> 'DELETE' THEN targets := targets || NEW.edition_id; END IF;
            IF {FROZEN.format(ids="SELECT unnest(targets)")} THEN
                RAISE EXCEPTION '{SENTENCE}' USING ERRCODE = 'integrity_constraint_violation';
            END IF;
            IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
            RETURN NEW;
        END $$"""
    yield f"""CREATE TRIGGER catalog_node_frozen BEFORE INSERT OR DELETE OR UPDATE OF {COLUMNS} ON catalog_node
        FOR EACH ROW EXECUTE FUNCTION catalog_node_frozen()"""
    yield f"""CREATE FUNCTION catalog_edition_frozen() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN RAISE EXCEPTION '{SENTENCE}' USING ERRCODE = 'integrity_constraint_violation'; END $$"""
    changed = " OR ".join(f"NEW.{column} IS DISTINCT FROM OLD.{column}" for column in FACTS)
    yield f"""CREATE TRIGGER catalog_edition_frozen_update BEFORE UPDATE OF status, {', '.join(FACTS)}
        ON catalog_catalogedition FOR EACH ROW WHEN ({READABLE} AND ({changed} OR ({STEP})))
        EXECUTE FUNCTION catalog_edition_frozen()"""
    yield f"""CREATE TRIGGER catalog_edition_frozen_delete BEFORE DELETE ON catalog_catalogedition
        FOR EACH ROW WHEN ({READABLE}) EXECUTE FUNCTION catalog_edition_frozen()"""
    yield f"""CREATE FUNCTION catalog_edition_stamp() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN RAISE EXCEPTION '{STAMP}' USING ERRCODE = 'integrity_constraint_violation'; END $$"""
    yield """CREATE TRIGGER catalog_edition_stamp BEFORE UPDATE OF published_at ON catalog_catalogedition
        FOR EACH ROW WHEN (OLD.published_at IS NOT NULL AND NEW.published_at IS DISTINCT FROM OLD.published_at)
        EXECUTE FUNCTION catalog_edition_stamp()"""


UNDO = {
    "sqlite": (
        "DROP TRIGGER catalog_node_frozen_insert",
        "DROP TRIGGER catalog_node_frozen_update",
        "DROP TRIGGER catalog_node_frozen_delete",
        "DROP TRIGGER catalog_edition_frozen_update",
        "DROP TRIGGER catalog_edition_frozen_delete",
        "DROP TRIGGER catalog_edition_stamp",
    ),
    "postgresql": (
        "DROP TRIGGER catalog_node_frozen ON catalog_node",
        "DROP FUNCTION catalog_node_frozen()",
        "DROP TRIGGER catalog_edition_frozen_update ON catalog_catalogedition",
        "DROP TRIGGER catalog_edition_frozen_delete ON catalog_catalogedition",
        "DROP FUNCTION catalog_edition_frozen()",
        "DROP TRIGGER catalog_edition_stamp ON catalog_catalogedition",
        "DROP FUNCTION catalog_edition_stamp()",
    ),
}


def forwards(apps, schema_editor):
    for statement in {"sqlite": sqlite, "postgresql": postgresql}[schema_editor.connection.vendor]():
        schema_editor.execute(statement)


def backwards(apps, schema_editor):
    for statement in UNDO[schema_editor.connection.vendor]:
        schema_editor.execute(statement)


class Migration(migrations.Migration):
    dependencies = [("catalog", "0001_initial")]
    operations = [migrations.RunPython(forwards, backwards)]
