"""/supervision/plans/ and /supervision/experiences/: what is planned for the year, and what works (市实施意见四)."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from disclosure.views.atom import ENTRIES, Entry, answer
from interpretation.views.framing import LARGEST_KEY, article, short
from supervision.models import ExperienceArticle, WorkPlan
from supervision.plan_workflow import Standing

PLANS = "政务公开工作要点"
COLUMN = "基层政务公开标准化规范化"
PAGE_SIZE = 20


@login_not_required
@require_safe
def plans(request: HttpRequest) -> HttpResponse:
    """The newest plan."""
    newest = WorkPlan.objects.published().order_by("-year").first()
    return _plan(request, newest)


@login_not_required
@require_safe
def plan(request: HttpRequest, year: int) -> HttpResponse:
    """One year's plan: each task, whose, by when, and how it stands today (three queries)."""
    found = WorkPlan.objects.published().filter(year=min(year, 9999)).first()
    if found is None:
        raise Http404
    return _plan(request, found)


def _plan(request: HttpRequest, found: WorkPlan | None) -> HttpResponse:
    """What units report is for the office; the public sees what the office found."""
    today = timezone.localdate()
    tasks = [(task, task.standing(today)) for task in found.tasks.for_list()] if found else []
    context: dict[str, Any] = {
        "plan": found, "tasks": tasks, "today": today,
        "tally": [(state, sum(one is state for _, one in tasks)) for state in Standing],
        "years": WorkPlan.objects.published().order_by("-year").values_list("year", flat=True),
        "crumbs": [{"title": PLANS, "url": ""}],
        "column": {
            "name": PLANS, "type": "政府信息公开", "description": "年度政务公开工作要点和完成情况", "keywords": "政务公开;工作要点",
        },
    }  # fmt: skip
    return TemplateResponse(request, "supervision/plan.html", context)


def _column(*crumbs: str) -> dict[str, Any]:
    start = reverse("supervision:experiences") if crumbs else ""
    return {
        "crumbs": [{"title": COLUMN, "url": start}, *({"title": title, "url": ""} for title in crumbs)],
        "column": {
            "name": COLUMN, "type": "工作动态", "description": "各单位政务公开的好经验、好做法", "keywords": "政务公开;标准化规范化;经验交流",
        },
    }  # fmt: skip


def _published() -> Any:
    return ExperienceArticle.objects.published().select_related("unit").order_by("-published_at", "-pk")


@login_not_required
@require_safe
def experiences(request: HttpRequest) -> HttpResponse:
    """经验交流, the newest first (two queries)."""
    page = Paginator(_published().defer("text"), PAGE_SIZE).get_page(request.GET.get("page"))
    return TemplateResponse(request, "supervision/experiences.html", {"page": page} | _column())


@login_not_required
@require_safe
def experience(request: HttpRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(_published(), pk=min(pk, LARGEST_KEY))
    context = {"piece": found} | _column(short(found.title))
    context |= article(
        found.title, found.published_at, found.unit.name, keywords=found.keywords, description=found.summary
    )
    return TemplateResponse(request, "supervision/experience.html", context)


@login_not_required
@require_safe
def experience_feed(request: HttpRequest) -> HttpResponse:
    """/supervision/experiences/feed.atom (one query)."""
    entries = [
        Entry(
            key=f"experiences/{one.pk}", path=one.get_absolute_url(), title=one.title, summary=one.summary,
            author=one.unit.name, updated=one.published_at, categories=(COLUMN,), seen=one.approved_hash,
        )
        for one in _published().defer("text")[:ENTRIES]
    ]  # fmt: skip
    return answer(request, COLUMN, reverse("supervision:experiences"), entries)
