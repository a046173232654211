"""What every machine-readable outlet shares: a limit per address, one ETag, and that any site may read it."""

from __future__ import annotations

from typing import Final

from django.conf import settings
from django.http import HttpRequest, JsonResponse
from django.utils.http import quote_etag
from rest_framework.exceptions import Throttled

from accounts.addresses import address
from audit.chain import sm3
from audit.models import AuditEntry
from requests_app.views.framing import HOUR, counted

OPEN_TO_ALL: Final = {
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Allow-Methods": "GET, HEAD, OPTIONS",
    "Access-Control-Allow-Headers": "Accept, If-None-Match",
    "Access-Control-Expose-Headers": "ETag, Retry-After",
    "Access-Control-Max-Age": "86400",
}


API: Final = "/api/v1/"


def refused(said: str, status: int) -> JsonResponse:
    """A refusal as every address of the API gives it, for what no view of the API answers."""
    return JsonResponse(
        {"detail": said}, status=status, headers=OPEN_TO_ALL, json_dumps_params={"ensure_ascii": False}
    )


def within_limit(request: HttpRequest) -> bool:
    """Counts one request of this network address; no more than so many within the hour."""
    return counted("api", address(request)) <= settings.API_PER_ADDRESS


def check_limit(request: HttpRequest) -> None:
    if not within_limit(request):
        raise Throttled(wait=HOUR)


def etag(request: HttpRequest, clock: str = "") -> str:
    """The same until somebody does something: every act leaves an audit entry (one query).

    `clock` is what the answer says that no act changes: whether a consultation is still open.
    """
    newest = AuditEntry.objects.newest_digest()
    return quote_etag(sm3(f"{newest} {clock} {request.get_full_path()}".encode()))
