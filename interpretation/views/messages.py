"""/messages/: following what was written by number and code, and what others asked."""

from __future__ import annotations

from typing import Any, Final

from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Paginator
from django.db.models import Avg, Count, Q
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.addresses import address
from accounts.policies import Refused
from disclosure.models import DocumentEdition
from interpretation.actions import answering
from interpretation.deadlines import answer_due, reply_rule
from interpretation.forms.public import RatingForm, TrackForm
from interpretation.models import Message, MessageKind
from interpretation.numbering import code_digest, matches
from interpretation.views.framing import (
    CODES,
    LARGEST_KEY,
    MESSAGES,
    PAGE_SIZE,
    article,
    counted,
    frame,
    may_see,
    private,
    prove,
    short,
)
from interpretation.workflow import NotPossible
from statute.loading import working_calendar

WRONG: Final = 5
NOT_FOUND: Final = "编号或者查询码不对，请核对。查询码在回执上。"
TOO_MANY: Final = "编号或者查询码输错的次数过多，请一小时后再试。"


@login_not_required
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """Ways to write, how long an answer takes, and what others asked (four queries and one for each kind's rule)."""
    today = timezone.localdate()
    kind = request.GET.get("kind", "")
    q = request.GET.get("q", "").replace("\x00", "").strip()[:60]
    shown = Message.objects.public().select_related("unit")
    if kind in MessageKind.values:
        shown = shown.filter(kind=kind)
    for word in q.split():
        shown = shown.filter(
            Q(shown_subject__icontains=word) | Q(shown_text__icontains=word) | Q(answer__icontains=word)
        )
    page = Paginator(shown.order_by("-shown_at", "-pk"), PAGE_SIZE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "q": q,
        "kind": kind,
        "kinds": MessageKind.choices,
        "rules": [reply_rule(one, today) for one in MessageKind],
        "marks": Message.objects.filter(rating__isnull=False).aggregate(
            mean=Avg("rating"), number=Count("pk")
        ),
    }
    context |= frame(
        [], root=MESSAGES, description="咨询、建议、找错、县长信箱", keywords="互动交流;留言;县长信箱"
    )
    return TemplateResponse(request, "interpretation/messages.html", context)


@login_not_required
@require_safe
def detail(request: HttpRequest, pk: int) -> HttpResponse:
    """A message and its answer, as its writer agreed to show them."""
    message = get_object_or_404(Message.objects.public().select_related("unit"), pk=min(pk, LARGEST_KEY))
    documents = (
        DocumentEdition.objects.public()
        .filter(document=message.document_id)
        .only("title", "document_id", "validity", "published_at")
    )
    context = {"message": message, "documents": list(documents) if message.document_id else []}
    context |= frame([(short(message.shown_subject), "")], root=MESSAGES)
    context |= article(message.shown_subject, message.shown_at, str(message.unit))
    return TemplateResponse(request, "interpretation/message.html", context)


def _message(request: HttpRequest, number: str) -> Message:
    """The message, for who has shown number and code; 404 for everybody else, known or not."""
    found = get_object_or_404(Message.objects.select_related("unit", "extension"), number=number[:30])
    if not may_see(request, found):
        raise Http404
    return found


@login_not_required
@require_safe
def receipt(request: HttpRequest, number: str) -> HttpResponse:
    """回执: number, code, who answers, until when and how that was found."""
    message = _message(request, number)
    context = {
        "message": message,
        "code": request.session.get(CODES, {}).get(number, ""),
        "due": answer_due(message, working_calendar()),
        "track_url": request.build_absolute_uri(reverse("messages:track")),
    }
    return private(request, "receipt", context | frame([("留言回执", "")], root=MESSAGES))


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def track(request: HttpRequest) -> HttpResponse:
    """One answer for an unknown number and a wrong code, after the same work; five wrong ones an hour, no more."""
    form = TrackForm(request.POST or None, initial={"number": request.GET.get("number", "")})
    status = 200
    if request.method == "POST" and form.is_valid():
        number = form.cleaned_data["number"].strip().upper()
        tries = (("number", number, WRONG), ("address", address(request), WRONG * 4))
        if any(counted(what, who, add=False) >= most for what, who, most in tries):
            form.add_error(None, TOO_MANY)
            return private(
                request, "track", {"form": form} | frame([("查询", "")], root=MESSAGES), status=429
            )
        message = _opened(number, form.cleaned_data["code"])
        if message is not None:
            prove(request, message)
            return HttpResponseRedirect(reverse("messages:own", args=[message.number]))
        for what, who, _ in tries:
            counted(what, who)
        form.add_error(None, NOT_FOUND)
        status = 422
    return private(request, "track", {"form": form} | frame([("查询", "")], root=MESSAGES), status=status)


def _opened(number: str, code: str) -> Message | None:
    message = Message.objects.filter(number=number).first()
    if message is None:
        code_digest(number, code)  # the work a known number costs
        return None
    return message if matches(message, code) else None


@login_not_required
@require_safe
def own(request: HttpRequest, number: str) -> HttpResponse:
    """Where it stands, the last day with its steps, the answer, and a mark for it."""
    return _own(request, _message(request, number), RatingForm())


def _own(request: HttpRequest, message: Message, form: RatingForm, status: int = 200) -> HttpResponse:
    today = timezone.localdate()
    context: dict[str, Any] = {
        "message": message,
        "due": answer_due(message, working_calendar()),
        "overdue": message.is_overdue(today),
        "red": message.is_red(today),
        "happened": message.steps.exclude(public_note=""),
        "form": form,
        "may_rate": not message.is_open and message.rating is None,
    }
    return private(request, "own", context | frame([(message.number, "")], root=MESSAGES), status=status)


@login_not_required
@require_POST
def rate(request: HttpRequest, number: str) -> HttpResponse:
    """评价, once."""
    message = _message(request, number)
    form = RatingForm(request.POST)
    if not form.is_valid():
        return _own(request, message, form, status=422)
    try:
        answering.rate(
            message,
            on=timezone.localdate(),
            rating=form.cleaned_data["rating"],
            note=form.cleaned_data["note"],
        )
    except (Refused, NotPossible) as refusal:
        form.add_error(None, str(refusal))
        return _own(request, message, form, status=422)
    return HttpResponseRedirect(reverse("messages:own", args=[number]))
