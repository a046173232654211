"""/kiosk/: the touch screen of a 政务公开专区: read, apply, follow, consult; idle for a minute, and nothing is left."""

from __future__ import annotations

from typing import Final
from uuid import UUID

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.csrf import csrf_protect
from django.views.decorators.http import require_POST, require_safe

from disclosure.listing import rows_of
from disclosure.models import DocumentEdition, Guide
from interpretation.actions import keeping_drafts
from interpretation.views.writing import COOKIE as MESSAGE_DRAFT
from portal.kiosk.middleware import COOKIE
from requests_app.actions import drafting
from requests_app.views.applying import COOKIE as DRAFT_COOKIE

TITLE: Final = "自助终端"
LATEST: Final = 5
COLUMN: Final = {
    "name": TITLE, "type": "便民服务", "description": "政务公开专区的触摸屏：查信息、申请公开、查进度、咨询",
    "keywords": "政务公开专区;自助终端",
}  # fmt: skip


def _kiosk(response: HttpResponse, request: HttpRequest) -> HttpResponse:
    """From here on this browser is a terminal, until it is closed."""
    response.set_cookie(COOKIE, "1", httponly=True, samesite="Lax", secure=request.is_secure())
    response.headers["Cache-Control"] = "no-store"
    response.headers["X-Robots-Tag"] = "noindex"
    return response


@login_not_required
@require_safe
def attract(request: HttpRequest) -> HttpResponse:
    """首屏: touch to begin; what is new meanwhile (two queries)."""
    newest = DocumentEdition.objects.public().filter(before_portal_on=None).order_by("-published_at", "-pk")
    ids = list(newest.values_list("pk", flat=True)[:LATEST])
    context = {"rows": rows_of(ids) if ids else [], "column": COLUMN}
    return _kiosk(TemplateResponse(request, "kiosk/attract.html", context), request)


@login_not_required
@require_safe
def menu(request: HttpRequest) -> HttpResponse:
    """Four ways on."""
    return _kiosk(TemplateResponse(request, "kiosk/menu.html", {"column": COLUMN, "kiosk": True}), request)


@login_not_required
@require_safe
def consult(request: HttpRequest) -> HttpResponse:
    """Whom to ask: the office of every unit, as its guide says (one query)."""
    guides = Guide.objects.in_force().select_related("unit").order_by("unit__tree_id", "unit__lft")
    context = {"guides": guides, "column": COLUMN, "kiosk": True}
    return _kiosk(TemplateResponse(request, "kiosk/consult.html", context), request)


@login_not_required
@require_POST
@csrf_protect
def end(request: HttpRequest) -> HttpResponse:
    """结束使用: the session, a draft begun here, cookies, storage and cached pages go; the first screen comes back.

    The address lies below /requests/, where alone the browser sends the cookie of a draft.
    """
    draft = drafting.find_draft(_token(request), None, timezone.now())
    if draft is not None:
        draft.delete()
    keeping_drafts.drop(request.session.get(MESSAGE_DRAFT, ""))
    request.session.flush()
    response = HttpResponseRedirect(reverse("kiosk:attract"))
    response.delete_cookie(DRAFT_COOKIE, path="/requests/")
    response.delete_cookie(MESSAGE_DRAFT, path="/messages/")
    response.headers["Clear-Site-Data"] = '"cache", "storage"'
    return response


def _token(request: HttpRequest) -> UUID | None:
    try:
        return UUID(request.COOKIES.get(DRAFT_COOKIE, ""))
    except ValueError:
        return None
