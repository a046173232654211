"""`manage.py make_handover --month 2026-03`: the package for the archive and the library (条例第二十五条)."""

from datetime import date
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from accounts.models import Organisation, OrganisationKind
from accounts.policies import Refused
from disclosure.actions.handing_over import make


class Command(BaseCommand):
    help = "生成一个月的移送包:当月公开的文件、附件和移送明细表。"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--month", required=True, help="月份,例如 2026-03")
        parser.add_argument("--county", default="", help="县的代码;不写时为每个县各生成一个")

    def handle(self, *args: Any, month: str, county: str, **options: Any) -> None:
        try:
            first = date.fromisoformat(f"{month}-01")
        except ValueError:
            raise CommandError(f"“{month}”不是月份,请写成 2026-03 这样。") from None
        counties = Organisation.objects.filter(kind=OrganisationKind.COUNTY_GOVERNMENT)
        found = list(counties.filter(code=county) if county else counties.active())
        if not found:
            raise CommandError(f"没有代码为“{county}”的县。" if county else "还没有县。")
        for one in found:
            try:
                package = make(one, first, by=None, on=timezone.localdate())
            except Refused as refusal:
                raise CommandError(str(refusal)) from None
            self.stdout.write(f"{one} {package}:{package.count}份文件 {package.file.name} SM3 {package.sm3}")
