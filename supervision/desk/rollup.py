"""汇总: the county's tables 2 and 3 as the sum of its units, who has handed in, and each unit's share in a cell."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.models import Organisation
from catalog.desk.acting import person
from statute.annual import CHALLENGES, FORM_2021
from statute.annual.printed import shown
from supervision.actions.reminding import due
from supervision.counting import Part, in_force, parts, rolled_up
from supervision.desk.acting import cell_url, report_url, show
from supervision.models import AnnualReport
from supervision.policies import may_roll_up
from supervision.presenting import sheet

FORMS = {"2": FORM_2021, "3": CHALLENGES}


@dataclass(frozen=True)
class Line:
    """One unit: whether it has handed in, and its share in the cell that was chosen."""

    part: Part
    late: bool
    share: str = ""
    url: str = ""
    report_url: str = ""


@dataclass(frozen=True)
class Chosen:
    """The cell that was clicked."""

    table: int
    row: str
    column: str
    words: str


@require_safe
def rollup(request: HttpRequest, pk: int, year: int) -> HttpResponse:
    """Every figure leads to itself by unit; every unit's share to its cases."""
    county = get_object_or_404(Organisation, pk=pk)
    if not may_roll_up(person(request), county) or not 2008 <= year < 2100:
        raise Http404
    found, today = parts(county, year), timezone.localdate()
    chosen = _chosen(request)
    sums = rolled_up(found)
    own = AnnualReport.objects.filter(unit=county, year=year).select_related("unit").first()
    stated = in_force(own) if own else None
    here = reverse("admin:supervision_rollup", args=[pk, year])

    def link(table: int, row: str, column: str) -> str:
        return f"{here}?{urlencode({'table': table, 'row': row, 'column': column})}#units"

    context = {
        "title": f"{county.name}{year}年汇总",
        "county": county,
        "year": year,
        "own": own,
        "own_url": report_url(own) if own else "",
        "sheets": [sheet(sums[number], link=link) for number in sums],
        "lines": [_line(part, year, today, chosen) for part in found],
        "chosen": chosen,
        "sum": shown(sums[chosen.table].at(chosen.row, chosen.column)) if chosen else "",
        "stated": shown(stated[chosen.table].at(chosen.row, chosen.column)) if chosen and stated else "",
        "missing": sum(not part.is_reported for part in found),
    }
    return show(request, "rollup", context)


def _chosen(request: HttpRequest) -> Chosen | None:
    form = FORMS.get(request.GET.get("table", ""))
    row, column = request.GET.get("row", ""), request.GET.get("column", "")
    if form is None or (row, column) not in set(form.places()):
        return None
    return Chosen(form.table, row, column, form.rows[row])


def _line(part: Part, year: int, today: date, chosen: Chosen | None) -> Line:
    published = part.report is not None and part.report.published_on is not None
    late = not part.is_own and not published and today > due(part.unit, year)
    where = report_url(part.report) if part.report else ""
    if chosen is None:
        return Line(part, late, report_url=where)
    share = shown(part.tables[chosen.table].at(chosen.row, chosen.column))
    url = cell_url(part.unit.code, year, own=part.is_own)(chosen.table, chosen.row, chosen.column)
    return Line(part, late, share, url, where)
