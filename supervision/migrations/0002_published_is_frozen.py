"""The database itself refuses to change or take away a published report, a decided correction, a frozen evaluation."""

from django.db import migrations

RULES = (
    ("supervision_report_frozen", "supervision_annualreport", "OLD.state = 'published'",
     "已公布的年度报告不能改动，请提出更正"),
    ("supervision_adjustment_frozen", "supervision_adjustment", "OLD.state <> 'proposed'", "已签发的更正不能改动"),
    ("supervision_score_frozen", "supervision_score", "OLD.frozen", "已封存的得分不能改动"),
    ("supervision_result_frozen", "supervision_result", "OLD.frozen", "已封存的考核结果不能改动"),
    ("supervision_indicator_frozen", "supervision_indicator", "OLD.frozen", "已公布的考核指标不能改动"),
    ("supervision_scheme_frozen", "supervision_scheme", "OLD.frozen", "已公布的考核方案不能改动"),
    ("supervision_evaluation_frozen", "supervision_evaluation", "OLD.stage IN ('published', 'void')",
     "已公布的考核不能改动"),
)


def forwards(apps, schema_editor):
    for name, table, condition, sentence in RULES:
        if schema_editor.connection.vendor == "postgresql":
            schema_editor.execute(
                f"""CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$
                BEGIN RAISE EXCEPTION '{sentence}' USING ERRCODE = 'integrity_constraint_violation'; END $$"""
            )
            schema_editor.execute(
                f"CREATE TRIGGER {name} BEFORE UPDATE OR DELETE ON {table} FOR EACH ROW WHEN ({condition}) "
                f"EXECUTE FUNCTION {name}()"
            )
            continue
        for event in ("UPDATE", "DELETE"):
            schema_editor.execute(
                f"CREATE TRIGGER {name}_{event.lower()} BEFORE {event} ON {table} WHEN {condition} "
                f"BEGIN SELECT RAISE(ABORT, '{sentence}'); END"
            )


def backwards(apps, schema_editor):
    for name, table, _, _ in RULES:
        if schema_editor.connection.vendor == "postgresql":
            schema_editor.execute(f"DROP TRIGGER {name} ON {table}")
            schema_editor.execute(f"DROP FUNCTION {name}()")
            continue
        for event in ("update", "delete"):
            schema_editor.execute(f"DROP TRIGGER {name}_{event}")


class Migration(migrations.Migration):
    dependencies = [("supervision", "0001_initial")]
    operations = [migrations.RunPython(forwards, backwards)]
