"""待办: evaluations to complete, to look at, to freeze and to publish; schemes to publish."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from django.db.models import Exists, OuterRef
from django.urls import reverse

from accounts.models import User
from accounts.policies import Person
from accounts.roles import Role
from catalog.todo import Task
from supervision.evaluation_workflow import Stage
from supervision.models import Evaluation, Scheme, ScoreObjection


def tasks_for(person: Person, today: date) -> list[Task]:
    """The office's and the head's next acts; a unit's while it may object (at most two queries)."""
    if not isinstance(person, User) or not person.roles:
        return []
    return [*_evaluations(person, today), *_schemes(person)]


def _evaluations(person: User, today: date) -> Iterator[Task]:
    direct = person.roles.direct
    office, head = direct.get(Role.COUNTY_OFFICE, frozenset()), direct.get(Role.HEAD, frozenset())
    writes = bool(direct.get(Role.CLERK) or head - office)
    waiting = ScoreObjection.objects.filter(score__evaluation=OuterRef("pk"), accepted=None)
    found = Evaluation.objects.visible_to(person).open().select_related("county")
    for one in found.annotate(has_objections=Exists(waiting)):
        mine, label = _step(
            one, today, office=one.county_id in office, head=one.county_id in head, unit=writes
        )
        if label:
            url = reverse("admin:supervision_evaluation_change", args=[one.pk])
            due = one.objections_until if one.stage == Stage.REVIEWING else None
            yield Task(
                f"考核 {one.name}", url, one.county.name, one.get_stage_display(), label, due_on=due,
                overdue=mine and one.is_late(today), mine=mine,
            )  # fmt: skip


def _step(one: Evaluation, today: date, *, office: bool, head: bool, unit: bool) -> tuple[bool, str]:
    """Whether the next act is this person's, and its name; no name where there is nothing to do for them."""
    if one.stage == Stage.FROZEN:
        return head, "公布" if head else ""
    if office and one.stage == Stage.PREPARING:
        return True, "填写人工指标、征求意见"
    if office and one.has_objections:  # type: ignore[attr-defined]  # annotated
        return True, "答复异议"
    if office:
        return one.is_late(today), "封存" if one.is_late(today) else "查看"
    asked = one.stage == Stage.REVIEWING and not one.is_late(today)
    return asked and unit, "核对得分，可以提出异议" if asked and unit else ""


def _schemes(person: User) -> Iterator[Task]:
    heads = person.roles.direct.get(Role.HEAD, frozenset())
    if not heads:
        return
    for scheme in (
        Scheme.objects.filter(published_on=None).exclude(prepared_by=person).select_related("prepared_by")
    ):
        if scheme.prepared_by is not None and heads & scheme.prepared_by.roles.direct.get(
            Role.COUNTY_OFFICE, frozenset()
        ):
            url = reverse("admin:supervision_scheme_change", args=[scheme.pk])
            yield Task(str(scheme), url, "", "待公布", "核对分值、公布")
