"""/catalog/: what citizens read. Published editions only; everything else is 404."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import cast
from urllib.parse import quote

from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Paginator
from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from accounts.models import Organisation, OrganisationKind
from catalog.content import Change, Difference, compare, keyed
from catalog.filters import NodeFilter
from catalog.listing import Line, changed_cells, counted_domains, lines_of, nodes_for_list, row_of, sheet_of
from catalog.models import CatalogEdition, Channel, Domain, DomainDuty, Item, Node
from catalog.official import FORMATS, Table
from catalog.tree import read_rows
from catalog.workflow import Status

PAGE_SIZE = 60
COLUMN_TYPE = "政府信息公开目录"
KINDS = (OrganisationKind.COUNTY_GOVERNMENT, OrganisationKind.COUNTY_DEPARTMENT, OrganisationKind.TOWNSHIP)


def _page(crumbs: Sequence[tuple[str, str]], description: str, keywords: str) -> dict[str, object]:
    """`crumbs` below 首页 and the 栏目标签 of the last of them."""
    return {
        "crumbs": [{"title": title, "url": url} for title, url in crumbs],
        "column": {
            "name": crumbs[-1][0], "type": COLUMN_TYPE, "description": description, "keywords": keywords,
        },
    }  # fmt: skip


def _index_crumb() -> tuple[str, str]:
    return "标准目录", reverse("catalog:index")


def _domain_crumb(domain: Domain, unit: Organisation | None = None) -> tuple[str, str]:
    query = f"?unit={unit.code}" if unit else ""
    return domain.name, reverse("catalog:domain", args=[domain.code]) + query


@login_not_required
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """The tiles: every domain with how many units published how many items."""
    tiles = [
        {"domain": domain, "units": domain.units, "items": domain.published_rows}  # type: ignore[attr-defined]
        for domain in counted_domains()
    ]
    in_force = Q(catalog_editions__status="published")
    units = Organisation.objects.publishing_catalogs().annotate(
        domains=Count("catalog_editions", filter=in_force)
    )
    context = {
        "pilot": [tile for tile in tiles if tile["domain"].is_pilot],
        "later": [tile for tile in tiles if not tile["domain"].is_pilot],
        "units": sorted(units, key=lambda unit: KINDS.index(unit.kind)),
    }
    page = _page([_index_crumb()], "本县各领域基层政务公开标准目录", "基层政务公开;标准目录;公开事项")
    return TemplateResponse(request, "catalog/index.html", context | page)


@login_not_required
@require_safe
def domain(request: HttpRequest, code: str) -> HttpResponse:
    """One domain's table; without a unit chosen, that of the county department in charge."""
    editions = list(
        CatalogEdition.objects.public()
        .filter(domain__code=code, domain__is_active=True)
        .annotate(
            on_duty=Exists(
                DomainDuty.objects.filter(domain=OuterRef("domain"), organisation=OuterRef("unit"))
            )
        )
        .select_related("unit", "domain")
        .order_by("unit__lft", "-version")
    )
    found = editions[0].domain if editions else get_object_or_404(Domain.objects.active(), code=code)
    name = f"{found.name}领域基层政务公开标准目录"
    context: dict[str, object] = {"domain": found, "all_units": request.GET.get("unit") == ""}
    context |= _page([_index_crumb(), _domain_crumb(found)], name, f"{found.name};基层政务公开;标准目录")
    in_force = [edition for edition in editions if edition.status == Status.PUBLISHED]
    if not in_force:
        return TemplateResponse(request, "catalog/domain.html", context | _unpublished(found))
    wanted = request.GET.get("unit", _code(_leading(in_force))).replace("\0", "\N{REPLACEMENT CHARACTER}")
    chosen = next((edition for edition in in_force if wanted and _code(edition) == wanted), None)
    shown = [chosen] if chosen else [] if wanted else in_force
    if not shown:
        context["without"] = get_object_or_404(Organisation.objects.publishing_catalogs(), code=wanted)
    nodes = Node.objects.rows().filter(edition__in=[edition.pk for edition in shown])
    data = request.GET.copy()
    data.pop("unit", None)
    context |= _listing(request, data, nodes, Organisation.objects.none()) | {
        "editions": in_force,
        "edition": chosen,
        "earlier": [e for e in editions if chosen and e.unit_id == chosen.unit_id and e != chosen],
    }
    return TemplateResponse(request, "catalog/domain.html", context)


