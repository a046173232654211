"""What every page's shell needs; every page pays for it, so the one query (紧急公告) is asked once in a while."""

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
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
    """`site` (name, codes, contacts), `nav` (main navigation), `emergency` ({text, url} or None), `kiosk`, `demo`, `mail_enabled`, `page_with_error`."""
    nav = [{"title": title, "url": reverse(name)} for title, name in NAV]
    home = nav[0]["url"]
    return {
        "site": settings.SITE,
        "nav": [
            entry
            | {
                "current": request.path == home
                if entry["url"] == home
                else request.path.startswith(entry["url"])
            }
            for entry in nav
        ],
        "emergency": alerting.showing(timezone.now()),
        "kiosk": is_kiosk(request),
        "demo": settings.DEMO,
        "mail_enabled": settings.MAIL_ENABLED,
        "page_with_error": page_with_error(request),
    }


def page_with_error(request: HttpRequest) -> str:
    """What 找错 is filled in with: this page as it was asked for. The form itself, and an address that is a secret, are not."""
    match = request.resolver_match
    if match is None:
        return request.get_full_path()
    if "token" in match.kwargs:  # who knows the address of a subscription can end it
        return reverse("documents:subscribe")
    return request.path if match.view_name == "messages:write" else request.get_full_path()
