"""`manage.py load_standard`: domains, channels, review questions and the national standard of each domain."""

from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from catalog.standard import load_standard


class Command(BaseCommand):
    help = "载入领域、渠道、审核要点、审核时限和各领域国家标准目录；重复运行不会重复载入。"

    def handle(self, *_args: Any, **_options: Any) -> None:
        self.stdout.write(str(load_standard(on=timezone.localdate())))
