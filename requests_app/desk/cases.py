"""The screen of a case, and the acts done on it."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from accounts.policies import Refused, Verdict
from catalog.desk.acting import person
from requests_app.actions import charging, deciding, papers
from requests_app.actions.stepping import Conflict, unchanged
from requests_app.deadlines import deadline, with_facts
from requests_app.desk.acting import attempt, back_to, find_case, find_handled, show
from requests_app.desk.acts import ACTS, offers
from requests_app.desk.letters import PAPERS
from requests_app.forms.desk import ActForm
from requests_app.models import CaseFile, InformationRequest, Reply
from requests_app.policies import may_handle, may_review_secrecy, may_see_person, may_sign_reply, may_take
from requests_app.validation import reply_problems
from requests_app.views.tracking import guarded
from requests_app.workflow import STAGES, Action, NotPossible, Status, available
from statute.loading import working_calendar

PERSON = (
    ("name", "姓名或者名称"), ("contact_person", "联系人"), ("identity", "证件号码"), ("phone", "电话"),
    ("email", "邮箱"), ("address", "地址"), ("agent_name", "代理人"), ("agent_identity", "代理人证件号码"),
    ("agent_phone", "代理人电话"),
)  # fmt: skip


@require_safe
def screen(request: HttpRequest, pk: int) -> HttpResponse:
    return render(request, find_case(request, pk))


def render(
    request: HttpRequest,
    case: InformationRequest,
    *,
    bound: dict[str, ActForm] | None = None,
    shown: bool = False,
    new_code: str = "",
    status: int = 200,
) -> HttpResponse:
    """The case with everything on it; `shown`: the applicant's data was asked for and that was recorded."""
    user, today = person(request), timezone.localdate()
    case = with_facts(
        InformationRequest.objects.select_related("unit", "handler", "applicant", "document", "item")
    ).get(pk=case.pk)
    clock = deadline(case, today, working_calendar())
    handles = bool(may_see_person(user, case)) or may_take(user, case.unit)
    reply = case.replies.exclude(state=Reply.State.DROPPED).order_by("-version").first()
    context: dict[str, Any] = {
        "title": f"申请 {case.number}",
        "case": case,
        "clock": clock,
        "today": today,
        "overdue": case.is_overdue(today),
        "steps": steps(case),
        "offers": offers(case, user, bound) if handles else {},
        "history": case.steps.select_related("by").order_by("-pk"),
        "moves": case.clock_changes.order_by("-pk"),
        "may_see": may_see_person(user, case),
        "person": _person(case) if shown else None,
        "handles": handles,
        "files": case.files.select_related("file") if handles else [],
        "audiences": CaseFile.Audience.choices,
        "consultations": case.consultations.all(),
        "tasks": case.assist_tasks.select_related("organisation"),
        "searches": case.searches.all(),
        "reply": reply,
        "review": review_button(request, reply),
        "may_decide": may_handle(user, case, Action.DECIDE),
        "decides": Action.DECIDE in available(case.status),
        "problems": reply_problems(reply, today, working_calendar())
        if reply and reply.state == Reply.State.DRAFT and case.is_open
        else [],
        "may_submit": may_handle(user, case, Action.SUBMIT_REPLY),
        "asked_before": charging.asked_before(case),
        "same": InformationRequest.objects.of_person(case.applicant.person_index).exclude(pk=case.pk)[:10] if handles else [],
        "letters": case.letters.prefetch_related("deliveries") if handles else [],
        "papers": PAPERS.items(),
        "new_code": new_code,
        "suggestion": getattr(case, "suggestion", None),
        "challenges": case.challenges.all(),
    }  # fmt: skip
    return show(request, "case", context, status=status)


def steps(case: InformationRequest) -> list[dict[str, str]]:
    """接收、登记、审核、办理、答复、归档, as `_steps.html` draws them."""
    present, done = case.stage, case.status == Status.ARCHIVED
    return [
        {
            "name": name,
            "state": "done" if place < present or done else "current" if place == present else "todo",
            "note": case.get_status_display() if place == present else "",
        }
        for place, (name, _) in enumerate(STAGES)
    ]


