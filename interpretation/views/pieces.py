"""政策问答库, 回应关切 and 政策宣讲, as citizens see them."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Paginator
from django.db.models import Count, Max, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from disclosure.models import Document, DocumentEdition
from interpretation import clocks
from interpretation.models import Concern, ConcernEntry, OutreachEvent, PolicyAnswer
from interpretation.views.framing import LARGEST_KEY, PAGE_SIZE, article, frame, short
from interpretation.workflow import PieceStatus


def _titled(documents: Any) -> list[DocumentEdition]:
    """The public editions of some documents; one query."""
    return list(
        DocumentEdition.objects.public()
        .filter(document__in=documents)
        .only("title", "document_id", "validity", "published_at")
    )


@login_not_required
@require_safe
def answers(request: HttpRequest) -> HttpResponse:
    """政策问答库: questions answered from documents in force (two queries)."""
    q = request.GET.get("q", "").replace("\x00", "").strip()[:60]
    found = PolicyAnswer.objects.public().select_related("unit")
    for word in q.split():
        found = found.filter(
            Q(question__icontains=word) | Q(answer__icontains=word) | Q(keywords__icontains=word)
        )
    page = Paginator(found.order_by("-published_at", "-pk"), PAGE_SIZE).get_page(request.GET.get("page"))
    context = {"page": page, "q": q} | frame(
        [("政策问答库", "")], description="群众常问的政策问题", keywords="政策问答"
    )
    return TemplateResponse(request, "interpretation/answers.html", context)


@login_not_required
@require_safe
def answer(request: HttpRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(PolicyAnswer.objects.public().select_related("unit"), pk=min(pk, LARGEST_KEY))
    documents = _titled(Document.objects.filter(policy_answers=found).values("pk"))
    context = {"answer": found, "documents": documents}
    context |= frame([("政策问答库", reverse("interpretations:answers")), (short(found.question), "")])
    context |= article(found.question, found.published_at, found.unit.name, keywords=found.keywords)
    return TemplateResponse(request, "interpretation/answer.html", context)


@login_not_required
@require_safe
def concerns(request: HttpRequest) -> HttpResponse:
    """回应关切: topics, the latest said first, and 澄清辟谣 by themselves (three queries)."""
    published = Q(entries__status=PieceStatus.PUBLISHED)
    topics = (
        Concern.objects.public()
        .select_related("unit")
        .annotate(
            said=Count("entries", filter=published), latest=Max("entries__published_at", filter=published)
        )
        .order_by("-latest", "-pk")
    )
    page = Paginator(topics, PAGE_SIZE).get_page(request.GET.get("page"))
    rumours = (
        ConcernEntry.objects.published()
        .filter(kind__in=("rumour", "clarification"))
        .select_related("concern__unit")
    )
    context = {"page": page, "rumours": rumours.order_by("-published_at")[:8]}
    context |= frame(
        [("回应关切", "")], description="热点问题的权威回应", keywords="回应关切;辟谣;新闻发布会"
    )
    return TemplateResponse(request, "interpretation/concerns.html", context)


@login_not_required
@require_safe
def concern(request: HttpRequest, pk: int) -> HttpResponse:
    """One topic by time, and whether it was answered in time."""
    found = get_object_or_404(Concern.objects.public().select_related("unit"), pk=min(pk, LARGEST_KEY))
    entries = list(found.entries.filter(status=PieceStatus.PUBLISHED).order_by("happened_at", "pk"))
    said = [(one.kind, one.published_at) for one in entries if one.published_at is not None]
    context = {
        "concern": found,
        "entries": entries,
        "limits": clocks.limits(found.severity, found.arisen_at, said, timezone.now()),
    }
    context |= frame([("回应关切", reverse("interpretations:concerns")), (short(found.title), "")])
    context |= article(found.title, entries[-1].published_at, found.unit.name, description=found.summary)
    return TemplateResponse(request, "interpretation/concern.html", context)


@login_not_required
@require_safe
def events(request: HttpRequest) -> HttpResponse:
    """政策宣讲: what is to come first, then what was held (three queries)."""
    now = timezone.now()
    published = OutreachEvent.objects.published().select_related("unit")
    audience = request.GET.get("audience", "")
    if audience in OutreachEvent.Audience.values:
        published = published.filter(audience=audience)
    held = published.filter(held_at__lt=now).order_by("-held_at", "-pk")
    context = {
        "coming": list(published.filter(held_at__gte=now).order_by("held_at", "pk")[:20]),
        "page": Paginator(held, PAGE_SIZE).get_page(request.GET.get("page")),
        "audience": audience,
        "audiences": OutreachEvent.Audience.choices,
    }
    context |= frame(
        [("政策宣讲", "")], description="面向社区、村、行业协会商会的政策宣传培训", keywords="政策宣讲"
    )
    return TemplateResponse(request, "interpretation/events.html", context)


@login_not_required
@require_safe
def event(request: HttpRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(
        OutreachEvent.objects.published().select_related("unit"), pk=min(pk, LARGEST_KEY)
    )
    context = {
        "event": found,
        "documents": _titled(Document.objects.filter(outreach_events=found).values("pk")),
        "files": found.files.select_related("file").defer("file__text"),
        "is_over": found.held_at < timezone.now(),
    }
    context |= frame([("政策宣讲", reverse("interpretations:events")), (short(found.title), "")])
    context |= article(found.title, found.published_at, found.unit.name)
    return TemplateResponse(request, "interpretation/event.html", context)
