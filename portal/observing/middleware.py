"""Counts every answer: outermost but for the request id, so that pages from the shelf are counted too."""

from __future__ import annotations

from collections.abc import Callable
from time import perf_counter
from typing import Final

from django.http import HttpRequest
from django.http.response import HttpResponseBase

from portal.logs import OWN_VISIT
from portal.observing import numbers
from portal.observing.queries import start_counting, stop_counting

SIGNING_IN: Final = frozenset({"login", "admin:login", "account:second", "account:confirm"})


class NumbersMiddleware:
    """Requests by view and status, how long they took, and what of it was the database."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if OWN_VISIT in request.META:  # inside a task, which is counted itself
            return self.get_response(request)
        spent, began = start_counting(), perf_counter()
        try:
            response = self.get_response(request)
        finally:
            stop_counting()
        view = view_of(request)
        method = request.method if request.method in numbers.METHODS else "other"
        numbers.REQUESTS.labels(view, method, response.status_code).inc()
        numbers.REQUEST_SECONDS.labels(view).observe(perf_counter() - began)
        numbers.DATABASE_SECONDS.labels(view).inc(spent.seconds)
        numbers.QUERIES.labels(view).inc(spent.queries)
        if method == "POST" and view in SIGNING_IN and response.status_code in {200, 422}:
            numbers.REFUSED_SIGN_INS.inc()
        if kept := getattr(request, "from_the_shelf", None):
            numbers.PAGE_CACHE.labels(kept).inc()
        return response


def view_of(request: HttpRequest) -> str:
    """The view's name in the URLconf: never the address, which may hold a number or a secret."""
    match = request.resolver_match
    if match is not None:
        return match.view_name or "unnamed"
    return "shelf" if getattr(request, "from_the_shelf", "") == "hit" else "none"
