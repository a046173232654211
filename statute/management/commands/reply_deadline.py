"""`manage.py reply_deadline FILE.json`: the reply deadline of one application, with the steps that lead to it."""

import json
import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand
from django.db import DatabaseError
from django.utils import timezone

from statute.calendar import WorkingCalendar
from statute.clock import reply_deadline
from statute.clock.wire import read_case, write_deadline
from statute.loading import working_calendar
from statute.notices import notice_of
from statute.package_notices import package_changes, package_years

MAX_BYTES = 1024**2


class Command(BaseCommand):
    help = "按 JSON 所写的收到情况和事项计算答复期限，输出 JSON：期限、各项子期限、推算步骤、不予认可的事项。"
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", help="JSON 文件；- 表示从标准输入读取")

    def handle(self, *_args: Any, **options: Any) -> None:
        try:
            case = read_case(_read(options["file"]))
        except ValueError as error:
            self.stderr.write(f"{error}。")
            sys.exit(2)
        as_of = case.as_of or timezone.localdate()
        deadline = reply_deadline(case.received, case.events, _calendar(), as_of=as_of)
        self.stdout.write(json.dumps(write_deadline(deadline), ensure_ascii=False, indent=2))


def _read(name: str) -> str:
    """The text. ValueError when there is none, or too much, or it is not UTF-8."""
    try:
        data = sys.stdin.buffer.read(MAX_BYTES + 1) if name == "-" else _bytes(Path(name))
        if len(data) > MAX_BYTES:
            raise ValueError("文件超过 1 MB，不会是一件申请的期限")
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise ValueError("文件不是 UTF-8 编码的文字") from None
    except OSError:
        raise ValueError(f"读不到文件：{name}") from None


def _bytes(path: Path) -> bytes:
    with path.open("rb") as file:
        return file.read(MAX_BYTES + 1)


def _calendar() -> WorkingCalendar:
    """The county's calendar, or that of the package where no database has been set up yet."""
    try:
        calendar = working_calendar()
    except DatabaseError:
        return _package()
    return calendar if calendar.notices else _package()


def _package() -> WorkingCalendar:
    return WorkingCalendar({year: notice_of(year, package_changes(year)) for year in package_years()})
