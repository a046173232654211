"""账号安全: what one signs in with, and where one is signed in."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any, Final

import segno
from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from accounts import passkeys, signing, totp
from accounts.actions import factors, sessions
from accounts.forms import PasskeyForm, TotpForm
from accounts.models import SecondFactor, SignIn, User
from accounts.policies import Refused, may_remove_factor, needs_second_factor
from audit.models import AuditEntry

SECRET: Final = "totp-secret"  # noqa: S105  the session's key for it
SAID: Final = {
    "factor.added": "登记了验证方式",
    "factor.removed": "撤销了验证方式",
    "factor.codes": "重新生成了恢复码",
    "factor.recovered": "用恢复码登录",
    "factor.reset": "管理员重置了二次验证",
}


def _user(request: HttpRequest) -> User:
    if not isinstance(request.user, User):
        raise PermissionDenied("请先登录。")
    return request.user


@never_cache
def home(request: HttpRequest) -> HttpResponse:
    """账号安全: factors, sessions, and what was changed of them."""
    user = _user(request)
    held = list(user.factors.all())
    rows = [{"factor": one, "verdict": may_remove_factor(user, one, others=len(held) - 1)} for one in held]
    open_ones = [
        {
            "row": row,
            "is_this": row.session_key == request.session.session_key,
            "seen": datetime.fromtimestamp(kept.get(signing.SEEN, row.at.timestamp()), UTC),
            "by": {"": "仅密码", "recovery": "恢复码", "external": settings.OIDC_NAME}.get(row.factor)
            or SecondFactor.Kind(row.factor).label,
        }
        for row, kept in sessions.open_sign_ins(user)
    ]
    history = AuditEntry.objects.about(user).filter(action__in=SAID).order_by("-pk")[:10]
    context = {
        "rows": rows,
        "codes_left": user.recovery_codes.count(),
        "is_required": needs_second_factor(user),
        "must_enrol": needs_second_factor(user) and not request.session.get(signing.FACTOR),
        "may_enrol": user.has_usable_password(),
        "sessions": open_ones,
        "history": [
            {"at": entry.at, "what": SAID[entry.action], "by": entry.actor_label, "why": _why(entry)}
            for entry in history
        ],
        "idle_minutes": settings.SESSION_IDLE_MINUTES,
    }
    return TemplateResponse(request, "accounts/home.html", context)


def _why(entry: AuditEntry) -> str:
    """What was written at a reset, and the name of what was added or removed."""
    said = entry.details
    return "；".join(str(said[name]) for name in ("name", "reason", "identified") if said.get(name))


def _must_confirm(request: HttpRequest) -> HttpResponse | None:
    if signing.is_confirmed(request, at=timezone.now()):
        return None
    return signing.ask_again(
        request, back_to=request.path if request.method == "GET" else reverse("account:home")
    )


@never_cache
def add_totp(request: HttpRequest) -> HttpResponse:
    """登记动态验证码: scan, type the first code."""
    user = _user(request)
    if asked := _must_confirm(request):
        return asked
    secret = request.session.setdefault(SECRET, totp.new_secret())
    form = TotpForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            factors.add_totp(
                user, secret=secret, code=form.cleaned_data["code"].replace(" ", ""),
                name=form.cleaned_data["name"], at=timezone.now(),
            )  # fmt: skip
        except Refused as refusal:
            form.add_error("code", str(refusal))
        else:
            del request.session[SECRET]
            return _enrolled(request, user, SecondFactor.Kind.TOTP)
    address = totp.address(secret, account=user.username, issuer=settings.SITE["short_name"])
    context = {
        "form": form,
        "qr": segno.make(address, error="m").svg_data_uri(scale=5, border=2, dark="#000", light="#fff"),
        "secret": " ".join(secret[place : place + 4] for place in range(0, len(secret), 4)),
    }
    status = 422 if form.errors else 200
    return TemplateResponse(request, "accounts/totp.html", context, status=status)


@never_cache
def add_passkey(request: HttpRequest) -> HttpResponse:
    """登记通行密钥: the browser makes it, we keep the public part."""
    user = _user(request)
    if asked := _must_confirm(request):
        return asked
    host, site = request.get_host(), settings.SITE["name"]
    form = PasskeyForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        state = request.session.pop(signing.CHALLENGE, {"challenge": "", "user_verification": None})
        try:
            factors.add_passkey(
                user, answer=form.cleaned_data["credential"], state=state, host=host, site=site,
                name=form.cleaned_data["name"], at=timezone.now(),
            )  # fmt: skip
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            return _enrolled(request, user, SecondFactor.Kind.PASSKEY)
    known = [factor.secret for factor in factors.known_passkeys(user)]
    new = passkeys.ask_to_register(host, site, handle=f"person-{user.pk}", name=user.username, known=known)
    request.session[signing.CHALLENGE] = new.state
    context = {"form": form, "passkey_options": new.options}
    return TemplateResponse(request, "accounts/passkey.html", context, status=422 if form.errors else 200)


def _enrolled(request: HttpRequest, user: User, kind: SecondFactor.Kind) -> HttpResponse:
    """This session has proved it; the others, which have not, end. The first factor brings the recovery codes."""
    request.session[signing.FACTOR] = kind.value
    sessions.end_sign_ins(user, but=str(request.session.session_key))
    messages.success(request, f"已登记{kind.label}，您在别处的登录已退出。")
    if user.recovery_codes.exists():
        return redirect("account:home")
    return _shown_once(request, user)


def _shown_once(request: HttpRequest, user: User) -> HttpResponse:
    return TemplateResponse(request, "accounts/codes.html", {"codes": factors.new_codes(user)})


@never_cache
def codes(request: HttpRequest) -> HttpResponse:
    """恢复码: asks, then shows new ones once."""
    user = _user(request)
    if asked := _must_confirm(request):
        return asked
    if not user.factors.exists():
        messages.warning(request, "请先登记一种验证方式，再生成恢复码。")
        return redirect("account:home")
    if request.method == "POST":
        return _shown_once(request, user)
    return TemplateResponse(request, "accounts/codes.html", {"codes": []})


@require_POST
def remove_factor(request: HttpRequest, pk: Any) -> HttpResponse:
    """撤销一种验证方式."""
    user = _user(request)
    if asked := _must_confirm(request):
        return asked
    try:
        factors.remove_factor(get_object_or_404(user.factors, pk=pk), by=user)
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, "已撤销这种验证方式。")
    return redirect("account:home")


@require_POST
def end_session(request: HttpRequest, pk: int) -> HttpResponse:
    """退出一处登录."""
    user = _user(request)
    row = get_object_or_404(SignIn, pk=pk, user=user)
    sessions.end_sign_ins(user, only=row.pk)
    messages.success(request, "已退出那一处登录。")
    return redirect("account:home")


@require_POST
def end_others(request: HttpRequest) -> HttpResponse:
    """退出其他所有登录."""
    number = sessions.end_sign_ins(_user(request), but=str(request.session.session_key))
    messages.success(request, f"已退出其他{number}处登录。" if number else "您没有在别处登录。")
    return redirect("account:home")
