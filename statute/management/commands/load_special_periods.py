"""`manage.py load_special_periods [--file x.csv]`: what other laws set beside the twenty working days."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError

from statute.models import SpecialPeriod
from statute.special_fixture import SPECIAL_PERIODS, load_special_periods


class Command(BaseCommand):
    help = "载入法律、法规另行规定的公开期限；重复运行不会重复载入，本县改过的不覆盖。"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--file", type=Path, default=SPECIAL_PERIODS, help="CSV，列名同随附的文件")

    def handle(self, *_args: Any, **options: Any) -> None:
        try:
            added = load_special_periods(options["file"])
        except (OSError, ValueError) as error:
            raise CommandError(str(error)) from error
        except ValidationError as error:
            raise CommandError("；".join(error.messages)) from error
        current = SpecialPeriod.objects.current()
        self.stdout.write(
            f"特别期限：新增{added}项，现行{current.count()}项，其中{current.unverified().count()}项未核实。"
        )
