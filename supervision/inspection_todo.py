"""待办: what the newest self-inspection asks of the county office."""

from __future__ import annotations

from datetime import date

from accounts.models import User
from accounts.policies import Person
from accounts.roles import Role
from catalog.todo import Task
from supervision.models import Inspection


def tasks_for(person: Person, today: date) -> list[Task]:
    """One line for vetoes, else one for what somebody has to look at (one query)."""
    counties = person.roles.direct.get(Role.COUNTY_OFFICE) if isinstance(person, User) else None
    if not counties:
        return []
    rows = Inspection.objects.done().filter(county__in=counties).select_related("county")
    newest: dict[int, Inspection] = {}
    for one in rows.order_by("-finished_at", "-pk")[: 4 * len(counties)]:
        newest.setdefault(one.county_id, one)
    return [task for one in newest.values() if (task := _task(one)) is not None]


def _task(one: Inspection) -> Task | None:
    if one.vetoes:
        title = f"{one}：单项否决{one.vetoes}项，判定不合格"
        return Task(
            title, one.get_absolute_url(), one.county.name, "网站自查", "看证据", due_on=one.on, overdue=True
        )
    if one.still_open:
        title = f"{one}：{one.still_open}项待人工核对"
        return Task(title, one.get_absolute_url(), one.county.name, "网站自查", "核对")
    return None