def _code(edition: CatalogEdition) -> str:
    return edition.unit.code if edition.unit else ""


def _leading(editions: Sequence[CatalogEdition]) -> CatalogEdition:
    """That of the county department in charge, else a county-level one, else the first."""
    county = [e for e in editions if e.unit and e.unit.kind != OrganisationKind.TOWNSHIP]
    on_duty = [e for e in county if e.on_duty]  # type: ignore[attr-defined]
    return next(iter(on_duty or county or editions))


def _unpublished(domain: Domain) -> dict[str, object]:
    """What will stand here and whose duty it is, while nobody has published the domain (two queries)."""
    standard = CatalogEdition.objects.standard().in_force().filter(domain=domain)
    rows = Node.objects.rows().filter(edition__in=standard).order_by("lft")
    duties = Organisation.objects.active().filter(domain_duties__domain=domain, kind__in=KINDS)
    return {
        "expected": list(rows.values_list("name", flat=True)),
        "responsible": "、".join(duties.values_list("name", flat=True)),
    }


def _listing(
    request: HttpRequest, data: QueryDict, nodes: QuerySet[Node], units: QuerySet[Organisation]
) -> dict[str, object]:
    """Filter, page and the rows of the page (channels, count, rows, headings: four queries)."""
    channels = list(Channel.objects.all())
    found = NodeFilter(data, queryset=nodes_for_list(nodes), units=units)
    choices = [("", "不限"), *((channel.name, channel.name) for channel in channels)]
    found.form.fields["channel"].widget.choices = choices  # so that rendering does not query them again
    page = Paginator(found.qs, PAGE_SIZE).get_page(request.GET.get("page"))
    lines = lines_of(page.object_list, [channel.name for channel in channels if channel.is_standard])
    query = request.GET.copy()
    query.pop("page", None)
    return {
        "filter": found, "page": page, "lines": lines, "sheet": sheet_of(lines), "query": query.urlencode(),
        "chosen": _chosen(query, found),
    }  # fmt: skip


def _chosen(query: QueryDict, found: NodeFilter) -> list[dict[str, str]]:
    """The filters in use, each with the address of the same list without it."""
    chosen = []
    for name, value in found.form.cleaned_data.items():
        if value in {None, ""}:
            continue
        rest = query.copy()
        rest.pop(name, None)
        field = found.form.fields[name]
        text = dict(getattr(field, "choices", ())).get(value, value) if isinstance(value, str) else value
        chosen.append({"name": name, "text": f"{field.label}：{text}", "url": f"?{rest.urlencode()}"})
    return chosen


@login_not_required
@require_safe
def search(request: HttpRequest) -> HttpResponse:
    """Items of every domain and unit."""
    nodes = Node.objects.public().rows()
    units = Organisation.objects.publishing_catalogs()
    words = request.GET.get("q", "").strip()
    context = _listing(request, request.GET, nodes, units) | {"q": words}
    context |= _page([("搜索公开事项", "")], "在各领域、各单位的公开标准目录中查找", "搜索;公开事项")
    context["chosen"] = [filter_ for filter_ in context["chosen"] if filter_["name"] != "q"]  # type: ignore[attr-defined]
    page = context["page"]
    if not page.paginator.count:  # type: ignore[attr-defined]
        context |= {"suggestions": _suggestions(words), "domains": Domain.objects.active()}
        return TemplateResponse(request, "catalog/search.html", context)
    elsewhere = request.GET.copy()
    elsewhere.pop("page", None)
    elsewhere.setdefault("unit", "")
    context |= {"by_domain": _by_domain(context["filter"].qs), "elsewhere": elsewhere.urlencode()}  # type: ignore[attr-defined]
    return TemplateResponse(request, "catalog/search.html", context)


def _by_domain(nodes: QuerySet[Node]) -> QuerySet[Node, dict[str, object]]:
    """How many of the rows found belong to each domain."""
    domain_columns = ("edition__domain__code", "edition__domain__name")
    found = nodes.order_by("edition__domain__position").values(*domain_columns).annotate(number=Count("pk"))
    return cast("QuerySet[Node, dict[str, object]]", found)


