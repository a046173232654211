"""`manage.py load_interpretation_rules`: the rows a county starts with; run again, nothing changes."""

from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from accounts.models import Organisation, OrganisationKind
from interpretation.actions.ruling import seed


class Command(BaseCommand):
    help = "写入解读范围和留言答复时限的初始规则，已有的不动。"

    def handle(self, *_args: Any, **_options: Any) -> None:
        counties = Organisation.objects.filter(kind=OrganisationKind.COUNTY_GOVERNMENT)
        made = sum(seed(county, on=timezone.localdate()) for county in counties)
        self.stdout.write(f"写入{made}条规则。")
