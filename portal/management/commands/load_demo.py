"""`manage.py load_demo`: the fictional county with its catalogs, and an account for every role."""

from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.urls import reverse
from django.utils import timezone
from rich.box import SIMPLE
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table

from portal.demo.loading import STEPS, accounts, already_there, load

ADDRESS = "http://127.0.0.1:8000"


class Command(BaseCommand):
    help = "载入演示数据：虚构的青岚县、26个领域的目录和每种角色一个账号。"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--address", default=ADDRESS, help=f"网站地址，默认{ADDRESS}")

    def handle(self, *_args: Any, **options: Any) -> None:
        if not settings.DEMO:
            raise CommandError("这里不是演示环境（DEMO=0）：演示账号的密码是公开的，不能载入。")
        self.stdout.ending = ""  # the console ends its own lines
        console = Console(file=self.stdout, highlight=False)
        if already_there():
            console.print("演示数据已经载入。")
        else:
            _load(console)
        console.print(_table())
        console.print(f"工作人员登录：{options['address'].rstrip('/')}{reverse('login')}")


def _load(console: Console) -> None:
    columns = (
        TextColumn("载入演示数据"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        TextColumn("{task.description}"),
    )
    with Progress(*columns, console=console, transient=True) as progress:
        bar = progress.add_task("国家标准目录", total=STEPS)
        for label in load(on=timezone.localdate()):
            progress.update(bar, advance=1, description=label)
    console.print("演示数据已载入。")


def _table() -> Table:
    """One line per account; names and passwords are never cut, however narrow the window."""
    table = Table(title="演示账号", box=SIMPLE)
    table.add_column("账号", no_wrap=True)
    table.add_column("密码", no_wrap=True)
    table.add_column("角色", overflow="fold")
    table.add_column("机构", overflow="fold")
    for person in accounts():
        table.add_row(
            person.username, settings.DEMO_PASSWORD, person.full_name, str(person.organisation or "")
        )
    return table
