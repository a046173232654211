"""登录 from the first step to the last: what a session remembers of it, and for how long that counts."""

from __future__ import annotations

import logging
import re
from datetime import datetime
from typing import Any, Final
from urllib.parse import urlencode

from django.conf import settings
from django.contrib.auth import login
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.crypto import constant_time_compare

from accounts.actions.sessions import note_sign_in
from accounts.models import User

logger = logging.getLogger(__name__)
PENDING: Final = "signing-in"  # the password was right, the second factor is still to come
FACTOR: Final = "signed-in-by"  # how this session was proved besides the password
SEEN: Final = "seen-at"  # seconds since 1970, renewed every few minutes
CONFIRMED: Final = "confirmed-at"  # when the password (and factor) was last given
CHALLENGE: Final = "passkey-challenge"
SECONDS_FOR_THE_SECOND_STEP: Final = 600
BACKEND: Final = "accounts.backends.PasswordBackend"
_BROWSERS: Final = (
    ("MicroMessenger", "微信"), ("360SE|360EE|QIHU", "360浏览器"), ("QQBrowser", "QQ浏览器"), ("Edg", "Edge"),
    ("Firefox", "Firefox"), ("Chrom", "Chrome"), ("Safari", "Safari"),
)  # fmt: skip
_SYSTEMS: Final = (
    ("HarmonyOS", "鸿蒙"), ("Android", "Android"), ("iPhone|iPad", "iOS"), ("Windows", "Windows"), ("Mac OS", "macOS"),
    ("Kylin|UOS", "国产操作系统"), ("Linux", "Linux"),
)  # fmt: skip


def begin(request: HttpRequest, user: User, *, next_url: str, at: datetime) -> HttpResponse:
    """After the right password: the second step where the person has one, else in. The redirect that follows."""
    if not user.factors.exists():
        complete(request, user, factor="", at=at)
        return HttpResponseRedirect(next_url)
    request.session.cycle_key()
    request.session[PENDING] = {
        "user": user.pk,
        "hash": user.get_session_auth_hash(),
        "next": next_url,
        "until": at.timestamp() + SECONDS_FOR_THE_SECOND_STEP,
    }
    return HttpResponseRedirect(reverse("account:second"))


def pending(request: HttpRequest, *, at: datetime) -> tuple[User, str] | None:
    """Whose second step this session waits for, and where it leads; None when there is none, or it took too long."""
    kept: dict[str, Any] = request.session.get(PENDING) or {}
    if not kept or kept["until"] < at.timestamp():
        return None
    user = User.objects.filter(pk=kept["user"], is_active=True).first()
    if user is None or not constant_time_compare(kept["hash"], user.get_session_auth_hash()):
        return None
    return user, kept["next"]


def complete(
    request: HttpRequest, user: User, *, factor: str, at: datetime, browser: str | None = None
) -> None:
    """Signed in: a new session key, what was proved, and the row by which the owner can end it."""
    for name in (PENDING, CHALLENGE):
        request.session.pop(name, None)
    login(request, user, backend=BACKEND)
    request.session[FACTOR] = factor
    request.session[SEEN] = request.session[CONFIRMED] = int(at.timestamp())
    label = browser_of(request.headers.get("User-Agent", "")) if browser is None else browser
    note_sign_in(user, str(request.session.session_key), browser=label, factor=factor, at=at)
    logger.info("signed in: person %d, second factor %s", user.pk, factor or "none")


def confirm(request: HttpRequest, *, at: datetime) -> None:
    """The person just proved again that it is them."""
    request.session[CONFIRMED] = int(at.timestamp())


def is_confirmed(request: HttpRequest, *, at: datetime) -> bool:
    age = at.timestamp() - request.session.get(CONFIRMED, 0)
    return 0 <= age <= settings.CONFIRMED_MINUTES * 60


def ask_again(request: HttpRequest, *, back_to: str) -> HttpResponse:
    """On the way to the page that asks for the password once more, and back."""
    return HttpResponseRedirect(f"{reverse('account:confirm')}?{urlencode({'next': back_to})}")


def browser_of(agent: str) -> str:
    """«Chrome · Windows»: enough for the owner to know it, too little to follow anybody."""
    return " · ".join(
        next((name for pattern, name in known if re.search(pattern, agent)), "未知")
        for known in (_BROWSERS, _SYSTEMS)
    )
