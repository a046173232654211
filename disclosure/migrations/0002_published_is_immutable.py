"""The database itself refuses to change what was published, to re-date it, or to take it away."""

from django.db import migrations

TABLE = "disclosure_documentedition"
FACTS = (
    "document_id", "version", "unit_id", "title", "kind", "topic_id", "doc_number", "registration_no", "issuer",
    "responsible_basis", "formed_on", "issued_on", "effective_on", "valid_until", "is_normative", "summary", "keywords",
    "body", "text", "forwards_id", "attribute", "ground", "attribute_reason", "content_hash", "approved_hash",
    "signed_by_id", "signed_on", "published_by_id", "before_portal_on",
)  # fmt: skip
STEP = (
    "NEW.status <> OLD.status AND NOT (OLD.status = 'published' AND NEW.status IN ('withdrawn', 'superseded')) "
    "AND NOT (OLD.status = 'withdrawn' AND NEW.status IN ('published', 'superseded'))"
)
PUBLISHED = "OLD.published_at IS NOT NULL"
FROZEN = "EXISTS (SELECT 1 FROM disclosure_documentedition WHERE id IN ({ids}) AND published_at IS NOT NULL)"
SENTENCE = "已发布的文件不能修改,请另拟新版"
STAMP = "发布时间由系统写入,不能更改"
INDEX = "索引号一经编定,永久不变"
PARTS = {
    "attachment": "edition_id, file_id, lineage, name, alt, inline, position",
    "placement": "edition_id, item_id, domain_id",
}


def sqlite():
    changed = " OR ".join(f"NEW.{column} IS NOT OLD.{column}" for column in FACTS)
    yield (
        f"CREATE TRIGGER disclosure_edition_frozen_update BEFORE UPDATE OF status, {', '.join(FACTS)} ON {TABLE} "
        f"WHEN {PUBLISHED} AND ({changed} OR ({STEP})) BEGIN SELECT RAISE(ABORT, '{SENTENCE}'); END"
    )
    yield (
        f"CREATE TRIGGER disclosure_edition_frozen_delete BEFORE DELETE ON {TABLE} "
        f"WHEN {PUBLISHED} BEGIN SELECT RAISE(ABORT, '{SENTENCE}'); END"
    )
    yield (
        f"CREATE TRIGGER disclosure_edition_stamp BEFORE UPDATE OF published_at ON {TABLE} "
        f"WHEN {PUBLISHED} AND NEW.published_at IS NOT OLD.published_at BEGIN SELECT RAISE(ABORT, '{STAMP}'); END"
    )
    yield (
        "CREATE TRIGGER disclosure_document_index BEFORE UPDATE OF index_number, index_year, index_serial "
        "ON disclosure_document WHEN OLD.index_number <> '' AND (NEW.index_number <> OLD.index_number "
        "OR NEW.index_year IS NOT OLD.index_year OR NEW.index_serial IS NOT OLD.index_serial) "
        f"BEGIN SELECT RAISE(ABORT, '{INDEX}'); END"
    )
    for part, columns in PARTS.items():
        for name, event, ids in (
            ("insert", "INSERT", "NEW.edition_id"),
            ("update", f"UPDATE OF {columns}", "OLD.edition_id, NEW.edition_id"),
            ("delete", "DELETE", "OLD.edition_id"),
        ):
            yield (
                f"CREATE TRIGGER disclosure_{part}_frozen_{name} BEFORE {event} ON disclosure_{part} "
                f"WHEN {FROZEN.format(ids=ids)} BEGIN SELECT RAISE(ABORT, '{SENTENCE}'); END"
            )


def _refusal(name, sentence):
    return f"""CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN RAISE EXCEPTION '{sentence}' USING ERRCODE = 'integrity_constraint_violation'; END $$"""


