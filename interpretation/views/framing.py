"""What the public pages share: crumbs and tags, limits per address, and what a visitor has proved."""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import sha256
from typing import Any, Final

from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse

from interpretation.models import Message

TITLE: Final = "政策解读"
MESSAGES: Final = "互动交流"
COLUMN_TYPE: Final = "解读回应"
HOUR: Final = 3600
PROVED: Final = "messages-proved"  # session: the messages this visitor showed number and code for
CODES: Final = "messages-codes"  # session: number → code, so that the receipt can show it once more
LARGEST_KEY: Final = 2**63 - 1
PAGE_SIZE: Final = 20


def frame(
    crumbs: Sequence[tuple[str, str]], *, root: str = TITLE, description: str = "", keywords: str = ""
) -> dict[str, object]:
    """`crumbs` below 政策解读 or 互动交流, and the 栏目标签 of the page."""
    start = reverse("interpretations:list" if root == TITLE else "messages:home")
    whole = [(root, start), *crumbs]
    return {
        "crumbs": [
            {"title": title, "url": "" if place == len(whole) - 1 else url} for place, (title, url) in enumerate(whole)
        ],
        "column": {
            "name": whole[-1][0] if len(whole) < 3 else whole[-2][0], "type": COLUMN_TYPE,
            "description": description, "keywords": keywords,
        },
    }  # fmt: skip


def short(title: str) -> str:
    return title if len(title) <= 30 else f"{title[:29]}…"


def article(
    title: str, published_at: Any, source: str, *, keywords: str = "", description: str = ""
) -> dict[str, object]:
    """The tags of an article (网页标签规范)."""
    return {
        "article": {
            "title": title, "published_at": published_at, "source": source, "keywords": keywords, "description": description,
        }
    }  # fmt: skip


def private(request: HttpRequest, name: str, context: dict[str, Any], status: int = 200) -> HttpResponse:
    """A page about one person's message: kept by nobody on the way."""
    response = TemplateResponse(request, f"interpretation/{name}.html", context, status=status)
    response.headers["Cache-Control"] = "private, no-store"
    return response


def prove(request: HttpRequest, message: Message) -> None:
    """The visitor knows number and code: from now on, in this session, the message is open to them."""
    proved = [pk for pk in request.session.get(PROVED, []) if pk != message.pk]
    request.session[PROVED] = [*proved[-19:], message.pk]


def may_see(request: HttpRequest, message: Message) -> bool:
    return message.pk in request.session.get(PROVED, [])


def counted(purpose: str, who: str, *, add: bool = True) -> int:
    """How often within the hour; kept as a digest only."""
    key = f"messages:{purpose}:{sha256(who.encode()).hexdigest()}"
    if not add:
        return int(cache.get(key, 0))
    cache.add(key, 0, HOUR)
    try:
        return int(cache.incr(key))
    except ValueError:  # it ran out between the two lines
        return 1
