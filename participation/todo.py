"""待办: what waits for a person in public participation, by the day it must be done."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from django.urls import reverse

from accounts.models import User
from accounts.policies import Person
from accounts.roles import Role
from catalog.todo import Task
from participation.duties import duties
from participation.models import (
    Consultation,
    DecisionCatalogue,
    Feedback,
    Gathering,
    Report,
    Reviewed,
    Survey,
)
from participation.policies import EDITORS, REVIEWERS
from participation.workflow import Status


def tasks_for(person: Person, today: date) -> list[Task]:
    """Feedback and reports that are due, and what waits for review or publication."""
    if not isinstance(person, User) or not person.roles:
        return []
    return [*_owed(person, today), *_reviews(person)]


def _owed(person: User, today: date) -> Iterator[Task]:
    """What closed or was held, and is not told yet."""
    clerks = person.roles.organisations(*EDITORS)
    seen = clerks | person.roles.organisations(Role.COUNTY_OFFICE)
    for duty in duties(today, seen, most=200):
        one, due = duty.thing, duty.due
        place, step, label = (
            ("opinions", "已截止，逐条反馈意见", "答复意见") if duty.is_feedback else ("gathering_run", "已举行，公布会议情况", "写报告")
        )  # fmt: skip
        yield Task(
            title=one.title, url=reverse(f"admin:participation_{place}", args=[one.pk]), organisation=str(one.unit),
            step=step, action_label=label, due_on=due.date, provisional=due.provisional,
            overdue=duty.is_overdue(today), mine=one.unit_id in clerks,
        )  # fmt: skip


def _reviews(person: User) -> Iterator[Task]:
    """What was submitted waits for a reviewer; what was approved waits for whoever publishes it."""
    reviewers, editors = person.roles.organisations(*REVIEWERS), person.roles.organisations(*EDITORS)
    kinds: tuple[tuple[type[Reviewed], str], ...] = (
        (Consultation, "征求意见"), (Feedback, "意见反馈"), (DecisionCatalogue, "决策事项目录"), (Survey, "调查"), (Gathering, "会议公告"), (Report, "会议报告"),
    )  # fmt: skip
    for model, label in kinds:
        waiting = model.objects.filter(status__in=[Status.REVIEW, Status.APPROVED]).select_related("unit")
        for thing in waiting.filter(unit__in=reviewers | editors)[:100]:
            in_review = thing.status == Status.REVIEW
            if in_review and (thing.unit_id not in reviewers or thing.submitted_by_id == person.pk):
                continue
            if not in_review and thing.unit_id not in editors:
                continue
            place, key = _place(thing)
            yield Task(
                title=str(thing), url=reverse(f"admin:participation_{place}", args=[key]), organisation=str(thing.unit),
                step=f"{label}{thing.get_status_display()}", action_label="审核" if in_review else "公布",
            )  # fmt: skip


def _place(thing: Reviewed) -> tuple[str, int]:
    """The screen a thing is worked on: feedback beside its opinions, a report beside its gathering."""
    if isinstance(thing, Feedback):
        return "opinions", thing.consultation_id
    if isinstance(thing, Report):
        return "gathering_run", thing.gathering_id
    return f"{thing._meta.model_name}_change", thing.pk
