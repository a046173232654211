"""/requests/apply/: the form, its draft on the server, the receipt."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Final
from uuid import UUID

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.core.files.uploadedfile import UploadedFile
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.addresses import address
from accounts.models import User
from accounts.policies import Refused
from catalog.models import Item, Node
from disclosure.models import Document, DocumentEdition
from requests_app.actions import drafting, intake, telling
from requests_app.forms.public import ApplyForm
from requests_app.models import InformationRequest, RequestDraft
from requests_app.suggesting import already_published
from requests_app.views.framing import counted, may_see, page, prove, with_clock

COOKIE: Final = "request_draft"
CODES: Final = "requests-codes"  # session: codes to be shown on the receipt, until it is left
NOT_KEPT: Final = frozenset({"csrfmiddlewaretoken", "website", "consent", "key", "act"})


def _account(request: HttpRequest) -> User | None:
    return request.user if isinstance(request.user, User) else None


def _token(request: HttpRequest) -> UUID | None:
    try:
        return UUID(request.COOKIES.get(COOKIE, ""))
    except ValueError:
        return None


def _draft(request: HttpRequest, at: datetime) -> RequestDraft | None:
    return drafting.find_draft(_token(request), _account(request), at)


def _remember(response: HttpResponse, draft: RequestDraft | None) -> HttpResponse:
    """The cookie that brings the draft back: strictly necessary, for these pages only."""
    if draft is not None:
        response.set_cookie(
            COOKIE, str(draft.pk), max_age=drafting.KEPT_DAYS * 86400, path="/requests/", httponly=True, samesite="Lax",
            secure=response.headers.get("Strict-Transport-Security") is not None,
        )  # fmt: skip
    return response


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def apply(request: HttpRequest) -> HttpResponse:
    """The form. Every POST keeps what was typed first, and only then looks whether it is right."""
    at = timezone.now()
    draft = _draft(request, at)
    if request.method != "POST":
        return _form_page(request, ApplyForm(initial=_initial(request, draft)), draft)
    if counted("submit", address(request)) > settings.REQUESTS_PER_ADDRESS:
        return page(request, "too_many", {}, ("提交得太频繁", ""), status=429)
    typed = {name: value for name, value in request.POST.items() if name not in NOT_KEPT}
    key = _key(request)
    standing = InformationRequest.objects.filter(idempotency_key=key).first() if key else None
    if standing is not None:  # the same form once more: a double click, the back button
        return _to_receipt(request, intake.Receipt(standing, ""))
    draft = drafting.save_draft(
        draft or (RequestDraft(pk=key) if key else None), typed, account=_account(request), at=at
    )
    refused = _keep_files(request, draft)
    form = ApplyForm(request.POST, request.FILES, kept=frozenset(draft.files.values_list("kind", flat=True)))
    for field, said in refused.items():
        form.add_error(field, said)
    if request.POST.get("act") == "save":
        return _remember(_form_page(request, ApplyForm(initial=typed), draft, saved=True), draft)
    if not form.is_valid() or form.by_a_machine:
        return _remember(_form_page(request, form, draft, status=422), draft)
    return _submit(request, form, draft, at)


def _key(request: HttpRequest) -> UUID | None:
    """The draft's id as the page carried it: the idempotency key."""
    try:
        return UUID(request.POST.get("key", ""))
    except ValueError:
        return None


def _keep_files(request: HttpRequest, draft: RequestDraft) -> dict[str, str]:
    """Uploads go into the draft at once; what cannot be taken is said beside its field."""
    refused = {}
    for field in drafting.UPLOADS:
        upload = request.FILES.get(field)
        if isinstance(upload, UploadedFile):
            try:
                drafting.keep_file(draft, field, upload)
            except Refused as refusal:
                refused[field] = str(refusal)
    return refused


def _submit(request: HttpRequest, form: ApplyForm, draft: RequestDraft, at: datetime) -> HttpResponse:
    data = form.cleaned_data
    application = intake.Application(
        person=form.person(),
        subject=data["subject"],
        document=_chosen(Document.objects.public(), request.POST.get("document", "")),
        item=_chosen(Item.objects.all(), request.POST.get("item", "")),
        **{name: data[name] for name in ("document_number", "form", "way", "needs_help", "help_note")},
    )
    try:
        receipt = intake.submit(
            data["unit"],
            application,
            key=draft.pk,
            at=at,
            on=timezone.localdate(at),
            account=_account(request),
        )
    except Refused as refusal:
        form.add_error(None, str(refusal))
        return _form_page(request, form, draft, status=422)
    if receipt.code:
        drafting.turn_into_case(draft, receipt.request)
        telling.tell(receipt.request, "received", f"已收到您的申请。登记编号 {receipt.request.number}。")
    response = _to_receipt(request, receipt)
    response.delete_cookie(COOKIE, path="/requests/")
    return response


