"""`manage.py load_inspection_rules`: indicators and column rules a county starts with; run again, nothing changes."""

from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from supervision.actions.setting_rules import seed


class Command(BaseCommand):
    help = "写入网站自查的检查指标和栏目更新规则，已有的不动。"

    def handle(self, *_args: Any, **_options: Any) -> None:
        self.stdout.write(f"写入{seed(on=timezone.localdate())}条。")
