"""/requests/statistics/: what came of the applications of a year, for the county and for each unit."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.contrib.auth.decorators import login_not_required
from django.core.cache import cache
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.models import Organisation
from requests_app.counts import year_counts, years
from requests_app.figures import COUNTY, RECEIVED, TOTAL, Writer, numbers, public_marks
from requests_app.views.framing import page
from statute.loading import working_calendar

KEPT: Final = 600  # seconds; a year is counted once for all who look


@dataclass(frozen=True)
class Published:
    """A year as the public sees it, and when it was counted. `units`: id, code, name."""

    writer: Writer
    units: list[tuple[int, str, str]]
    at: datetime


def published(year: int) -> Published:
    """The whole year at once: what one page leaves out must not stand on another."""
    found: Published | None = cache.get(f"requests:figures:{year}")
    if found is None:
        bodies = list(Organisation.objects.order_by("tree_id", "lft").values_list("pk", "code", "name"))
        counts = year_counts([pk for pk, *_ in bodies], year)
        there = numbers(counts)
        busy = {unit for _, unit, kind, _ in there if kind == TOTAL}
        writer = Writer(counts, working_calendar(), public_marks(there))
        found = Published(writer, [body for body in bodies if body[0] in busy], timezone.now())
        cache.set(f"requests:figures:{year}", found, KEPT)
    return found


@login_not_required
@require_safe
def figures(request: HttpRequest) -> HttpResponse:
    """办理情况统计: of one year, of all units together or of one."""
    known, text = years(), request.GET.get("year", "")
    if text and text not in map(str, known):
        raise Http404
    year = int(text) if text else next(iter(known), timezone.localdate().year)
    found, code = published(year), request.GET.get("unit", "")
    chosen = next((unit for unit in found.units if unit[1] == code), None)
    if code and chosen is None:
        raise Http404
    context = {
        "year": year,
        "years": known,
        "units": found.units,
        "chosen": chosen,
        "sheet": found.writer.sheet(chosen[0] if chosen else COUNTY, found.units),
        "is_empty": not found.writer.figures[RECEIVED, COUNTY, TOTAL, ""] and not found.units,
        "counted_at": found.at,
        "is_public": True,
    }
    return page(request, "figures", context, ("办理情况统计", ""))
