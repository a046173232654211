"""Pages of this site asked for inside the process: no name is looked up and no socket opened."""

from __future__ import annotations

import io
from dataclasses import dataclass
from time import monotonic
from typing import Final
from urllib.parse import unquote_to_bytes, urlsplit

from django.conf import settings
from django.core.handlers.base import BaseHandler
from django.core.handlers.wsgi import WSGIRequest
from django.http.request import split_domain_port, validate_host

TOO_SLOW: Final = 15  # seconds: from here on a visit has failed (国办秘函〔2019〕19号 站点无法访问)


@dataclass(frozen=True)
class Answer:
    """What a page said; `html` is empty for what is no page."""

    status: int
    seconds: float
    html: str = ""

    @property
    def failed(self) -> bool:
        return self.status >= 400 or self.seconds >= TOO_SLOW


class Visitor:
    """An anonymous reader of this site. An address of another host is a `ValueError`."""

    def __init__(self) -> None:
        self.handler = BaseHandler()
        self.handler.load_middleware()
        self.host = own_host()
        self.visits = 0

    def ask(self, address: str) -> Answer:
        if not address.startswith("/") or address.startswith("//"):
            raise ValueError(address)
        self.visits += 1
        started = monotonic()
        response = self.handler.get_response(WSGIRequest(self._environ(address)))
        html = ""
        if not response.streaming and response.get("Content-Type", "").startswith("text/html"):
            html = response.content.decode("utf-8", "replace")
        if (content := getattr(response, "file_to_stream", None)) is not None:
            content.close()
        # `response.close()` would tell Django that a request is over, and it would close our connection
        return Answer(response.status_code, monotonic() - started, html)

    def _environ(self, address: str) -> dict[str, object]:
        parts = urlsplit(address)
        name, port = split_domain_port(self.host)
        return {
            "REQUEST_METHOD": "GET", "PATH_INFO": unquote_to_bytes(parts.path).decode("latin-1"), "QUERY_STRING": parts.query,
            "SERVER_NAME": name, "SERVER_PORT": port or "443", "HTTP_HOST": self.host, "SERVER_PROTOCOL": "HTTP/1.1",
            "REMOTE_ADDR": "127.0.0.1", "portal.own_visit": "1", "HTTP_USER_AGENT": "self-inspection", "HTTP_X_FORWARDED_PROTO": "https",
            "wsgi.url_scheme": "https", "wsgi.input": io.BytesIO(), "CONTENT_LENGTH": "0",
        }  # fmt: skip


def own_host() -> str:
    """The site's own host as its settings allow it."""
    wanted = urlsplit(settings.SITE_URL).netloc
    allowed = settings.ALLOWED_HOSTS or ["localhost"]
    if validate_host(split_domain_port(wanted)[0], allowed):
        return wanted
    return allowed[0].lstrip(".")
