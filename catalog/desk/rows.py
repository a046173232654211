"""Adding, changing, moving and removing rows of an edition."""

from __future__ import annotations

from django.contrib import messages
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.views.decorators.http import require_POST

from accounts.policies import Refused
from audit.chain import canonical, sm3
from catalog.actions import editing
from catalog.actions.reviewing import check
from catalog.content import COLUMNS, Row, cell_text
from catalog.desk.acting import attempt, edition_url, find_edition, person, show
from catalog.desk.editions import open_remarks, row_of
from catalog.desk.outline import column_label, headings
from catalog.forms import RowForm
from catalog.models import CatalogEdition, Node, ReferenceEntry
from catalog.policies import county_of, may_edit
from catalog.tree import read_branches


def _revision(request: HttpRequest) -> int:
    """The revision the page was made from; a page without one counts as stale."""
    text = request.POST.get("revision", "")
    return int(text) if text.isdecimal() else -1


def _stated_revision(request: HttpRequest) -> int | None:
    """The revision the page was made from, where the script sends one."""
    return _revision(request) if "revision" in request.POST else None


def _fingerprint(row: Row) -> str:
    return sm3(canonical(row.stated()))


def _seen_revision(request: HttpRequest, edition: CatalogEdition, row: Row) -> int:
    """The revision to hold the change against: others may meanwhile have changed other rows, not this one.

    The edition was read before the row, so a change in between still shows as a conflict.
    """
    untouched = request.POST.get("seen") == _fingerprint(row)
    return edition.revision if untouched else _revision(request)


def _node(edition: CatalogEdition, pk: int) -> Node:
    return get_object_or_404(Node, pk=pk, edition=edition)


def add(request: HttpRequest, pk: int) -> HttpResponse:
    """新增一条, below the heading that was clicked."""
    edition = find_edition(request, pk)
    asked = request.GET.get("under", "")
    under = Node.objects.filter(edition=edition, pk=int(asked)).first() if asked.isdecimal() else None
    initial = _headings(under) | {"subject": edition.unit.name if edition.unit else ""}
    form = RowForm(request.POST or None, adding=True, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            node = editing.add_row(
                edition,
                form.stated_row(),
                by=person(request),
                on=timezone.localdate(),
                revision=_revision(request),
            )
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, f"已新增“{form.cleaned_data['name']}”。")
            return edition_url(edition, node.pk)
    return _form_page(request, edition, form, "新增事项")


def _headings(under: Node | None) -> dict[str, str]:
    if under is None or under.is_row:
        return {}
    names = [
        *under.get_ancestors(include_self=True).filter(parent__isnull=False).values_list("name", flat=True),
        "",
        "",
    ]
    return {"heading1": names[0], "heading2": names[1]}


def change(request: HttpRequest, pk: int, node_pk: int) -> HttpResponse:
    """修改一条. When somebody else changed it meanwhile: 409 with both texts, nothing saved."""
    edition = find_edition(request, pk)
    node = _node(edition, node_pk)
    row = row_of(edition, node.item_id) if node.is_row else None
    if row is None:
        raise Http404
    form = RowForm(request.POST or None, row=row)
    if request.method == "POST" and form.is_valid():
        try:
            editing.change_row(
                node,
                form.stated_row(),
                by=person(request),
                on=timezone.localdate(),
                revision=_seen_revision(request, edition, row),
            )
        except editing.Conflict as conflict:
            typed = form.stated_row()
            both = [
                (label, cell_text(row, name), cell_text(typed, name))
                for name, label in COLUMNS.items()
                if cell_text(row, name) != cell_text(typed, name)
            ]
            extra = {"conflict": str(conflict), "both": both}
            return _form_page(
                request, edition, form, "内容已被别人修改", row=row, node=node, status=409, **extra
            )
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, f"已保存“{form.cleaned_data['name']}”。")
            return edition_url(edition, node.pk)
    return _form_page(request, edition, form, "修改事项", row=row, node=node)


