"""`manage.py doctor`: what is missing or degraded, and what to do about it."""

import sys
from typing import Any

from django.core.management.base import BaseCommand

from portal.doctor import examine

MARKS = {"ok": "✓", "degraded": "!", "broken": "✗"}


class Command(BaseCommand):
    help = "检查本站缺什么、哪里不正常;有严重问题时退出码为1。"
    requires_system_checks = ()  # it must speak even when something is wrong

    def handle(self, *_args: Any, **_options: Any) -> None:
        styles = {"ok": self.style.SUCCESS, "degraded": self.style.WARNING, "broken": self.style.ERROR}
        findings = examine()
        for finding in findings:
            self.stdout.write(f"{styles[finding.state](MARKS[finding.state])} {finding.message}")
        worse = [finding for finding in findings if finding.state != "ok"]
        broken = sum(finding.state == "broken" for finding in worse)
        if not worse:
            self.stdout.write("一切正常。")
            return
        self.stdout.write(f"严重问题{broken}个,提醒{len(worse) - broken}个。处理办法见 docs/operations.md。")
        if broken:
            sys.exit(1)
