"""Short pieces at the desk: answers of the library, entries about a concern, events; one screen for the three."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from accounts.models import User
from accounts.policies import Refused, Verdict
from catalog.desk.acting import first_errors, person
from interpretation import clocks
from interpretation.actions import pieces
from interpretation.desk.acting import Act, Noun, acting, attempt, offers, show
from interpretation.forms.acts import ReasonForm
from interpretation.forms.desk import (
    EntryStartForm,
    FileForm,
    PieceForm,
    StartAnswerForm,
    StartConcernForm,
    StartEventForm,
)
from interpretation.forms.ties import titles
from interpretation.models import Concern, ConcernEntry, OutreachEvent, Piece, PolicyAnswer
from interpretation.policies import (
    may_approve_piece,
    may_close_concern,
    may_confirm_answer,
    may_prepare,
    may_withdraw_piece,
)
from interpretation.workflow import PieceAction, PieceStatus

P, A = PieceStatus, PieceAction


def _in(*states: str) -> Any:
    return lambda piece: piece.status in states


def _prepares(action: PieceAction) -> Callable[[User, Piece], Verdict]:
    return lambda user, piece: may_prepare(user, piece, action)


def _returns(user: User, piece: Piece) -> Verdict:
    return may_approve_piece(user, piece, A.RETURN)


def _is_withheld(piece: Any) -> bool:
    return isinstance(piece, PolicyAnswer) and PolicyAnswer.objects.withheld().filter(pk=piece.pk).exists()


ACTS = (
    Act("submit", "提交审签", _prepares(A.SUBMIT), lambda piece, data: pieces.submit(piece, by=data["by"]),
        offered=_in(P.DRAFT), success="已提交审签。"),
    Act("approve", "审签发布", may_approve_piece, lambda piece, data: pieces.approve(piece, by=data["by"], on=data["on"], seen=data["seen"]),
        offered=_in(P.REVIEWING), success="已发布。"),
    Act("return", "退回", _returns, lambda piece, data: pieces.send_back(piece, by=data["by"], seen=data["seen"], reason=data["reason"]),
        ReasonForm, offered=_in(P.REVIEWING), success="已退回。", is_primary=False),
    Act("confirm", "复核：答复仍然有效", may_confirm_answer, lambda piece, data: pieces.confirm(piece, by=data["by"], on=data["on"]),
        offered=_is_withheld, success="已复核，重新公开。"),
    Act("rework", "修订", _prepares(A.REWORK), lambda piece, data: pieces.rework(piece, by=data["by"], reason=data["reason"]),
        ReasonForm, offered=_in(P.PUBLISHED, P.WITHDRAWN), success="可以修改了；审签以前不再公开。", is_primary=False),
    Act("withdraw", "撤下", may_withdraw_piece, lambda piece, data: pieces.withdraw(piece, by=data["by"], reason=data["reason"]),
        ReasonForm, offered=_in(P.PUBLISHED), success="已撤下。", is_danger=True, is_primary=False),
)  # fmt: skip


def finder(model: type[Piece], *related: str) -> Callable[[HttpRequest, int], Any]:
    """How a piece is found for a person; 404 where it is not for their eyes."""

    def find(request: HttpRequest, pk: int) -> Any:
        rows: Any = model._meta.default_manager
        return get_object_or_404(rows.visible_to(person(request)).select_related(*related), pk=pk)

    return find


def _address(name: str) -> Callable[[Any], str]:
    return lambda thing: reverse(f"admin:interpretation_{name}", args=[thing.pk])


ANSWER = Noun(
    finder(PolicyAnswer, "unit", "message"),
    ACTS,
    _address("policyanswer_change"),
    "interpretation_answer_act",
)
EVENT = Noun(
    finder(OutreachEvent, "unit"), ACTS, _address("outreachevent_change"), "interpretation_event_act"
)
ENTRY = Noun(finder(ConcernEntry, "concern__unit"), ACTS, _address("entry"), "interpretation_entry_act")
answer_act, event_act, entry_act = acting(ANSWER), acting(EVENT), acting(ENTRY)


def screen_of(noun: Noun, model: type[Piece]) -> Callable[..., HttpResponse]:
    """The one screen of a kind of piece: read, written, and its acts."""

    @require_http_methods(["GET", "HEAD", "POST"])
    def screen(request: HttpRequest, pk: int) -> HttpResponse:
        piece = noun.find(request, pk)
        if request.method != "POST":
            return _page(request, noun, piece)
        form = PieceForm(request.POST, piece=piece, user=person(request))
        if not form.is_valid():
            return _page(request, noun, piece, form, status=422)
        documents = form.tied() if hasattr(piece, "documents") else None
        try:
            pieces.save(
                piece,
                by=person(request),
                revision=form.cleaned_data["revision"],
                values=form.values(),
                documents=documents,
            )
        except Refused as refusal:
            form.add_error(None, str(refusal))
            status = 409 if isinstance(refusal, pieces.Conflict) else 422
            return _page(request, noun, piece, form, status=status)
        messages.success(request, "已保存。")
        return HttpResponseRedirect(noun.url(piece))

    return screen


def _page(
    request: HttpRequest, noun: Noun, piece: Any, form: PieceForm | None = None, status: int = 200
) -> HttpResponse:
    user = person(request)
    may = may_prepare(user, piece, A.EDIT)
    is_editing = form is not None or bool(may)
    documents = (
        titles(list(piece.documents.values_list("pk", flat=True))) if hasattr(piece, "documents") else {}
    )
    rows = [(piece._meta.get_field(name).verbose_name, _words(piece, name)) for name in piece.FIELDS]
    context = {
        "title": str(piece),
        "piece": piece,
        "form": (form or PieceForm(piece=piece, user=user)) if is_editing else None,
        "rows": [(label, value) for label, value in rows if value],
        "documents": documents,
        "may_edit": may,
        "lacking": pieces.lacking(piece) if piece.status in (P.DRAFT, P.REVIEWING) else "",
        "withheld": _is_withheld(piece),
        "offers": offers(noun, request, piece),
        "files": piece.files.select_related("file") if isinstance(piece, OutreachEvent) else [],
        "file_form": FileForm(auto_id="file_%s"),
        "is_event": isinstance(piece, OutreachEvent),
        "concern": piece.concern if isinstance(piece, ConcernEntry) else None,
        "here": noun.url(piece),
        "public_url": _public_url(piece),
    }
    return show(request, "piece", context, type(piece), status=status)


def _words(piece: Any, name: str) -> Any:
    label = getattr(piece, f"get_{name}_display", None)
    return label() if label is not None else getattr(piece, name)


def _public_url(piece: Any) -> str:
    if piece.status != P.PUBLISHED:
        return ""
    return str((piece.concern if isinstance(piece, ConcernEntry) else piece).get_absolute_url())


answer_screen = screen_of(ANSWER, PolicyAnswer)
event_screen = screen_of(EVENT, OutreachEvent)
entry_screen = screen_of(ENTRY, ConcernEntry)


@require_POST
def add_file(request: HttpRequest, pk: int) -> HttpResponse:
    """宣讲材料."""
    event = EVENT.find(request, pk)
    form = FileForm(request.POST, request.FILES)
    if form.is_valid():
        attempt(
            request,
            lambda: pieces.add_event_file(event, form.cleaned_data["file"], by=person(request)),
            "已上传。",
        )
    else:
        messages.error(request, first_errors(form))
    return HttpResponseRedirect(EVENT.url(event))


def _start(
    request: HttpRequest,
    form: forms.Form,
    title: str,
    make: Callable[[dict[str, Any]], Any],
    url: Callable[[Any], str],
) -> HttpResponse:
    """A form that starts something and leads to it."""
    if request.method == "POST" and form.is_valid():
        made: list[Any] = []
        try:
            made.append(make(form.cleaned_data))
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            return HttpResponseRedirect(url(made[0]))
    return show(request, "start", {"form": form, "title": title}, status=422 if form.errors else 200)


def start_answer(request: HttpRequest) -> HttpResponse:
    """From the list, or from a case or a consultation, which name their unit and themselves as the source."""
    user = person(request)
    form = StartAnswerForm(request.POST or None, user=user, initial=request.GET.dict())

    def make(data: dict[str, Any]) -> PolicyAnswer:
        return pieces.start_answer(data["unit"], by=user, question=data["question"], source=data["source"])

    return _start(request, form, "收入问答库", make, ANSWER.url)


def start_event(request: HttpRequest) -> HttpResponse:
    user = person(request)
    form = StartEventForm(request.POST or None, user=user)

    def make(data: dict[str, Any]) -> OutreachEvent:
        unit = data.pop("unit")
        return pieces.start_event(unit, by=user, **data)

    return _start(request, form, "登记政策宣讲", make, EVENT.url)


def start_concern(request: HttpRequest) -> HttpResponse:
    user = person(request)
    form = StartConcernForm(request.POST or None, user=user)

    def make(data: dict[str, Any]) -> Concern:
        unit = data.pop("unit")
        return pieces.open_concern(unit, by=user, **data)

    return _start(request, form, "建立回应专题", make, _address("concern_change"))


# --- a concern and what is said about it -----------------------------------------------------------------------------


def find_concern(request: HttpRequest, pk: int) -> Concern:
    return get_object_or_404(Concern.objects.visible_to(person(request)).select_related("unit"), pk=pk)


CONCERN = Noun(
    find_concern,
    (
        Act("close", "办结", may_close_concern, lambda concern, data: pieces.close_concern(concern, by=data["by"], on=data["on"]),
            offered=lambda concern: concern.closed_on is None, success="已办结，页面照常公开。", is_primary=False),
    ),
    _address("concern_change"),
    "interpretation_concern_act",
)  # fmt: skip
concern_act = acting(CONCERN)


@require_http_methods(["GET", "HEAD", "POST"])
def concern_screen(request: HttpRequest, pk: int) -> HttpResponse:
    """The topic, its hours, what was said; POST adds something to say."""
    concern = find_concern(request, pk)
    form = EntryStartForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        made: list[ConcernEntry] = []
        if attempt(
            request,
            lambda: made.append(pieces.start_entry(concern, by=person(request), **form.cleaned_data)),
            "已建立，请填写内容。",
        ):
            return HttpResponseRedirect(ENTRY.url(made[0]))
    entries = list(concern.entries.order_by("happened_at", "pk"))
    said = [(one.kind, one.published_at) for one in entries if one.status == P.PUBLISHED and one.published_at]
    context = {
        "title": concern.title,
        "concern": concern,
        "entries": [{"entry": one, "url": ENTRY.url(one)} for one in entries],
        "limits": clocks.limits(concern.severity, concern.arisen_at, said, timezone.now()),
        "form": form,
        "offers": offers(CONCERN, request, concern),
        "public_url": concern.get_absolute_url() if said else "",
    }
    return show(request, "concern", context, Concern, status=422 if form.errors else 200)
