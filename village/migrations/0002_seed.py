"""Seed the county's rules and its 村务公开目录; the county edits both, what is not verified says so."""

import csv
from pathlib import Path

from django.db import migrations

DATA = Path(__file__).resolve().parent.parent / "data"


def _rows(name):
    with (DATA / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def seed(apps, schema_editor):
    rule, matter = apps.get_model("village", "VillageRule"), apps.get_model("village", "ModelMatter")
    rule.objects.bulk_create(
        rule(**{**row, "days": int(row["days"]) if row["days"] else None, "verified": row["verified"] == "1"})
        for row in _rows("rules.csv")
    )
    matter.objects.bulk_create(
        matter(
            **{
                **row, "position": place, "due_days": int(row["due_days"]),
                "is_ledger": row["is_ledger"] == "1", "verified": row["verified"] == "1",
            }
        )
        for place, row in enumerate(_rows("matters.csv"), 1)
    )


def unseed(apps, schema_editor):
    """The tables go with the migration before."""


class Migration(migrations.Migration):
    dependencies = [("village", "0001_initial")]
    operations = [migrations.RunPython(seed, unseed)]
