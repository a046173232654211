"""/requests/track/: number and code open a case; what may be learnt, fetched and done there by the applicant."""

from __future__ import annotations

from datetime import date
from typing import Any, Final
from urllib.parse import quote

from django import forms
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import ObjectDoesNotExist
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.addresses import address
from accounts.policies import Refused
from disclosure.models import VirusState
from requests_app import wording
from requests_app.actions import asking, closing, papers, telling
from requests_app.forms.public import AnswerForm, SuggestForm, TrackForm
from requests_app.models import CaseFile, InformationRequest, Suggestion
from requests_app.numbering import code_digest, matches
from requests_app.views.framing import counted, may_see, page, prove, with_clock
from requests_app.workflow import OPEN, STAGES, NotPossible, Status
from statute.outcomes import OUTCOMES, OutcomeCode
from statute.remedies import Remedy

WRONG: Final = 5
NOT_FOUND: Final = "编号或者查询码不对，请核对。查询码在回执上；遗失的，请持身份证明到受理窗口重置。"
TOO_MANY: Final = "编号或者查询码输错的次数过多，请一小时后再试，或者持身份证明到受理窗口查询。"


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def track(request: HttpRequest) -> HttpResponse:
    """One answer for an unknown number and a wrong code, after the same work; five wrong ones an hour, no more."""
    form = TrackForm(request.POST or None, initial={"number": request.GET.get("number", "")})
    status = 200
    if request.method == "POST" and form.is_valid():
        number = form.cleaned_data["number"].strip().upper()
        who = (("track-number", number), ("track-address", address(request)))
        if any(
            counted(purpose, key, add=False) >= WRONG * (1 if "number" in purpose else 4)
            for purpose, key in who
        ):
            form.add_error(None, TOO_MANY)
            return page(request, "track", {"form": form}, ("查询办理情况", ""), status=429)
        case = _opened(number, form.cleaned_data["code"])
        if case is not None:
            prove(request, case)
            return HttpResponseRedirect(reverse("requests:case", args=[case.number]))
        for purpose, key in who:
            counted(purpose, key)
        form.add_error(None, NOT_FOUND)
        status = 422
    return page(request, "track", {"form": form}, ("查询办理情况", ""), status=status)


def _opened(number: str, code: str) -> InformationRequest | None:
    case = InformationRequest.objects.filter(number=number).first()
    if case is None:
        code_digest(number, code)  # the work a known number costs
        return None
    return case if matches(case, code) else None


def _case(request: HttpRequest, number: str) -> InformationRequest:
    """The case, for who has shown number and code or owns the account; 404 for everybody else, known or not."""
    case = get_object_or_404(InformationRequest.objects.select_related("unit", "applicant"), number=number)
    if not may_see(request, case):
        raise Http404
    return case


@login_not_required
@require_safe
def case(request: HttpRequest, number: str) -> HttpResponse:
    """Where it stands, the date with its steps, what is to be done, what can be fetched. No personal data."""
    return _case_page(request, _case(request, number))


def _case_page(
    request: HttpRequest, found: InformationRequest, form: forms.Form | None = None, status: int = 200
) -> HttpResponse:
    today = timezone.localdate()
    found, clock = with_clock(found, today)
    context = {
        "case": found,
        "clock": clock,
        "overdue": found.is_overdue(today),
        "steps": _steps(found),
        "happened": found.steps.exclude(public_note=""),
        "files": found.files.for_applicant().select_related("file"),
        "being_written": found.letters.unwritten()
        .filter(deliveries__failed_on=None, deliveries__isnull=False)
        .exists(),
        "duty": _duty(found),
        "form": form or AnswerForm(),
        "reply": found.replies.standing().first(),
        "remedy": _remedy(found, overdue=found.is_overdue(today), on=today),
        "may_withdraw": found.status in OPEN,
        "may_suggest": found.outcome in (OutcomeCode.GRANT, OutcomeCode.PARTIAL) and found.status not in OPEN,
        "suggestion": _one(found, "suggestion"),
        "suggest_form": SuggestForm(),
    }
    return page(
        request,
        "case",
        context,
        ("查询办理情况", reverse("requests:track")),
        (found.number, ""),
        status=status,
    )


def _one(found: InformationRequest, name: str) -> Any:
    try:
        return getattr(found, name)
    except ObjectDoesNotExist:
        return None


def _steps(found: InformationRequest) -> list[dict[str, str]]:
    """接收、登记、审核、办理、答复、归档."""
    present = found.stage
    done = found.status == Status.ARCHIVED
    return [
        {
            "name": name,
            "state": "done" if place < present or done else "current" if place == present else "todo",
            "note": found.get_status_display() if place == present else "",
        }
        for place, (name, _) in enumerate(STAGES)
    ]


