"""Making the demonstration county, all or nothing, once."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from django.db import transaction

from accounts.models import OrganisationKind, User
from catalog.models import Domain, DomainDuty
from catalog.standard import load_standard
from portal.demo.applications import APPLICATION_STEPS, load_applications
from portal.demo.chain import Desk
from portal.demo.documents import DOCUMENT_STEPS, load_documents
from portal.demo.guides import GUIDE_STEPS, load_guides
from portal.demo.inspecting import INSPECTION_STEPS, load_inspection
from portal.demo.measured import MEASURED_STEPS, load_measured
from portal.demo.organisations import CITY, COUNTY, found_organisations
from portal.demo.organising import ORGANISING_STEPS, load_organising
from portal.demo.participation import PARTICIPATION_STEPS, Teller, load_participation
from portal.demo.people import ACCOUNTS, appoint
from portal.demo.reports import REPORT_STEPS, load_reports
from portal.demo.responding import RESPONSE_STEPS, load_responses
from portal.demo.story import STEPS as CATALOG_STEPS
from portal.demo.story import tell
from portal.demo.supervising import SUPERVISION_STEPS, load_supervision
from portal.demo.taking_part import TAKING_PART_STEPS, load_taking_part
from portal.demo.villages import VILLAGE_STEPS, load_villages

STEPS = (
    CATALOG_STEPS + DOCUMENT_STEPS + APPLICATION_STEPS + REPORT_STEPS + PARTICIPATION_STEPS + TAKING_PART_STEPS
    + RESPONSE_STEPS + GUIDE_STEPS + VILLAGE_STEPS + MEASURED_STEPS + SUPERVISION_STEPS
    + ORGANISING_STEPS + INSPECTION_STEPS
)  # fmt: skip
__all__ = ["STEPS", "accounts", "already_there", "load"]


def already_there() -> bool:
    return User.objects.filter(username=ACCOUNTS[0].username).exists()


def accounts() -> list[User]:
    """One account per role, in the order of the login page."""
    people = User.objects.select_related("organisation").in_bulk(
        [account.username for account in ACCOUNTS], field_name="username"
    )
    return [people[account.username] for account in ACCOUNTS if account.username in people]


def load(*, on: date) -> Iterator[str]:
    """Make everything in one transaction; yields `STEPS` labels. An interrupted run leaves nothing behind."""
    load_standard(on=on)
    with transaction.atomic():
        bodies = found_organisations()
        cast = appoint(bodies)
        domains = {domain.name: domain for domain in Domain.objects.all()}
        desk = Desk(on, cast, bodies, domains, _leads())
        yield from tell(desk)
        yield from load_documents(desk)
        yield from load_measured(desk)
        yield from load_applications(desk)
        yield from load_reports(desk)
        yield from load_participation(desk)
        yield from load_taking_part(Teller(desk))
        yield from load_responses(desk)
        yield from load_guides(desk)
        yield from load_villages(desk)
        yield from load_organising(desk)
        yield from load_supervision(desk)
        yield from load_inspection(desk)


def _leads() -> dict[tuple[str, str], str]:
    """(city or county, domain) → code of the body that has the duty there."""
    duties = DomainDuty.objects.values_list("domain__name", "organisation__kind", "organisation__code")
    return {
        (CITY if kind == OrganisationKind.CITY_DEPARTMENT else COUNTY, domain): code
        for domain, kind, code in duties
    }
