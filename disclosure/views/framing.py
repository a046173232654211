"""What the pages about documents share: crumbs and tags, and the address a code or a slip of paper carries."""

from __future__ import annotations

from collections.abc import Sequence

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse

from disclosure.models import DocumentEdition

COLUMN_TYPE = "政府信息公开"
TITLE = "政府文件"
LARGEST_KEY = 2**63 - 1


def frame(crumbs: Sequence[tuple[str, str]], description: str = "", keywords: str = "") -> dict[str, object]:
    """`crumbs` below 政府文件, and the 栏目标签 of the last of them."""
    whole = [(TITLE, reverse("documents:list")), *crumbs]
    whole[-1] = (whole[-1][0], "")
    return {
        "crumbs": [{"title": title, "url": url} for title, url in whole],
        "column": {
            "name": whole[-1][0] if len(whole) < 3 else whole[-2][0],
            "type": COLUMN_TYPE, "description": description, "keywords": keywords,
        },
    }  # fmt: skip


def about(edition: DocumentEdition, *more: tuple[str, str]) -> dict[str, object]:
    """Crumbs and tags of a page about a document; `more` below its own page."""
    title = edition.title if len(edition.title) <= 30 else f"{edition.title[:29]}…"
    found = frame([(title, edition.get_absolute_url()), *more])
    found["column"] = {"name": TITLE, "type": COLUMN_TYPE, "description": "", "keywords": ""}
    found["article"] = {
        "title": edition.title, "published_at": edition.published_at, "source": edition.unit.name,
        "keywords": edition.keywords, "description": edition.summary if edition.is_readable else "",
    }  # fmt: skip
    return found


def absolute(request: HttpRequest, path: str) -> str:
    """The address outside: the site's own domain, else the one asked."""
    domain = str(settings.SITE["domain"])
    return f"https://{domain}{path}" if domain else request.build_absolute_uri(path)
