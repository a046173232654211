"""Seed the holiday arrangements 2004–2026 and the legal instruments the platform cites."""

import csv
from pathlib import Path

from django.db import migrations

DATA = Path(__file__).resolve().parent.parent / "data"
SOURCE = "chinesecalendar 1.11.0（整理自国务院办公厅各年度通知，未逐年与原文核对）"


def _rows(name):
    with (DATA / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def seed(apps, schema_editor):
    notices = apps.get_model("statute", "CalendarNotice").objects
    days = apps.get_model("statute", "CalendarDay")
    instruments = apps.get_model("statute", "LegalInstrument")
    rows = _rows("working_days.csv")
    by_year = {year: notices.create(year=year, source=SOURCE) for year in sorted({int(row["date"][:4]) for row in rows})}
    days.objects.bulk_create(
        days(
            notice=by_year[int(row["date"][:4])],
            date=row["date"],
            is_working=row["is_working"] == "1",
            name=row["name"],
        )
        for row in rows
    )
    instruments.objects.bulk_create(
        instruments(
            **{
                **row,
                "in_force_on": row["in_force_on"] or None,
                "verified": row["verified"] == "1",
                "on_platform": row["on_platform"] == "1",
            }
        )
        for row in _rows("legal_instruments.csv")
    )


def unseed(apps, schema_editor):
    """Remove what was seeded; what people announced since stays."""
    notices = apps.get_model("statute", "CalendarNotice").objects.filter(source=SOURCE)
    apps.get_model("statute", "CalendarDay").objects.filter(notice__in=notices).delete()
    notices.delete()
    keys = [row["key"] for row in _rows("legal_instruments.csv")]
    apps.get_model("statute", "LegalInstrument").objects.filter(key__in=keys).delete()


class Migration(migrations.Migration):
    dependencies = [("statute", "0001_initial")]
    operations = [migrations.RunPython(seed, unseed)]
