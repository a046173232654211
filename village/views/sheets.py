"""The board on paper (A3), and the code that leads from the wall to the page."""

from __future__ import annotations

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from disclosure.views.details import code as qr_code
from disclosure.views.framing import absolute
from village.models import BoardItem
from village.views.boards import by_head
from village.views.framing import find_village, frame, village_crumb

ON_SHEET = 24


@login_not_required
@require_safe
def sheet(request: HttpRequest, village_code: str) -> HttpResponse:
    """A3 for the wall: the newest of every matter, complete with its table."""
    found = find_village(village_code)
    items = BoardItem.objects.public().filter(village=found).select_related("matter")
    newest: dict[int, BoardItem] = {}
    for item in items.order_by("-published_on", "-pk")[: ON_SHEET * 4]:
        newest.setdefault(item.matter_id, item)
    context = {
        "village": found,
        "heads": by_head(list(newest.values())[:ON_SHEET]),
        "today": timezone.localdate(),
        "address": absolute(request, reverse("villages:village", args=[found.code])),
        **frame(village_crumb(found), ("公开栏张贴版", "")),
    }
    return TemplateResponse(request, "village/sheet.html", context)


@login_not_required
@require_safe
def qr(request: HttpRequest, village_code: str) -> HttpResponse:
    """The village's page, or the item `?item=` of it, as a code."""
    found, pk = find_village(village_code), request.GET.get("item", "")
    path = reverse("villages:village", args=[found.code])
    if pk.isdecimal() and len(pk) < 19 and BoardItem.objects.public().filter(village=found, pk=pk).exists():
        path = reverse("villages:item", args=[found.code, int(pk)])
    return HttpResponse(qr_code(absolute(request, path)), content_type="image/svg+xml")
