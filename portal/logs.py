"""Structured logs: one JSON object a line, tied together by a request id, without personal data."""

import json
import logging
import re
import uuid
from collections.abc import Callable
from contextvars import ContextVar

from django.conf import settings
from django.http import HttpRequest, HttpResponse

_WELL_FORMED = re.compile(r"[0-9A-Za-z_.-]{8,64}")
_request_id: ContextVar[str] = ContextVar("request_id", default="-")
OWN_VISIT = "portal.own_visit"  # the site looking at itself; no header from outside can have this name
_access = logging.getLogger("portal.access")


class RequestIdMiddleware:
    """Gives each request an id and writes one access line: path without query, never who or what was typed."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request_id = _given(request) or new_id()
        token = _request_id.set(request_id)
        try:
            response = self.get_response(request)
            response["X-Request-ID"] = request_id
            if OWN_VISIT not in request.META:
                _access.info("%s %s %d", request.method, request.path, response.status_code)
            return response
        finally:
            _request_id.reset(token)


def _given(request: HttpRequest) -> str:
    """The id our own proxy gave the request; whoever else sends one may call it what he likes."""
    given = request.headers.get("X-Request-ID", "")
    is_ours = getattr(settings, "SECURE_PROXY_SSL_HEADER", None) is not None
    return given if is_ours and _WELL_FORMED.fullmatch(given) else ""


def new_id() -> str:
    return uuid.uuid4().hex[:16]


def current_id() -> str:
    """The id of the request or task in hand; `-` outside of both."""
    return _request_id.get()


def work_under(request_id: str) -> None:
    """What is logged from here on belongs to this id: a task goes on under that of the request it came from."""
    _request_id.set(request_id)


class RequestIdFilter(logging.Filter):
    """Adds the id of the current request to a record."""

    def filter(self, record: logging.LogRecord) -> bool:
        record.request_id = _request_id.get()
        return True


class JsonFormatter(logging.Formatter):
    """One log record as one line of JSON."""

    def format(self, record: logging.LogRecord) -> str:
        line = {
            "at": self.formatTime(record, "%Y-%m-%dT%H:%M:%S%z"),
            "level": record.levelname,
            "logger": record.name,
            "request": getattr(record, "request_id", "-"),
            "message": record.getMessage(),
        }
        if record.exc_info:
            line["exception"] = self.formatException(record.exc_info)
        return json.dumps(line, ensure_ascii=False)