def _form_page(
    request: HttpRequest,
    edition: CatalogEdition,
    form: RowForm,
    title: str,
    status: int = 200,
    **extra: object,
) -> HttpResponse:
    county = county_of(edition.unit) if edition.unit else None
    services = ReferenceEntry.objects.filter(
        list__county=county, list__kind="service", list__replaced_at=None
    )
    services = services.filter(Q(domain=edition.domain) | Q(domain__isnull=True))
    context = {
        "title": title,
        "edition": edition,
        "form": form,
        "revision": edition.revision,
        "services": services.values_list("name", flat=True)[:500],
        "may_edit": may_edit(person(request), edition),
        "remarks": open_remarks(edition).get(form.row.key, []),
        "is_adding": "heading1" in form.fields,
        "tops": Node.objects.filter(edition=edition, level=1, is_row=False).values_list("name", flat=True),
    }
    if form.row.path:
        found = [f for f in check(edition) if f.key == form.row.key]
        context |= {
            "seen": _fingerprint(form.row),
            "cells": [(label, cell_text(form.row, name)) for name, label in COLUMNS.items()],
            "findings": [(column_label(f.column), f) for f in found],
            "places": headings(read_branches(edition)),
        }
    return show(request, "catalog/desk/row.html", context | extra, status=status)


@require_POST
def rename(request: HttpRequest, pk: int, node_pk: int) -> HttpResponse:
    edition = find_edition(request, pk)
    node = _node(edition, node_pk)
    name = request.POST.get("name", "")[:300]
    attempt(
        request,
        lambda: editing.rename_heading(
            node, name, by=person(request), on=timezone.localdate(), revision=_revision(request)
        ),
        "已改名。",
    )
    return edition_url(edition, node.pk)


@require_POST
def remove(request: HttpRequest, pk: int, node_pk: int) -> HttpResponse:
    edition = find_edition(request, pk)
    node = _node(edition, node_pk)
    attempt(
        request,
        lambda: editing.remove_node(
            node, by=person(request), on=timezone.localdate(), revision=_revision(request)
        ),
        f"已删除“{node.name}”。",
    )
    return edition_url(edition, node.parent_id)


@require_POST
def move(request: HttpRequest, pk: int, node_pk: int) -> HttpResponse:
    """移动 by the buttons: up, down, or to another place."""
    edition = find_edition(request, pk)
    node = _node(edition, node_pk)
    target, where = _destination(request, edition, node)
    if target is None or where is None:
        messages.info(request, "已经在最前或最后，没有移动。")
        return edition_url(edition, node.pk)
    attempt(
        request,
        lambda: editing.move_node(
            node, target, where, by=person(request), on=timezone.localdate(), revision=_revision(request)
        ),
        f"已移动“{node.name}”。",
    )
    return edition_url(edition, node.pk)


@require_POST
def reorder(request: HttpRequest, pk: int) -> HttpResponse:
    """拖动排序: `item` goes to place `position` (from 0) among its siblings; JSON in return."""
    edition = find_edition(request, pk)
    item, position = request.POST.get("item", ""), request.POST.get("position", "")
    if not item.isdecimal() or not position.isdecimal():
        return JsonResponse({"error": "没有说明移到哪里，没有移动。"}, status=400)
    node = _node(edition, int(item))
    siblings = list(
        Node.objects.filter(edition=edition, parent=node.parent_id).exclude(pk=node.pk).order_by("lft")
    )
    if node.parent_id is None or not siblings:
        return JsonResponse({"error": "这里只有一条，没有移动。"}, status=400)
    place = int(position)
    target, where = (
        (siblings[place], editing.Where.BEFORE)
        if place < len(siblings)
        else (siblings[-1], editing.Where.AFTER)
    )
    try:
        editing.move_node(
            node,
            target,
            where,
            by=person(request),
            on=timezone.localdate(),
            revision=_stated_revision(request),
        )
    except editing.Conflict:
        return JsonResponse({"error": "别人修改了这版目录，没有移动。请刷新本页后再试。"}, status=409)
    except Refused as refusal:
        return JsonResponse({"error": str(refusal)}, status=409)
    edition.refresh_from_db(fields=["revision"])
    return JsonResponse({"revision": edition.revision, "message": f"已移动“{node.name}”。"})


def _destination(
    request: HttpRequest, edition: CatalogEdition, node: Node
) -> tuple[Node | None, editing.Where | None]:
    """Where the person wants it: before, after or into a target; or one place up or down among its siblings."""
    step = request.POST.get("step")
    if step in {"up", "down"}:
        siblings = Node.objects.filter(edition=edition, parent=node.parent_id)
        if step == "up":
            return siblings.filter(lft__lt=node.lft).order_by("lft").last(), editing.Where.BEFORE
        return siblings.filter(lft__gt=node.lft).order_by("lft").first(), editing.Where.AFTER
    places = {"before": editing.Where.BEFORE, "after": editing.Where.AFTER, "into": editing.Where.INTO}
    for name, where in places.items():
        if (target := request.POST.get(name, "")).isdecimal():
            return Node.objects.filter(edition=edition, pk=int(target)).first(), where
    return None, None
