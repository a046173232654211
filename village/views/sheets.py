"""The board on paper (A3), and the code that leads from the wall to the page."""

from __future__ import annotations

import io
import logging
from typing import Any, Final
from urllib.parse import quote

import segno
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.models import Organisation
from disclosure.views.details import code as qr_code
from disclosure.views.framing import absolute
from village.models import BoardItem
from village.views.boards import by_head
from village.views.framing import find_village, frame, village_crumb

logger = logging.getLogger(__name__)
ON_SHEET = 24
QR: Final = "sheet:/qr"


@login_not_required
@require_safe
def sheet(request: HttpRequest, village_code: str) -> HttpResponse:
    """A3 for the wall: the newest of every matter, complete with its table."""
    return TemplateResponse(request, "village/sheet.html", _newest(request, find_village(village_code)))


@login_not_required
@require_safe
def paper(request: HttpRequest, village_code: str) -> HttpResponse:
    """The same as a PDF, A3 landscape; where it cannot be made, the sheet says so and the browser prints it."""
    found = find_village(village_code)
    context = _newest(request, found)
    if request.method == "HEAD":
        return _pdf(b"", found)
    try:
        return _pdf(_laid_out(request, context), found)
    except (ImportError, OSError):  # WeasyPrint without Pango raises OSError when it is imported
        logger.exception("a board sheet could not be laid out")
        return TemplateResponse(request, "village/sheet.html", context | {"no_pdf": True}, status=503)


def _newest(request: HttpRequest, found: Organisation) -> dict[str, Any]:
    items = BoardItem.objects.public().filter(village=found).select_related("matter")
    newest: dict[int, BoardItem] = {}
    for item in items.order_by("-published_on", "-pk")[: ON_SHEET * 4]:
        newest.setdefault(item.matter_id, item)
    return {
        "village": found,
        "heads": by_head(list(newest.values())[:ON_SHEET]),
        "today": timezone.localdate(),
        "address": absolute(request, reverse("villages:village", args=[found.code])),
        **frame(village_crumb(found), ("公开栏张贴版", "")),
    }


def _laid_out(request: HttpRequest, context: dict[str, Any]) -> bytes:
    import weasyprint  # noqa: PLC0415  needs system libraries that may be missing; only this page does without them
    from weasyprint.urls import URLFetcher, URLFetcherResponse  # noqa: PLC0415  as above

    class OnlyTheCode(URLFetcher):  # type: ignore[misc]
        """The code to the village's page; whatever else is asked for is refused."""

        def fetch(self, asked: str, headers: Any = None) -> URLFetcherResponse:
            if asked != QR:
                raise LookupError(asked)
            return URLFetcherResponse(asked, qr_code(context["address"]), {"Content-Type": "image/svg+xml"})

    html = render_to_string("village/sheet_paper.html", context | {"qr": QR}, request=request)
    fetcher = OnlyTheCode(allowed_protocols=["sheet"])
    document = weasyprint.HTML(string=html, base_url="sheet:/", url_fetcher=fetcher)
    return document.write_pdf(presentational_hints=False)  # type: ignore[no-any-return]


def _pdf(content: bytes, found: Organisation) -> HttpResponse:
    name = quote(f"{found.label}村务公开栏(A3).pdf", safe="")
    response = HttpResponse(content, content_type="application/pdf")
    response.headers["Content-Disposition"] = f"inline; filename=\"board.pdf\"; filename*=UTF-8''{name}"
    response.headers["Cache-Control"] = "no-cache"
    return response


@login_not_required
@require_safe
def qr(request: HttpRequest, village_code: str) -> HttpResponse:
    """The village's page, or the item `?item=` of it, as a code."""
    return HttpResponse(qr_code(_address(request, village_code)), content_type="image/svg+xml")


@login_not_required
@require_safe
def card(request: HttpRequest, village_code: str) -> HttpResponse:
    """The same code as the picture messengers show beside a link: they take no SVG, and nothing below 300 points."""
    out = io.BytesIO()
    segno.make(_address(request, village_code), error="m", micro=False).save(
        out, kind="png", border=4, scale=10
    )
    return HttpResponse(out.getvalue(), content_type="image/png")


def _address(request: HttpRequest, village_code: str) -> str:
    """Outside, of the village's page or of the public item asked for."""
    found, pk = find_village(village_code), request.GET.get("item", "")
    path = reverse("villages:village", args=[found.code])
    if pk.isdecimal() and len(pk) < 19 and BoardItem.objects.public().filter(village=found, pk=pk).exists():
        path = reverse("villages:item", args=[found.code, int(pk)])
    return absolute(request, path)
