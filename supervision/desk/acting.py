"""What every screen of a report shares: find what the person may see, try an act, say how it went."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

from django.contrib import admin, messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import reverse

from accounts.policies import Refused
from catalog.desk.acting import person
from statute.annual.printed import SECTIONS
from supervision.models import AnnualReport
from supervision.workflow import NotPossible

LABELS = {"header": "报头", **SECTIONS}


def find_report(request: HttpRequest, pk: int) -> AnnualReport:
    """The report, or 404 when it is not for this person's eyes."""
    visible = AnnualReport.objects.visible_to(person(request))
    related = ("unit", "started_by", "edited_by", "submitted_by", "signed_by")
    return get_object_or_404(visible.select_related(*related), pk=pk)


def report_url(report: AnnualReport, place: str = "") -> str:
    url = reverse("admin:supervision_annualreport_change", args=[report.pk])
    return f"{url}#{place}" if place else url


def back_to(report: AnnualReport, place: str = "") -> HttpResponseRedirect:
    return HttpResponseRedirect(report_url(report, place))


def cell_url(unit_code: str, year: int, *, own: bool = False) -> Callable[[int, str, str], str]:
    """Where a figure of tables 2 and 3 leads: to what is behind it; `own`: of the county, without its units."""
    base = reverse("admin:supervision_cell")

    def url(table: int, row: str, column: str) -> str:
        if table == 1:
            return ""
        query = {"unit": unit_code, "year": year, "table": table, "row": row, "column": column}
        return f"{base}?{urlencode(query | ({'own': 1} if own else {}))}"

    return url


def attempt(request: HttpRequest, act: Callable[[], Any], success: str) -> bool:
    """Carry out an act and leave a message; a refusal is a message too, and nothing was changed."""
    try:
        act()
    except (Refused, NotPossible) as refusal:
        messages.error(request, str(refusal))
        return False
    messages.success(request, success)
    return True


def revision(request: HttpRequest) -> int | None:
    text = request.POST.get("revision", "")
    return int(text) if text.isdecimal() and len(text) < 10 else None


def show(request: HttpRequest, template: str, context: dict[str, Any], status: int = 200) -> HttpResponse:
    """A page in the admin's frame, kept by nobody."""
    frame = admin.site.each_context(request) | {"opts": AnnualReport._meta}
    response = TemplateResponse(request, f"supervision/desk/{template}.html", frame | context, status=status)
    response.headers["Cache-Control"] = "private, no-store"
    return response