def _person(case: InformationRequest) -> list[tuple[str, str]]:
    found = [
        ("申请人类型", case.applicant.get_kind_display()),
        ("证件类型", case.applicant.get_identity_kind_display()),
    ]
    found += [(label, str(getattr(case.applicant, name))) for name, label in PERSON]
    return [(label, text) for label, text in found if text]


def review_button(request: HttpRequest, reply: Reply | None) -> Verdict | None:
    """Whether the person is asked to review or to sign; None where nobody is."""
    if reply is None:
        return None
    if reply.state == Reply.State.SECRECY:
        return may_review_secrecy(person(request), reply)
    return may_sign_reply(person(request), reply) if reply.state == Reply.State.SIGNING else None


@require_POST
def act(request: HttpRequest, pk: int, name: str) -> HttpResponse:
    """Any act of the table: its form is checked, the act decides; what was wrong is shown on the case with all that was typed."""
    case, row, user = find_handled(request, pk), ACTS.get(name), person(request)
    if row is None:
        raise Http404
    form = row.form(request.POST, request.FILES, case=case, user=user, auto_id=f"id_{name}_%s")
    if not form.is_valid():
        messages.error(request, "没有提交成功，请改正下面的问题。")
        return render(request, case, bound={name: form}, status=422)
    try:
        unchanged(InformationRequest.objects.get(pk=case.pk), _revision(request))
        done = row.perform(case, {**form.cleaned_data, "by": user})
    except (Refused, NotPossible) as refusal:
        messages.error(request, str(refusal))
        status = 409 if isinstance(refusal, Conflict) else 422
        return render(request, case, bound={name: form}, status=status)
    if name == "reset_code":
        messages.success(request, "查询码已经重置，原来的查询码作废。新的查询码只显示这一次。")
        return render(request, case, new_code=str(done))
    messages.success(request, f"{row.label}：已经办理。")
    return back_to(case)


def _revision(request: HttpRequest) -> int | None:
    text = request.POST.get("revision", "")
    return int(text) if text.isdecimal() and len(text) < 10 else None


@require_POST
def look(request: HttpRequest, pk: int) -> HttpResponse:
    """查看个人信息: recorded before it is shown."""
    case = find_case(request, pk)
    verdict = may_see_person(person(request), case)
    if not verdict:
        messages.error(request, verdict.reason)
        return back_to(case)
    papers.look_at_person(case, by=person(request))
    return render(request, case, shown=True)


@require_POST
def submit(request: HttpRequest, pk: int) -> HttpResponse:
    """提交答复审核."""
    case = find_handled(request, pk)

    def send() -> None:
        deciding.submit_reply(case, by=person(request), on=timezone.localdate(), revision=_revision(request))

    attempt(request, send, "答复已提交审核。")
    return back_to(case, "reply")


@require_POST
def change_file(request: HttpRequest, pk: int) -> HttpResponse:
    """谁可以取得; 不再提供."""
    file = _file(request, pk)
    by = person(request)
    if request.POST.get("act") == "remove":
        attempt(request, lambda: papers.remove_given(file, by=by), "这份材料不再提供给申请人。")
    else:
        wanted = request.POST.get("audience", "")
        attempt(request, lambda: papers.set_audience(file, audience=wanted, by=by), "已经改变谁可以取得。")
    return back_to(file.request, "files")


def _file(request: HttpRequest, pk: int) -> CaseFile:
    handled = InformationRequest.objects.handled_by(person(request))
    return get_object_or_404(
        CaseFile.objects.select_related("file", "request__unit"), pk=pk, request__in=handled
    )


@require_safe
def file(request: HttpRequest, pk: int) -> FileResponse:
    """The bytes, to the handlers of the unit."""
    found = _file(request, pk)
    response = FileResponse(
        found.file.file.storage.open(found.file.file.name, "rb"), content_type=found.file.mime
    )
    return guarded(response, found)
