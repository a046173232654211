"""/villages/<code>/ledger/: the accounts as published, by month and purpose, and the receipts behind them."""

from __future__ import annotations

from datetime import date

from django.contrib.auth.decorators import login_not_required
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from accounts.models import Organisation
from disclosure.models import VirusState
from disclosure.views.framing import LARGEST_KEY
from village.actions.keeping import totals_by_purpose
from village.models import BoardItem, LedgerEntry, LedgerMonth, Receipt
from village.views.framing import find_village, frame, village_crumb
from village.workflow import Status

MONTHS = 24


def published_months(village: Organisation) -> list[LedgerMonth]:
    """Months whose accounts went through the four steps, the newest first; each knows its publication."""
    months = LedgerMonth.objects.filter(book__village=village, items__status=Status.PUBLISHED).select_related(
        "book"
    )
    return list(months.distinct().order_by("-month")[:MONTHS])


@login_not_required
@require_safe
def ledger(request: HttpRequest, village_code: str) -> HttpResponse:
    """Months as a table and as bars."""
    village = find_village(village_code)
    months = published_months(village)
    largest = max((max(one.total_in, one.total_out) for one in months), default=0) or 1
    rows = [
        {
            "month": one,
            "bar_in": max(one.total_in, 0) * 100 // largest,
            "bar_out": max(one.total_out, 0) * 100 // largest,
        }
        for one in months
    ]
    context = {"village": village, "rows": rows, **frame(village_crumb(village), ("村里的账", ""))}
    return TemplateResponse(request, "village/ledger.html", context)


@login_not_required
@require_safe
def month(request: HttpRequest, village_code: str, ledger_year: int, number: int) -> HttpResponse:
    """One month, entry by entry, with its totals by purpose."""
    village = find_village(village_code)
    if not (2000 <= ledger_year <= 2100 and 1 <= number <= 12):
        raise Http404
    items = BoardItem.objects.public().filter(
        village=village, ledger_month__month=date(ledger_year, number, 1)
    )
    item = get_object_or_404(items.select_related("ledger_month__book"))
    found = item.ledger_month
    assert found is not None  # noqa: S101  the filter above
    context = {
        "village": village,
        "item": item,
        "month": found,
        "opening": found.closing_balance - found.total_in + found.total_out,
        "totals": totals_by_purpose(found),
        "entries": LedgerEntry.objects.filter(book=found.book_id)
        .of_month(found.month)
        .select_related("receipt", "reverses", "reversed_by"),
        **frame(
            village_crumb(village),
            ("村里的账", reverse("villages:ledger", args=[village_code])),
            (str(found), ""),
        ),
    }
    return TemplateResponse(request, "village/ledger_month.html", context)


@login_not_required
@require_safe
def receipt(request: HttpRequest, village_code: str, pk: int) -> FileResponse:
    """The blacked-out copy of an entry whose month is published; never the scan."""
    village = find_village(village_code)
    found = get_object_or_404(
        Receipt.objects.select_related("shown", "entry"),
        entry=min(pk, LARGEST_KEY),
        entry__book__village=village,
    )
    first = found.entry.on.replace(day=1)
    public = BoardItem.objects.public().filter(village=village, ledger_month__month=first).exists()
    stored = found.shown
    if not public or stored is None or stored.virus_state == VirusState.INFECTED:
        raise Http404
    response = FileResponse(stored.file.storage.open(stored.file.name, "rb"), content_type=stored.mime)
    response.headers["Cache-Control"] = "no-cache"
    return response
