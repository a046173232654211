"""`manage.py load_calendar 2027 --file 2027.csv`: announce a year's holidays and list what moves."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from statute.actions import announce_year, preview_year
from statute.notices import DayChange, parse_days
from statute.open_deadlines import Moved
from statute.package_notices import package_changes


class Command(BaseCommand):
    help = "公布或更正某年放假安排，并列出因此变动的期限。"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("year", type=int, help="年份")
        source = parser.add_mutually_exclusive_group(required=True)
        source.add_argument("--file", type=Path, help="CSV（date,is_working,name）或起止日期行")
        source.add_argument("--from-package", action="store_true", help="取自 chinesecalendar")
        parser.add_argument("--document-number", default="", help="发文字号")
        parser.add_argument("--verified", action="store_true", help="已与国务院办公厅通知原文核对")
        parser.add_argument("--dry-run", action="store_true", help="只列出变动，不保存")

    def handle(self, *_args: Any, **options: Any) -> None:
        year = options["year"]
        try:
            days = _days(year, options["file"])
            moves = preview_year(year=year, days=days) if options["dry_run"] else _announce(days, options)
        except (OSError, LookupError, ValueError) as error:
            raise CommandError(str(error)) from error
        except ValidationError as error:
            raise CommandError("；".join(error.messages)) from error
        done = "试算，未保存" if options["dry_run"] else "已公布"
        self.stdout.write(f"{year}年放假安排{done}：{len(days)}天，{len(moves)}个未结期限变动。")
        for move in moves:
            self.stdout.write(_line(move))


def _days(year: int, file: Path | None) -> list[DayChange]:
    return parse_days(file.read_text(encoding="utf-8-sig")) if file else package_changes(year)


def _announce(days: list[DayChange], options: dict[str, Any]) -> list[Moved]:
    return announce_year(
        year=options["year"],
        days=days,
        by=None,
        on=timezone.localdate(),
        document_number=options["document_number"],
        source=options["file"].name if options["file"] else "chinesecalendar",
        verified=options["verified"],
    )


def _line(move: Moved) -> str:
    state = "（暂定）" if move.after.provisional else ""
    return f"  {move.label}：{move.before.date} → {move.after.date}{state} {move.url}"
