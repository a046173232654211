"""A terminal in a 政务公开专区: whatever is opened on it is kept by nobody on the way, nor by the browser."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponseBase

COOKIE = "kiosk"


def is_kiosk(request: HttpRequest) -> bool:
    return request.COOKIES.get(COOKIE) == "1"


class KioskMiddleware:
    """So that 返回 never shows the former visitor's pages: they would have to be asked for again, without the session."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        if is_kiosk(request) and not request.path.startswith("/static/"):
            response.headers["Cache-Control"] = "no-store"
        return response
