"""`manage.py check_tree`: verify every edition's tree, and rebuild what is broken."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction

from accounts.models import Organisation
from catalog.actions.editing import lock
from catalog.models import CatalogEdition
from catalog.tree import faults, rebuild


class Command(BaseCommand):
    help = "核对每一版目录的树;--rebuild 时按上下级关系重建有问题的树。"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--rebuild", action="store_true", help="重建有问题的树")

    def handle(self, *args: Any, **options: Any) -> None:
        found = faults()
        for pk, reason in found.items():
            self.stderr.write(f"第{pk}号版次:{reason}")
        organisations = broken_organisations()
        for name in organisations:
            self.stderr.write(f"机构“{name}”的位置与上下级关系不符")
        if not found and not organisations:
            self.stdout.write(f"{CatalogEdition.objects.count()}棵目录树和机构树都完好。")
            return
        if not options["rebuild"]:
            raise CommandError("有树不完好,可用 --rebuild 重建。")
        for pk in found:
            with transaction.atomic():
                rebuild(lock(CatalogEdition(pk=pk)))
        if organisations:
            Organisation.objects.rebuild()
        if faults(found) or broken_organisations():
            raise CommandError("重建之后仍不完好,请从备份恢复。")
        self.stdout.write(f"已重建{len(found)}棵目录树。")


def broken_organisations() -> list[str]:
    """Names of organisations whose place in the tree contradicts their parent."""
    rows = Organisation.objects.select_related("parent")
    return [
        unit.name
        for unit in rows
        if unit.rght <= unit.lft
        or (unit.parent is None and unit.level)
        or (
            unit.parent is not None
            and not (
                unit.parent.tree_id == unit.tree_id
                and unit.parent.lft < unit.lft < unit.rght < unit.parent.rght
                and unit.level == unit.parent.level + 1
            )
        )
    ]
