"""/supervision/evaluations/: published evaluations, their ranking, one unit's scores with the facts, and as a file."""

from __future__ import annotations

from itertools import groupby
from typing import Any, Final

from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_safe

from accounts.models import OrganisationKind
from supervision.evaluation_sheet import xlsx
from supervision.files import XLSX
from supervision.measuring import GAUGES
from supervision.models import Evaluation, Score
from supervision.scoring import points_of

TITLE: Final = "考核评估"
PAGE_SIZE: Final = 20
LARGEST_KEY: Final = 2**63 - 1


def _page(request: HttpRequest, name: str, context: dict[str, Any], *crumbs: tuple[str, str]) -> HttpResponse:
    whole = [(TITLE, reverse("supervision:evaluations") if crumbs else ""), *crumbs]
    frame = {
        "crumbs": [{"title": title, "url": url} for title, url in whole],
        "column": {"name": TITLE, "type": "政府信息公开", "description": "政务公开考核评估结果", "keywords": "考核;评估;排名"},
    }  # fmt: skip
    return TemplateResponse(request, f"supervision/{name}.html", frame | context)


def _find(pk: int) -> Evaluation:
    """A published evaluation, or 404: one in preparation is as if it were not there."""
    published = Evaluation.objects.published().select_related("scheme", "county")
    return get_object_or_404(published, pk=min(pk, LARGEST_KEY))


@login_not_required
@require_safe
def evaluations(request: HttpRequest) -> HttpResponse:
    published = Evaluation.objects.published().select_related("scheme").order_by("-published_on", "-pk")
    page = Paginator(published, PAGE_SIZE).get_page(request.GET.get("page"))
    return _page(request, "evaluations", {"page": page})


@login_not_required
@require_safe
def evaluation(request: HttpRequest, pk: int) -> HttpResponse:
    """The ranking of each kind of unit, and the scheme it was made by."""
    found = _find(pk)
    results = found.results.select_related("unit")
    groups = [
        (OrganisationKind(group).label, list(rows))
        for group, rows in groupby(results, key=lambda one: one.group)
    ]
    context = {"evaluation": found, "groups": groups, "indicators": found.scheme.indicators.all()}
    return _page(request, "evaluation", context, (found.name, ""))


def lines(scores: list[Score]) -> list[dict[str, Any]]:
    """Scores as rows to draw: what was counted, in words; the points worked out anew from the facts."""
    found = []
    for score in scores:
        measure = GAUGES.get(score.facts["indicator"]["measure"])
        found.append(
            {
                "score": score,
                "facts": score.facts,
                "points": points_of(score.facts),
                "unit": measure.unit if measure else "%",
                "describes": measure.describes if measure else "人工填写，附依据。",
            }
        )
    return found


@login_not_required
@require_safe
def scores(request: HttpRequest, pk: int, unit_code: str) -> HttpResponse:
    """One unit's scores, each with the facts it was worked out from."""
    found = _find(pk)
    result = get_object_or_404(found.results.select_related("unit"), unit__code=unit_code)
    of_unit = list(found.scores.filter(unit=result.unit_id).select_related("indicator"))
    context = {"evaluation": found, "result": result, "lines": lines(of_unit)}
    return _page(request, "scores", context, (found.name, found.get_absolute_url()), (result.unit.name, ""))


@login_not_required
@require_safe
def as_xlsx(request: HttpRequest, pk: int) -> HttpResponse:
    found = _find(pk)
    response = HttpResponse(xlsx(found), content_type=XLSX)
    response.headers["Content-Disposition"] = content_disposition_header(True, f"{found.name}.xlsx")
    return response
