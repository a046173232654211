"""The bodies of the demonstration county and what each is responsible for."""

from __future__ import annotations

import csv
from pathlib import Path

from django.conf import settings

from accounts.actions import save_organisation
from accounts.models import Organisation
from catalog.models import Domain, DomainDuty
from portal.demo.credit_codes import credit_code

FOLDER: Path = settings.BASE_DIR / "fixtures" / "demo"
COUNTY, CITY = "qinglan", "yunzhou"
TAX, TAX_ABOVE = "国家税务总局青岚县税务局", "国家税务总局云州市税务局"  # under vertical leadership


def lines(name: str) -> list[dict[str, str]]:
    """The rows of one file of `fixtures/demo/`."""
    with (FOLDER / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def found_organisations() -> dict[str, Organisation]:
    """Make the bodies and their 领域职责; code → organisation."""
    made: dict[str, Organisation] = {}
    domains = {domain.name: domain for domain in Domain.objects.all()}
    duties = []
    for number, line in enumerate(lines("organisations.csv"), 1):
        body = Organisation(
            name=line["name"],
            short_name=line["short_name"],
            code=line["code"],
            kind=line["kind"],
            parent=made.get(line["parent"]),
            credit_code=credit_code(line["credit_kind"], line["region_code"][:6], number),
            region_code=line["region_code"],
            review_body=TAX_ABOVE if line["name"] == TAX else "",
        )
        save_organisation(body, by=None)
        made[body.code] = body
        duties += [DomainDuty(domain=domains[name], organisation=body) for name in line["domains"].split()]
    DomainDuty.objects.bulk_create(duties)
    return {body.code: body for body in Organisation.objects.all()}
