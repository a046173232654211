"""`manage.py run_inspection`: a self-inspection at once, without a worker."""

from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from supervision.actions import inspecting


class Command(BaseCommand):
    help = "立即进行一次网站自查（不经过后台任务）。"

    def handle(self, *_args: Any, **_options: Any) -> None:
        for asked in inspecting.ask_for_all(at=timezone.now()):
            done = inspecting.carry_out(asked.pk, at=timezone.now())
            if done is not None:
                self.stdout.write(
                    f"{done.county}：{done.verdict}，检查{done.pages}个页面、{done.links}个链接。"
                )
