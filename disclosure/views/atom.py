"""Atom (RFC 4287) for every app: entries keep their id for ever; an unchanged feed answers 304."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.cache import get_conditional_response
from django.utils.feedgenerator import Atom1Feed
from django.utils.http import http_date, quote_etag, urlencode

from audit.chain import sm3
from disclosure.views.framing import absolute

ENTRIES: Final = 50
EXCERPT: Final = 200
_ILLEGAL: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing of a feed. `key` is its name for ever: "documents/12"; `seen` is what makes it another one."""

    key: str
    path: str
    title: str
    summary: str
    author: str
    updated: datetime
    categories: tuple[str, ...] = ()
    seen: str = ""


def answer(request: HttpRequest, title: str, page: str, entries: Sequence[Entry]) -> HttpResponse:
    """The feed of `page`, newest first. A withdrawal makes it older, not newer: only the digest decides about 304."""
    seen = [(one.key, one.updated, one.seen) for one in entries]
    etag = quote_etag(sm3(repr((request.get_full_path(), seen)).encode()))
    response = HttpResponse(_written(request, title, page, entries), content_type=Atom1Feed.content_type)
    response.headers["ETag"] = etag
    response.headers["Cache-Control"] = "no-cache"
    if entries:
        newest = max(one.updated for one in entries)
        response.headers["Last-Modified"] = http_date(int(newest.timestamp()))
    conditional = get_conditional_response(request, etag=etag, response=response)
    return conditional if isinstance(conditional, HttpResponse) else response


def _plain(text: str) -> str:
    """Without the characters XML has no way to write."""
    return _ILLEGAL.sub("", text)


def _written(request: HttpRequest, title: str, page: str, entries: Sequence[Entry]) -> bytes:
    home = absolute(request, request.path)
    query = request.META.get("QUERY_STRING", "")
    conditions = urlencode(sorted((name, value) for name, value in request.GET.items() if value))
    made = Atom1Feed(
        title=_plain(f"{settings.SITE['name']} {title}"),
        link=absolute(request, page),
        description="",
        feed_url=f"{home}?{query}" if query else home,
        feed_guid=f"{home}?{conditions}" if conditions else home,  # a feed of its own for each choice
        language="zh-CN",
    )
    for one in entries:
        made.add_item(
            title=_plain(one.title),
            link=absolute(request, one.path),
            description=_plain(one.summary),
            unique_id=f"tag:{settings.SITE['domain'] or 'localhost'},2026:{one.key}",
            pubdate=one.updated,
            updateddate=one.updated,
            author_name=_plain(one.author),
            categories=[_plain(name) for name in one.categories],
        )
    return made.writeString("utf-8").encode()
