"""/villages/: every village by township, its board, one publication."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import groupby
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.db.models import Count, Max, Q, QuerySet
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.models import Organisation, OrganisationKind
from disclosure.models import DocumentEdition, VirusState
from statute.villages import Head, last_day
from village.actions.boarding import to_post_anew
from village.forms import ObjectionForm
from village.models import BoardItem, Comparison, Objection, Rules
from village.views.framing import find_item, find_village, frame, share, village_crumb
from village.workflow import WAITING, Status

ON_BOARD = 80
MISSING = 20


@login_not_required
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """Townships and their villages, with what is published and what is missing."""
    today = timezone.localdate()
    public, late = Q(board_items__status=Status.PUBLISHED), Q(board_items__status__in=WAITING)
    villages = (
        Organisation.objects.active()
        .filter(kind=OrganisationKind.VILLAGE)
        .select_related("parent")
        .annotate(
            published=Count("board_items", filter=public),
            newest=Max("board_items__published_on", filter=public),
            missing=Count("board_items", filter=late & Q(board_items__due_on__lt=today)),
        )
        .order_by("tree_id", "lft")
    )
    townships = [
        {"township": township, "villages": list(rows)}
        for township, rows in groupby(villages, key=lambda one: one.parent)
    ]
    return TemplateResponse(request, "village/index.html", {"townships": townships, **frame()})


@login_not_required
@require_safe
def village(request: HttpRequest, village_code: str) -> HttpResponse:
    """What hangs on the board, by head; what should hang there and does not; what was objected."""
    found, today = find_village(village_code), timezone.localdate()
    published = (
        BoardItem.objects.public()
        .filter(village=found)
        .select_related("matter")
        .defer("table", "text")
        .order_by("-published_on", "-pk")[:ON_BOARD]
    )
    missing = (
        BoardItem.objects.overdue(today)
        .filter(village=found)
        .select_related("matter")
        .prefetch_related("orders")
        .order_by("due_on")
    )
    objections = Objection.objects.filter(
        item__village=found, stage=Objection.Stage.PUBLISHED, item__status=Status.PUBLISHED
    ).select_related("item")
    context = {
        "village": found,
        "heads": by_head(published),
        "missing": missing[:MISSING],
        "missing_limit": MISSING,
        "objections": objections[:8],
        "comparisons": Comparison.objects.public()
        .filter(item__village=found)
        .select_related("item", "edition__unit")[:12],
        "documents": documents_about(found),
        "today": today,
        "share": share(
            request,
            found,
            reverse("villages:village", args=[found.code]),
            title=f"{found.label}村务公开",
            summary=f"{found.parent}{found.label}的账目、补贴、救助和村里的事，按月按季公布，可以看、可以问。",
        ),
        **frame(village_crumb(found), description=f"{found}村务公开"),
    }
    return TemplateResponse(request, "village/village.html", context)


def documents_about(village: Organisation) -> QuerySet[DocumentEdition]:
    """What the government published under the items the village's list mirrors: nobody copies it."""
    mirrored = village.matters.filter(is_active=True, mirrors__isnull=False).values("mirrors")
    editions = DocumentEdition.objects.readable().filter(placements__item__in=mirrored).distinct()
    return editions.select_related("unit").defer("body", "text").order_by("-published_at", "-pk")[:6]


def by_head(items: Iterable[BoardItem]) -> list[dict[str, Any]]:
    """The ten heads in the order of the law; of each matter the newest first, earlier ones behind it."""
    found: dict[str, dict[int, list[BoardItem]]] = {}
    for item in items:
        found.setdefault(item.matter.head, {}).setdefault(item.matter_id, []).append(item)
    return [
        {
            "label": head.label,
            "matters": [
                {"newest": rows[0], "earlier": rows[1:]}
                for rows in sorted(found[head].values(), key=lambda rows: rows[0].matter.position)
            ],
        }
        for head in Head
        if head in found
    ]


@login_not_required
@require_safe
def item(request: HttpRequest, village_code: str, pk: int) -> HttpResponse:
    return TemplateResponse(request, "village/item.html", item_context(request, find_item(village_code, pk)))


def item_context(request: HttpRequest, found: BoardItem, form: ObjectionForm | None = None) -> dict[str, Any]:
    """One publication with its four steps, its objections, and the form while there is time."""
    today, rules = timezone.localdate(), Rules(timezone.localdate())
    assert found.published_on is not None  # noqa: S101  public items are published
    until = last_day(found.published_on, rules.days("objection_days"))
    steps = (
        ("村民委员会提出", found.proposed_on), ("村务监督委员会审查", found.reviewed_on),
        ("两委联席会议决定", found.decided_on), ("村民委员会公布", found.published_on),
    )  # fmt: skip
    return {
        "village": found.village,
        "item": found,
        "item_key": str(found.pk),
        "steps": [{"name": name, "state": "done", "note": f"{day:%Y-%m-%d}"} for name, day in steps],
        "postings": found.postings.all(),
        "anew": to_post_anew(found, rules.days("board_days")),
        "objections": found.objections.filter(stage=Objection.Stage.PUBLISHED),
        "until": until,
        "form": form or (ObjectionForm() if today <= until else None),
        "basis": rules.basis("steps"),
        "comparison": Comparison.objects.public().filter(item=found).select_related("edition__unit").first(),
        "share": share(
            request,
            found.village,
            found.get_absolute_url(),
            item=found.pk,
            title=f"{found.village.label}：{found.title}",
            summary=f"{found.published_on}公布，村务监督委员会审查、联席会议决定。{until}以前可以提出异议。",
        ),
        **frame(village_crumb(found.village), (found.title, "")),
    }


@login_not_required
@require_safe
def photo(request: HttpRequest, village_code: str, pk: int) -> FileResponse:
    """The picture of a published item; nothing else of the store."""
    stored = find_item(village_code, pk).photo
    if stored is None or stored.virus_state == VirusState.INFECTED:
        raise Http404
    response = FileResponse(stored.file.storage.open(stored.file.name, "rb"), content_type=stored.mime)
    response.headers["Cache-Control"] = "no-cache"
    return response
