"""复议、诉讼登记: the register of my units, one proceeding, its result, and corrections."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.policies import Refused
from catalog.desk.acting import person
from requests_app.actions import challenging
from requests_app.desk.acting import show
from requests_app.forms.challenges import CorrectionForm, DecisionForm, FactsForm, my_units
from requests_app.models import Challenge
from requests_app.policies import may_decide_challenge, may_register_challenge

PAGE_SIZE = 50
YEARS = range(2008, 2100)


@require_safe
def register(request: HttpRequest) -> HttpResponse:
    """The register: what is pending first, then by the day it came in."""
    visible = Challenge.objects.visible_to(person(request)).select_related("unit", "request")
    year, state = request.GET.get("year", ""), request.GET.get("state", "")
    if year.isdecimal() and len(year) == 4 and int(year) in YEARS:
        visible = visible.filter(filed_on__year=int(year))
    if state == "pending":
        visible = visible.pending()
    page = Paginator(visible.order_by("-filed_on", "-pk"), PAGE_SIZE).get_page(request.GET.get("page"))
    context = {
        "title": "复议、诉讼登记",
        "page": page,
        "year": year,
        "state": state,
        "may_register": my_units(person(request)).exists(),
    }
    return show(request, "challenges", context)


@require_http_methods(["GET", "HEAD", "POST"])
def add(request: HttpRequest) -> HttpResponse:
    """登记. Coming from a case, its number is filled in."""
    user = person(request)
    form = FactsForm(request.POST or None, user=user, initial={"number": request.GET.get("number", "")[:60]})
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            made = challenging.register(data["unit"], by=user, on=timezone.localdate(), values=data)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(
                request, "已经登记，并报县政务公开主管部门。" if made.request_id else "已经登记。"
            )
            return _to(made)
    context = {"title": "登记复议、诉讼", "form": form}
    return show(request, "challenge_add", context, status=422 if form.errors else 200)


@require_safe
def screen(request: HttpRequest, pk: int) -> HttpResponse:
    return _render(request, _find(request, pk))


def _find(request: HttpRequest, pk: int) -> Challenge:
    visible = Challenge.objects.visible_to(person(request))
    return get_object_or_404(
        visible.select_related("unit", "request__unit", "follows", "registered_by"), pk=pk
    )


def _render(
    request: HttpRequest,
    challenge: Challenge,
    *,
    decision: DecisionForm | None = None,
    correction: CorrectionForm | None = None,
) -> HttpResponse:
    user = person(request)
    may_correct = may_register_challenge(user, challenge.unit)
    context: dict[str, Any] = {
        "title": str(challenge),
        "challenge": challenge,
        "suits": challenge.suits.all(),
        "may_decide": may_decide_challenge(user, challenge),
        "may_correct": may_correct,
        "decision": decision or DecisionForm(initial={"must_redo": challenge.request_id is not None}),
        "correction": (correction or CorrectionForm.of(challenge, user)) if may_correct else None,
        "must_redo": challenge.must_redo and _not_begun(challenge),
    }
    wrong = (decision is not None and decision.errors) or (correction is not None and correction.errors)
    return show(request, "challenge", context, status=422 if wrong else 200)


def _not_begun(challenge: Challenge) -> bool:
    return Challenge.objects.to_redo().filter(pk=challenge.pk).exists()


@require_POST
def decide(request: HttpRequest, pk: int) -> HttpResponse:
    """登记结果."""
    challenge = _find(request, pk)
    form = DecisionForm(request.POST)
    if form.is_valid():
        try:
            challenging.decide(
                challenge, by=person(request), on=timezone.localdate(), revision=_revision(request), **form.cleaned_data
            )  # fmt: skip
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, "结果已经登记。")
            return _to(challenge)
    return _render(request, challenge, decision=form)


@require_POST
def correct(request: HttpRequest, pk: int) -> HttpResponse:
    """更正."""
    challenge = _find(request, pk)
    form = CorrectionForm.of(challenge, person(request), request.POST)
    if form.is_valid():
        data = form.cleaned_data
        try:
            challenging.correct(
                challenge, by=person(request), on=timezone.localdate(), values=data, reason=data["reason"],
                revision=_revision(request),
            )  # fmt: skip
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, "已经更正，更正前后都在操作记录中。")
            return _to(challenge)
    return _render(request, challenge, correction=form)


def _revision(request: HttpRequest) -> int | None:
    text = request.POST.get("revision", "")
    return int(text) if text.isdecimal() and len(text) < 10 else None


def _to(challenge: Challenge) -> HttpResponseRedirect:
    return HttpResponseRedirect(reverse("admin:requests_app_challenge", args=[challenge.pk]))