def _duty(found: InformationRequest) -> dict[str, str] | None:
    """What waits for the applicant, and the act that answers it."""
    if found.status == Status.AWAITING_CORRECTION:
        row = found.correction
        return {
            "title": "请补正",
            "text": row.what,
            "until": f"请在{row.until}前补正，逾期不补正又没有正当理由的，视为放弃申请（条例第三十条）。",
            "act": "correct",
            "label": "提交补正",
        }
    if found.status == Status.AWAITING_REASON:
        row = found.reason_request
        return {
            "title": "请说明理由",
            "text": row.text,
            "until": f"请在{row.until}前说明理由（条例第三十五条）。",
            "act": "reason",
            "label": "提交理由",
        }
    if found.status == Status.AWAITING_FEE:
        fee = found.fee_notice
        return {
            "title": f"请缴纳信息处理费{fee.amount}元",
            "text": "\n".join(fee.workings),
            "until": "缴费方式见收费通知，缴费后继续办理（条例第四十二条）。",
            "act": "",
            "label": "",
        }
    return None  # fmt: skip


def _remedy(found: InformationRequest, *, overdue: bool, on: date) -> str:
    """救济途径 as the letters say it: what may be done against this answer, or against there being none."""
    if found.is_open and not overdue:
        return ""
    outcome = None if overdue else OUTCOMES[OutcomeCode(found.outcome)]
    try:
        if outcome is None:
            return wording.remedy(Remedy.OVERDUE, found.unit, on)
        return wording.remedy(outcome.remedy, found.unit, on, part=outcome.only_for_the_withheld_part)
    except Refused:  # nobody reconsiders what this unit decides: the page below names whom to turn to
        return ""


@login_not_required
@require_POST
def answer(request: HttpRequest, number: str, what: str) -> HttpResponse:
    """补正 or 说明理由 on line."""
    found = _case(request, number)
    form = AnswerForm(request.POST)
    act = {"correct": asking.correct, "reason": asking.give_reason}.get(what)
    if act is None:
        raise Http404
    if not form.is_valid():
        return _case_page(request, found, form, status=422)
    try:
        act(found, by=None, on=timezone.localdate(), answer=form.cleaned_data["answer"])
    except (Refused, NotPossible) as refusal:
        form.add_error(None, str(refusal))
        return _case_page(request, found, form, status=422)
    return HttpResponseRedirect(reverse("requests:case", args=[number]))


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def withdraw(request: HttpRequest, number: str) -> HttpResponse:
    """撤回, after a page that asks once more: it cannot be taken back."""
    found = _case(request, number)
    said = ""
    if request.method == "POST":
        try:
            closing.withdraw(
                found, by=None, on=timezone.localdate(), reason=request.POST.get("reason", "")[:300]
            )
            return HttpResponseRedirect(reverse("requests:case", args=[number]))
        except (Refused, NotPossible) as refusal:
            said = str(refusal)
    crumbs = (
        ("查询办理情况", reverse("requests:track")),
        (number, reverse("requests:case", args=[number])),
        ("撤回申请", ""),
    )
    return page(request, "withdraw", {"case": found, "said": said}, *crumbs, status=422 if said else 200)


@login_not_required
@require_POST
def suggest_open(request: HttpRequest, number: str) -> HttpResponse:
    """建议主动公开 (第四十四条第二款)."""
    found = _case(request, number)
    form = SuggestForm(request.POST)
    if form.is_valid() and not Suggestion.objects.filter(request=found).exists():
        try:
            telling.suggest_publication(found, on=timezone.localdate(), text=form.cleaned_data["text"])
        except Refused as refusal:
            form.add_error(None, str(refusal))
            return _case_page(request, found, form, status=422)
    return HttpResponseRedirect(reverse("requests:case", args=[number]))


@login_not_required
@require_safe
def download(request: HttpRequest, number: str, pk: int) -> HttpResponse | FileResponse:
    """A letter or a file given: to the applicant alone, never kept on the way; that it was fetched is recorded once."""
    found = _case(request, number)
    file = get_object_or_404(
        CaseFile.objects.for_applicant().select_related("file"), pk=min(pk, 2**62), request=found
    )
    stored = file.file
    if stored.virus_state == VirusState.INFECTED or not stored.file.storage.exists(stored.file.name):
        raise Http404
    papers.note_fetched(file, on=timezone.localdate())
    response = FileResponse(stored.file.storage.open(stored.file.name, "rb"), content_type=stored.mime)
    return guarded(response, file)


def guarded(response: FileResponse, file: CaseFile) -> FileResponse:
    """A paper of a case is saved under its name, never shown in place, never kept on the way."""
    response.headers["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(_named(file), safe='')}"
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response.headers["Cache-Control"] = "private, no-store"
    return response


def _named(file: CaseFile) -> str:
    return (
        file.name if file.name.lower().endswith(file.file.extension) else f"{file.name}{file.file.extension}"
    )


@require_safe
def mine(request: HttpRequest) -> HttpResponse:
    """我的申请: the cases of the account, newest first."""
    cases = InformationRequest.objects.filter(account_id=request.user.pk).select_related("unit")[:100]
    return page(request, "mine", {"cases": cases}, ("我的申请", ""))
