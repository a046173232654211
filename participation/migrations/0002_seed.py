"""Seed the statutory periods (law-book §9); what a county sets itself is not verified and may be superseded."""

from django.db import migrations

DECISIONS = "重大行政决策程序暂行条例"
# key, name, purpose, days, unit, basis, may be shorter with a published reason, verified
ROWS = (
    ("decision", "重大行政决策草案", "comment", 30, "day", f"{DECISIONS}第十五条", True, True),
    ("regulation", "规章草案", "comment", 30, "day", "规章制定程序条例第十五条", False, True),
    ("expropriation", "房屋征收补偿方案", "comment", 30, "day", "国有土地上房屋征收与补偿条例第十条", False, True),
    ("planning", "城乡规划草案", "comment", 30, "day", "城乡规划法第二十六条", False, True),
    ("land", "征地补偿安置方案", "comment", 30, "day", "土地管理法第四十七条", False, True),
    ("normative", "行政规范性文件草案", "comment", 7, "day", "县规定（请按本省行政规范性文件管理办法核对）", True, False),
    ("feedback", "意见采纳情况反馈", "feedback", 20, "workday", "县规定", False, False),
    ("report", "会议情况、听证报告公布", "report", 20, "workday", "县规定", False, False),
    ("materials", "听证会材料送达", "materials", 7, "day", f"{DECISIONS}第十六条", False, True),
    ("legality", "合法性审查", "legality", 7, "workday", f"{DECISIONS}第二十六条", False, True),
)


def seed(apps, schema_editor):
    rules = apps.get_model("participation", "PeriodRule")
    names = ("key", "name", "purpose", "days", "unit", "legal_basis", "may_be_shorter", "verified")
    rules.objects.bulk_create(rules(**dict(zip(names, row, strict=True))) for row in ROWS)


class Migration(migrations.Migration):
    dependencies = [("participation", "0001_initial")]
    operations = [migrations.RunPython(seed, migrations.RunPython.noop)]
