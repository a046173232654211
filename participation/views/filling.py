"""Filling in a survey: page by page where it has pages, back and forward, and sent once at the end. No script is needed."""

from __future__ import annotations

import uuid
from typing import Any

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.urls import reverse
from django.utils import timezone

from accounts.addresses import address
from accounts.policies import Refused
from participation.actions.filing import drop_file, keep_file, kept_with
from participation.actions.opining import TooLate
from participation.actions.surveying import respond
from participation.forms.sheet import ResponseForm, drop_name, turned
from participation.models import Question, Survey
from participation.views.framing import counted, is_busy, page

CRUMB = "调查与投票"
UPLOADS = 30  # files of one address in an hour
TOO_MANY = "同一网络地址一小时内提交的次数太多，请过一会儿再提交。"


def crumbs(survey: Survey, *more: str) -> list[tuple[str, str]]:
    found = [(CRUMB, reverse("participation:surveys")), (survey.title, survey.get_absolute_url())]
    return [*found, *((title, "") for title in more)]


def fill(request: HttpRequest, survey: Survey, ticket: str, voter: str) -> HttpResponse:
    """One page of the form; `go` says what the visitor pressed: next, back, send."""
    related = survey.questions.select_related("only_if__question").prefetch_related("choices", "rows")
    questions = list(related)
    if request.method != "POST":
        form = ResponseForm(
            initial={"key": uuid.uuid4(), "ticket": ticket}, questions=questions, typed=QueryDict(),
            challenged=is_busy(request, "survey") and turned(questions, QueryDict(), 1, 1) == 1,
        )  # fmt: skip
        return _page(request, survey, form)
    refused = _files(request, survey, questions)
    go, here = request.POST.get("go", "send"), _here(request, questions)
    if go == "back" and not refused:
        return _turn(request, survey, questions, turned(questions, request.POST, here, -1))
    if go in ("next", "back"):
        form = _bound(request, questions, here, {here} if go == "next" else set())
        return _turn_on(request, survey, questions, form, refused)
    return _send(request, survey, questions, voter, refused)


def _here(request: HttpRequest, questions: list[Question]) -> int:
    last = max((question.page for question in questions), default=1)
    typed = request.POST.get("page", "")
    return min(max(int(typed), 1), last) if typed.isdecimal() and len(typed) < 4 else 1


def _sheet(request: HttpRequest) -> uuid.UUID | None:
    try:
        return uuid.UUID(request.POST.get("key", ""))
    except ValueError:
        return None


def _files(request: HttpRequest, survey: Survey, questions: list[Question]) -> dict[str, str]:
    """Keep what was chosen, let go of what was taken back; what cannot be kept is said beside its field."""
    sheet, refused = _sheet(request), {}
    for question in questions:
        if question.kind != Question.Kind.FILE or sheet is None:
            continue
        name, upload = f"q{question.pk}", request.FILES.get(f"q{question.pk}")
        if drop_name(question) in request.POST and upload is None:
            drop_file(question, sheet=sheet)
        if not isinstance(upload, UploadedFile):
            continue
        if counted("survey-file", address(request)) > UPLOADS:
            refused[name] = TOO_MANY
            continue
        try:
            keep_file(survey, question, upload, sheet=sheet, at=timezone.now())
        except Refused as refusal:
            refused[name] = str(refusal)
    return refused


def _bound(request: HttpRequest, questions: list[Question], here: int, needed: set[int], **more: Any) -> ResponseForm:  # fmt: skip
    """The files are not bound again: they lie beside the form."""
    sheet = _sheet(request)
    return ResponseForm(
        request.POST, questions=questions, typed=request.POST, page=here, needed=needed,
        kept=kept_with(sheet) if sheet else {}, **more,
    )  # fmt: skip


def _turn(request: HttpRequest, survey: Survey, questions: list[Question], to: int) -> HttpResponse:
    """Another page, as it was typed; nothing of it is called wrong before it is left."""
    sheet = _sheet(request)
    is_last = turned(questions, request.POST, to, 1) == to
    form = ResponseForm(
        initial={"key": request.POST.get("key", ""), "ticket": request.POST.get("ticket", "")}, questions=questions,
        typed=request.POST, page=to, kept=kept_with(sheet) if sheet else {},
        challenged=is_last and is_busy(request, "survey"),
    )  # fmt: skip
    return _page(request, survey, form)


def _turn_on(
    request: HttpRequest, survey: Survey, questions: list[Question], form: ResponseForm, refused: dict[str, str]
) -> HttpResponse:  # fmt: skip
    here = form.page
    own = {field.name for block in form.blocks() for field in block.fields}
    for name, said in refused.items():
        form.add_error(name, said)
    if own & set(form.errors):
        form.show_only(here)
        return _page(request, survey, form, status=422)
    return _turn(request, survey, questions, turned(questions, request.POST, here, 1))


def _send(
    request: HttpRequest, survey: Survey, questions: list[Question], voter: str, refused: dict[str, str]
) -> HttpResponse:  # fmt: skip
    every = {question.page for question in questions}
    last = max(every, default=1)
    form = _bound(request, questions, last, every, challenged=is_busy(request, "survey"))
    form.page = form.pages[-1]
    if counted("survey", address(request)) > settings.PARTICIPATION_PER_ADDRESS:
        form.add_error(None, TOO_MANY)
        return _page(request, survey, form, status=429)
    if form.by_a_machine:
        return HttpResponseRedirect(reverse("participation:survey_thanks", args=[survey.pk]))
    for name, said in refused.items():
        if name in form.fields:
            form.add_error(name, said)
    if not form.is_valid():
        form.show_first_fault()
        return _page(request, survey, form, status=422)
    try:
        respond(survey, form.answers(), key=form.idempotency_key, voter=voter)
    except TooLate as late:
        form.add_error(None, f"{late}没有提交成功。")
        return _page(request, survey, form, status=409)
    except Refused as refusal:
        form.add_error(None, str(refusal))
        return _page(request, survey, form, status=422)
    return HttpResponseRedirect(reverse("participation:survey_thanks", args=[survey.pk]))


def _page(request: HttpRequest, survey: Survey, form: ResponseForm, status: int = 200) -> HttpResponse:
    has_files = any(question.kind == Question.Kind.FILE for question in form.every)
    context = {"survey": survey, "form": form, "has_files": has_files}
    return page(request, "survey", context, *crumbs(survey), status=status, private=True)
