"""待办: reports to prepare, to sign, to put right, and for the county office those that are late."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from django.urls import reverse

from accounts.models import Organisation, OrganisationKind, User
from accounts.policies import Person
from accounts.roles import Role
from catalog.todo import Task
from statute.annual import due_on
from supervision.actions.reminding import owing
from supervision.models import Adjustment, AnnualReport
from supervision.workflow import State


def tasks_for(person: Person, today: date) -> list[Task]:
    """What waits for this person: last year's reports from 1 January on until they are published."""
    if not isinstance(person, User) or not person.roles:
        return []
    owed = owing(today.year - 1)
    reports = {
        report.unit_id: report
        for report in AnnualReport.objects.filter(year=today.year - 1)
        .exclude(state=State.PUBLISHED)
        .for_list()
    }
    return [
        *_mine(person, owed, reports, today), *_late(person, owed, today), *_adjustments(person),
    ]  # fmt: skip


def _mine(
    person: User, owed: list[tuple[Organisation, date]], reports: dict[int, AnnualReport], today: date
) -> Iterator[Task]:
    """One line per unit of the person's own posts; what is inherited from above is shown once it is late."""
    direct = person.roles.direct
    clerk, head = direct.get(Role.CLERK, frozenset()), direct.get(Role.HEAD, frozenset())
    office = direct.get(Role.COUNTY_OFFICE, frozenset())
    for unit, last in owed:
        prepares = unit.pk in clerk or (unit.kind == OrganisationKind.COUNTY_GOVERNMENT and unit.pk in office)
        signs = unit.pk in head
        if not prepares and not signs:
            continue
        report, late = reports.get(unit.pk), today > last
        step, label, mine = _step(report, prepares=prepares, signs=signs)
        yield Task(
            f"{unit.label}{today.year - 1}年政府信息公开工作年度报告", _url(report, unit, today.year - 1), unit.name, step, label,
            due_on=last, overdue=late, mine=mine,
        )  # fmt: skip


def _step(report: AnnualReport | None, *, prepares: bool, signs: bool) -> tuple[str, str, bool]:
    if report is None:
        return "尚未编制", "编制", prepares
    if report.state == State.SUBMITTED:
        return "待签发", "签发" if signs else "查看", signs
    if report.returned_reason:
        return "退回修改", "按意见修改", prepares
    return report.get_state_display(), "继续编制", prepares


def _url(report: AnnualReport | None, unit: Organisation, year: int) -> str:
    if report is None:
        return f"{reverse('admin:supervision_start')}?unit={unit.code}&year={year}"
    return reverse("admin:supervision_annualreport_change", args=[report.pk])


def _late(person: User, owed: list[tuple[Organisation, date]], today: date) -> Iterator[Task]:
    """For the county office: how many of its units are late, in one line."""
    covered = person.roles.covered.get(Role.COUNTY_OFFICE, frozenset())
    counties = person.roles.direct.get(Role.COUNTY_OFFICE, frozenset())
    late = [unit for unit, last in owed if unit.pk in covered and unit.pk not in counties and today > last]
    if late:
        url = reverse("admin:supervision_rollup", args=[min(counties), today.year - 1])
        yield Task(
            f"{len(late)}个单位没有公布{today.year - 1}年政府信息公开工作年度报告", url, "", "督促（条例第四十七条、第四十九条）", "查看",
            due_on=due_on(today.year - 1, is_county=False), overdue=True,
        )  # fmt: skip


def _adjustments(person: User) -> Iterator[Task]:
    heads = person.roles.direct.get(Role.HEAD, frozenset())
    waiting = Adjustment.objects.waiting().filter(report__unit__in=heads).exclude(proposed_by=person)
    for one in waiting.select_related("report__unit"):
        url = reverse("admin:supervision_annualreport_change", args=[one.report_id])
        yield Task(
            f"{one.report.unit.label}{one.report.year}年度报告更正",
            f"{url}#adjustments",
            one.report.unit.name,
            "更正待签发",
            "签发",
        )
