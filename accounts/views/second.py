"""The second step of signing in, and proving once more who one is before changing how one signs in."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters

from accounts import passkeys, signing
from accounts.actions import factors, guarding
from accounts.forms import PAUSED, CodeForm, ConfirmForm
from accounts.models import SecondFactor, User


@login_not_required
@never_cache
@sensitive_post_parameters()
def second(request: HttpRequest) -> HttpResponse:
    """登录的第二步: a code, a recovery code, or a passkey; ten minutes, and five tries."""
    now = timezone.now()
    found = signing.pending(request, at=now)
    if found is None:
        return redirect("login")
    user, next_url = found
    kinds = set(user.factors.values_list("kind", flat=True))
    form = CodeForm(request.POST if "code" in request.POST else None)
    failed = ""
    if request.method == "POST":
        proof, failed = _proof(request, user, form)
        if proof is not None:
            signing.complete(request, user, factor=proof.factor, at=now)
            if proof.left is not None:
                messages.warning(
                    request, f"您用了一个恢复码，还剩{proof.left}个。请尽快在“账号安全”里检查验证方式。"
                )
            return HttpResponseRedirect(next_url)
        if form.is_bound and not form.errors:
            form.add_error("code", failed)
            failed = ""
    context = {
        "form": form,
        "person": user,
        "failed": failed,
        "has_totp": SecondFactor.Kind.TOTP in kinds,
        "passkey_options": _challenge(request, user) if SecondFactor.Kind.PASSKEY in kinds else "",
    }
    status = 422 if request.method == "POST" else 200
    return TemplateResponse(request, "accounts/second.html", context, status=status)


def _proof(request: HttpRequest, user: User, form: CodeForm) -> tuple[factors.Proof | None, str]:
    """What was proved, or why not; every try is counted before it is looked at."""
    watched = guarding.proving(user.pk)
    now = timezone.now()
    answer = request.POST.get("credential", "")
    if not answer and not form.is_valid():
        return None, ""
    if not guarding.try_once(watched, at=now):
        return None, PAUSED
    if answer:
        state = request.session.pop(signing.CHALLENGE, None)
        proof = factors.prove_by_passkey(
            user, answer, state=state, host=request.get_host(), site=settings.SITE["name"], at=now
        ) if state else None  # fmt: skip
        failed = "通行密钥没有通过验证，请重试或者改用其他方式。"
    else:
        proof = factors.prove_by_code(user, form.cleaned_data["code"], at=now)
        failed = factors.WRONG
    if proof is not None:
        guarding.succeeded(watched)
    return proof, failed


def _challenge(request: HttpRequest, user: User) -> str:
    """Options for the browser; what it must answer stays in the session."""
    known = [factor.secret for factor in factors.known_passkeys(user)]
    asked = passkeys.ask_to_prove(request.get_host(), settings.SITE["name"], known)
    request.session[signing.CHALLENGE] = asked.state
    return asked.options


@never_cache
@sensitive_post_parameters()
def confirm(request: HttpRequest) -> HttpResponse:
    """再次验证: before changing how one signs in, or how somebody else does."""
    user: Any = request.user
    back = _inside(request, request.POST.get("next") or request.GET.get("next") or "")
    passkeys_held = factors.known_passkeys(user)
    form = ConfirmForm(request.POST or None, user=user)
    if request.method == "POST" and form.is_valid() and _is_right(request, user, form):
        signing.confirm(request, at=timezone.now())
        return HttpResponseRedirect(back)
    context = {
        "form": form,
        "next": back,
        "passkey_options": _challenge(request, user) if passkeys_held and "code" not in form.fields else "",
        "has_password": user.has_usable_password(),
    }
    return TemplateResponse(
        request, "accounts/confirm.html", context, status=422 if request.method == "POST" else 200
    )


def _is_right(request: HttpRequest, user: User, form: ConfirmForm) -> bool:
    """Password and factor; what is wrong is said at the form, without saying which of the two."""
    watched, now = guarding.proving(user.pk), timezone.now()
    if not guarding.try_once(watched, at=now):
        form.add_error(None, PAUSED)
        return False
    right = user.check_password(form.cleaned_data["password"])
    if right and "code" in form.cleaned_data:
        right = factors.prove_by_code(user, form.cleaned_data["code"], at=now) is not None
    elif right and factors.known_passkeys(user):
        state = request.session.pop(signing.CHALLENGE, None)
        right = state is not None and factors.prove_by_passkey(
            user, request.POST.get("credential", ""), state=state, host=request.get_host(),
            site=settings.SITE["name"], at=now,
        ) is not None  # fmt: skip
    if not right:
        form.add_error(None, "密码或者验证没有通过。")
        return False
    guarding.succeeded(watched)
    return True


def _inside(request: HttpRequest, url: str) -> str:
    """The address to return to, only on this site."""
    allowed = url_has_allowed_host_and_scheme(url, {request.get_host()}, require_https=request.is_secure())
    return url if allowed else reverse("account:home")
