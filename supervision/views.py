"""/supervision/reports/: the published annual reports, as pages with real tables and as files."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_safe

from accounts.models import Organisation
from supervision.files import DOCX, XLSX, Printed, docx, xlsx
from supervision.models import Adjustment, AnnualReport
from supervision.models.adjustment import adjusted
from supervision.presenting import sheet

TITLE = "政府信息公开工作年度报告"
PAGE_SIZE = 60
COLUMN = {
    "name": "政府信息公开年报", "type": "政府信息公开", "description": "各单位历年政府信息公开工作年度报告",
    "keywords": "政府信息公开;年度报告;年报",
}  # fmt: skip


@login_not_required
@require_safe
def reports(request: HttpRequest) -> HttpResponse:
    """All published reports by year and unit, the newest year first."""
    published = AnnualReport.objects.published()
    years = list(published.order_by("-year").values_list("year", flat=True).distinct())
    units = list(Organisation.objects.filter(pk__in=published.values("unit")).order_by("tree_id", "lft"))
    year = request.GET.get("year", "")
    unit = next((one for one in units if one.code == request.GET.get("unit")), None)
    rows = published.for_list()
    if year.isdecimal() and len(year) == 4:
        rows = rows.filter(year=int(year))
    if unit is not None:
        rows = rows.filter(unit=unit)
    page = Paginator(rows, PAGE_SIZE).get_page(request.GET.get("page"))
    context = {"years": years, "units": units, "year": year, "unit": unit, "page": page}
    return _page(request, "reports", context, [(TITLE, "")])


def _page(
    request: HttpRequest, name: str, context: dict[str, Any], crumbs: list[tuple[str, str]]
) -> HttpResponse:
    frame = {"crumbs": [{"title": title, "url": url} for title, url in crumbs], "column": COLUMN}
    return TemplateResponse(request, f"supervision/{name}.html", frame | context)


def _find(code: str, year: int) -> tuple[AnnualReport, list[Adjustment]]:
    """A published report with its signed corrections, or 404: a draft is as if it were not there."""
    published = AnnualReport.objects.published().select_related("unit")
    report = get_object_or_404(published, unit__code=code, year=year)
    return report, list(report.adjustments.signed())


@login_not_required
@require_safe
def report(request: HttpRequest, code: str, year: int) -> HttpResponse:
    """The report in its six sections; corrected figures stand beside the published ones."""
    found, corrections = _find(code, year)
    now, first = adjusted(found, corrections), found.matrices
    others = AnnualReport.objects.published().filter(unit=found.unit_id).exclude(pk=found.pk)
    context = {
        "report": found,
        "sheets": {f"t{number}": sheet(now[number], published=first[number]) for number in now},
        "corrections": [(one, sentences(found, one)) for one in corrections],
        "other_years": list(others.order_by("-year").values_list("year", flat=True)),
    }
    return _page(request, "report", context, [(TITLE, reverse("supervision:reports")), (str(found), "")])


def sentences(report: AnnualReport, adjustment: Adjustment) -> list[str]:
    """One sentence for each cell a correction changed."""
    tables = report.matrices
    return [
        f"“{tables[change['table']].form.rows[change['row']]}”的“{change['column']}”："
        f"原为{_said(change['before'])}，更正为{_said(change['after'])}"
        for change in adjustment.changes
    ]


def _said(value: object) -> str:
    return "空白" if value is None else str(value)


@login_not_required
@require_safe
def as_xlsx(request: HttpRequest, code: str, year: int) -> HttpResponse:
    printed = _printed(code, year)
    return _file(printed.report, xlsx(printed), XLSX, "xlsx")


@login_not_required
@require_safe
def as_docx(request: HttpRequest, code: str, year: int) -> HttpResponse:
    printed = _printed(code, year)
    return _file(printed.report, docx(printed), DOCX, "docx")


def _printed(code: str, year: int) -> Printed:
    found, corrections = _find(code, year)
    said = [
        f"{one.decided_on:%Y-%m-%d} {'；'.join(sentences(found, one))}。理由：{one.reason}"
        for one in corrections
    ]
    return Printed(found, adjusted(found, corrections), said)


def _file(found: AnnualReport, data: bytes, kind: str, extension: str) -> HttpResponse:
    response = HttpResponse(data, content_type=kind)
    response.headers["Content-Disposition"] = content_disposition_header(True, f"{found.title}.{extension}")
    return response
