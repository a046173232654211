"""待办 of the guide: none yet, one that waits, one that has stood for a year (条例第十二条、第五十三条)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Final

from django.db.models import Exists, OuterRef
from django.urls import reverse
from django.utils.timezone import get_current_timezone

from accounts.models import Organisation, User
from accounts.policies import Person
from accounts.roles import Role
from catalog.todo import Task
from disclosure.guide_policies import may_approve_guide
from disclosure.models import Guide
from disclosure.models.guide import IN_PREPARATION, KEEPERS
from disclosure.policies import PUBLISHERS

YEAR: Final = timedelta(days=365)  # after which a guide is called stale, the county's own measure
LABEL: Final = "政府信息公开指南"


def tasks_for(person: Person, today: date) -> list[Task]:
    """Guides in preparation, units without one, and guides older than a year (two queries)."""
    if not isinstance(person, User) or not person.roles.organisations(*KEEPERS):
        return []
    guides = Guide.objects.of_staff(person).filter(status__in=(*IN_PREPARATION, Guide.Status.PUBLISHED))
    found = list(guides.select_related("unit").prefetch_related("authors"))
    busy = {guide.unit_id for guide in found if guide.status in IN_PREPARATION}
    tasks = [_waiting(person, guide) for guide in found if guide.status in IN_PREPARATION]
    stale = [guide for guide in found if guide.unit_id not in busy and _updated(guide) + YEAR < today]
    return [*tasks, *(_stale(person, guide) for guide in stale), *_lacking(person)]


def _waiting(person: User, guide: Guide) -> Task:
    submitted = guide.status == Guide.Status.SUBMITTED
    mine = bool(may_approve_guide(person, guide)) if submitted else _writes(person, guide.unit_id)
    step = "退回修改" if guide.opinion and not submitted else guide.get_status_display()
    label = ("审定" if submitted else "继续编写") if mine else "查看"
    return Task(LABEL, _screen(guide), guide.unit.name, step, label, mine=mine)


def _stale(person: User, guide: Guide) -> Task:
    updated = _updated(guide)
    return Task(
        LABEL, _screen(guide), guide.unit.name, f"{updated} 之后没有更新，已满一年", "核对更新",
        due_on=updated + YEAR, overdue=True, mine=_writes(person, guide.unit_id),
    )  # fmt: skip


def _updated(guide: Guide) -> date:
    """The day of publication here; a guide not yet published is never old."""
    return (
        guide.published_at.astimezone(get_current_timezone()).date()
        if guide.published_at
        else date.max - YEAR
    )


def _lacking(person: User) -> Iterator[Task]:
    units = Organisation.objects.active().filter(
        pk__in=person.roles.organisations(Role.CLERK, Role.OFFICE), kind__in=PUBLISHERS
    )
    url = reverse("admin:disclosure_guide_changelist")
    for unit in units.filter(~Exists(Guide.objects.filter(unit=OuterRef("pk")))):
        yield Task(LABEL, url, unit.name, "还没有编写", "编写")


def _writes(person: User, unit: int) -> bool:
    return any(person.roles.has(role, unit) for role in (Role.CLERK, Role.OFFICE))


def _screen(guide: Guide) -> str:
    return reverse("admin:disclosure_guide_change", args=[guide.pk])
