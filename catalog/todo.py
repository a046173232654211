"""待办: what waits for a person in the catalog, by deadline, with the next act one click away."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Count
from django.urls import reverse

from accounts.policies import Person
from accounts.roles import Role
from catalog.deadlines import review_days
from catalog.models import CatalogEdition, DomainDuty, PendingChange
from catalog.workflow import IN_PREPARATION, REVIEWER, REVIEWS, Status
from statute.calendar import WorkingCalendar
from statute.loading import working_calendar


@dataclass(frozen=True)
class Task:
    """One line of the list; `mine` when the next act is the person's own."""

    title: str
    url: str
    organisation: str
    step: str
    action_label: str
    due_on: date | None = None
    provisional: bool = False
    overdue: bool = False
    mine: bool = True


def tasks_for(person: Person, today: date) -> list[Task]:
    """Every open task the person should see, the earliest deadline first."""
    if not getattr(person, "roles", None):
        return []
    calendar, days = working_calendar(), review_days(today)
    editions = (
        CatalogEdition.objects.visible_to(person)
        .filter(status__in=IN_PREPARATION, unit__isnull=False)
        .select_related("unit", "domain")
    )
    domains = _reviewed_domains(person)
    found = [task for edition in editions if (task := _task(person, edition, domains, calendar, days, today))]
    found += _pending_changes(person)
    return sorted(found, key=lambda task: (not task.mine, task.due_on or date.max, task.title))


def _reviewed_domains(person: Person) -> dict[Role, set[int]]:
    """Role of a department's reviewer → the domains of the departments it was granted on; one query."""
    roles = person.roles  # type: ignore[union-attr]
    found: dict[Role, set[int]] = {}
    for role in (Role.HEAD, Role.CITY_DEPARTMENT):
        duties = DomainDuty.objects.filter(organisation__in=roles.direct.get(role, ()))
        found[role] = set(duties.values_list("domain_id", flat=True))
    return found


def _reviews(person: Person, edition: CatalogEdition, domains: dict[Role, set[int]]) -> bool:
    """Whether the step the edition waits at is the person's to decide (the act itself asks the policy)."""
    step = Status(edition.status)
    role = REVIEWER[step]
    if role in domains:
        return edition.domain_id in domains[role]
    return person.roles.has(role, edition.unit_id)  # type: ignore[union-attr]


def _task(
    person: Person,
    edition: CatalogEdition,
    domains: dict[Role, set[int]],
    calendar: WorkingCalendar,
    days: dict[str, int],
    today: date,
) -> Task | None:
    url = reverse("admin:catalog_catalogedition_change", args=[edition.pk])
    unit = edition.unit
    assert unit is not None  # noqa: S101  filtered above
    title = f"{edition.domain.name} 第{edition.version}版"
    roles = person.roles  # type: ignore[union-attr]
    editor = any(roles.has(role, edition.unit_id) for role in (Role.CLERK, Role.HEAD))
    step = edition.get_status_display()
    if edition.status == Status.DRAFT:
        returned = edition.round > 0
        label = "按意见修改" if returned else "继续编制"
        return Task(title, url, unit.name, "退回修改" if returned else step, label) if editor else None
    if edition.status == Status.APPROVED:
        office = roles.has(Role.COUNTY_OFFICE, edition.unit_id)
        return Task(title, url, unit.name, step, "发布") if office else None
    allowed = days.get(edition.status)
    due = calendar.add_working_days(edition.step_since, allowed) if edition.step_since and allowed else None
    mine = edition.status in REVIEWS and _reviews(person, edition, domains)
    return Task(
        title, url, unit.name, step, "审核" if mine else "查看",
        due_on=due.date if due else None,
        provisional=bool(due and due.provisional),
        overdue=bool(due and due.date < today),
        mine=mine,
    )  # fmt: skip


def _pending_changes(person: Person) -> Iterable[Task]:
    """Changes of the county's catalog a township has to answer, one line per domain."""
    units = person.roles.organisations(Role.CLERK, Role.HEAD)  # type: ignore[union-attr]
    waiting = PendingChange.objects.waiting().filter(unit__in=units)
    lines = waiting.values("unit_id", "unit__name", "domain__name", "domain_id").annotate(n=Count("pk"))
    for line in lines.order_by("unit_id", "domain_id"):
        url = (
            reverse("admin:catalog_pendingchange_changelist")
            + f"?unit={line['unit_id']}&domain={line['domain_id']}"
        )
        yield Task(
            f"{line['domain__name']}:县级目录有{line['n']}处变更", url, line["unit__name"], "待采纳", "处理"
        )
