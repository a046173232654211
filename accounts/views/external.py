"""统一身份认证: out to the provider and back; never needed for anything."""

from __future__ import annotations

import logging
from typing import Final

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from accounts import oidc, signing
from accounts.actions.external import account_of
from accounts.policies import Refused

logger = logging.getLogger(__name__)
KEPT: Final = "oidc"


def _back_to() -> str:
    return settings.SITE_URL.rstrip("/") + reverse("account:external_back")


@login_not_required
@never_cache
@require_GET
def start(request: HttpRequest) -> HttpResponse:
    """去统一身份认证."""
    if not oidc.is_offered():
        raise Http404
    try:
        leaving = oidc.leave(_back_to())
    except oidc.NotIdentified as failed:
        messages.error(request, str(failed))
        return redirect("login")
    request.session[KEPT] = leaving.kept
    return HttpResponseRedirect(leaving.url)


@login_not_required
@never_cache
@require_GET
def back(request: HttpRequest) -> HttpResponse:
    """从统一身份认证回来."""
    if not oidc.is_offered():
        raise Http404
    kept = request.session.pop(KEPT, {})
    now = timezone.now()
    try:
        subject = oidc.arrive(
            kept, state=request.GET.get("state", ""), code=request.GET.get("code", ""), back_to=_back_to()
        )
        user = account_of(subject, at=now)
    except (oidc.NotIdentified, Refused) as failed:
        logger.warning("sign-in by the provider failed: %s", type(failed.__cause__ or failed).__name__)
        messages.error(request, str(failed))
        return redirect("login")
    signing.complete(request, user, factor="external", at=now)
    return redirect("requests:mine")
