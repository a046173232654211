"""What the pages of a village share: finding the village, crumbs, tags."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.urls import reverse

from accounts.models import Organisation, OrganisationKind
from disclosure.views.framing import absolute
from village.models import BoardItem

TITLE = "村务公开"


def find_village(code: str) -> Organisation:
    villages = Organisation.objects.active().filter(kind=OrganisationKind.VILLAGE)
    return get_object_or_404(villages.select_related("parent"), code=code)


def find_item(code: str, pk: int) -> BoardItem:
    """A published item of this village, or 404."""
    items = BoardItem.objects.public().select_related("village__parent", "matter", "photo", "ledger_month")
    return get_object_or_404(items, village__code=code, village__is_active=True, pk=pk)


def frame(*crumbs: tuple[str, str], description: str = "") -> dict[str, Any]:
    """Crumbs below 村务公开, the last without address, and the 栏目标签."""
    whole: Sequence[tuple[str, str]] = [(TITLE, reverse("villages:index")), *crumbs]
    last = len(whole) - 1
    return {
        "crumbs": [
            {"title": title, "url": "" if place == last else url} for place, (title, url) in enumerate(whole)
        ],
        "column": {"name": TITLE, "type": "村务公开", "description": description, "keywords": "村务公开;村级财务"},
    }  # fmt: skip


def village_crumb(village: Organisation) -> tuple[str, str]:
    return village.label, reverse("villages:village", args=[village.code])


def share(
    request: HttpRequest,
    village: Organisation,
    path: str,
    *,
    title: str,
    summary: str,
    item: int | None = None,
) -> dict[str, str]:
    """The card a link is sent on with: what it is and from when, and never a name or an amount out of it."""
    picture = reverse("villages:card", args=[village.code]) + (f"?item={item}" if item else "")
    return {
        "url": absolute(request, path),
        "image": absolute(request, picture),
        "title": title,
        "summary": summary,
    }
