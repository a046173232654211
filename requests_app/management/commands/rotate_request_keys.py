"""`manage.py rotate_request_keys`: seal the personal data of applications with the highest key of REQUEST_KEYS."""

from typing import Any

from django.core.management.base import BaseCommand
from rich.console import Console
from rich.progress import Progress

from requests_app.actions.forgetting import rotate
from requests_app.models import Applicant, RequestDraft
from requests_app.privacy import current_key


class Command(BaseCommand):
    help = "用 REQUEST_KEYS 中编号最大的密钥重新加密申请人的个人信息；可以中断，再次运行会接着做。"

    def handle(self, *_args: Any, **_options: Any) -> None:
        self.stdout.ending = ""
        console = Console(file=self.stdout, highlight=False)
        total = Applicant.objects.count() + RequestDraft.objects.count()
        with Progress(console=console, transient=True) as progress:
            bar = progress.add_task("重新加密", total=total)
            for count in rotate():
                progress.update(bar, advance=count)
        console.print(f"{total}条记录已使用编号{current_key()}的密钥，旧密钥可以撤去。")
