"""`manage.py rotate_message_keys`: seal senders and drafts of messages with the highest key of REQUEST_KEYS."""

from typing import Any

from django.core.management.base import BaseCommand

from accounts.privacy import current_key
from interpretation.actions.forgetting import rotate


class Command(BaseCommand):
    help = "用 REQUEST_KEYS 中编号最大的密钥重新加密留言人的姓名、联系方式和留言草稿；可以中断，再次运行会接着做。"

    def handle(self, *_args: Any, **_options: Any) -> None:
        total = sum(rotate())
        self.stdout.write(f"{total}条记录已使用编号{current_key()}的密钥。")