def _suggestions(words: str) -> list[str]:
    """Shorter things to look for: each word of several, or the two ends of a long one."""
    several = words.split()
    if len(several) > 1:
        return list(dict.fromkeys(several))
    return [words[:2], words[-2:]] if len(words) > 3 else []


@login_not_required
@require_safe
def unit(request: HttpRequest, code: str) -> HttpResponse:
    """What one unit publishes: its domains with the number of items, and what it still has to publish."""
    found = get_object_or_404(Organisation.objects.publishing_catalogs(), code=code)
    editions = list(
        CatalogEdition.objects.of_units()
        .in_force()
        .filter(unit=found)
        .select_related("domain")
        .annotate(items=Count("nodes", filter=Q(nodes__is_row=True)))
        .order_by("domain__position")
    )
    duties = Domain.objects.active().filter(duties__organisation=found)
    context = {
        "unit": found,
        "editions": editions,
        "missing": duties.exclude(pk__in=[edition.domain_id for edition in editions]),
    }
    crumbs = [_index_crumb(), (found.name, "")]
    context |= _page(crumbs, f"{found.name}发布的基层政务公开标准目录", f"{found.name};标准目录")
    return TemplateResponse(request, "catalog/unit.html", context)


def _public_edition(pk: int) -> CatalogEdition:
    return get_object_or_404(CatalogEdition.objects.public().select_related("unit", "domain"), pk=pk)


def table_of(edition: CatalogEdition) -> Table:
    """An edition ready to print (two queries)."""
    standard = list(Channel.objects.filter(is_standard=True).values_list("name", flat=True))
    return Table(edition.title, standard, read_rows(edition))


def _about(edition: CatalogEdition, here: str, title: str) -> dict[str, object]:
    """Crumbs and the tags of a page about an edition: 栏目 is its domain, the page has a title of its own."""
    crumbs = [_index_crumb(), _domain_crumb(edition.domain, edition.unit)]
    found = _page(crumbs, "", "")
    article = {"title": title, "published_at": edition.published_at, "source": edition.unit}
    return found | {"crumbs": [*found["crumbs"], {"title": here, "url": ""}], "article": article}  # type: ignore[misc]


@login_not_required
@require_safe
def edition(request: HttpRequest, pk: int) -> HttpResponse:
    """One edition whole, in force or past: the page people print."""
    found = _public_edition(pk)
    table = table_of(found)
    others = CatalogEdition.objects.public().filter(unit=found.unit, domain=found.domain).order_by("-version")
    lines = [Line.from_row(row, table.channels) for row in table.rows]
    versions = list(others)
    context = {
        "edition": found,
        "table": table,
        "lines": lines,
        "sheet": sheet_of(lines),
        "versions": versions if len(versions) > 1 else [],
        "current": next((other for other in versions if other.status == Status.PUBLISHED), None),
        "successor": next((v for v in reversed(versions) if v.version > found.version), None),
    }
    context |= _about(found, f"第{found.version}版", found.title)
    return TemplateResponse(request, "catalog/edition.html", context)


@login_not_required
@require_safe
def download(request: HttpRequest, pk: int, extension: str) -> HttpResponse:
    """The edition as .xlsx in the official layout, .csv or .json."""
    if extension not in FORMATS:
        raise Http404
    found = _public_edition(pk)
    return file_response(found, extension)


def file_response(edition: CatalogEdition, extension: str) -> HttpResponse:
    """The file with a name people recognise."""
    content_type, write = FORMATS[extension]
    response = HttpResponse(write(table_of(edition)), content_type=content_type)
    name = f"{edition.title}(第{edition.version}版).{extension}"
    response.headers["Content-Disposition"] = _attachment(name, f"catalog-{edition.pk}.{extension}")
    return response


def _attachment(name: str, plain: str) -> str:
    return f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(name)}"


@login_not_required
@require_safe
def compare_with_standard(request: HttpRequest, pk: int) -> HttpResponse:
    """What the unit's edition lacks, adds or words otherwise than the national standard, column by column."""
    found = _public_edition(pk)
    context = comparison(found) | {"edition": found}
    groups = dict(context.get("groups", ()))  # type: ignore[call-overload]
    context["sections"] = [_section(change, groups[change]) for change in ORDER if change in groups]
    context |= _about(found, "与国家标准对照", f"{found.title}与国家标准对照")
    return TemplateResponse(request, "catalog/compare.html", context)


