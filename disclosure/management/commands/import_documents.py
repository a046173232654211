"""`manage.py import_documents LIST --unit CODE`: an archive of old documents on the command line.

The same acts as on the screen: what is imported here is published only after the head of the unit approved the batch.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

from django.core.files import File
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db.models import Q
from django.utils import timezone
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table

from accounts.models import Organisation, RoleGrant, User
from accounts.policies import Refused
from accounts.roles import Role
from catalog.importer import MAX_BYTES, UnreadableFile
from disclosure.actions import importing
from disclosure.actions.archive_rows import Plan, planned
from disclosure.bulk import BadPack, Level
from disclosure.models import ArchiveBatch
from disclosure.policies import PUBLISHERS
from disclosure.workflow import NotPossible

SHOWN = 40
WORDS = {Level.ERROR: "错误", Level.FINDING: "扫描发现", Level.WARNING: "提示"}


class Command(BaseCommand):
    help = "导入历史文件:逐行试读,送负责人审核;审核通过后由后台(或 --write 批次号)写入。"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", nargs="?", help="清单:.xlsx、.csv 或 .jsonl")
        parser.add_argument("--zip", help="附件包:清单“附件”栏写的文件打成的 .zip")
        parser.add_argument("--unit", help="单位的代码或名称")
        parser.add_argument("--by", help="以谁的名义导入(用户名);省略时用该单位的经办人")
        parser.add_argument(
            "--justify", default="", metavar="理由", help="扫描发现的内容可以保留的理由,对整批有效"
        )
        parser.add_argument("--dry-run", action="store_true", help="只看每一行的结果,不保存")
        parser.add_argument("--json", action="store_true", help="与 --dry-run 合用:每行一个JSON对象")
        parser.add_argument("--write", type=int, metavar="批次号", help="写入一个已由负责人审核通过的批次")

    def handle(self, *_args: Any, **options: Any) -> None:
        self.console = Console(stderr=True)
        try:
            if options["write"]:
                self._write(options["write"])
            elif not options["file"] or not options["unit"]:
                raise CommandError("请写明清单文件和 --unit。")
            elif options["json"] and not options["dry_run"]:
                raise CommandError("--json 只与 --dry-run 合用。")
            elif options["dry_run"]:
                self._dry_run(options)
            else:
                self._import(options)
        except (UnreadableFile, BadPack, Refused, NotPossible) as refusal:
            raise CommandError(str(refusal)) from None

    def _dry_run(self, options: dict[str, Any]) -> None:
        """Reads and reports; needs nobody's rights and leaves nothing behind."""
        file, unit = _file(options["file"]), _unit(options["unit"])
        data, today = file.read_bytes(), timezone.localdate()
        with self._bar("读取") as show:
            if options["zip"]:
                with _file(options["zip"], limit=False).open("rb") as pack:
                    plan = planned(unit, data, file.name, pack, on=today, progress=show)
            else:
                plan = planned(unit, data, file.name, on=today, progress=show)
        if options["json"]:
            for made, problems in zip(plan.documents, plan.problems, strict=True):
                plain = {"values": made.to_json(), "problems": [one.to_json() for one in problems]}
                self.stdout.write(json.dumps(plain, ensure_ascii=False))
            return
        self._show(plan)
        self.stdout.write("试运行,没有保存任何内容。")

    def _import(self, options: dict[str, Any]) -> None:
        file, unit = _file(options["file"]), _unit(options["unit"])
        by = _person(options["by"], unit)
        if options["zip"]:
            with _file(options["zip"], limit=False).open("rb") as pack:
                batch = importing.receive(
                    unit, by=by, file_name=file.name, data=file.read_bytes(), pack=File(pack)
                )
        else:
            batch = importing.receive(unit, by=by, file_name=file.name, data=file.read_bytes())
        with self._bar("读取") as show:
            batch = importing.read(batch, on=timezone.localdate(), progress=show)
        if batch.state == ArchiveBatch.State.FAILED:
            raise CommandError(batch.error)
        self.stdout.write(f"第{batch.pk}批:{batch.total}行,{batch.errors}行须处理。")
        batch = importing.submit(batch, by=by, justification=options["justify"])
        self.stdout.write(
            f"已送审。请{unit}的负责人在后台“历史文件导入”审核第{batch.pk}批;审核通过后自动导入,"
            f"或者运行 manage.py import_documents --write {batch.pk}"
        )

    def _write(self, number: int) -> None:
        batch = ArchiveBatch.objects.filter(pk=number).first()
        if batch is None:
            raise CommandError(f"没有第{number}批。")
        if batch.state not in (ArchiveBatch.State.APPROVED, ArchiveBatch.State.WRITING):
            raise CommandError(
                f"第{number}批现在是“{batch.get_state_display()}”,须由负责人审核通过才能导入。"
            )
        with self._bar("导入") as show:
            batch = importing.write_all(batch, on=timezone.localdate(), progress=show)
        if batch.state != ArchiveBatch.State.DONE:
            raise CommandError(batch.error)
        self.stdout.write(f"已导入{batch.done}份文件(第{batch.pk}批)。")

    def _show(self, plan: Plan) -> None:
        """Counts, then every row that needs a look."""
        table = Table("行", "标题", "栏目", "类别", "说明", title="逐行结果")
        lines = [
            (made, problem)
            for made, problems in zip(plan.documents, plan.problems, strict=True)
            for problem in problems
        ]
        for made, problem in lines[:SHOWN]:
            table.add_row(made.where, made.title, problem.column, WORDS[problem.level], problem.reason)
        if lines:
            self.console.print(table)
        if len(lines) > SHOWN:
            self.console.print(f"……另有{len(lines) - SHOWN}条")
        for note in plan.notes:
            self.stdout.write(note)
        counted = " ".join(f"{word}{plan.count(level)}行" for level, word in WORDS.items())
        self.stdout.write(f"共{len(plan.documents)}行 {counted}")

    def _bar(self, label: str) -> _Bar:
        return _Bar(self.console, label)


