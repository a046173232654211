"""办理情况统计 for the units a person may see: table 2 of the annual report with its check, and the figures by month."""

from __future__ import annotations

import csv
import io

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.models import Organisation
from accounts.roles import Role
from catalog.desk.acting import person
from requests_app.counts import year_counts
from requests_app.desk.acting import show
from requests_app.figures import COUNTY, Writer
from requests_app.forms.public import receiving_units
from requests_app.models.request import HANDLERS
from requests_app.statistics import annual_table
from statute.annual import COLUMNS, FORM_2021, Matrix, check
from statute.loading import working_calendar

YEARS = range(2008, 2100)


def _units(request: HttpRequest) -> QuerySet[Organisation]:
    """The units whose cases the person may see."""
    return receiving_units().filter(pk__in=person(request).roles.organisations(*HANDLERS, Role.COUNTY_OFFICE))


def _asked(request: HttpRequest) -> tuple[int, list[Organisation], Organisation | None]:
    """Year, all units to choose from, and the one that was chosen (None: all together)."""
    text = request.GET.get("year", "")
    year = (
        int(text) if text.isdecimal() and len(text) == 4 and int(text) in YEARS else timezone.localdate().year
    )
    units = list(_units(request))
    return year, units, next((unit for unit in units if unit.code == request.GET.get("unit")), None)


def _table(units: list[Organisation], chosen: Organisation | None, year: int) -> Matrix:
    return annual_table([chosen.pk] if chosen else [unit.pk for unit in units], year)


@require_safe
def screen(request: HttpRequest) -> HttpResponse:
    year, units, chosen = _asked(request)
    matrix = _table(units, chosen, year)
    context = {
        "title": "办理情况统计",
        "year": year,
        "units": units,
        "chosen": chosen,
        "columns": COLUMNS,
        "rows": [
            (words, [matrix.at(code, column) for column in COLUMNS]) for code, words in FORM_2021.rows.items()
        ],
        "violations": check(matrix),
    }
    return show(request, "statistics", context)


@require_safe
def figures(request: HttpRequest) -> HttpResponse:
    """The figures of the public page as they are: small numbers are left out for the public only."""
    year, units, chosen = _asked(request)
    counts = year_counts([chosen.pk] if chosen else [unit.pk for unit in units], year)
    listed = [] if chosen else [(unit.pk, unit.code, unit.name) for unit in units]
    context = {
        "title": "按月统计",
        "year": year,
        "units": units,
        "chosen": chosen,
        "sheet": Writer(counts, working_calendar(), None).sheet(COUNTY, listed),
    }
    return show(request, "figures", context)


@require_safe
def export(request: HttpRequest) -> HttpResponse:
    """The table as .csv, in the layout that `manage.py check_annual` reads."""
    year, units, chosen = _asked(request)
    matrix = _table(units, chosen, year)
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(("row_code", "row_label", *COLUMNS))
    for code, words in FORM_2021.rows.items():
        writer.writerow((code, words, *(matrix.at(code, column) for column in COLUMNS)))
    response = HttpResponse(out.getvalue().encode("utf-8-sig"), content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = (
        f'attachment; filename="annual-{chosen.code if chosen else "all"}-{year}.csv"'
    )
    return response
