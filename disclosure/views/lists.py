"""/documents/: find a document."""

from __future__ import annotations

from dataclasses import dataclass

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, QueryDict
from django.template.response import TemplateResponse
from django.views.decorators.http import require_safe

from disclosure.filters import DocumentFilter, Vocabulary
from disclosure.listing import CountedPaginator, Links, chosen_of, counts_of, facets_of, rows_of
from disclosure.models import DocumentEdition
from disclosure.views.framing import frame
from statute.document_numbers import parse


@dataclass(frozen=True)
class Asked:
    """The filter of one request, and the conditions that were left out because they mean nothing."""

    found: DocumentFilter
    left_out: list[str]


def asked(query: QueryDict) -> Asked:
    """The public documents under the conditions of an address; never fails, whatever was typed."""
    found = DocumentFilter(query, words=Vocabulary.read(), queryset=DocumentEdition.objects.public())
    wrong = [str(found.form.fields[name].label) for name in found.form.errors if name in found.form.fields]
    return Asked(found, wrong)


@login_not_required
@require_safe
def document_list(request: HttpRequest) -> HttpResponse:
    """Words, seven facets with counts, thirty documents (seven queries, eight when the counts are new)."""
    ask = asked(request.GET)
    found, links = ask.found, Links(request.GET)
    counts = counts_of(found)
    paginator = CountedPaginator(found.ordered().values_list("pk", flat=True), counts[""].get("", 0))
    page = paginator.get_page(request.GET.get("page"))
    values = found.values
    number = parse(values.get("q", ""))
    context = {
        "filter": found,
        "page": page,
        "rows": rows_of(page.object_list),
        "total": paginator.total,
        "cut": paginator.is_cut and page.number == paginator.num_pages,
        "facets": facets_of(found, counts, links),
        "chosen": chosen_of(found, links),
        "left_out": "、".join(ask.left_out),
        "q": values.get("q", ""),
        "number": str(number) if number else "",
        "kept": [(name, value) for name, value in values.items() if name != "q"],
        "only_current": "current" in values,
        "switch_url": links.without("current") if "current" in values else links.having("current", "1"),
        "by_formed": values.get("sort") == "formed",
        "sort_urls": (links.without("sort"), links.having("sort", "formed")),
        "clear_url": links.without(*(name for name in values if name not in {"q", "sort"})),
        "query": _plain(values),
    }
    context |= frame([], "本县各单位公开的文件", "政府文件;规范性文件;政府信息公开")
    return TemplateResponse(request, "disclosure/list.html", context)


def _plain(values: dict[str, str]) -> str:
    """The conditions in use as an address, for the export and the feed."""
    query = QueryDict(mutable=True)
    query.update(values)
    return query.urlencode()
