"""/messages/write/: the form, and its draft on the server."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Final
from uuid import UUID, uuid4

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from accounts.addresses import address
from accounts.policies import Refused
from disclosure.models import Document, DocumentEdition
from interpretation.actions import keeping_drafts, taking
from interpretation.forms.public import MessageForm
from interpretation.models import Message, MessageDraft, MessageKind
from interpretation.views.framing import CODES, MESSAGES, counted, frame, private, prove

COOKIE: Final = (
    "message_draft"  # and in the session, so that a terminal can throw the draft away from anywhere
)
KEPT: Final = frozenset(MessageForm.base_fields) - {"website"} | {"document"}
NAMED: Final = ("kind", "unit", "page_url")  # what a link to the form may fill in
SAVES_PER_HOUR: Final = 600


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def write(request: HttpRequest) -> HttpResponse:
    """写留言. What was typed is kept first; the form's key makes one message of it, however often it is sent."""
    at = timezone.now()
    draft = _draft(request, at)
    if request.method != "POST":
        return _begin(request, draft)
    key = _key(request)
    standing = Message.objects.filter(idempotency_key=key).first()
    if standing is not None:
        return _to_receipt(request, taking.Receipt(standing, ""))
    document = _document(request.POST.get("document", ""))
    form = MessageForm(request.POST)
    if counted("write", address(request)) > settings.REQUESTS_PER_ADDRESS:
        form.add_error(None, "提交得太频繁，请一小时后再试。")
        return _form(request, form, document, key, status=429)
    if form.by_a_machine:
        return _form(request, form, document, key, status=422)
    kept = _keep(request, draft.pk if draft else key, at)
    if request.POST.get("act") == "save":
        typed = MessageForm(initial=keeping_drafts.content_of(kept))
        return _remember(request, _form(request, typed, document, key, saved=True), kept)
    if not form.is_valid():
        return _remember(request, _form(request, form, document, key, status=422), kept)
    data = form.cleaned_data
    names = ("kind", "subject", "text", "name", "phone", "email", "consent", "unit", "domain", "page_url")
    written = taking.Written(document=document, **{name: data[name] for name in names})
    try:
        receipt = taking.take(written, key=key, at=at, on=timezone.localdate(at))
    except Refused as refusal:
        form.add_error(None, str(refusal))
        return _remember(request, _form(request, form, document, key, status=422), kept)
    keeping_drafts.drop(kept.pk)
    return _forget(request, _to_receipt(request, receipt))


@login_not_required
@require_POST
def save(request: HttpRequest) -> HttpResponse:
    """The page's own saving while somebody types. Answers with the key of what was kept."""
    at = timezone.now()
    if counted("save", address(request)) > SAVES_PER_HOUR:
        return JsonResponse({"error": "保存得太频繁"}, status=429)
    key, draft = _key(request), _draft(request, at)
    if Message.objects.filter(idempotency_key=key).exists():
        return JsonResponse({"error": "这件留言已经提交"}, status=409)
    kept = _keep(request, draft.pk if draft else key, at)
    said = {"key": str(key), "at": timezone.localtime(at).strftime("%H:%M:%S")}
    return _remember(request, JsonResponse(said), kept)


@login_not_required
@require_POST
def discard(request: HttpRequest) -> HttpResponse:
    """清空草稿, and begin anew."""
    keeping_drafts.drop(_token(request))
    return _forget(request, HttpResponseRedirect(reverse("messages:write")))


def _begin(request: HttpRequest, draft: MessageDraft | None) -> HttpResponse:
    """The form as it was left, or as a link fills it in; what the link says goes before the draft."""
    typed = keeping_drafts.content_of(draft)
    document = _document(request.GET.get("document", "") or typed.get("document", ""))
    initial: dict[str, Any] = {**typed, "consent": typed.get("consent") == "on"}
    initial |= {name: request.GET[name][:300] for name in NAMED if request.GET.get(name)}
    initial["kind"] = initial["kind"] if initial.get("kind") in MessageKind.values else MessageKind.CONSULT
    key = draft.pk if draft is not None else uuid4()
    return _form(request, MessageForm(initial=initial), document, key, restored=draft is not None)


def _token(request: HttpRequest) -> UUID | None:
    try:
        return UUID(request.COOKIES.get(COOKIE, ""))
    except ValueError:
        return None


def _draft(request: HttpRequest, at: datetime) -> MessageDraft | None:
    return keeping_drafts.find_draft(_token(request), at)


def _keep(request: HttpRequest, key: UUID, at: datetime) -> MessageDraft:
    typed = {name: value for name, value in request.POST.items() if name in KEPT}
    return keeping_drafts.save_draft(key, typed, at=at)


def _remember(request: HttpRequest, response: HttpResponse, draft: MessageDraft) -> HttpResponse:
    """The cookie that brings the draft back: strictly necessary, for these pages only."""
    request.session[COOKIE] = str(draft.pk)
    response.set_cookie(
        COOKIE, str(draft.pk), max_age=keeping_drafts.KEPT_DAYS * 86400, path="/messages/", httponly=True,
        samesite="Lax", secure=request.is_secure(),
    )  # fmt: skip
    return response


def _forget(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    request.session.pop(COOKIE, None)
    response.delete_cookie(COOKIE, path="/messages/")
    return response


def _key(request: HttpRequest) -> UUID:
    try:
        return UUID(request.POST.get("key", ""))
    except ValueError:
        return uuid4()


def _document(text: str) -> Document | None:
    """The public document a question is about."""
    if not text.isdecimal() or len(text) > 18:
        return None
    return Document.objects.public().filter(pk=int(text)).select_related("unit").distinct().first()


def _form(
    request: HttpRequest,
    form: MessageForm,
    document: Document | None,
    key: UUID,
    *,
    status: int = 200,
    saved: bool = False,
    restored: bool = False,
) -> HttpResponse:
    about = DocumentEdition.objects.public().filter(document=document).first() if document else None
    is_error = form["kind"].value() == MessageKind.ERROR
    context = {
        "form": form, "key": key, "document": about, "complaint_url": "/requests/", "is_error": is_error, "saved": saved,
        "restored": restored,
    }  # fmt: skip
    crumb = "给网站找错" if is_error else "写留言"
    return private(request, "write", context | frame([(crumb, "")], root=MESSAGES), status=status)


def _to_receipt(request: HttpRequest, receipt: taking.Receipt) -> HttpResponse:
    if receipt.code:
        prove(request, receipt.message)
        request.session[CODES] = {**request.session.get(CODES, {}), receipt.message.number: receipt.code}
    return HttpResponseRedirect(reverse("messages:receipt", args=[receipt.message.number]))
