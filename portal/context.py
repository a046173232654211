"""What every page's shell needs; every page pays for it, so the one query (紧急公告) is asked once in a while."""

from functools import lru_cache

from django.conf import settings
from django.http import HttpRequest
from django.urls import get_script_prefix, reverse
from django.utils import timezone

from disclosure.actions import alerting
from portal.kiosk.middleware import is_kiosk

NAV = (
    ("首页", "home"),
    ("政府信息公开", "open:home"),
    ("标准目录", "catalog:index"),
    ("政府文件", "documents:list"),
    ("政策解读", "interpretations:list"),
    ("依申请公开", "requests:guide"),
    ("互动交流", "messages:home"),
    ("公众参与", "participation:index"),
    ("村务公开", "villages:index"),
    ("使用帮助", "help"),
)


def shell(request: HttpRequest) -> dict[str, object]:
    """`site` (name, codes, contacts), `nav` (main navigation), `nav_current` (its address), `emergency` ({text, url} or None), `kiosk`, `demo`, `mail_enabled`, `page_with_error`."""
    current = _current(request.path)
    return {
        "site": settings.SITE,
        "nav": [
            {"title": title, "url": url, "current": url == current}
            for (title, _), url in zip(NAV, _addresses(get_script_prefix()), strict=True)
        ],
        "nav_current": current,
        "emergency": alerting.showing(timezone.now()),
        "kiosk": is_kiosk(request),
        "demo": settings.DEMO,
        "mail_enabled": settings.MAIL_ENABLED,
        "page_with_error": page_with_error(request),
    }


@lru_cache(maxsize=8)
def _addresses(_prefix: str) -> tuple[str, ...]:
    return tuple(reverse(name) for _, name in NAV)


def _current(path: str) -> str:
    """The address of the part of the site a page belongs to; empty outside all of them."""
    home, *parts = _addresses(get_script_prefix())
    return home if path == home else next((url for url in parts if path.startswith(url)), "")


def page_with_error(request: HttpRequest) -> str:
    """What 找错 is filled in with: this page as it was asked for. The form itself, and an address that is a secret, are not."""
    match = request.resolver_match
    if match is None:
        return request.get_full_path()
    if "token" in match.kwargs:  # who knows the address of a subscription can end it
        return reverse("documents:subscribe")
    return request.path if match.view_name == "messages:write" else request.get_full_path()
