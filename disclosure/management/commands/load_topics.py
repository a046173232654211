"""Bring the 国务院公文主题分类 in, or up to date; topics a county added stay."""

import csv
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandParser
from django.db import transaction

from disclosure.models import Topic

FIXTURE = Path(settings.BASE_DIR) / "fixtures" / "topics.csv"


class Command(BaseCommand):
    help = "载入公文主题分类(可重复执行)"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--file", type=Path, default=FIXTURE, help="code,parent,name,verified 四列的 CSV")

    @transaction.atomic
    def handle(self, *args: Any, **options: Any) -> None:
        with options["file"].open(encoding="utf-8", newline="") as handle:
            lines = list(csv.DictReader(handle))
        known = {topic.code: topic for topic in Topic.objects.all()}
        added = 0
        for line in sorted(lines, key=lambda line: bool(line["parent"])):  # groups before what stands in them
            if line["code"] in known:
                continue
            known[line["code"]] = Topic.objects.create(
                code=line["code"],
                name=line["name"],
                parent=known[line["parent"]] if line["parent"] else None,
                verified=line["verified"] == "1",
            )
            added += 1
        self.stdout.write(f"公文主题分类:共{len(known)}个,新增{added}个。")
