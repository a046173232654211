"""A message at the desk: what was asked, by whom (only for its handlers), until when, and the acts."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from accounts.models import User
from accounts.policies import Verdict
from catalog.desk.acting import person
from interpretation.actions import answering, pieces, taking
from interpretation.deadlines import answer_due
from interpretation.desk.acting import Act, Noun, acting, attempt, offers, plainly, show
from interpretation.forms.acts import AssignForm, DraftAnswerForm, ExtendForm, ReasonForm
from interpretation.models import Message
from interpretation.policies import (
    may_answer,
    may_assign,
    may_extend,
    may_handle,
    may_hide,
    may_see_sender,
    may_start,
)
from interpretation.workflow import OPEN, MessageAction, MessageStatus
from statute.loading import working_calendar

M, A = MessageStatus, MessageAction


def find(request: HttpRequest, pk: int) -> Message:
    """The message, or 404 when it is not for this person's eyes."""
    visible = Message.objects.visible_to(person(request))
    related = ("unit", "county", "domain", "document", "sender", "extension", "prepared_by", "approved_by")
    return get_object_or_404(visible.select_related(*related), pk=pk)


def screen_url(message: Message) -> str:
    return reverse("admin:interpretation_message_change", args=[message.pk])


def _in(*states: str) -> Any:
    return lambda message: message.status in states


def _draft(message: Message, data: dict[str, Any]) -> object:
    shown = {name: data[name] for name in ("to_show", "shown_subject", "shown_text") if name in data}
    return answering.draft(
        message, by=data["by"], on=data["on"], revision=data["revision"], answer=data["answer"], **shown
    )


def _may_draft(user: User, message: Message) -> Verdict:
    return may_handle(user, message, A.DRAFT)


def _may_return(user: User, message: Message) -> Verdict:
    return may_answer(user, message, A.RETURN)


def _may_collect(user: User, message: Message) -> Verdict:
    assert message.unit is not None  # noqa: S101  offered for answered messages only
    return may_start(user, message.unit)


def _collect(message: Message, data: dict[str, Any]) -> object:
    assert message.unit is not None  # noqa: S101  offered for answered messages only
    return pieces.start_answer(
        message.unit,
        by=data["by"],
        question=message.shown_subject or message.subject,
        source="message",
        message=message,
    )


ACTS = (
    Act("draft", "拟答复", _may_draft, _draft, DraftAnswerForm, offered=_in(M.ASSIGNED, M.REVIEWING), success="已送另一人审签。"),
    Act("answer", "审签答复", may_answer, plainly(answering.answer, "seen"), offered=_in(M.REVIEWING), success="已答复。"),
    Act("return", "退回", _may_return, plainly(answering.send_back, "seen", "reason"), ReasonForm, offered=_in(M.REVIEWING),
        success="已退回重写。", is_primary=False),
    Act("assign", "分办", may_assign, plainly(taking.assign, "unit", "note"), AssignForm, offered=_in(*OPEN), success="已分办。"),
    Act("extend", "延期", may_extend, plainly(taking.extend, "working_days", "reason"), ExtendForm,
        offered=lambda message: message.is_open and getattr(message, "extension", None) is None,
        success="已延期，并告知留言人。", is_primary=False),
    Act("collect", "收入问答库", _may_collect, _collect, offered=_in(M.ANSWERED), success="已在问答库建立草稿。", is_primary=False),
    Act("hide", "停止公开", may_hide, plainly(answering.hide, "reason"), ReasonForm,
        offered=lambda message: message.shown_at is not None, success="已停止公开。", is_danger=True, is_primary=False),
)  # fmt: skip
MESSAGE = Noun(find, ACTS, screen_url, "interpretation_message_act")
act = acting(MESSAGE)


def screen(request: HttpRequest, pk: int, *, sender: dict[str, str] | None = None) -> HttpResponse:
    """The message with its last day and how that was found; the contact only when asked for."""
    message = find(request, pk)
    today = timezone.localdate()
    context = {
        "title": f"{message.number} {message.subject}",
        "message": message,
        "due": answer_due(message, working_calendar()),
        "overdue": message.is_overdue(today),
        "red": message.is_red(today),
        "may_see": may_see_sender(person(request), message),
        "sender": sender,
        "offers": offers(MESSAGE, request, message),
        "steps": message.steps.select_related("by"),
        "library": message.library.all(),
    }
    response = show(request, "message", context, Message)
    response.headers["Cache-Control"] = "private, no-store"
    return response


@require_POST
def look(request: HttpRequest, pk: int) -> HttpResponse:
    """查看联系方式: each look is recorded."""
    message = find(request, pk)
    found: dict[str, str] = {}
    attempt(request, lambda: found.update(answering.look(message, by=person(request))), "")
    return screen(request, pk, sender=found or None)
