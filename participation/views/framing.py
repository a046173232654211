"""What the public pages share: crumbs and tags, the limits per address, the question asked of busy ones."""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import sha256
from typing import Any, Final

from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse

from accounts.addresses import address

TITLE: Final = "公众参与"
HOUR: Final = 3600
BEFORE_QUESTION: Final = 3  # submissions of one address in an hour that are not asked anything


def page(
    request: HttpRequest,
    name: str,
    context: dict[str, Any],
    *crumbs: tuple[str, str],
    status: int = 200,
    private: bool = False,
) -> HttpResponse:
    """A page below 公众参与 with its crumbs and tags; `private` ones are kept by nobody on the way."""
    whole: Sequence[tuple[str, str]] = [(TITLE, reverse("participation:index")), *crumbs]
    frame = {
        "crumbs": [{"title": title, "url": url if place < len(whole) - 1 else ""} for place, (title, url) in enumerate(whole)],
        "column": {"name": TITLE, "type": "互动交流", "description": "对政府决策提意见，看意见采纳情况", "keywords": "征求意见;公众参与;重大行政决策"},
    }  # fmt: skip
    response = TemplateResponse(request, f"participation/{name}.html", frame | context, status=status)
    if private:
        response.headers["Cache-Control"] = "private, no-store"
    return response


def counted(purpose: str, who: str, *, add: bool = True) -> int:
    """How often within the hour; kept as a digest only."""
    key = f"participation:{purpose}:{sha256(who.encode()).hexdigest()}"
    if not add:
        return int(cache.get(key, 0))
    cache.add(key, 0, HOUR)
    try:
        return int(cache.incr(key))
    except ValueError:  # it ran out between the two lines
        return 1


def is_busy(request: HttpRequest, purpose: str) -> bool:
    """Whether the address has sent so much that a question is asked first."""
    return counted(purpose, address(request), add=False) >= BEFORE_QUESTION