ORDER = (Change.REMOVED, Change.ADDED, Change.CHANGED, Change.SAME)


def _section(change: Change, differences: Sequence[Difference]) -> dict[str, object]:
    """One kind of difference: its rows with what changed in them."""
    rows = [
        {"line": Line.from_row(d.row, ()), "cells": changed_cells(d), "is_local": d.new is not None}
        for d in differences
    ]
    return {"change": change, "number": len(rows), "rows": rows}


def comparison(edition: CatalogEdition) -> dict[str, object]:
    """Differences from the national standard by kind; for a township only the 乡级 rows count."""
    standard = CatalogEdition.objects.standard().in_force().filter(domain=edition.domain).first()
    if standard is None:
        return {"standard": None}
    national = read_rows(standard)
    if edition.unit and edition.unit.kind == OrganisationKind.TOWNSHIP:
        national = [row for row in national if row.levels.get("township")]
    old = {str(row.item): row for row in national}
    new = {str(row.standard) if row.standard else key: row for key, row in keyed(read_rows(edition)).items()}
    found = [_heard(d) for d in compare(old, new, ignoring=("seq", "subject", "extras", "service_name"))]
    groups = [(change, [d for d in found if d.change == change]) for change in Change]
    return {"standard": standard, "groups": groups}


def _heard(difference: Difference) -> Difference:
    """Without the columns in which the standard says nothing: what it leaves open, nobody can have changed."""
    old, new = difference.old, difference.new
    if difference.change != Change.CHANGED or old is None or new is None:
        return difference
    columns = []
    for name in difference.columns:
        said, here = getattr(old, name), getattr(new, name)
        if name == "levels":
            silent = all(here.get(level) == holds for level, holds in said.items() if holds is not None)
        else:
            silent = said is None or (said == "" and name != "audience_group")
        if not silent:
            columns.append(name)
    change = Change.CHANGED if columns else Change.SAME
    return replace(difference, change=change, columns=tuple(columns))


@login_not_required
@require_safe
def item(request: HttpRequest, pk: int) -> HttpResponse:
    """One item: its ten columns, who must publish what by when, and what earlier editions said."""
    found = get_object_or_404(Item.objects.select_related("unit", "domain"), pk=pk, unit__isnull=False)
    nodes = list(
        Node.objects.rows()
        .filter(item=found, edition__in=CatalogEdition.objects.public())
        .select_related("edition__unit", "edition__domain", "parent__parent__parent")
        .order_by("-edition__version")
    )
    if not nodes:
        raise Http404
    standard = list(Channel.objects.filter(is_standard=True).values_list("name", flat=True))
    line, newest = Line.from_node(nodes[0], standard), nodes[0].edition
    in_force = newest.status == Status.PUBLISHED
    context = {
        "item": found,
        "line": line,
        "edition": newest,
        "in_force": in_force,
        "current": None if in_force else _in_force(found),
        "wordings": _wordings(nodes),
        "elsewhere": _elsewhere(found),
    }
    return TemplateResponse(
        request, "catalog/item.html", context | _about(newest, line.name, f"{line.name}（{line.unit}）")
    )


def _in_force(item: Item) -> CatalogEdition | None:
    return CatalogEdition.objects.in_force().filter(unit=item.unit, domain=item.domain).first()


def _wordings(nodes: Sequence[Node]) -> list[dict[str, object]]:
    """Newest first, each edition with what it changed of the one before that had the item."""
    rows = [row_of(node) for node in nodes]
    found = []
    for node, row, before in zip(nodes, rows, [*rows[1:], None], strict=True):
        cells = changed_cells(compare({"": before}, {"": row})[0]) if before else []
        found.append({"edition": node.edition, "cells": cells, "is_first": before is None})
    return found


def _elsewhere(item: Item) -> QuerySet[Item]:
    """The same item in the lists of other units: of the same national item, or else of the same path."""
    same = Q(standard=item.standard_id) if item.standard_id else Q(path_key=item.path_key)
    in_force = Item.objects.filter(domain=item.domain, unit__isnull=False, nodes__in=Node.objects.public())
    return in_force.filter(same).exclude(pk=item.pk).select_related("unit").order_by("unit__lft").distinct()
