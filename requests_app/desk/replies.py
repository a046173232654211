"""拟定答复 by the seven questions, and the review of what was drafted (条例第十七条、第三十六条)."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from accounts.policies import Refused
from catalog.desk.acting import person
from requests_app.actions import deciding
from requests_app.desk.acting import attempt, back_to, case_url, find_handled, show
from requests_app.forms.desk import OpinionForm, ReplyForm
from requests_app.models import InformationRequest, Reply
from requests_app.policies import may_handle, may_return_reply, may_review_secrecy, may_sign_reply
from requests_app.validation import contradiction
from requests_app.workflow import Action, NotPossible
from statute import seven_questions
from statute.seven_questions import Question

OPTIONAL = {"provided", "form", "form_reason", "responsible_contact", "contradiction_reason"}
WRITTEN = ("article", "reason", "provided", "form", "form_reason", "responsible_body", "responsible_contact", "contradiction_reason")  # fmt: skip


@require_http_methods(["GET", "HEAD", "POST"])
def decide(request: HttpRequest, pk: int) -> HttpResponse:
    """One question at a time; the address carries the answers, so that going back is going back."""
    case = find_handled(request, pk)
    draft = case.replies.in_preparation().first()
    given = request.POST if request.method == "POST" else request.GET
    answers = {key: given[f"q_{key}"] for key in seven_questions.QUESTIONS if f"q_{key}" in given}
    if not answers and draft is not None and "anew" not in given:
        answers = dict(draft.answers)
    try:
        following = seven_questions.next_question(answers)
    except ValueError as error:
        messages.error(request, f"{error}。请重新回答。")
        answers, following = {}, seven_questions.FIRST
    context: dict[str, Any] = {
        "title": f"拟定答复 {case.number}",
        "case": case,
        "verdict": may_handle(person(request), case, Action.DECIDE),
        "path": _path(case, answers),
        "back": case_url(case, "reply"),
    }
    if isinstance(following, Question):
        return show(
            request,
            "decide",
            context | {"question": following, "options": _options(case, following, answers)},
        )
    return _write(request, case, draft, answers, context)


def _path(case: InformationRequest, answers: dict[str, str]) -> list[dict[str, str]]:
    """The answers so far, each with the address that opens its question again."""
    found, before = [], {}
    for question, option in seven_questions.path(answers):
        found.append(
            {
                "step": question.step.value,
                "question": question.text,
                "answer": option.label,
                "url": _url(case, before),
            }
        )
        before = {**before, question.key: option.key}
    return found


def _url(case: InformationRequest, answers: dict[str, str]) -> str:
    return "?" + urlencode({"anew": "1"} | {f"q_{key}": value for key, value in answers.items()})


def _options(case: InformationRequest, question: Question, answers: dict[str, str]) -> list[dict[str, str]]:
    on_path = {asked.key: option.key for asked, option in seven_questions.path(answers)}
    return [
        {"label": one.label, "url": _url(case, on_path | {question.key: one.key})} for one in question.options
    ]


def _write(
    request: HttpRequest,
    case: InformationRequest,
    draft: Reply | None,
    answers: dict[str, str],
    context: dict[str, Any],
) -> HttpResponse:
    """怎么答: what the row the questions led to still needs in words."""
    letter = seven_questions.letter(answers)
    assert letter is not None  # noqa: S101  every question is answered
    initial = {name: getattr(draft, name) for name in WRITTEN} if draft else {}
    initial |= {"previous": draft.previous_id if draft else None}
    if draft is None or (draft.outcome, draft.template) != (letter.outcome.code, letter.template):
        initial["article"] = letter.article
    initial["form"] = initial.get("form") or case.form
    form = ReplyForm(request.POST if "save" in request.POST else None, initial=initial, case=case)
    for name in set(_needed(letter)) - OPTIONAL:
        form.fields[name].required = True
    status = 200
    if form.is_bound and form.is_valid():
        try:
            _save(request, case, answers, form)
            messages.success(request, "答复稿已经保存。")
            return back_to(case, "reply")
        except (Refused, NotPossible) as refusal:
            form.add_error(None, str(refusal))
    if form.errors:
        status = 422
    shown = {
        "letter": letter,
        "form": form,
        "fields": [form[name] for name in _needed(letter)],
        "answers": [(f"q_{key}", value) for key, value in answers.items()],
        "revision": case.revision,
        "contradiction": contradiction(Reply(request=case, outcome=letter.outcome.code)),
    }
    return show(request, "write", context | shown, status=status)


def _needed(letter: seven_questions.Letter) -> list[str]:
    """The fields of this row, in the order of the letter."""
    names = ["article"]
    if letter.outcome.code in ("GRANT", "PARTIAL"):
        names += ["provided", "form", "form_reason"]
    if letter.outcome.needs_reason:
        names.append("reason")
    if letter.sub_reason is not None and letter.sub_reason.code == "not_ours":
        names += ["responsible_body", "responsible_contact"]
    if letter.outcome.code == "NO_REPEAT":
        names.append("previous")
    if letter.outcome.code.startswith("DENY"):
        names.append("contradiction_reason")
    return names


def _save(request: HttpRequest, case: InformationRequest, answers: dict[str, str], form: ReplyForm) -> None:
    revision = request.POST.get("revision", "")
    deciding.decide(
        case,
        by=person(request),
        on=timezone.localdate(),
        answers=answers,
        values={name: form.cleaned_data[name] for name in WRITTEN},
        previous=form.cleaned_data["previous"],
        revision=int(revision) if revision.isdecimal() and len(revision) < 10 else None,
    )


@require_http_methods(["GET", "HEAD", "POST"])
def review(request: HttpRequest, pk: int) -> HttpResponse:
    """保密审查 and 签发: the application, the reply and what is given side by side, and the decision."""
    case = find_handled(request, pk)
    reply = get_object_or_404(case.replies.in_preparation())
    reply.request = case
    is_secrecy = reply.state == Reply.State.SECRECY
    verdict = (may_review_secrecy if is_secrecy else may_sign_reply)(person(request), reply)
    form = OpinionForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        done = (
            "已退回拟稿人。"
            if form.cleaned_data["decision"] == "return"
            else "已通过保密审查，转负责人签发。"
            if is_secrecy
            else "已签发。"
        )
        if attempt(request, lambda: _decide(request, reply, form, is_secrecy=is_secrecy), done):
            return back_to(case, "reply")
        reply.refresh_from_db()
    earlier = case.replies.filter(version__lt=reply.version).order_by("-version").first()
    context = {
        "title": f"{'保密审查' if is_secrecy else '签发'}：{case.number}",
        "case": case,
        "reply": reply,
        "verdict": verdict,
        "may_return": may_return_reply(person(request), reply),
        "form": form,
        "is_secrecy": is_secrecy,
        "files": case.files.for_applicant().filter(kind="given").select_related("file"),
        "path": [(question.step.value, question.text, option.label) for question, option in seven_questions.path(reply.answers)],
        "contradiction": contradiction(reply),
        "earlier": earlier,
        "consultations": case.consultations.all(),
        "searches": case.searches.all(),
        "back": case_url(case, "reply"),
    }  # fmt: skip
    return show(request, "review", context, status=422 if form.errors else 200)


def _decide(request: HttpRequest, reply: Reply, form: OpinionForm, *, is_secrecy: bool) -> None:
    common: dict[str, Any] = {"by": person(request), "on": timezone.localdate()}
    opinion = form.cleaned_data["opinion"]
    if form.cleaned_data["decision"] == "return":
        deciding.return_reply(reply, **common, reason=opinion)
        return
    act = deciding.pass_secrecy if is_secrecy else deciding.sign_reply
    act(reply, **common, opinion=opinion, seen=request.POST.get("seen", ""))
