"""Rendered pages kept in the process: one query tells whether anybody did anything since, and they are then forgotten.

The newest audit entry is the generation of everything shown: no act changes a public page without writing one. It is read
before a page is made, so a page made while an act commits is kept under the older number and never given again. A
withdrawal is thereby gone with the next request on every host, and no message has to reach any of them.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from threading import Lock
from time import monotonic
from typing import Final

from django.conf import settings
from django.core.exceptions import MiddlewareNotUsed
from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.cache import get_conditional_response
from django.utils.http import quote_etag

from audit.chain import sm3
from audit.models import AuditEntry
from portal.kiosk.middleware import COOKIE as KIOSK
from requests_app.views.applying import COOKIE as DRAFT

SECONDS: Final = 30  # days left, closing times and rows settled without an act are never older than this
BIGGEST: Final = 512 * 1024  # bytes of one page
LONGEST: Final = 300  # characters of an address with its query
# Whoever carries one of these may be shown something of their own.
JUST_WROTE: Final = "just_wrote"  # sent a form some seconds ago and must see what came of it (portal.routing)
SOMEBODY: Final = (settings.SESSION_COOKIE_NAME, "messages", KIOSK, DRAFT, JUST_WROTE)
# Catalogs change by editions: a cache in front may be seconds behind. What shows documents is asked for every time.
LAGS: Final = ("/catalog/", "/units/", "/sitemap/", "/help/", "/accessibility/", "/privacy/")
NEVER_LAGS: Final = ("/catalog/items/",)
AHEAD: Final = "public, max-age=0, s-maxage=5, stale-while-revalidate=30"
AT_ONCE: Final = "public, no-cache"
OWN: Final = "private, no-cache"


@dataclass(frozen=True, slots=True)
class Page:
    """A response as it goes out, and when (monotonic seconds) it is too old."""

    content: bytes
    headers: Mapping[str, str]
    until: float

    def response(self) -> HttpResponse:
        return HttpResponse(self.content, headers=self.headers)


@dataclass
class Shelf:
    """Pages of one generation, the longest unused thrown away first; safe between threads."""

    most: int
    generation: str = ""
    used: int = 0
    _pages: OrderedDict[str, Page] = field(default_factory=OrderedDict)
    _lock: Lock = field(default_factory=Lock)

    def take(self, key: str, generation: str, now: float) -> Page | None:
        with self._lock:
            self._turn_to(generation)
            page = self._pages.get(key)
            if page is None:
                return None
            if page.until <= now:
                self._drop(key)
                return None
            self._pages.move_to_end(key)
            return page

    def put(self, key: str, generation: str, page: Page) -> None:
        """Keep the page, unless the shelf has turned to another generation since it was begun."""
        with self._lock:
            if generation != self.generation:
                return
            self._drop(key)
            self._pages[key] = page
            self.used += len(page.content)
            while self.used > self.most:
                self._drop(next(iter(self._pages)))

    def _turn_to(self, generation: str) -> None:
        if generation != self.generation:
            self._pages.clear()
            self.generation, self.used = generation, 0

    def _drop(self, key: str) -> None:
        page = self._pages.pop(key, None)
        if page is not None:
            self.used -= len(page.content)


class PageCacheMiddleware:
    """What anonymous readers get: no cookie, varying on nothing, with an ETag; from the shelf where it lies there."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        if not settings.PAGE_CACHE_BYTES:
            raise MiddlewareNotUsed
        self.get_response = get_response
        self.shelf = Shelf(settings.PAGE_CACHE_BYTES)

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if request.method not in {"GET", "HEAD"} or _is_somebody(request):
            return _private(self.get_response(request))
        key = f"{request.scheme}://{request.get_host()}{request.get_full_path()}"
        now = monotonic()
        try:
            generation = AuditEntry.objects.newest_digest()
        except DatabaseError:  # what can be said without a database (health) is for the view to say
            return self.get_response(request)
        request.newest_act = generation  # type: ignore[attr-defined]
        page = self.shelf.take(key, generation, now)
        request.from_the_shelf = "hit" if page is not None else "miss"  # type: ignore[attr-defined]
        if page is None:
            response = self.get_response(request)
            if not _may_be_kept(response):
                return response
            page = Page(response.content, _headers(request.path, response), now + SECONDS)
            if request.method == "GET" and len(key) <= LONGEST and len(page.content) <= BIGGEST:
                self.shelf.put(key, generation, page)
        return _unless_known(request, page)


def _is_somebody(request: HttpRequest) -> bool:
    return any(name in request.COOKIES for name in SOMEBODY) or "Authorization" in request.headers


def _may_be_kept(response: HttpResponseBase) -> bool:
    """A whole public page: not a form (its token comes with a cookie), nothing said to be private, no JSON with a limit."""
    if not isinstance(response, HttpResponse) or response.status_code != 200 or response.cookies:
        return False
    said = response.headers.get("Cache-Control", "")
    varies = {name.strip().lower() for name in response.headers.get("Vary", "").split(",") if name.strip()}
    return (
        response.headers.get("Content-Type", "").startswith("text/html")
        and "Content-Disposition" not in response.headers
        and not any(word in said for word in ("no-store", "private"))
        and varies <= {"cookie"}
    )


def _headers(path: str, response: HttpResponse) -> dict[str, str]:
    """As the view set them; `Vary: Cookie` only said who was asked, and everybody without a cookie gets the same."""
    lags = path.startswith(LAGS) and not path.startswith(NEVER_LAGS)
    kept = {name: value for name, value in response.headers.items() if name not in {"Vary", "Cache-Control"}}
    return kept | {
        "Cache-Control": AHEAD if lags else AT_ONCE,
        "ETag": quote_etag(sm3(response.content)[:32]),
    }


def _unless_known(request: HttpRequest, page: Page) -> HttpResponseBase:
    """304 for whoever has it."""
    response = page.response()
    if "If-None-Match" not in request.headers:
        return response
    known = get_conditional_response(request, etag=page.headers["ETag"], response=response)
    return known if known is not None else response


def _private(response: HttpResponseBase) -> HttpResponseBase:
    """What is shown to somebody is kept by nobody on the way."""
    if "Cache-Control" not in response.headers and response.headers.get("Content-Type", "").startswith(
        "text/html"
    ):
        response.headers["Cache-Control"] = OWN
    return response
