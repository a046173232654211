"""What every answer says about itself beside Django's own headers: who may embed it, and which powers a page gives up."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from django.http import HttpRequest
from django.http.response import HttpResponseBase

RESOURCE: Final = "Cross-Origin-Resource-Policy"
PERMISSIONS: Final = (
    "camera=(), microphone=(), geolocation=(), payment=(), usb=(), publickey-credentials-create=(self), "
    "publickey-credentials-get=(self)"
)


class HeadersMiddleware:
    """Same origin for everything but what is open to other sites on purpose (the API and open data say so by CORS)."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        is_open = "Access-Control-Allow-Origin" in response.headers
        response.headers.setdefault(RESOURCE, "cross-origin" if is_open else "same-origin")
        response.headers.setdefault("Permissions-Policy", PERMISSIONS)
        return response
