"""`manage.py verify_case FILE.zip`: whether an archived case is whole, without the database."""

import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from requests_app.folder import verify


class Command(BaseCommand):
    help = "核对案卷文件：每份材料与清单一致，期限按所载事项可以重新推算，操作记录的摘要相符。不读数据库。"
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", help="案卷 .zip")
        parser.add_argument("--manifest", default="", help="归档时登记的清单摘要（SM3）")
        parser.add_argument(
            "--without-key", action="store_true", help="不核对操作记录的摘要（没有本平台的密钥时）"
        )

    def handle(self, *_args: Any, **options: Any) -> None:
        key = "" if options["without_key"] else settings.AUDIT_KEY
        try:
            with Path(options["file"]).open("rb") as handle:
                wrong = verify(handle, key=key, manifest_sm3=options["manifest"])
        except (OSError, ValueError) as error:
            self.stderr.write(f"不能核对：{error}。")
            sys.exit(2)
        for sentence in wrong:
            self.stdout.write(sentence)
        if wrong:
            sys.exit(1)
        self.stdout.write("案卷完整。")
