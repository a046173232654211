"""`manage.py rotate_participation_keys`: seal names and addresses with the highest key of REQUEST_KEYS."""

from typing import Any

from django.core.management.base import BaseCommand

from participation.actions.resealing import rotate
from participation.privacy import current_key


class Command(BaseCommand):
    help = "用 REQUEST_KEYS 中编号最大的密钥重新加密提意见人、报名人的姓名和联系方式；可以中断，再次运行会接着做。"

    def handle(self, *_args: Any, **_options: Any) -> None:
        total = sum(rotate())
        self.stdout.write(f"{total}条记录已使用编号{current_key()}的密钥。")
