"""`manage.py verify_audit`: prove that the audit record is whole."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from audit.actions import Break, verify


class Command(BaseCommand):
    help = "核对操作记录的摘要链;有断裂或改动时逐条列出并以非零状态退出。"

    def handle(self, *args: Any, **options: Any) -> None:
        breaks, count = [], 0
        for result in verify():
            if isinstance(result, Break):
                breaks.append(result)
                self.stderr.write(f"第{result.entry}条:{result.reason}")
            else:
                count = result
        if breaks:
            raise CommandError(f"共{count}条记录,发现{len(breaks)}处问题。")
        self.stdout.write(f"共{count}条记录,摘要链完整。")
