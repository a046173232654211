"""待办: the year's trainings and their sheets, the work plan and its tasks, articles that wait for a second person."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from django.db.models import Exists, OuterRef
from django.urls import reverse

from accounts.models import Organisation, User
from accounts.policies import Person
from accounts.roles import Role
from catalog.todo import Task
from interpretation.workflow import PieceStatus
from supervision.learning import LATE_IN_THE_YEAR, years
from supervision.models import Attendance, ExperienceArticle, PlanTask, TaskReport, Training, WorkPlan
from supervision.plan_workflow import PlanState, Standing


def tasks_for(person: Person, today: date) -> list[Task]:
    """Trainings, the plan and its tasks, articles of the column, each with whose act is next."""
    if not isinstance(person, User) or not person.roles:
        return []
    return [
        *_owed(person, today), *_sheets(person, today), *_settling(person), *_tasks(person, today), *_judging(person), *_articles(person),
    ]  # fmt: skip


def _owed(person: User, today: date) -> Iterator[Task]:
    """条例第四十八条: a year that fell short, or will soon."""
    office = person.roles.direct.get(Role.COUNTY_OFFICE, frozenset())
    for county in Organisation.objects.filter(pk__in=office):
        before, now = years(county.pk, today)
        if now.is_met or (before.is_met and today.month < LATE_IN_THE_YEAR):
            continue
        year = now if before.is_met else before
        yield Task(
            f"{year.year}年政务公开培训还差{year.needed - year.held}次", reverse("admin:supervision_training_start"), county.name,
            "组织或者补上培训", "登记", due_on=year.due_on, overdue=year.due_on < today,
        )  # fmt: skip


def _sheets(person: User, today: date) -> Iterator[Task]:
    direct = person.roles.direct
    own = direct.get(Role.CLERK, frozenset()) | direct.get(Role.COUNTY_OFFICE, frozenset())
    empty = Attendance.objects.filter(training=OuterRef("pk"), came=None)
    held = Training.objects.held_by(today).filter(Exists(empty), organiser__in=own)
    for one in held.select_related("organiser").order_by("held_on", "pk"):
        yield Task(
            f"培训“{one.subject}”", reverse("admin:supervision_training_change", args=[one.pk]), one.organiser.name,
            "签到表没有登记完", "登记",
        )  # fmt: skip


def _settling(person: User) -> Iterator[Task]:
    heads = person.roles.direct.get(Role.HEAD, frozenset())
    waiting = WorkPlan.objects.filter(state=PlanState.SUBMITTED, county__in=heads).exclude(prepared_by=person)
    for plan in waiting.select_related("county"):
        url = reverse("admin:supervision_workplan_change", args=[plan.pk])
        yield Task(plan.title, url, plan.county.name, "待审定", "审定")


def _tasks(person: User, today: date) -> Iterator[Task]:
    direct = person.roles.direct
    own = direct.get(Role.CLERK, frozenset()) | direct.get(Role.HEAD, frozenset())
    for task in PlanTask.objects.pressing(today).filter(unit__in=own).select_related("unit", "plan"):
        standing = Standing.OVERDUE if task.due_on < today else Standing.SOON
        yield Task(
            f"工作要点第{task.number}项：{task.text[:40]}", reverse("admin:supervision_plan_task", args=[task.pk]), task.unit.name,
            standing.label, "报送进展", due_on=task.due_on, overdue=standing is Standing.OVERDUE,
        )  # fmt: skip


def _judging(person: User) -> Iterator[Task]:
    office = person.roles.direct.get(Role.COUNTY_OFFICE, frozenset())
    waiting = TaskReport.objects.filter(is_done=True, accepted=None, task__plan__county__in=office)
    for report in waiting.exclude(by=person).select_related("task__unit"):
        task = report.task
        yield Task(
            f"工作要点第{task.number}项：{task.text[:40]}", reverse("admin:supervision_plan_task", args=[task.pk]), task.unit.name,
            "完成情况待核实", "核实",
        )  # fmt: skip


def _articles(person: User) -> Iterator[Task]:
    """审签: the head or the office of the unit, who neither wrote nor sent it."""
    direct = person.roles.direct
    own = direct.get(Role.HEAD, frozenset()) | direct.get(Role.OFFICE, frozenset())
    waiting = ExperienceArticle.objects.filter(status=PieceStatus.REVIEWING, unit__in=own)
    for one in waiting.exclude(prepared_by=person).exclude(submitted_by=person).select_related("unit"):
        url = reverse("admin:supervision_experiencearticle_change", args=[one.pk])
        yield Task(f"经验交流：{one.title}", url, one.unit.name, "待审签", "审签")
