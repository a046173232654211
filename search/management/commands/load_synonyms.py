"""`manage.py load_synonyms`: everyday words and the official ones; what a county changed or added stays."""

import csv
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandParser
from django.db import transaction

from search.actions import save_synonym
from search.models import Synonym

FIXTURE = Path(settings.BASE_DIR) / "fixtures" / "synonyms.csv"


class Command(BaseCommand):
    help = "载入检索同义词(可重复执行)"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--file", type=Path, default=FIXTURE, help="words 一列的 CSV,每行一组,用顿号分开")

    @transaction.atomic
    def handle(self, *args: Any, **options: Any) -> None:
        with options["file"].open(encoding="utf-8", newline="") as handle:
            groups = [line["words"] for line in csv.DictReader(handle)]
        known = {word for synonym in Synonym.objects.all() for word in synonym.listed()}
        added = 0
        for words in groups:
            if words.split("、")[0] not in known:  # a group the county has, whatever became of it
                save_synonym(Synonym(words=words), by=None)
                added += 1
        self.stdout.write(f"检索同义词:新增{added}组。")
