"""征求意见 as it goes on, 协办 of other units, and suggestions of applicants."""

from __future__ import annotations

from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from accounts.policies import Refused
from catalog.desk.acting import first_errors, person
from requests_app.actions import extending, telling
from requests_app.desk.acting import attempt, back_to, find_handled, show
from requests_app.forms.desk import PlainForm, PositionForm
from requests_app.models import AssistTask, InformationRequest
from requests_app.policies import EDITORS, may_answer_task


@require_POST
def consultation(request: HttpRequest, pk: int, row: int, what: str) -> HttpResponse:
    """登记对方收到, 登记意见, 登记公开前的告知."""
    case = find_handled(request, pk)
    one = get_object_or_404(case.consultations, pk=row)
    one.request = case
    form = (PositionForm if what == "answer" else PlainForm)(request.POST, case=case, user=person(request))

    def act() -> None:
        if not form.is_valid():
            raise Refused(first_errors(form))
        data, by = form.cleaned_data, person(request)
        if what == "deliver":
            extending.deliver_consultation(one, by=by, on=data["on"])
        elif what == "release":
            extending.note_release(one, by=by, on=data["on"])
        else:
            extending.answer_consultation(
                one, by=by, on=data["on"], position=data["position"], answer=data["answer"],
                is_reasonable=data["is_reasonable"],
            )  # fmt: skip

    if what not in ("deliver", "answer", "release"):
        raise Http404
    attempt(request, act, "已经登记。")
    return back_to(case, "consultations")


@require_POST
def cancel(request: HttpRequest, pk: int, row: int) -> HttpResponse:
    """取消协办."""
    case = find_handled(request, pk)
    task = get_object_or_404(case.assist_tasks, pk=row)
    attempt(
        request,
        lambda: extending.cancel_assistance(task, by=person(request), on=timezone.localdate()),
        "协办已经取消。",
    )
    return back_to(case, "tasks")


def tasks_of(request: HttpRequest) -> QuerySet[AssistTask]:
    """What other units asked of mine: the task and nothing of the case."""
    mine = person(request).roles.organisations(*EDITORS)
    return AssistTask.objects.filter(organisation__in=mine).select_related("organisation", "request__unit")


@require_http_methods(["GET", "HEAD", "POST"])
def assist(request: HttpRequest, pk: int) -> HttpResponse:
    """协办事项: read it and answer it."""
    task = get_object_or_404(tasks_of(request), pk=pk)
    typed = request.POST.get("answer", "")
    if request.method == "POST":
        done = attempt(
            request,
            lambda: extending.answer_assistance(
                task, by=person(request), on=timezone.localdate(), answer=typed
            ),
            "已经回复。",
        )
        if done:
            return HttpResponseRedirect(reverse("admin:index"))
    context = {
        "title": f"协办：{task.request.unit}",
        "task": task,
        "verdict": may_answer_task(person(request), task),
        "typed": typed,
    }
    return show(request, "assist", context, status=422 if request.method == "POST" else 200)


@require_POST
def suggestion(request: HttpRequest, pk: int) -> HttpResponse:
    """审核公开建议 (第四十四条第二款)."""
    case: InformationRequest = find_handled(request, pk)
    row = getattr(case, "suggestion", None)
    if row is None:
        raise Http404

    def act() -> None:
        telling.decide_suggestion(
            row, by=person(request), on=timezone.localdate(), accepted=request.POST.get("decision") == "accepted",
            reason=request.POST.get("reason", ""),
        )  # fmt: skip

    attempt(request, act, "已经审核，申请人可以看到。")
    return back_to(case, "suggestion")
