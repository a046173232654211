"""Between being signed in and doing anything: not idle for too long, and, where it is required, with a second factor."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any, Final
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.contrib.auth.models import AnonymousUser
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import resolve_url
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme

from accounts.models import User
from accounts.policies import needs_second_factor
from accounts.signing import FACTOR, SEEN

RENEWED: Final = 300  # seconds: one write in five minutes of work


class LoginMiddleware(LoginRequiredMiddleware):
    """Whoever sends a form after the session ended is told so, and comes back to the page the form stands on."""

    def handle_no_permission(self, request: HttpRequest, view_func: Callable[..., Any]) -> HttpResponseBase:
        if request.method in {"GET", "HEAD"}:
            return super().handle_no_permission(request, view_func)
        messages.warning(request, "登录已经过期，刚才的提交没有生效。请登录后在原来的页面再提交一次。")
        return redirect_to_login(
            page_of(request),
            resolve_url(self.get_login_url(view_func)),
            self.get_redirect_field_name(view_func),
        )


def page_of(request: HttpRequest) -> str:
    """Where to go after signing in: what was asked for, or the page from which something was sent."""
    if request.method in {"GET", "HEAD"}:
        return request.get_full_path()
    page = request.headers.get("Referer", "")
    if not url_has_allowed_host_and_scheme(page, {request.get_host()}, require_https=request.is_secure()):
        return reverse("admin:index")
    parts = urlsplit(page)
    return f"{parts.path}?{parts.query}" if parts.query else parts.path


class SignInMiddleware:
    """Stands after LoginMiddleware, which has already looked at who it is: anonymous readers cost nothing here."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Callable[..., Any], args: Any, kwargs: Any
    ) -> HttpResponse | None:
        user = request.user
        if not isinstance(user, User):
            return None
        is_public = not getattr(view, "login_required", True)
        if _was_idle(request, now=int(time.time())):
            logout(request)
            messages.info(request, "太久没有操作，已经为您退出登录，请重新登录。")
            return None if is_public else redirect_to_login(page_of(request))
        if not needs_second_factor(user) or request.session.get(FACTOR) or _is_about_signing_in(request):
            return None
        if is_public:
            request.user = AnonymousUser()  # half signed in is not signed in
            return None
        if user.factors.exists():  # set up elsewhere after this session began
            logout(request)
            return redirect_to_login(page_of(request))
        return HttpResponseRedirect(reverse("account:home"))


def _was_idle(request: HttpRequest, *, now: int) -> bool:
    """Whether nothing was asked for too long; notes that something is asked now."""
    seen = request.session.get(SEEN)
    if seen is None:
        return False
    if now - seen > settings.SESSION_IDLE_MINUTES * 60:
        return True
    if now - seen > RENEWED:
        request.session[SEEN] = now
    return False


def _is_about_signing_in(request: HttpRequest) -> bool:
    match = request.resolver_match
    return match is not None and ("account" in match.namespaces or match.url_name == "logout")