def _chosen(rows: Any, text: str) -> Any:
    return rows.filter(pk=int(text)).distinct().first() if text.isdecimal() and len(text) < 19 else None


def _to_receipt(request: HttpRequest, receipt: intake.Receipt) -> HttpResponse:
    if receipt.code:
        prove(request, receipt.request)
        request.session[CODES] = {**request.session.get(CODES, {}), receipt.request.number: receipt.code}
    return HttpResponseRedirect(reverse("requests:receipt", args=[receipt.request.number]))


def _initial(request: HttpRequest, draft: RequestDraft | None) -> dict[str, Any]:
    initial: dict[str, Any] = dict(drafting.content_of(draft))
    initial["has_agent"] = initial.get("has_agent") == "on"
    initial["needs_help"] = initial.get("needs_help") == "on"
    if unit := request.GET.get("unit"):
        initial["unit"] = unit
    if subject := request.GET.get("subject"):
        initial["subject"] = subject[:2000]
    return initial


def _form_page(
    request: HttpRequest,
    form: ApplyForm,
    draft: RequestDraft | None,
    *,
    saved: bool = False,
    status: int = 200,
) -> HttpResponse:
    subject = str(form["subject"].value() or "")
    chosen = request.POST.get("document") or request.GET.get("document", "")
    item = request.POST.get("item") or request.GET.get("item", "")
    context = {
        "form": form,
        "key": draft.pk if draft else RequestDraft().pk,
        "restored": draft is not None and request.method != "POST",
        "saved": saved,
        "files": list(draft.files.all()) if draft else [],
        "found": already_published(subject) if subject else [],
        "document": _chosen(Document.objects.public(), chosen),
        "about": _title(chosen) or _item_name(item),
        "item": item,
    }
    return page(request, "apply", context, ("填写申请", ""), status=status)


def _title(text: str) -> str:
    if not text.isdecimal() or len(text) > 18:
        return ""
    found = (
        DocumentEdition.objects.public().filter(document=int(text)).values_list("title", flat=True).first()
    )
    return found or ""


def _item_name(text: str) -> str:
    if not text.isdecimal() or len(text) > 18:
        return ""
    found = Node.objects.public().filter(item=int(text)).values_list("name", flat=True).first()
    return found or ""


@login_not_required
@require_POST
def save(request: HttpRequest) -> HttpResponse:
    """The page's own saving while somebody types. Answers with the draft's id."""
    at = timezone.now()
    if counted("save", address(request)) > 600:
        return JsonResponse({"error": "保存得太频繁"}, status=429)
    typed = {name: value for name, value in request.POST.items() if name not in NOT_KEPT}
    key = _key(request)
    if key and InformationRequest.objects.filter(idempotency_key=key).exists():
        return JsonResponse({"error": "这份申请已经提交"}, status=409)
    draft = _draft(request, at)
    draft = drafting.save_draft(
        draft or (RequestDraft(pk=key) if key else None), typed, account=_account(request), at=at
    )
    return _remember(
        JsonResponse({"key": str(draft.pk), "at": timezone.localtime(at).strftime("%H:%M:%S")}), draft
    )


@login_not_required
@require_POST
def discard(request: HttpRequest) -> HttpResponse:
    """清空草稿, and begin anew."""
    draft = _draft(request, timezone.now())
    if draft is not None:
        draft.delete()
    response = HttpResponseRedirect(reverse("requests:apply"))
    response.delete_cookie(COOKIE, path="/requests/")
    return response


@login_not_required
@require_safe
def suggest(request: HttpRequest) -> HttpResponse:
    """可能已经公开: what the portal has on what is being typed, at most five."""
    found = already_published(request.GET.get("q", "")[:200])
    response = JsonResponse(
        {"found": [{"title": one.title, "url": one.url, "note": one.note} for one in found]}
    )
    response.headers["Cache-Control"] = "private, no-store"
    return response


@login_not_required
@require_safe
def receipt(request: HttpRequest, number: str) -> HttpResponse:
    """接收回执: number and code, the day of receipt, the date and how it was found; printed on A5 or a slip."""
    case = get_object_or_404(InformationRequest, number=number)
    if not may_see(request, case):
        raise Http404
    case, clock = with_clock(case, timezone.localdate())
    context = {
        "case": case,
        "clock": clock,
        "code": request.session.get(CODES, {}).get(number, ""),
        "mailed": bool(case.applicant.email_sealed),
        "track_url": request.build_absolute_uri(reverse("requests:track")),
    }
    return page(request, "receipt", context, ("申请回执", ""))
