"""年度工作要点 are prepared, settled by a second person, followed by reports, and done when the office says so (市实施意见四(一))."""

from __future__ import annotations

from datetime import date, datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max

from accounts.models import Organisation, User
from accounts.policies import Refused, require
from audit.actions import record
from supervision.actions.stepping import Conflict, required
from supervision.models import PlanTask, TaskReport, TaskShift, WorkPlan
from supervision.organising_policies import (
    TRAINED,
    may_edit_plan,
    may_judge_report,
    may_plan,
    may_report,
    may_settle_plan,
)
from supervision.plan_workflow import ARTICLE, PlanAction, next_state

A = PlanAction
YEARS = range(2008, 2100)


@transaction.atomic
def begin(county: Organisation, *, year: int, title: str, by: User, basis: str = "") -> WorkPlan:
    """编制 a year's plan; one a year."""
    county = Organisation.objects.select_for_update(of=("self",)).get(pk=county.pk)
    require(may_plan(by, county))
    if year not in YEARS:
        raise Refused("请填写年度。")
    plan = WorkPlan(
        county=county,
        year=year,
        title=required(title, "请填写标题。")[:100],
        basis=basis.strip()[:200],
        prepared_by=by,
    )
    try:
        plan.validate_constraints()
    except ValidationError as wrong:
        raise Refused("".join(wrong.messages)) from wrong
    plan.save()
    return _done(plan, "begun", by=by)


def lock(plan: WorkPlan) -> WorkPlan:
    """The plan as it is now, locked until commit: every act on it or its tasks holds this lock."""
    return WorkPlan.objects.select_for_update(of=("self",)).select_related("county").get(pk=plan.pk)


def _done(plan: WorkPlan, what: str, *, by: User, **details: object) -> WorkPlan:
    record(by, f"work_plan.{what}", plan, article=ARTICLE, organisation=plan.county, **details)
    return plan


def _edited(plan: WorkPlan, what: str, *, by: User, **details: object) -> WorkPlan:
    plan.prepared_by = by
    plan.revision += 1
    plan.save()
    return _done(plan, what, by=by, **details)


@transaction.atomic
def add_task(plan: WorkPlan, *, text: str, unit: Organisation, due_on: date, by: User) -> PlanTask:
    """增加任务."""
    plan = lock(plan)
    require(may_edit_plan(by, plan))
    _fits(plan, unit, due_on)
    newest = plan.tasks.aggregate(newest=Max("number"))["newest"] or 0
    task = PlanTask.objects.create(
        plan=plan, number=newest + 1, text=required(text, "请写明任务。")[:500], unit=unit, due_on=due_on
    )
    _edited(plan, "task_added", by=by, task=task.number)
    return task


def _fits(plan: WorkPlan, unit: Organisation, due_on: date) -> None:
    if unit.kind not in TRAINED or not unit.is_descendant_of(plan.county, include_self=True):
        raise Refused(f"“{unit}”不是{plan.county}的单位。")
    if due_on.year != plan.year:
        raise Refused(f"完成期限应在{plan.year}年。")


@transaction.atomic
def remove_task(task: PlanTask, *, by: User) -> WorkPlan:
    """删除任务 of a draft; the rest is numbered anew."""
    plan = lock(task.plan)
    require(may_edit_plan(by, plan))
    number = task.number
    plan.tasks.filter(pk=task.pk).delete()
    for place, row in enumerate(plan.tasks.order_by("number"), 1):
        if row.number != place:
            PlanTask.objects.filter(pk=row.pk).update(number=place)
    return _edited(plan, "task_removed", by=by, task=number)


@transaction.atomic
def submit(plan: WorkPlan, *, by: User) -> WorkPlan:
    """报审 with at least one task."""
    plan = lock(plan)
    require(may_edit_plan(by, plan, A.SUBMIT))
    if not plan.tasks.exists():
        raise Refused("还没有任务，请先增加。")
    plan.state, plan.returned_reason = next_state(plan.state, A.SUBMIT), ""
    return _edited(plan, "submitted", by=by, content_hash=plan.content_hash)


