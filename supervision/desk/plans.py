"""The year's work plan at the desk: prepared by the office, settled by the head, followed by the units."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from accounts.models import Organisation, User
from accounts.policies import Refused, Verdict
from accounts.roles import Role
from catalog.desk.acting import person
from interpretation.desk.acting import Act, Noun, acting, attempt, offers
from interpretation.forms.acts import ReasonForm
from supervision.actions import planning
from supervision.desk.complaints import show
from supervision.models import PlanTask, TaskReport, WorkPlan
from supervision.organising_policies import may_edit_plan, may_judge_report, may_report, may_settle_plan
from supervision.plan_forms import PlanForm, ReportForm, ShiftForm, TaskForm
from supervision.plan_workflow import PlanAction, PlanState, Standing, possible

A = PlanAction
Data = dict[str, Any]


def find_plan(request: HttpRequest, pk: int) -> WorkPlan:
    """The plan, or 404 when it is not for this person's eyes."""
    visible = WorkPlan.objects.visible_to(person(request)).select_related(
        "county", "prepared_by", "published_by"
    )
    return get_object_or_404(visible, pk=pk)


def find_task(request: HttpRequest, pk: int) -> PlanTask:
    visible = WorkPlan.objects.visible_to(person(request))
    rows = PlanTask.objects.filter(plan__in=visible).for_list().select_related("plan__county", "unit")
    return get_object_or_404(rows, pk=pk)


def plan_url(plan: WorkPlan) -> str:
    return reverse("admin:supervision_workplan_change", args=[plan.pk])


def task_url(task: PlanTask) -> str:
    return reverse("admin:supervision_plan_task", args=[task.pk])


def _in(action: A) -> Any:
    return lambda plan: possible(plan.state, action)


def _settling(action: A) -> Any:
    return lambda user, plan: may_settle_plan(user, plan, action)


def _submitting(user: User, plan: WorkPlan) -> Verdict:
    return may_edit_plan(user, plan, A.SUBMIT)


def _follows(user: User, task: PlanTask) -> Verdict:
    return may_edit_plan(user, task.plan, A.FOLLOW)


PLAN_ACTS = (
    Act("submit", "报审", _submitting, lambda plan, data: planning.submit(plan, by=data["by"]), offered=_in(A.SUBMIT), success="已报负责人审定。"),
    Act("publish", "审定公布", _settling(A.PUBLISH), lambda plan, data: planning.publish(plan, by=data["by"], at=timezone.now(), seen=data["seen"]),
        offered=_in(A.PUBLISH), success="已公布。"),
    Act("return", "退回", _settling(A.RETURN), lambda plan, data: planning.send_back(plan, by=data["by"], reason=data["reason"]),
        ReasonForm, offered=_in(A.RETURN), success="已退回。", is_primary=False),
)  # fmt: skip
TASK_ACTS = (
    Act("report", "报送进展", may_report, lambda task, data: planning.report(
            task, text=data["text"], by=data["by"], on=data["on"], is_done=data["is_done"], page_url=data["page_url"]),
        ReportForm, offered=lambda task: task.done_on is None, success="已报送。"),
    Act("shift", "调整期限", _follows, lambda task, data: planning.shift(
            task, due_on=data["due_on"], reason=data["reason"], by=data["by"], on=data["on"]),
        ShiftForm, offered=lambda task: task.done_on is None, success="已调整，原来的期限保留。", is_primary=False),
)  # fmt: skip
PLAN = Noun(find_plan, PLAN_ACTS, plan_url, "supervision_plan_act")
TASK = Noun(find_task, TASK_ACTS, task_url, "supervision_plan_task_act")
plan_act, task_act = acting(PLAN), acting(TASK)


def plan_screen(request: HttpRequest, pk: int, *, form: TaskForm | None = None) -> HttpResponse:
    """The plan with its tasks and how each stands today."""
    plan = find_plan(request, pk)
    user, today = person(request), timezone.localdate()
    may = may_edit_plan(user, plan)
    tasks = [(task, task.standing(today)) for task in plan.tasks.for_list()]
    context = {
        "title": plan.title,
        "plan": plan,
        "is_published": plan.state == PlanState.PUBLISHED,
        "tasks": tasks,
        "tally": [(state, sum(one is state for _, one in tasks)) for state in Standing],
        "form": form or (TaskForm(plan=plan) if may else None),
        "may_edit": may,
        "offers": offers(PLAN, request, plan),
    }
    return show(request, "plan", context, WorkPlan, 422 if form is not None else 200)


@require_POST
def add_task(request: HttpRequest, pk: int) -> HttpResponse:
    plan = find_plan(request, pk)
    form = TaskForm(request.POST, plan=plan)
    if not form.is_valid():
        return plan_screen(request, pk, form=form)
    attempt(request, lambda: planning.add_task(plan, by=person(request), **form.cleaned_data), "已增加。")
    return HttpResponseRedirect(plan_url(plan))


@require_POST
def remove_task(request: HttpRequest, pk: int) -> HttpResponse:
    task = find_task(request, pk)
    attempt(request, lambda: planning.remove_task(task, by=person(request)), "已删除。")
    return HttpResponseRedirect(plan_url(task.plan))


def task_screen(request: HttpRequest, pk: int) -> HttpResponse:
    """One task: what the unit reported, what the office said of it, how its day was moved."""
    task = find_task(request, pk)
    user = person(request)
    reports = list(task.reports.select_related("by", "judged_by", "task__plan"))
    context = {
        "title": str(task),
        "task": task,
        "standing": task.standing(timezone.localdate()),
        "reports": [
            (one, may_judge_report(user, one) if one.is_done and one.accepted is None else None)
            for one in reports
        ],
        "shifts": task.shifts.select_related("by"),
        "offers": offers(TASK, request, task) if possible(task.plan.state, A.FOLLOW) else [],
    }
    return show(request, "plan_task", context, WorkPlan)


@require_POST
def judge(request: HttpRequest, pk: int) -> HttpResponse:
    """核实."""
    tasks = PlanTask.objects.filter(plan__in=WorkPlan.objects.visible_to(person(request)))
    found = get_object_or_404(TaskReport.objects.filter(task__in=tasks).select_related("task__plan"), pk=pk)
    accepted = "accept" in request.POST
    opinion = request.POST.get("opinion", "").replace("\x00", "")[:300]
    by, today = person(request), timezone.localdate()
    attempt(
        request,
        lambda: planning.judge(found, accepted=accepted, opinion=opinion, by=by, on=today),
        "已核实。",
    )
    return HttpResponseRedirect(task_url(found.task))


@require_http_methods(["GET", "HEAD", "POST"])
def start_plan(request: HttpRequest) -> HttpResponse:
    """编制工作要点: for the office."""
    user = person(request)
    county = Organisation.objects.filter(pk__in=user.roles.direct.get(Role.COUNTY_OFFICE, ())).first()
    if county is None:
        raise Refused("由县政务公开主管部门编制。")
    form = PlanForm(request.POST or None, initial=PlanForm.started(county, timezone.localdate()))
    if request.method == "POST" and form.is_valid():
        made: list[WorkPlan] = []
        try:
            made.append(planning.begin(county, by=user, **form.cleaned_data))
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            return HttpResponseRedirect(plan_url(made[0]))
    context = {"title": "编制工作要点", "form": form, "years": []}
    return show(request, "organising_start", context, WorkPlan, 422 if form.errors else 200)
