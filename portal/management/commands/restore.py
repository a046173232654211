"""`manage.py restore DIR`: check a backup, bring it back, prove that it is whole."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from portal.backups import restoring
from portal.backups.shelf import Trouble


class Command(BaseCommand):
    help = "核对一份备份并恢复到空的数据库;先停止网站。--check 只核对,不恢复。"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("folder", type=Path, metavar="DIR", help="放备份的文件夹")
        parser.add_argument("--name", default="", help="恢复哪一份,默认最近一份")
        parser.add_argument("--check", action="store_true", help="只核对备份是否完好,什么也不改动")
        parser.add_argument("--overwrite", action="store_true", help="用备份取代现有的全部数据")

    def handle(self, *_args: Any, **options: Any) -> None:
        try:
            backup = restoring.find(options["folder"], options["name"])
            if options["check"]:
                found = restoring.check(backup)
                rows = sum(found["counts"].values())
                self.stdout.write(f"{backup.name} 完好:数据{rows}行,文件{found['files']['number']}个。")
                return
            restoring.restore(backup, overwrite=options["overwrite"], say=self.stdout.write)
        except Trouble as trouble:
            raise CommandError(str(trouble)) from None
        restoring.afterwards(backup, self.stdout.write)
        self.stdout.write(f"已恢复 {backup.name}。启动网站之前,请看 docs/operations.md「恢复之后」。")