class _Bar:
    """A progress bar that is only drawn on a terminal."""

    def __init__(self, console: Console, label: str) -> None:
        columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
        self.progress = Progress(*columns, console=console, disable=not sys.stderr.isatty())
        self.task = self.progress.add_task(label, total=None)

    def __enter__(self) -> importing.Progress:
        self.progress.start()
        return lambda done, total: self.progress.update(self.task, completed=done, total=total)

    def __exit__(self, *exc: object) -> None:
        self.progress.stop()


def _file(path: str, *, limit: bool = True) -> Path:
    file = Path(path)
    if not file.is_file():
        raise CommandError(f"找不到文件:{path}")
    if limit and file.stat().st_size > MAX_BYTES:
        raise CommandError(f"清单超过{MAX_BYTES // 1024**2} MB上限,请拆分后再导入。")
    return file


def _unit(named: str) -> Organisation:
    units = Organisation.objects.active().filter(kind__in=PUBLISHERS)
    found = list(units.filter(Q(code=named) | Q(name=named) | Q(short_name=named))[:2])
    if len(found) != 1:
        raise CommandError(f"没有找到唯一的单位“{named}”,请用 --unit 写明代码。")
    return found[0]


def _person(username: str | None, unit: Organisation) -> User:
    """Whose act it is: the named person, else the unit's clerk."""
    if username:
        found = User.objects.filter(username=username, is_active=True).first()
        if found is None:
            raise CommandError(f"没有用户“{username}”。")
        return found
    grants = RoleGrant.objects.filter(
        content_object=unit, permission__codename=Role.CLERK.permission, user__is_active=True
    )
    grant = grants.select_related("user").order_by("pk").first()
    if grant is None:
        raise CommandError(f"“{unit}”没有经办人,请用 --by 写明以谁的名义导入。")
    return grant.user
