"""催办 of reports: before the day of 第四十九条 and after it, once each; then one mail a day to each person."""

from __future__ import annotations

import logging
from collections import defaultdict
from datetime import date, datetime, timedelta
from typing import Final

from django.conf import settings
from django.db import transaction

from accounts.digests import send_digest
from accounts.models import Organisation, OrganisationKind, User
from accounts.roles import Role
from audit.actions import record
from disclosure.actions.telling import county_office, holders
from requests_app.policies import RECEIVERS
from statute.annual import due_on
from supervision.models import AnnualReport, ReportReminder

logger = logging.getLogger(__name__)
BEFORE: Final = (
    20,
    10,
    3,
)  # days before the last one; the nearest mark only, a missed one is not made up for
OVERDUE: Final = "overdue"
DIGEST: Final = "annual_report.digest"
Owing = tuple[Organisation, date]


def owing(year: int) -> list[Owing]:
    """Who has not published the report of that year, and by when it was or is due (two queries)."""
    done = set(AnnualReport.objects.published().filter(year=year).values_list("unit_id", flat=True))
    units = Organisation.objects.active().filter(kind__in=RECEIVERS).exclude(pk__in=done)
    return [(unit, due(unit, year)) for unit in units.order_by("tree_id", "lft")]


def due(unit: Organisation, year: int) -> date:
    return due_on(year, is_county=unit.kind == OrganisationKind.COUNTY_GOVERNMENT)


def remind(today: date) -> list[ReportReminder]:
    """Write what is due today about last year's reports; running twice writes nothing twice."""
    year = today.year - 1
    made: list[ReportReminder] = []
    for unit, last in owing(year):
        left = (last - today).days
        mark = next((mark for mark in reversed(BEFORE) if left <= mark), None)
        if left < 0:
            made += _write(unit, year, OVERDUE, last, today)
        elif mark is not None:
            made += _write(unit, year, f"before-{mark}", last, today)
    return made


@transaction.atomic
def _write(unit: Organisation, year: int, kind: str, last: date, today: date) -> list[ReportReminder]:
    row, created = ReportReminder.objects.get_or_create(
        unit=unit, year=year, kind=kind, defaults={"due_on": last, "on": today, "escalated": kind == OVERDUE}
    )
    if not created:
        return []
    record(
        None,
        "annual_report.reminded",
        unit,
        article="条例第四十九条",
        organisation=unit,
        year=year,
        kind=kind,
    )
    return [row]


def recipients(row: ReportReminder) -> list[User]:
    """The unit's clerks, for the county its office; once it is late, the head and the office above too."""
    people = holders(Role.CLERK, row.unit)
    is_county = row.unit.kind == OrganisationKind.COUNTY_GOVERNMENT
    if is_county:
        people += holders(Role.COUNTY_OFFICE, row.unit)
    if row.escalated:
        above = row.unit.get_ancestors()
        people += holders(Role.HEAD, row.unit)
        people += holders(Role.CITY_OFFICE, *above) if is_county else county_office(row.unit)
    return list(dict.fromkeys(people))


def words(row: ReportReminder) -> str:
    what = f"{row.unit.name}{row.year}年政府信息公开工作年度报告"
    if row.kind == OVERDUE:
        return f"{what}应于{row.due_on}前公布，已经逾期"
    return f"{what}应于{row.due_on}前公布，还没有公布"


def send_digests(today: date, *, at: datetime) -> int:
    """How many mails went out; a person is told of a reminder once."""
    if not settings.MAIL_ENABLED:
        return 0
    lines: dict[User, dict[str, str]] = defaultdict(dict)
    week = ReportReminder.objects.filter(on__gte=today - timedelta(days=7)).select_related("unit")
    for row in week.order_by("due_on", "pk"):
        for person in recipients(row):
            if person.email:
                lines[person][str(row.pk)] = words(row)
    return sum(
        send_digest(person, said, action=DIGEST, about="年度报告", today=today, at=at)
        for person, said in lines.items()
    )
