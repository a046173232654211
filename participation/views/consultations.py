"""征求意见 in public: lists, one draft, the form, and what became of the opinions."""

from __future__ import annotations

import uuid
from typing import Any

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from accounts.addresses import address
from accounts.policies import Refused
from disclosure.body import presented
from disclosure.bulk.sheets import workbook
from disclosure.models import DocumentEdition
from disclosure.views.framing import LARGEST_KEY
from participation import listing
from participation.actions.opining import TooLate, opine
from participation.clauses import WHOLE
from participation.forms.public import OpinionForm
from participation.models import Answer, Consultation, Feedback
from participation.policies import may_opine
from participation.views.framing import counted, is_busy, page

PAGE_SIZE = 20
RECEIVED = "participation-received"  # session: consultation → number of one's own opinion
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
CRUMB = "征求意见"


def public(pk: int) -> Consultation:
    return get_object_or_404(Consultation.objects.public().for_list().select_related("rule"), pk=pk)


def crumbs(consultation: Consultation, *more: str) -> list[tuple[str, str]]:
    found = [
        (CRUMB, reverse("participation:consultations")),
        (consultation.title, consultation.get_absolute_url()),
    ]
    return [*found, *((title, "") for title in more)]


@login_not_required
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """事项范围、参与方式、参与渠道 (市实施意见三(二)3), and what is open now."""
    at = timezone.now()
    every = Consultation.objects.for_list()
    context = {
        "open": listing.lines(every.open(at).order_by("closes_at"), at),
        "waiting": listing.lines(every.awaiting_feedback(at).order_by("closes_at")[:5], at),
        "settled": listing.lines(every.settled().order_by("-feedback__published_at")[:5], at),
    }
    return page(request, "index", context)


@login_not_required
@require_safe
def consultations(request: HttpRequest) -> HttpResponse:
    at = timezone.now()
    every = Consultation.objects.for_list()
    choices = {
        "": ("全部", every.public()), "open": ("正在征集", every.open(at).order_by("closes_at")),
        "waiting": ("已截止，待反馈", every.awaiting_feedback(at)), "settled": ("已反馈", every.settled()),
    }  # fmt: skip
    chosen = request.GET.get("state", "")
    _, found = choices.get(chosen, choices[""])
    current = Paginator(found, PAGE_SIZE).get_page(request.GET.get("page"))
    context = {
        "page": current,
        "lines": listing.lines(current.object_list, at),
        "tabs": [
            {"value": value, "label": label, "current": value == chosen}
            for value, (label, _) in choices.items()
        ],
    }
    return page(request, "consultations", context, (CRUMB, ""))


@login_not_required
@require_safe
def consultation(request: HttpRequest, pk: int) -> HttpResponse:
    found, at = public(pk), timezone.now()
    context = {
        "consultation": found,
        "line": listing.line(found, at),
        "body": presented(found.body),
        "explanation": presented(found.explanation),
        "days": found.days_open(),
        "may_opine": may_opine(found, at),
        "count": found.opinions.count(),
        "extensions": found.extensions.all(),
        "article": {"title": found.title, "published_at": found.published_at, "source": str(found.unit)},
    }
    return page(request, "consultation", context, *crumbs(found))


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def opinion(request: HttpRequest, pk: int) -> HttpResponse:
    """The form, without an account. What comes too late is handed back with its text."""
    found, at = public(pk), timezone.now()
    asked, parts = is_busy(request, "opinion"), found.clauses()
    if request.method != "POST":
        if not may_opine(found, at):
            return HttpResponseRedirect(found.get_absolute_url())
        form = OpinionForm(initial={"key": uuid.uuid4()}, clauses=parts, challenged=asked)
        return _form_page(request, found, form)
    form = OpinionForm(request.POST, clauses=parts, challenged=asked)
    if counted("opinion", address(request)) > settings.PARTICIPATION_PER_ADDRESS:
        context = {"consultation": found, "texts": _texts(form)}
        return page(request, "too_many", context, *crumbs(found, "提意见"), status=429, private=True)
    if form.by_a_machine:
        return HttpResponseRedirect(reverse("participation:received", args=[found.pk]))
    if not may_opine(found, at):
        return _handed_back(request, found, form)
    if not form.is_valid():
        return _form_page(request, found, form, status=422)
    return _send(request, found, form)


def _send(request: HttpRequest, found: Consultation, form: OpinionForm) -> HttpResponse:
    try:
        made = opine(found, form.said(), key=form.idempotency_key)
    except TooLate:
        return _handed_back(request, found, form)
    except Refused as refusal:
        form.add_error(None, str(refusal))
        return _form_page(request, found, form, status=422)
    request.session[RECEIVED] = request.session.get(RECEIVED, {}) | {str(found.pk): made.serial}
    return HttpResponseRedirect(reverse("participation:received", args=[found.pk]))


def _form_page(
    request: HttpRequest, found: Consultation, form: OpinionForm, status: int = 200
) -> HttpResponse:
    context = {"consultation": found, "line": listing.line(found, timezone.now()), "form": form}
    return page(request, "opinion", context, *crumbs(found, "提意见"), status=status, private=True)


def _texts(form: OpinionForm) -> list[dict[str, Any]]:
    labels = {WHOLE: "整体意见"} | {clause.place: clause.label for clause in form.clauses}
    return [{"label": labels[place], "text": text} for place, text in form.parts().items()]


def _handed_back(request: HttpRequest, found: Consultation, form: OpinionForm) -> HttpResponse:
    """超过截止时间: refused kindly; nothing that was typed is lost."""
    verdict = may_opine(found, timezone.now())
    context = {"consultation": found, "reason": verdict.reason, "texts": _texts(form)}
    return page(request, "late", context, *crumbs(found, "提意见"), status=409, private=True)


@login_not_required
@require_safe
def received(request: HttpRequest, pk: int) -> HttpResponse:
    found = public(pk)
    serial = request.session.get(RECEIVED, {}).get(str(found.pk))
    context = {"consultation": found, "serial": serial, "line": listing.line(found, timezone.now())}
    return page(request, "received", context, *crumbs(found, "意见已收到"), private=True)


def _feedback(pk: int) -> Feedback:
    """Public only while its consultation is."""
    public = Feedback.objects.public().select_related("consultation__unit", "unit")
    found = public.filter(consultation=pk).first() if pk <= LARGEST_KEY else None
    if found is None or not found.consultation.is_public:
        raise Http404
    return found


@login_not_required
@require_safe
def feedback(request: HttpRequest, pk: int) -> HttpResponse:
    """意见采纳情况: item by item, with figures that add up, and the document it led to."""
    found = _feedback(pk)
    answers = Answer.objects.filter(consultation=pk).prefetch_related("parts__opinion")
    document = None
    if found.document_id:
        document = DocumentEdition.objects.public().filter(document=found.document_id).first()
    context = {
        "consultation": found.consultation,
        "feedback": found,
        "totals": listing.totals(found.consultation),
        "answers": answers,
        "document": document,
        "article": {"title": str(found), "published_at": found.published_at, "source": str(found.unit)},
    }
    return page(request, "feedback", context, *crumbs(found.consultation, "意见采纳情况"))


@login_not_required
@require_safe
def feedback_table(request: HttpRequest, pk: int) -> HttpResponse:
    found = _feedback(pk)
    data = workbook("意见采纳情况", listing.COLUMNS, listing.feedback_rows(found.consultation))
    response = HttpResponse(data, content_type=XLSX)
    response.headers["Content-Disposition"] = f'attachment; filename="feedback-{pk}.xlsx"'
    return response
