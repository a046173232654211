"""`manage.py reset_second_factor NAME --reason … --identified …`: for whoever runs the machine, when no administrator is left."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from accounts.actions.factors import reset_factors
from accounts.models import User
from accounts.policies import Refused


class Command(BaseCommand):
    help = "重置一个人的二次验证;理由和核实办法记入操作记录。"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("username")
        parser.add_argument("--reason", required=True)
        parser.add_argument("--identified", required=True)

    def handle(self, *args: Any, **options: Any) -> None:
        person = User.objects.filter(username=options["username"]).first()
        if person is None:
            raise CommandError("没有这个用户名。")
        try:
            number = reset_factors(
                person, by=None, reason=options["reason"], identified=options["identified"]
            )
        except Refused as refusal:
            raise CommandError(str(refusal)) from refusal
        self.stdout.write(f"已重置,撤销{number}种验证方式。")
