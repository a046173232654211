"""What is behind a figure: the cases of a cell of table 2, the proceedings of a cell of table 3."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from accounts.models import Organisation
from catalog.desk.acting import person
from requests_app.models import Challenge, InformationRequest
from requests_app.statistics import cases_behind, challenges_behind
from statute.annual import CHALLENGES, FORM_2021
from supervision.counting import scope
from supervision.desk.acting import show
from supervision.models import AnnualReport
from supervision.policies import reports

PAGE_SIZE = 50
FORMS = {"2": FORM_2021, "3": CHALLENGES}
YEARS = range(2008, 2100)


@require_safe
def cell(request: HttpRequest) -> HttpResponse:
    """The cases a figure counts that this person may see; how many there are besides is said."""
    unit = get_object_or_404(Organisation, code=request.GET.get("unit", ""))
    if not reports(unit):
        raise Http404
    table, year = request.GET.get("table", ""), _year(request)
    form = FORMS.get(table)
    row, column = request.GET.get("row", ""), request.GET.get("column", "")
    if form is None or (row, column) not in set(form.places()):
        raise Http404
    units = [unit.pk] if request.GET.get("own") else [one.pk for one in scope(unit)]
    behind = cases_behind if table == "2" else challenges_behind
    everything: QuerySet[Any] = behind(units, year, row, column)
    visible = everything & _visible(request, table)
    total, seen = everything.count(), visible.count()
    order = ("received_on", "pk") if table == "2" else ("filed_on", "pk")
    related = ("unit",) if table == "2" else ("unit", "request")
    page = Paginator(visible.select_related(*related).order_by(*order), PAGE_SIZE).get_page(
        request.GET.get("page")
    )
    context = {
        "title": f"{year}年 {form.rows[row]}，{column}",
        "unit": unit,
        "year": year,
        "words": form.rows[row],
        "column": column,
        "is_cases": table == "2",
        "page": page,
        "total": total,
        "hidden": total - seen,
        "report": AnnualReport.objects.visible_to(person(request)).filter(unit=unit, year=year).first(),
    }
    return show(request, "cell", context)


def _visible(request: HttpRequest, table: str) -> QuerySet[Any]:
    model = InformationRequest if table == "2" else Challenge
    return model.objects.visible_to(person(request))


def _year(request: HttpRequest) -> int:
    text = request.GET.get("year", "")
    if not (text.isdecimal() and len(text) == 4 and int(text) in YEARS):
        raise Http404
    return int(text)
