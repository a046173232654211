"""/open/: 政府信息公开, for the county and for each unit (国办公开办函〔2019〕61号)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from django.contrib.auth.decorators import login_not_required
from django.db.models import Count, QuerySet
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.models import OrganisationKind
from catalog.models import Node
from disclosure.listing import rows_of
from disclosure.models import DocumentEdition, Guide
from disclosure.models.guide import INSTITUTIONS
from portal.open.directory import MOST, ORDER, workbook
from portal.open.filters import find, library_facets
from portal.open.places import ALL, TITLE, Place, counted, find_place, item_of, switcher, tree
from requests_app.policies import RECEIVERS
from statute.clock import Channel
from statute.models import LegalInstrument
from statute.statutory_items import NORMATIVE
from supervision.models import AnnualReport

LATEST: Final = 8
MOST_REPORTS: Final = 60  # of other units on the county's page; older ones stand in the whole list
COLUMN_TYPES: Final = {
    "guide": "政府信息公开指南", "institutions": "政府信息公开制度", "content": "法定主动公开内容",
    "normative": "规章、规范性文件库", "reports": "政府信息公开年报", "directory": "政府信息公开目录",
}  # fmt: skip


def _page(
    request: HttpRequest,
    place: Place,
    page: str,
    context: dict[str, Any],
    *,
    current: str = "",
    title: str = "",
    numbers: Mapping[str, int] | None = None,
) -> HttpResponse:
    """A page with tree, switcher, crumbs and tags; `current` is the line of the tree it stands under."""
    numbers = counted(place) if numbers is None else numbers
    name = title or COLUMN_TYPES.get(page, TITLE)
    crumbs = [(TITLE, Place(None, place.keeper, place.units).url("home"))]
    if place.unit:
        crumbs.append((place.unit.label, place.url("home")))
    if page != "home":
        crumbs += [(COLUMN_TYPES[page], place.url(page))] + ([(title, "")] if title else [])
    crumbs[-1] = (crumbs[-1][0], "")
    whole = {
        "place": place,
        "page_name": page,
        "tree": tree(place, numbers, current or page),
        "numbers": numbers,
        "switcher": switcher(place, page),
        "county_url": Place(None, place.keeper, place.units).url(page),
        "urls": {key: place.url(key) for key in ("home", *COLUMN_TYPES)},
        "crumbs": [{"title": text, "url": url} for text, url in crumbs],
        "column": {
            "name": name, "type": COLUMN_TYPES.get(page, TITLE),
            "description": f"{place.name}{name}", "keywords": f"政府信息公开;{name};{place.name}",
        },
    }  # fmt: skip
    return TemplateResponse(request, f"open/{page}.html", whole | context)


def _guide(place: Place) -> Guide | None:
    return Guide.objects.in_force().filter(unit=place.keeper).first()


@login_not_required
@require_safe
def home(request: HttpRequest, unit: str | None = None) -> HttpResponse:
    """Every column at a glance, the statutory items with their numbers, the newest documents (at most seven queries)."""
    place = find_place(unit)
    newest = place.public().filter(before_portal_on=None).order_by("-published_at", "-pk")
    ids = list(newest.values_list("pk", flat=True)[:LATEST])
    context = {"guide": _guide(place), "rows": rows_of(ids) if ids else []}
    return _page(request, place, "home", context)


@login_not_required
@require_safe
def guide(request: HttpRequest, unit: str | None = None, version: int | None = None) -> HttpResponse:
    """公开指南: what the unit wrote, and what follows from the law; former editions stay readable."""
    place = find_place(unit)
    editions = list(Guide.objects.public().filter(unit=place.keeper).order_by("-version"))
    shown = next((one for one in editions if one.version == version or version is None), None)
    if version is not None and shown is None:
        raise Http404
    context: dict[str, Any] = {
        "guide": shown,
        "editions": editions,
        "channels": [(one.label, one.needs_confirmation, one.article) for one in Channel],
        "receives": place.keeper.kind in RECEIVERS,
        "is_enterprise": place.keeper.kind == OrganisationKind.PUBLIC_ENTERPRISE,
    }
    if shown:
        context["article"] = {
            "title": str(shown), "published_at": shown.published_at, "source": place.keeper.name,
        }  # fmt: skip
    return _page(request, place, "guide", context)


@login_not_required
@require_safe
def institutions(request: HttpRequest, unit: str | None = None) -> HttpResponse:
    """公开制度: the law the platform rests on, and what the county and its units made for themselves."""
    place = find_place(unit)
    laws = LegalInstrument.objects.in_force(timezone.localdate()).on_platform()
    found = find(request.GET, place.public().under_statutory(INSTITUTIONS))
    return _page(request, place, "institutions", {"laws": laws, "found": found})


@login_not_required
@require_safe
def content(request: HttpRequest, unit: str | None = None) -> HttpResponse:
    """法定主动公开内容: the items of 第二十条 and 第二十一条; under each its documents and its items of the catalog."""
    place = find_place(unit)
    code = request.GET.get("item", "")
    item = item_of(place, code)
    if code and item is None:
        return HttpResponseRedirect(place.url("content"))
    editions = place.public().under_statutory(item.code) if item else place.public()
    numbers = counted(place)
    context = {
        "item": item,
        "found": find(request.GET, editions, known=numbers.get(item.code if item else ALL, 0)),
        "domains": _domains(place, item.code) if item else [],
        "kept": [("item", item.code)] if item else [],
    }
    return _page(
        request,
        place,
        "content",
        context,
        current=item.code if item else "content",
        title=item.label if item else "",
        numbers=numbers,
    )


def _domains(place: Place, code: str) -> list[dict[str, Any]]:
    """The catalogs in force that belong under an item, and how many rows each has (one query)."""
    nodes = Node.objects.public().rows().filter(edition__domain__statutory_sources__item=code)
    if place.unit:
        nodes = nodes.filter(edition__unit=place.unit)
    columns = ("edition__domain__code", "edition__domain__name")
    counted_rows = (
        nodes.order_by().values(*columns).annotate(number=Count("pk")).order_by("edition__domain__position")
    )
    return [
        {"code": row[columns[0]], "name": row[columns[1]], "number": row["number"]} for row in counted_rows
    ]


@login_not_required
@require_safe
def normative(request: HttpRequest, unit: str | None = None) -> HttpResponse:
    """规章、规范性文件库: in force and not, marked; by who made it, kind, year and validity."""
    place = find_place(unit)
    every = place.public().filter(is_normative=True)
    facets, narrowed = library_facets(request.GET, place, every)
    numbers = counted(place)
    chosen = [option for facet in facets for option in (*facet.options, *facet.more) if option.chosen]
    context = {
        "facets": facets,
        "found": find(request.GET, narrowed, known=None if chosen else numbers.get(NORMATIVE, 0)),
        "chosen": chosen,
        "kept": [(facet.name, value) for facet in facets if (value := request.GET.get(facet.name))],
    }
    return _page(request, place, "normative", context, numbers=numbers)


@login_not_required
@require_safe
def reports(request: HttpRequest, unit: str | None = None) -> HttpResponse:
    """公开年报 (第四十九条、第五十条): the keeper's own by year, and on the county's page those of every unit."""
    place = find_place(unit)
    published = AnnualReport.objects.published().for_list().order_by("-year", "unit__tree_id", "unit__lft")
    own = list(published.filter(unit=place.keeper))
    others = [] if place.unit else list(published.exclude(unit=place.keeper)[:MOST_REPORTS])
    context = {
        "is_government": place.keeper.kind == OrganisationKind.COUNTY_GOVERNMENT,
        "own": own,
        "others": others,
        "all_url": reverse("supervision:reports"),
    }
    return _page(request, place, "reports", context)


def _listed(request: HttpRequest, place: Place) -> tuple[QuerySet[DocumentEdition], str]:
    """What the directory lists, of one year if one is asked for."""
    year = request.GET.get("year", "")
    if not (year.isdecimal() and len(year) == 4 and 1949 <= int(year) < 2100):
        return place.public(), ""
    return place.public().filter(formed_on__year=int(year)), year


@login_not_required
@require_safe
def directory(request: HttpRequest, unit: str | None = None) -> HttpResponse:
    """公开目录, fifty lines a page."""
    place = find_place(unit)
    editions, year = _listed(request, place)
    numbers = counted(place)
    found = find(request.GET, editions, ORDER, None if year else numbers[ALL])
    this_year = timezone.localdate().year
    context = {
        "found": found,
        "year": year,
        "kept": [("year", year)] if year else [],
        "years": [str(one) for one in range(this_year, this_year - 10, -1)],
        "file_url": place.url("directory-file") + (f"?year={year}" if year else ""),
        "too_many": (found.total if not found.asked else numbers[ALL]) > MOST,
        "most": MOST,
    }
    return _page(request, place, "directory", context, numbers=numbers)


@login_not_required
@require_safe
def directory_file(request: HttpRequest, unit: str | None = None) -> FileResponse:
    """公开目录 as .xlsx: the same four columns; 404 where it would be longer than a workbook bears."""
    place = find_place(unit)
    editions, year = _listed(request, place)
    if editions.order_by().count() > MOST:
        raise Http404
    name = f"政府信息公开目录-{place.name}{f'-{year}' if year else ''}.xlsx"
    return FileResponse(workbook(editions), as_attachment=True, filename=name)
