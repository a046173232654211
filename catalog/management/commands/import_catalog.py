"""`manage.py import_catalog FILE --unit … --domain …`: the importer on the command line."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import DatabaseError
from django.db.models import Q
from django.utils import timezone
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TaskID, TextColumn
from rich.table import Table

from accounts.models import Organisation, OrganisationKind, RoleGrant, User
from accounts.policies import Refused
from accounts.roles import Role
from catalog.actions import importing
from catalog.actions.editing import Source, start_edition
from catalog.content import COLUMNS
from catalog.importer import (
    MAX_BYTES,
    STANDARD_CHANNELS,
    ParsedTable,
    UnreadableFile,
    as_expected,
    parse,
    read_table,
)
from catalog.intake import Outcome
from catalog.models import CatalogEdition, Domain, DomainAlias, ImportBatch
from catalog.standard import FIXTURES, shipped_domain_names
from catalog.workflow import NotPossible

SHOWN = 40


class Command(BaseCommand):
    help = "导入标准目录:先试运行列出每一行的结果,再整批导入;--undo 整批撤销。"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "file", nargs="?", help=".xlsx、.docx、.html、.csv 或 .txt;- 表示从标准输入读文字"
        )
        parser.add_argument("--unit", help="编制单位的代码或名称;文件里写明时可省略")
        parser.add_argument("--domain", help="领域的代码或名称;文件里写明时可省略")
        parser.add_argument("--by", help="以谁的名义导入(用户名);省略时用该单位的经办人")
        parser.add_argument("--dry-run", action="store_true", help="只看结果,不保存")
        parser.add_argument(
            "--json", action="store_true", help="与 --dry-run 合用:每行一个JSON对象,null表示未知"
        )
        parser.add_argument("--undo", type=int, metavar="批次号", help="整批撤销")

    def handle(self, *args: Any, **options: Any) -> None:
        self.console = Console(stderr=True)
        try:
            if options["undo"]:
                self._undo(options)
                return
            if not options["file"]:
                raise CommandError("请写明要导入的文件。")
            name, data = _read_file(options["file"])
            if options["json"]:
                if not options["dry_run"]:
                    raise CommandError("--json 只与 --dry-run 合用。")
                self._print_json(_read_anywhere(name, data))
                return
            self._import(name, data, options)
        except (UnreadableFile, Refused, NotPossible) as refusal:
            raise CommandError(str(refusal)) from None

    def _print_json(self, table: ParsedTable) -> None:
        for row in as_expected(table):
            self.stdout.write(json.dumps(row, ensure_ascii=False))

    def _import(self, name: str, data: bytes, options: dict[str, Any]) -> None:
        with self._bar("读取") as (progress, task):
            table = importing.read(
                data, name, lambda done, total: progress.update(task, completed=done, total=total)
            )
        named = options["unit"] or table.unit_name
        if not named:
            raise CommandError("文件里没有写明单位,请用 --unit 指定。")
        domain = _domain(options["domain"] or table.domain_name)
        unit = _unit(named, domain)
        by = _person(options["by"], unit)
        if options["dry_run"]:
            rows = CatalogEdition.objects.filter(unit=unit, domain=domain)
            base = rows.in_preparation().first() or rows.in_force().first()
            self._show(importing.planned(base, table, domain))
            self.stdout.write("试运行,没有保存任何内容。")
            return
        batch = importing.receive(_draft(unit, domain, by), by=by, file_name=name, data=data)
        batch = importing.preview(batch)
        if batch.state == ImportBatch.State.REFUSED:
            raise CommandError(batch.message)
        self._show(importing.lines_of(batch))
        batch = importing.commit(batch, by=by, on=timezone.localdate())
        self.stdout.write(
            f"已导入到{batch.edition},批次号 {batch.pk};撤销:manage.py import_catalog --undo {batch.pk}"
        )

    def _undo(self, options: dict[str, Any]) -> None:
        batch = ImportBatch.objects.select_related("edition__unit", "by").filter(pk=options["undo"]).first()
        if batch is None:
            raise CommandError("没有这个批次。")
        by = _person(options["by"], batch.edition.unit) if options["by"] else batch.by
        importing.undo_import(batch, by=by, on=timezone.localdate())
        self.stdout.write(f"已撤销批次 {batch.pk}。")

    def _show(self, lines: list[Any]) -> None:
        """Counts, then every line that needs a look."""
        table = Table("行", "结果", "事项", "栏目", "说明", title="逐行结果")
        worth = [line for line in lines if line.problems or line.outcome != Outcome.UNCHANGED]
        for line in worth[:SHOWN]:
            reasons = ";".join(f"{COLUMNS.get(column, column)}:{reason}" for column, reason in line.problems)
            columns = "、".join(COLUMNS[column] for column in line.columns)
            table.add_row(line.where, line.outcome.label, line.key, columns, reasons)
        if worth:
            self.console.print(table)
        if len(worth) > SHOWN:
            self.console.print(f"……另有{len(worth) - SHOWN}行")
        numbers = {outcome: sum(line.outcome == outcome for line in lines) for outcome in Outcome}
        self.stdout.write(" ".join(f"{outcome.label}{count}" for outcome, count in numbers.items()))

    def _bar(self, label: str) -> _Bar:
        return _Bar(self.console, label)


class _Bar:
    """A progress bar that is only drawn on a terminal."""

    def __init__(self, console: Console, label: str) -> None:
        columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
        self.progress = Progress(*columns, console=console, disable=not sys.stderr.isatty())
        self.label = label

    def __enter__(self) -> tuple[Progress, TaskID]:
        self.progress.start()
        return self.progress, self.progress.add_task(self.label, total=None)

    def __exit__(self, *exc: object) -> None:
        self.progress.stop()


def _read_anywhere(name: str, data: bytes) -> ParsedTable:
    """The table with the county's vocabulary, or as shipped where no database has been set up yet."""
    try:
        return importing.read(data, name)
    except DatabaseError:
        grids = read_table(data, name)
        return parse(
            grids, file_name=name, vocabulary=STANDARD_CHANNELS, domain_names=shipped_domain_names(FIXTURES)
        )


