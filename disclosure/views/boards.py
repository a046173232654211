"""/documents/board/<unit>/: the screen in the hall. Large type, a code to photograph, pages that turn."""

from __future__ import annotations

from typing import Final

from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.models import Organisation
from disclosure.models import DocumentEdition
from disclosure.policies import PUBLISHERS

NEWEST: Final = 12
PER_SCREEN: Final = 4


@login_not_required
@require_safe
def board(request: HttpRequest, unit: str) -> HttpResponse:
    """The newest documents of a unit, four to a screen; asked anew at every turn, so a withdrawal shows at once."""
    found = get_object_or_404(Organisation.objects.active(), code=unit, kind__in=PUBLISHERS)
    newest = (
        DocumentEdition.objects.readable()
        .filter(unit=found, before_portal_on=None)
        .order_by("-published_at", "-pk")
        .for_list()[:NEWEST]
    )
    page = Paginator(list(newest), PER_SCREEN).get_page(request.GET.get("page"))
    following = page.next_page_number() if page.has_next() else 1
    context = {"unit": found, "page": page, "following": following, "now": timezone.localtime()}
    response = TemplateResponse(request, "disclosure/board.html", context)
    response.headers["Cache-Control"] = "no-cache"
    response.headers["X-Robots-Tag"] = "noindex"
    return response
