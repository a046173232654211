"""覆盖与更新: the map of unit × domain, the items behind a cell with who is responsible, and the measures by unit."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.contrib import admin
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.models import Organisation, User
from accounts.roles import Role
from catalog.desk.acting import person
from catalog.models import Domain
from disclosure.actions.telling import holders
from disclosure.models import Placement
from disclosure.models.edition import DocumentEdition
from statute.calendar import shift_months
from supervision.freshness import (
    EMPTY_COLUMNS,
    STALE_COLUMNS,
    Cell,
    Heat,
    Standing,
    column_level,
    heat,
    lines,
)
from supervision.measures import MEASURES, board, columns
from supervision.models import ItemStanding
from supervision.models.standing import units_watched

PAGE_SIZE = 100


def show(request: HttpRequest, template: str, context: dict[str, Any], status: int = 200) -> HttpResponse:
    """A page in the admin's frame, kept by nobody."""
    frame = admin.site.each_context(request) | {"opts": ItemStanding._meta}
    response = TemplateResponse(
        request, f"supervision/desk/measured/{template}.html", frame | context, status=status
    )
    response.headers["Cache-Control"] = "private, no-store"
    return response


@dataclass(frozen=True)
class Row:
    """One unit of the map: its cells in the order of the domains, and their sum."""

    unit: Organisation
    url: str
    cells: list[tuple[Domain, Cell]]
    whole: Cell


@require_safe
def heat_map(request: HttpRequest) -> HttpResponse:
    today = timezone.localdate()
    found = heat(units_watched(person(request)), today)
    whole, sums = found.whole, found.of_domains()
    context = {
        "title": "覆盖与更新",
        "today": today,
        "domains": found.domains,
        "rows": _rows(found),
        "whole": whole,
        "sums": [(domain, sums.get(domain.pk, Cell())) for domain in found.domains],
        "empty": (found.empty_columns, EMPTY_COLUMNS, column_level(found.empty_columns, EMPTY_COLUMNS)),
        "stale": (found.stale_columns, STALE_COLUMNS, column_level(found.stale_columns, STALE_COLUMNS)),
    }
    return show(request, "heat", context)


def _rows(found: Heat) -> list[Row]:
    sums = found.of_units()
    base = reverse("admin:supervision_items", args=["-"])
    return [
        Row(
            unit,
            f"{base[:-2]}{unit.code}/",
            [(domain, found.cell(unit.pk, domain.pk)) for domain in found.domains],
            sums.get(unit.pk, Cell()),
        )
        for unit in found.units
    ]


@require_safe
def items(request: HttpRequest, code: str) -> HttpResponse:
    """The items of a unit, of one domain if asked for, and who has to act."""
    unit = get_object_or_404(units_watched(person(request)), code=code)
    domain = _domain(request.GET.get("domain", ""))
    chosen = [one for one in request.GET.getlist("standing") if one in {state.value for state in Standing}]
    found = lines(unit.pk, domain.pk if domain else None, timezone.localdate(), chosen)
    page = Paginator(found, PAGE_SIZE).get_page(request.GET.get("page"))
    drafts = _drafts([line.item for line in page])
    context = {
        "title": f"{unit.name}：{domain.name if domain else '全部领域'}",
        "unit": unit,
        "domain": domain,
        "domains": Domain.objects.filter(editions__unit=unit, editions__status="published"),
        "standings": list(Standing),
        "chosen": chosen,
        "page": page,
        "lines": [(line, drafts.get(line.item)) for line in page],
        "clerks": _people(Role.CLERK, unit),
        "heads": _people(Role.HEAD, unit),
    }
    return show(request, "items", context)


def _domain(code: str) -> Domain | None:
    if not code:
        return None
    found = Domain.objects.filter(code=code).first()
    if found is None:
        raise Http404
    return found


def _drafts(items: list[int]) -> dict[int, DocumentEdition]:
    """Item → the newest edition in preparation under it, with who drafts it; one query."""
    placed = Placement.objects.filter(item__in=items, edition__in=DocumentEdition.objects.in_preparation())
    rows = placed.select_related("edition__started_by").defer("edition__body", "edition__text").order_by("pk")
    return {row.item_id: row.edition for row in rows}


def _people(role: Role, unit: Organisation) -> list[User]:
    return holders(role, unit)


@require_safe
def measured(request: HttpRequest) -> HttpResponse:
    """更新与缺口: the measures of each unit, the site's columns, and how much came out in time this year."""
    today = timezone.localdate()
    units = list(units_watched(person(request)))
    found = board([unit.pk for unit in units], today, since=shift_months(today, -12))
    context = {
        "title": "更新与缺口",
        "today": today,
        "measures": [(measure, found.whole(measure.key)) for measure in MEASURES],
        "rate": found.rate(),
        "rows": [
            (
                unit,
                found.rate(unit.pk),
                [(measure, found.tally(measure.key, unit.pk)) for measure in MEASURES],
            )
            for unit in units
        ],
        "columns": [(column, column.level(today)) for column in columns(today)],
    }
    return show(request, "measured", context)
