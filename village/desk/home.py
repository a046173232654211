"""The first screen: what is due now, one button each."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.core.paginator import Paginator
from django.db.models import Count, Min, Q, Value
from django.db.models.functions import Coalesce, NullIf
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.models import Organisation
from accounts.roles import Role
from catalog.desk.acting import person
from village.desk.acting import show, villages_of
from village.models import BoardItem, Comparison, Objection
from village.policies import may_keep, may_list
from village.todo import TURNS
from village.workflow import WAITING, Status

PAGE = 50
DISAGREE = (Comparison.Outcome.DIFFERENT, Comparison.Outcome.NO_VILLAGE)


@require_safe
def screen(request: HttpRequest) -> HttpResponse:
    """A village's own people see their village; the township sees its villages and opens one."""
    villages = villages_of(request)
    code = request.GET.get("village", "")
    chosen = villages.filter(code=code).first() if code else None
    if chosen is None:
        first_two = list(villages[:2])
        chosen = first_two[0] if len(first_two) == 1 else None
    return _village(request, chosen) if chosen else _villages(request)


def _villages(request: HttpRequest) -> HttpResponse:
    today = timezone.localdate()
    waiting = Q(board_items__status__in=WAITING)
    rows = (
        villages_of(request)
        .select_related("parent")
        .annotate(
            waiting=Count("board_items", filter=waiting),
            late=Count("board_items", filter=waiting & Q(board_items__due_on__lt=today)),
            oldest=Min("board_items__due_on", filter=waiting & Q(board_items__due_on__lt=today)),
        )
        .order_by("-late", "tree_id", "lft")
    )
    page = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    context = {"title": "村务公开", "page": page, "today": today, "townships": _townships(request, today)}
    return show(request, "villages", context)


def _townships(request: HttpRequest, today: date) -> list[dict[str, Any]]:
    """What the county sees at a glance, one line a township; nothing where there is only one (one query)."""
    late = Q(status__in=WAITING, due_on__lt=today)
    rows = list(
        BoardItem.objects.filter(village__in=villages_of(request))
        .values("village__parent")
        .annotate(
            label=Min(Coalesce(NullIf("village__parent__short_name", Value("")), "village__parent__name")),
            position=Min("village__parent__lft"),
            villages=Count("village", distinct=True),
            published=Count("pk", filter=Q(status=Status.PUBLISHED)),
            late=Count("pk", filter=late),
            different=Count("pk", filter=Q(comparison__outcome__in=DISAGREE)),
        )
        .order_by("position")
    )
    return rows if len(rows) > 1 else []


def _village(request: HttpRequest, village: Organisation) -> HttpResponse:
    user, today = person(request), timezone.localdate()
    waiting = list(BoardItem.objects.waiting().filter(village=village).select_related("matter"))
    published = BoardItem.objects.public().filter(village=village).select_related("matter")
    objections = Objection.objects.unanswered().filter(item__village=village, stage=Objection.Stage.PUBLISHED)
    rows = [_row(item, user.roles.direct, village, today) for item in waiting]
    context = {
        "title": f"{village.label}村务公开",
        "village": village,
        "mine": [row for row in rows if row["label"]],
        "others": [row for row in rows if not row["label"]],
        "published": published.order_by("-published_on", "-pk")[:20],
        "objections": objections.select_related("item"),
        "may_keep": may_keep(user, village),
        "may_list": may_list(user, village),
        "has_list": village.matters.filter(is_active=True).exists(),
        "today": today,
    }
    return show(request, "home", context)


def _row(
    item: BoardItem, direct: Mapping[Role, frozenset[int]], village: Organisation, today: date
) -> dict[str, object]:
    """The word on the button, empty where it is somebody else's turn."""
    role, label = TURNS[Status(item.status)]
    mine = village.pk in direct.get(role, frozenset())
    return {"item": item, "label": label if mine else "", "overdue": item.is_overdue(today)}
