"""`manage.py backup DIR`: database, files and a note of the keys, while the site runs."""

from __future__ import annotations

import os
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from portal.backups.shelf import Trouble
from portal.backups.taking import Made, take

SHOWN = 10


class Command(BaseCommand):
    help = "备份数据库和全部文件,网站不必停止;密钥不在备份里,只记下需要哪些。中断后再次运行会接着做。"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("folder", type=Path, metavar="DIR", help="放备份的文件夹,最好在另一块磁盘上")
        parser.add_argument("--keep", type=int, metavar="N", help="只保留最近N份,更早的在成功之后删除")

    def handle(self, *_args: Any, **options: Any) -> None:
        if options["keep"] is not None and options["keep"] < 1:
            raise CommandError("--keep 至少是1。")
        os.umask(0o077)  # personal data is in it
        try:
            made = take(options["folder"], at=timezone.now(), keep=options["keep"], say=self.stdout.write)
        except Trouble as trouble:
            raise CommandError(str(trouble)) from None
        self.stdout.write(
            f"备份完成:{made.path},文件{made.files}个,新复制{made.copied}个({made.copied_bytes / 1024**2:,.1f} MB)。"
        )
        self.stdout.write("请把密钥(deploy/secrets)另外保存,不要与备份放在一起。")
        self._say_what_was_wrong(made)

    def _say_what_was_wrong(self, made: Made) -> None:
        """The backup is there; but somebody must learn that the site itself lacks something."""
        for label in made.gone_meanwhile[:SHOWN]:
            self.stdout.write(f"备份期间已按规定删除:{label}")
        for said, labels in (("文件缺少", made.absent), ("文件与登记的摘要不符", made.damaged)):
            for label in labels[:SHOWN]:
                self.stderr.write(f"{said}:{label}")
        if made.absent or made.damaged:
            raise CommandError(
                f"备份已经完成,但网站有{len(made.absent)}个文件缺少、{len(made.damaged)}个与登记不符,请从更早的备份找回。"
            )
