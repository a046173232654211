"""The database itself refuses to change or delete an audit entry."""

from django.db import migrations

SQLITE = [
    f"""CREATE TRIGGER audit_entry_no_{event.lower()} BEFORE {event} ON audit_auditentry
        BEGIN SELECT RAISE(ABORT, '操作记录只能追加,不能修改或删除'); END"""
    for event in ("UPDATE", "DELETE")
]
POSTGRESQL = [
    """CREATE FUNCTION audit_entry_is_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
       BEGIN RAISE EXCEPTION '操作记录只能追加,不能修改或删除'; END $$""",
    """CREATE TRIGGER audit_entry_append_only BEFORE UPDATE OR DELETE ON audit_auditentry
       FOR EACH ROW EXECUTE FUNCTION audit_entry_is_append_only()""",
]
UNDO = {
    "sqlite": ["DROP TRIGGER audit_entry_no_update", "DROP TRIGGER audit_entry_no_delete"],
    "postgresql": [
        "DROP TRIGGER audit_entry_append_only ON audit_auditentry",
        "DROP FUNCTION audit_entry_is_append_only()",
    ],
}


def forwards(apps, schema_editor):
    for statement in SQLITE if schema_editor.connection.vendor == "sqlite" else POSTGRESQL:
        schema_editor.execute(statement)


def backwards(apps, schema_editor):
    for statement in UNDO[schema_editor.connection.vendor]:
        schema_editor.execute(statement)


class Migration(migrations.Migration):
    dependencies = [("audit", "0001_initial")]
    operations = [migrations.RunPython(forwards, backwards)]
