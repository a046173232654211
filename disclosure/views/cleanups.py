"""/documents/cleanups/: what came of the clean-ups (市实施意见三(二)1: 清理结果向社会公开)."""

from __future__ import annotations

from typing import Final

from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Paginator
from django.db.models import Count, OuterRef, QuerySet, Subquery
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from disclosure.models import Campaign, CampaignEntry, DocumentEdition
from disclosure.views.framing import LARGEST_KEY, frame

PAGE_SIZE: Final = 100
HERE: Final = "文件清理结果"


def published() -> QuerySet[Campaign]:
    return Campaign.objects.filter(kind=Campaign.Kind.CLEANUP, result_published_at__isnull=False)


@login_not_required
@require_safe
def cleanups(request: HttpRequest) -> HttpResponse:
    found = published().select_related("organisation").annotate(number=Count("entries"))
    context: dict[str, object] = {"campaigns": found.order_by("-result_published_at")}
    context |= frame([(HERE, "")], "历次规范性文件清理的结果", "规范性文件;清理结果;废止;失效")
    return TemplateResponse(request, "disclosure/cleanups.html", context)


@login_not_required
@require_safe
def cleanup(request: HttpRequest, pk: int) -> HttpResponse:
    """Document · conclusion · reason. What has been taken off the site since is counted, not named."""
    campaign = get_object_or_404(published().select_related("organisation"), pk=min(pk, LARGEST_KEY))
    standing = DocumentEdition.objects.public().filter(document=OuterRef("edition__document"))
    entries = (
        CampaignEntry.objects.filter(campaign=campaign)
        .exclude(decision="")
        .select_related("unit")
        .annotate(
            document=Subquery(standing.values("document")[:1]),
            title=Subquery(standing.values("title")[:1]),
            number=Subquery(standing.values("doc_number")[:1]),
        )
        .order_by("unit__lft", "decision", "pk")
    )
    counts = dict(
        CampaignEntry.objects.filter(campaign=campaign)
        .order_by()
        .values_list("decision")
        .annotate(n=Count("pk"))
    )
    decided = [(label, counts[value]) for value, label in CampaignEntry.Decision.choices if counts.get(value)]
    page = Paginator(entries, PAGE_SIZE).get_page(request.GET.get("page"))
    context = {"campaign": campaign, "page": page, "decided": decided}
    context |= frame(
        [(HERE, reverse("documents:cleanups")), (str(campaign), "")], f"{campaign}结果", "规范性文件;清理结果"
    )
    return TemplateResponse(request, "disclosure/cleanup.html", context)