def _read_file(path: str) -> tuple[str, bytes]:
    if path == "-":
        return "标准输入.txt", sys.stdin.buffer.read()
    file = Path(path)
    if not file.is_file():
        raise CommandError(f"找不到文件:{path}")
    if file.stat().st_size > MAX_BYTES:
        size = file.stat().st_size // 1024**2
        raise UnreadableFile(f"文件有{size} MB,超过{MAX_BYTES // 1024**2} MB上限,请拆分后再导入。")
    return file.name, file.read_bytes()


def _unit(named: str, domain: Domain) -> Organisation:
    """By code or name; a title names only the place: then its township, or the body there in charge of the domain."""
    units = Organisation.objects.publishing_catalogs()
    found = (
        list(units.filter(Q(code=named) | Q(name=named) | Q(short_name=named)))
        or list(units.filter(name=f"{named}人民政府", kind=OrganisationKind.TOWNSHIP))
        or list(units.filter(name__startswith=named, domain_duties__domain=domain))
    )
    if len(found) != 1:
        raise CommandError(f"没有找到唯一的单位“{named}”,请用 --unit 写明代码。")
    return found[0]


def _domain(named: str | None) -> Domain:
    if not named:
        raise CommandError("文件里没有写明领域(或有多个领域),请用 --domain 指定。")
    alias = DomainAlias.objects.filter(name=named).values("domain")
    found = Domain.objects.filter(Q(code=named) | Q(name=named) | Q(pk__in=alias)).first()
    if found is None:
        raise CommandError(f"没有“{named}”这个领域。")
    return found


def _person(username: str | None, unit: Organisation | None) -> User:
    """Whose act it is: the named person, else the unit's clerk."""
    if username:
        found = User.objects.filter(username=username, is_active=True).first()
        if found is None:
            raise CommandError(f"没有用户“{username}”。")
        return found
    grant = (
        RoleGrant.objects.filter(
            content_object=unit, permission__codename=Role.CLERK.permission, user__is_active=True
        )
        .select_related("user")
        .order_by("pk")
        .first()
    )
    if grant is None:
        raise CommandError(f"“{unit}”没有经办人,请用 --by 写明以谁的名义导入。")
    return grant.user


def _draft(unit: Organisation, domain: Domain, by: User) -> CatalogEdition:
    """The edition in preparation, or a new one from the last published edition."""
    editions = CatalogEdition.objects.filter(unit=unit, domain=domain)
    draft = editions.in_preparation().first()
    if draft is not None:
        return draft
    source = Source.PREVIOUS if editions.in_force().exists() else Source.EMPTY
    return start_edition(unit, domain, by=by, source=source, on=timezone.localdate())