@transaction.atomic
def send_back(plan: WorkPlan, *, by: User, reason: str) -> WorkPlan:
    """退回 with what is to be changed."""
    plan = lock(plan)
    require(may_settle_plan(by, plan, A.RETURN))
    plan.returned_reason = required(reason, "请说明退回的理由。")[:300]
    plan.state = next_state(plan.state, A.RETURN)
    plan.revision += 1
    plan.save()
    return _done(plan, "returned", by=by, reason=plan.returned_reason)


@transaction.atomic
def publish(plan: WorkPlan, *, by: User, at: datetime, seen: str) -> WorkPlan:
    """审定公布, exactly as shown."""
    plan = lock(plan)
    require(may_settle_plan(by, plan, A.PUBLISH))
    if seen != plan.content_hash:
        raise Conflict("您打开页面之后内容有改动，请看过新的内容再办理。")
    plan.state, plan.approved_hash = next_state(plan.state, A.PUBLISH), seen
    plan.published_by, plan.published_at = by, at
    plan.revision += 1
    plan.save()
    return _done(plan, "published", by=by, content_hash=seen)


def _task(task: PlanTask) -> PlanTask:
    """The task as it is now, its plan locked."""
    plan = lock(task.plan)
    found = PlanTask.objects.select_related("unit").get(pk=task.pk)
    found.plan = plan
    return found


@transaction.atomic
def report(
    task: PlanTask, *, text: str, by: User, on: date, is_done: bool = False, page_url: str = ""
) -> TaskReport:
    """报送进展; what is said to be done waits for the office."""
    task = _task(task)
    require(may_report(by, task))
    if task.reports.filter(is_done=True, accepted=None).exists():
        raise Refused("已经报送完成情况，等待核实。")
    made = TaskReport.objects.create(
        task=task,
        text=required(text, "请写明进展情况。")[:1000],
        page_url=page_url.strip()[:300],
        is_done=is_done,
        by=by,
        on=on,
    )
    _done(task.plan, "reported", by=by, task=task.number, is_done=is_done)
    return made


@transaction.atomic
def judge(report: TaskReport, *, accepted: bool, opinion: str, by: User, on: date) -> TaskReport:
    """核实 of what was reported as done: it is done since the day of the report, or goes on."""
    task = _task(report.task)
    report = TaskReport.objects.get(pk=report.pk)
    report.task = task
    require(may_judge_report(by, report))
    if not report.is_done or report.accepted is not None:
        raise Refused("这条进展不用核实，或者已经核实。")
    if not accepted:
        opinion = required(opinion, "请说明还差什么。")
    report.accepted, report.opinion, report.judged_by = accepted, opinion.strip()[:300], by
    report.save()
    if accepted:
        task.done_on = report.on
        task.save(update_fields=["done_on"])
    _done(task.plan, "judged", by=by, task=task.number, accepted=accepted, on=on.isoformat())
    return report


@transaction.atomic
def shift(task: PlanTask, *, due_on: date, reason: str, by: User, on: date) -> PlanTask:
    """调整期限 of a published task; the former day and the reason are shown with it."""
    task = _task(task)
    require(may_edit_plan(by, task.plan, A.FOLLOW))
    if task.done_on is not None:
        raise Refused("这项任务已经完成。")
    _fits(task.plan, task.unit, due_on)
    if due_on == task.due_on:
        raise Refused("期限没有变。")
    TaskShift.objects.create(
        task=task,
        former=task.due_on,
        due_on=due_on,
        reason=required(reason, "请说明调整的理由。")[:300],
        by=by,
        on=on,
    )
    task.due_on = due_on
    task.save(update_fields=["due_on"])
    _done(task.plan, "shifted", by=by, task=task.number, due_on=due_on.isoformat())
    return task
