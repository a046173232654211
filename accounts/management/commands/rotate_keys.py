"""`manage.py rotate_keys`: seal all personal data of every app with the highest key of REQUEST_KEYS."""

from typing import Any

from django.core.management.base import BaseCommand

from accounts.privacy import current_key
from accounts.resealing import rotate


class Command(BaseCommand):
    help = "用 REQUEST_KEYS 中编号最大的密钥重新加密全部个人信息（申请、留言、意见、报名、投诉）；可以中断，再次运行会接着做。"

    def handle(self, *_args: Any, **_options: Any) -> None:
        total = sum(rotate())
        self.stdout.write(f"{total}条记录已使用编号{current_key()}的密钥。")
