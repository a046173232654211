"""Django's `migrate`, which on PostgreSQL waits for no lock longer than a few seconds, and tries again; see also `portal.migrating`.

A change that waits for a lock makes everybody behind it wait too; giving up and trying again lets them pass.
"""

from __future__ import annotations

import time
from typing import Any

from django.core.management.base import CommandError, CommandParser
from django.core.management.commands.migrate import Command as Migrate
from django.db import OperationalError, connections

from portal.migrating import new_models_alone

LOCK_NOT_AVAILABLE = "55P03"


class Command(Migrate):
    def add_arguments(self, parser: CommandParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("--lock-timeout", type=int, default=5, help="等待表锁最多几秒(PostgreSQL);0:不限")
        parser.add_argument(
            "--statement-timeout", type=int, default=1800, help="一条语句最多几秒(PostgreSQL);0:不限"
        )
        parser.add_argument("--attempts", type=int, default=10, help="等不到锁时总共试几次")
        parser.add_argument("--pause", type=float, default=10, help="两次之间等几秒")

    def handle(self, *args: Any, **options: Any) -> None:
        for attempt in range(1, options["attempts"] + 1):
            self._limit(options)
            try:
                with new_models_alone():
                    super().handle(*args, **options)
            except OperationalError as error:
                if getattr(error.__cause__, "pgcode", None) != LOCK_NOT_AVAILABLE:
                    raise
                if attempt == options["attempts"]:
                    raise CommandError(
                        f"试了{attempt}次都没有等到表锁,请在访问少的时候再试;已经执行的迁移不受影响。"
                    ) from error
                self.stderr.write(f"第{attempt}次没有等到表锁,{options['pause']:g}秒后再试。")
                time.sleep(options["pause"])
            else:
                return
            finally:
                self._unlimit(options)

    def _limit(self, options: dict[str, Any]) -> None:
        connection = connections[options["database"]]
        if connection.vendor != "postgresql":
            return
        with connection.cursor() as cursor:
            for name in ("lock_timeout", "statement_timeout"):
                cursor.execute("SELECT set_config(%s, %s, false)", [name, f"{options[name]}s"])

    def _unlimit(self, options: dict[str, Any]) -> None:
        connection = connections[options["database"]]
        if connection.vendor == "postgresql" and connection.is_usable():
            with connection.cursor() as cursor:
                cursor.execute("RESET lock_timeout; RESET statement_timeout")
