"""/villages/<code>/feed.atom: what a village published, for who works away from home."""

from __future__ import annotations

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from disclosure.views.atom import ENTRIES, Entry, answer
from village.models import BoardItem
from village.views.framing import find_village


@login_not_required
@require_safe
def feed(request: HttpRequest, village_code: str) -> HttpResponse:
    """Newest first: what, for which time, since when (two queries); names and tables are read on the page alone."""
    found = find_village(village_code)
    items = (
        BoardItem.objects.public()
        .filter(village=found)
        .select_related("village", "matter")
        .defer("text", "table")
        .order_by("-published_at", "-pk")
    )
    page = reverse("villages:village", args=[found.code])
    return answer(request, f"{found.label}村务公开", page, [_entry(one) for one in items[:ENTRIES]])


def _entry(item: BoardItem) -> Entry:
    assert item.published_at is not None  # noqa: S101  public items are published (board_step_published)
    late = f"，应于{item.due_on}公布" if item.was_late else ""
    return Entry(
        key=f"villages/items/{item.pk}",
        path=item.get_absolute_url(),
        title=item.title,
        summary=f"{item.published_on}公布{late}。责任人：{item.matter.responsible}",
        author=item.village.name,
        updated=item.published_at,
        categories=(item.matter.get_head_display(),),
        seen=item.content_hash,
    )