def postgresql():
    changed = " OR ".join(f"NEW.{column} IS DISTINCT FROM OLD.{column}" for column in FACTS)
    yield _refusal("disclosure_edition_frozen", SENTENCE)
    yield f"""CREATE TRIGGER disclosure_edition_frozen_update BEFORE UPDATE OF status, {', '.join(FACTS)} ON {TABLE}
        FOR EACH ROW WHEN ({PUBLISHED} AND ({changed} OR ({STEP}))) EXECUTE FUNCTION disclosure_edition_frozen()"""
    yield f"""CREATE TRIGGER disclosure_edition_frozen_delete BEFORE DELETE ON {TABLE}
        FOR EACH ROW WHEN ({PUBLISHED}) EXECUTE FUNCTION disclosure_edition_frozen()"""
    yield _refusal("disclosure_edition_stamp", STAMP)
    yield f"""CREATE TRIGGER disclosure_edition_stamp BEFORE UPDATE OF published_at ON {TABLE}
        FOR EACH ROW WHEN ({PUBLISHED} AND NEW.published_at IS DISTINCT FROM OLD.published_at)
        EXECUTE FUNCTION disclosure_edition_stamp()"""
    yield _refusal("disclosure_document_index", INDEX)
    yield """CREATE TRIGGER disclosure_document_index BEFORE UPDATE OF index_number, index_year, index_serial
        ON disclosure_document FOR EACH ROW WHEN (OLD.index_number <> '' AND (NEW.index_number <> OLD.index_number
        OR NEW.index_year IS DISTINCT FROM OLD.index_year OR NEW.index_serial IS DISTINCT FROM OLD.index_serial))
        EXECUTE FUNCTION disclosure_document_index()"""
    yield f"""CREATE FUNCTION disclosure_part_frozen() RETURNS trigger LANGUAGE plpgsql AS $$
        DECLARE targets bigint[]; BEGIN
            IF TG_OP <> 'INSERT' THEN targets := targets || OLD.edition_id; END IF;
            IF TG_OP <> 'DELETE' THEN targets := targets || NEW.edition_id; END IF;
            IF {FROZEN.format(ids="SELECT unnest(targets)")} THEN
                RAISE EXCEPTION '{SENTENCE}' USING ERRCODE = 'integrity_constraint_violation';
            END IF;
            IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
            RETURN NEW;
        END $$"""
    for part, columns in PARTS.items():
        yield f"""CREATE TRIGGER disclosure_{part}_frozen BEFORE INSERT OR DELETE OR UPDATE OF {columns}
            ON disclosure_{part} FOR EACH ROW EXECUTE FUNCTION disclosure_part_frozen()"""


UNDO = {
    "sqlite": (
        "DROP TRIGGER disclosure_edition_frozen_update",
        "DROP TRIGGER disclosure_edition_frozen_delete",
        "DROP TRIGGER disclosure_edition_stamp",
        "DROP TRIGGER disclosure_document_index",
        *(f"DROP TRIGGER disclosure_{part}_frozen_{event}" for part in PARTS for event in ("insert", "update", "delete")),
    ),
    "postgresql": (
        f"DROP TRIGGER disclosure_edition_frozen_update ON {TABLE}",
        f"DROP TRIGGER disclosure_edition_frozen_delete ON {TABLE}",
        f"DROP TRIGGER disclosure_edition_stamp ON {TABLE}",
        "DROP TRIGGER disclosure_document_index ON disclosure_document",
        *(f"DROP TRIGGER disclosure_{part}_frozen ON disclosure_{part}" for part in PARTS),
        "DROP FUNCTION disclosure_edition_frozen()",
        "DROP FUNCTION disclosure_edition_stamp()",
        "DROP FUNCTION disclosure_document_index()",
        "DROP FUNCTION disclosure_part_frozen()",
    ),
}


def forwards(apps, schema_editor):
    for statement in {"sqlite": sqlite, "postgresql": postgresql}[schema_editor.connection.vendor]():
        schema_editor.execute(statement)


def backwards(apps, schema_editor):
    for statement in UNDO[schema_editor.connection.vendor]:
        schema_editor.execute(statement)


class Migration(migrations.Migration):
    dependencies = [("disclosure", "0001_initial")]
    operations = [migrations.RunPython(forwards, backwards)]
