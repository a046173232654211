"""Which domains and topics feed the columns of 法定主动公开内容: the first set; what the office changed stays."""

import csv
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand
from django.db import transaction

from catalog.models import Domain
from disclosure.models import StatutorySource, Topic

FIXTURE = Path(settings.BASE_DIR) / "fixtures" / "statutory_sources.csv"


class Command(BaseCommand):
    help = "载入法定主动公开内容的归集规则(已有规则时不再载入)"

    @transaction.atomic
    def handle(self, *args: Any, **options: Any) -> None:
        if StatutorySource.objects.exists():
            self.stdout.write("归集规则已经存在。")
            return
        domains = {domain.code: domain for domain in Domain.objects.all()}
        topics = {topic.code: topic for topic in Topic.objects.all()}
        with FIXTURE.open(encoding="utf-8", newline="") as handle:
            lines = list(csv.DictReader(handle))
        found = [
            StatutorySource(item=n["item"], domain=domains[n["domain"]])
            for n in lines
            if n["domain"] in domains
        ]
        found += [
            StatutorySource(item=n["item"], topic=topics[n["topic"]]) for n in lines if n["topic"] in topics
        ]
        StatutorySource.objects.bulk_create(found)
        self.stdout.write(f"归集规则:共{len(found)}条。")
