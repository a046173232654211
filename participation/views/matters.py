"""重大行政决策事项目录 in public: a year's matters, and how far each is."""

from __future__ import annotations

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.views.decorators.http import require_safe

from participation.actions.deciding import standing_entry
from participation.listing import catalogue_lines, timeline
from participation.models import Consultation, DecisionCatalogue, DecisionMatter
from participation.views.framing import page

CRUMB = "重大行政决策事项"


@login_not_required
@require_safe
def catalogues(request: HttpRequest) -> HttpResponse:
    """Every published catalogue, the versions of a year below one another."""
    found = (
        DecisionCatalogue.objects.public().select_related("unit").order_by("-year", "unit__lft", "-version")
    )
    return page(request, "catalogues", {"catalogues": found}, (CRUMB, ""))


@login_not_required
@require_safe
def catalogue(request: HttpRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(DecisionCatalogue.objects.public().select_related("unit"), pk=pk)
    newer = (
        DecisionCatalogue.objects.public()
        .filter(unit=found.unit, year=found.year, version__gt=found.version)
        .order_by("-version")
        .first()
    )
    context = {
        "catalogue": found,
        "newer": newer,
        "lines": catalogue_lines(found),
        "article": {"title": str(found), "published_at": found.published_at, "source": str(found.unit)},
    }
    return page(request, "catalogue", context, (CRUMB, reverse("participation:catalogues")), (str(found), ""))


@login_not_required
@require_safe
def matter(request: HttpRequest, pk: int) -> HttpResponse:
    """The time line; what was left out is shown with its reason and article."""
    found = get_object_or_404(DecisionMatter.objects.select_related("unit"), pk=pk)
    entry = standing_entry(found)
    if entry is None:
        raise Http404
    context = {
        "entry": entry,
        "timeline": timeline(found, entry),
        "consultations": Consultation.objects.public().filter(matters=found).select_related("feedback"),
    }
    crumbs = (
        (CRUMB, reverse("participation:catalogues")),
        (str(entry.catalogue), entry.catalogue.get_absolute_url()),
        (entry.title, ""),
    )
    return page(request, "matter", context, *crumbs)
