"""离站提示 (国办发〔2017〕47号): before a reader leaves for a site that is no government site, a page says so.

Links are changed in the finished page, so that none is forgotten: text of documents, answers, players, foot zone. With a
script external-link.js asks in a dialogue; without one the link leads to the page below. The target is signed: the page
names only addresses this site has published, and sends nobody anywhere by itself.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from html import escape, unescape
from typing import Final
from urllib.parse import urlencode, urlsplit

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.core.signing import BadSignature, Signer
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.template.response import TemplateResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

SIGNER: Final = Signer(salt="portal.leaving")
LONGEST: Final = 2000
_ADDRESS: Final = re.compile(
    r'href="(https?://[^"]*)"'
)  # begins with plain text: found at the speed of find()
_OPENING: Final = re.compile(r"<a\s(?:[^>]*\s)?", re.IGNORECASE)
_GOVERNMENT: Final = re.compile(r"(^|\.)gov\.cn$")


def leaves(url: str, own: frozenset[str]) -> bool:
    """Whether an address leads to a site that is neither this one nor the government's."""
    try:
        host = (urlsplit(url).hostname or "").lower()
    except ValueError:  # «https://[» and the like lead nowhere a browser would go
        return False
    return bool(host) and host not in own and not _GOVERNMENT.search(host)


def notice_url(url: str) -> str:
    return f"{reverse('leave')}?{urlencode({'to': SIGNER.sign(url)})}"


def changed(page: str, own: frozenset[str]) -> str:
    """The page with every leaving link going by the notice; `data-leaves` keeps the address for the dialogue."""

    def by_notice(found: re.Match[str]) -> str:
        tag = page[page.rfind("<", 0, found.start()) : found.start()]
        url = unescape(found[1])
        if not _OPENING.fullmatch(tag) or "data-leave-now" in tag or not leaves(url, own):
            return found[0]
        return f'href="{escape(notice_url(url))}" data-leaves="{escape(url)}"'

    return _ADDRESS.sub(by_notice, page)


class LeavingMiddleware:
    """Changes the links of the public pages; the desk is for people who know where they go."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        if not isinstance(response, HttpResponse) or request.path.startswith("/admin/"):
            return response
        if not response.headers.get("Content-Type", "").startswith("text/html"):
            return response
        if b'href="http' in response.content:
            own = frozenset(
                {request.get_host().rsplit(":", 1)[0], str(settings.SITE["domain"]).split(":", 1)[0]}
            )
            response.content = changed(response.content.decode(), own).encode()
            if "Content-Length" in response.headers:
                response.headers["Content-Length"] = str(len(response.content))
        return response


@login_not_required
@require_safe
def leave(request: HttpRequest) -> HttpResponse:
    """您访问的链接即将离开: names the address, and lets the reader go or stay."""
    asked = request.GET.get("to", "")
    try:
        url = SIGNER.unsign(asked) if len(asked) <= LONGEST else ""
    except BadSignature:
        url = ""
    if not url.startswith(("https://", "http://")):
        raise Http404
    response = TemplateResponse(request, "portal/leave.html", {"url": url})
    response.headers["X-Robots-Tag"] = "noindex, nofollow"
    return response
