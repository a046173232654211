"""县级目录变更: what a township has to accept or decline."""

from __future__ import annotations

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from accounts.roles import Role
from catalog.actions import townships
from catalog.content import Row, cell_text, compare
from catalog.desk.acting import attempt, person, show
from catalog.differing import Cell, parts
from catalog.models import PendingChange
from catalog.policies import may_decide_change


def visible(request: HttpRequest) -> QuerySet[PendingChange]:
    """The changes of the units this person works for or supervises."""
    mine = person(request).roles.organisations(Role.CLERK, Role.HEAD, Role.COUNTY_OFFICE, Role.CITY_OFFICE)
    return PendingChange.objects.filter(unit__in=mine).select_related(
        "unit", "domain", "source__unit", "decided_by"
    )


@require_safe
def pending(request: HttpRequest) -> HttpResponse:
    """Changes by unit and domain, waiting ones first, with the columns that differ."""
    changes = visible(request)
    for name in ("unit", "domain"):
        if (value := request.GET.get(name, "")).isdecimal():
            changes = changes.filter(**{f"{name}_id": int(value)})
    lines = [
        {
            "change": change,
            "title": _title(change),
            "verdict": may_decide_change(person(request), change),
            "cells": [Cell(label, *parts(old, new)) for label, old, new in _cells(change)],
        }
        for change in changes.order_by("-state", "unit", "domain", "pk")[:200]
    ]
    context = {
        "title": "县级目录变更",
        "waiting": [line for line in lines if line["change"].state == PendingChange.State.WAITING],
        "decided": [line for line in lines if line["change"].state != PendingChange.State.WAITING],
        "is_narrowed": bool(request.GET.get("unit") or request.GET.get("domain")),
    }
    return show(request, "catalog/desk/pending.html", context)


def _title(change: PendingChange) -> str:
    """The item's name as printed, the new one where it has one."""
    return " / ".join((change.after or change.before or {}).get("path", [change.path_key]))


def _cells(change: PendingChange) -> list[tuple[str, str, str]]:
    """(column, before, after) of what differs; for a new or removed row its content."""
    before = Row.from_json(change.before) if change.before else None
    after = Row.from_json(change.after) if change.after else None
    if before and after:
        return compare({"": before}, {"": after})[0].cells()
    return [("公开内容(要素)", cell_text(before, "content"), cell_text(after, "content"))]


@require_POST
def decide(request: HttpRequest, pk: int) -> HttpResponse:
    change = get_object_or_404(visible(request), pk=pk)
    user, today = person(request), timezone.localdate()
    if request.POST.get("decision") == "accept":
        attempt(
            request, lambda: townships.accept_change(change, by=user, on=today), "已采纳，并入编制中的版次。"
        )
    else:
        reason = request.POST.get("reason", "")[:300]
        attempt(
            request, lambda: townships.decline_change(change, by=user, reason=reason), "已记录不采纳及理由。"
        )
    url = reverse("admin:catalog_pendingchange_changelist")
    return redirect(f"{url}?unit={change.unit_id}&domain={change.domain_id}")
