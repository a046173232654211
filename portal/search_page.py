"""/search: everything at once. What is shown is what the owning apps show, whatever the index believes."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Final

from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, JsonResponse, QueryDict
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.functional import cached_property
from django.views.decorators.http import require_safe

from accounts.models import Organisation
from catalog.models import Domain
from disclosure.findable import KIND as DOCUMENT
from disclosure.listing import Facet, Links, Option
from search import finding
from search.models import Entry
from search.question import DEEPEST, FACETS, PAGE_SIZE, Answer, Question
from search.sources import labels, sources
from search.wording import LONGEST, Phrase, Piece, excerpt, marked

HOT_WORDS: Final = ("低保", "义务教育招生", "农机购置补贴", "房屋征收", "行政处罚", "养老服务")
TITLES: Final[Mapping[str, str]] = {"kind": "类别", "unit": "机构", "domain": "领域", "year": "年份"}
SHAPES: Final[Mapping[str, re.Pattern[str]]] = {
    "kind": re.compile(r"[a-z_]{1,20}"),
    "unit": re.compile(r"[1-9][0-9]{0,17}"),
    "domain": re.compile(r"[-a-zA-Z0-9_]{1,40}"),
    "year": re.compile(r"(19|20)[0-9]{2}"),
}
SHOWN: Final[Mapping[str, int]] = {"kind": 10, "unit": 6, "domain": 6, "year": 6}  # values before «更多»


@dataclass(frozen=True, slots=True)
class Asked:
    """The query string, read: what is understood, and the names of what is not."""

    q: str
    question: Question
    left_out: Sequence[str]
    only_typed: bool

    @property
    def chosen(self) -> Mapping[str, str]:
        return self.question.filters


@dataclass(frozen=True, slots=True)
class Result:
    """One entry as the list shows it."""

    entry: Entry
    title: list[Piece]
    excerpt: list[Piece]
    kind: str
    unit: str
    badge: str
    state: str
    note: str = ""

    @property
    def form(self) -> str:
        """What it is within its kind: 图解, 民意调查, 座谈会. A document's topic is its domain's affair."""
        return "" if self.entry.kind == DOCUMENT else self.entry.topic


def standing(entry: Entry, opening: str, at: datetime) -> tuple[str, str]:
    """Badge and words: whether one can still take part and until when, or whether it is in force; at the moment `at`."""
    if entry.closes_at is None:
        if not entry.status:
            return "", ""
        lasting = "valid" if entry.kind == DOCUMENT else "done"
        return (lasting if entry.in_force else "invalid"), entry.status
    if entry.opens_at is not None and at < entry.opens_at:
        return "provisional", f"{_moment(entry.opens_at, at)}开始"
    if at <= entry.closes_at:
        return "valid", opening.format(_moment(entry.closes_at, at))
    return ("done", entry.status) if entry.status else ("plain", "已截止")


def _moment(moment: datetime, at: datetime) -> str:
    local, now = timezone.localtime(moment), timezone.localtime(at)
    year = "" if local.year == now.year else f"{local.year}年"
    return f"{year}{local.month}月{local.day}日{local:%H:%M}"


class Pages(Paginator):
    """Pages of what was counted already; ends at `DEEPEST`."""

    def __init__(self, total: int) -> None:
        super().__init__(range(total), PAGE_SIZE)
        self.total = total

    @cached_property
    def count(self) -> int:
        return self.total

    @cached_property
    def num_pages(self) -> int:
        return min(DEEPEST, max(1, -(-self.total // PAGE_SIZE)))


@login_not_required
@require_safe
def search(request: HttpRequest) -> HttpResponse:
    """Results with facets; at most six queries."""
    asked = read(request.GET)
    names = Names()
    context = {"q": asked.q, "left_out": "、".join(asked.left_out), "hot_words": HOT_WORDS} | _frame(asked.q)
    if not asked.question.words and not asked.chosen:
        unread = bool(asked.q)
        return _page(request, context | {"unread": unread, "domains": names.domains})
    answer = finding.answer(asked.question)
    pages = Pages(answer.total)
    notes = finding.promoted(asked.q) if asked.question.page == 1 and not asked.chosen else {}
    if asked.question.page > pages.num_pages:
        asked = replace(asked, question=replace(asked.question, page=pages.num_pages))
        answer = finding.answer(asked.question)
    entries = finding.shown([*answer.keys, *notes], None if notes else answer.marks)
    chosen = int(asked.chosen.get("unit", 0))
    names.know_units(answer.counts["unit"], [chosen, *(entry.unit_id for entry in entries.values())])
    wanted = list(answer.pieces) or asked.question.phrases
    promoted = [one for key, note in notes.items() for one in _results(wanted, names, entries, [key], note)]
    links = Links(request.GET)
    context |= {
        "results": _results(wanted, names, entries, [key for key in answer.keys if key not in notes]),
        "promoted": promoted,
        "total": answer.total,
        "page": pages.get_page(asked.question.page),
        "cut": answer.total > DEEPEST * PAGE_SIZE,
        "facets": _facets(asked, answer, names, links),
        "chosen": _chosen(asked, names, links),
        "beside": [] if answer.pieces else asked.question.beside,
        "pieces": [piece.text for piece in answer.pieces],
        "typed_url": links.having("exact", "1"),
        "synonyms_url": links.without("exact") if asked.only_typed else "",
        "current": asked.question.current,
        "current_url": links.without("current") if asked.question.current else links.having("current", "1"),
        "by_date": asked.question.by_date,
        "sort_urls": (links.without("sort"), links.having("sort", "date")),
        "clear_url": _only(asked.q),
        "kept": [(name, value) for name, value in request.GET.items() if name not in {"q", "page"}],
    }
    if not answer.total:
        context |= {"shorter": _shorter(asked.question), "domains": names.domains}
    return _page(request, context)


@login_not_required
@require_safe
def suggest(request: HttpRequest) -> JsonResponse:
    """What the beginning of a query may be about: titles with their addresses."""
    named = labels()
    found = finding.suggestions(request.GET.get("q", ""))
    rows = [{"title": one.title, "url": one.url, "kind": named[one.kind]} for one in found]
    response = JsonResponse({"found": rows})
    response.headers["Cache-Control"] = "no-cache"
    return response


def _page(request: HttpRequest, context: dict[str, Any]) -> HttpResponse:
    return TemplateResponse(request, "search/page.html", context)


def _frame(q: str) -> dict[str, Any]:
    return {
        "crumbs": [{"title": "搜索", "url": ""}],
        "column": {
            "name": "搜索",
            "type": "搜索",
            "description": "在政府文件、政策解读、公开事项、征求意见、留言答复、村务公开、机构和办事服务中查找",
            "keywords": "搜索;政府文件;政策解读;公开事项;征求意见;村务公开",
        },
    }


# --- reading the question -----------------------------------------------------------------------------------


def read(query: QueryDict) -> Asked:
    """Never fails: a condition that means nothing is left out and named (one query, for synonyms)."""
    q = query.get("q", "").strip()[:LONGEST]
    chosen = {name: query[name].strip() for name in FACETS if query.get(name, "").strip()}
    kinds = labels()
    good = {
        name: value
        for name, value in chosen.items()
        if SHAPES[name].fullmatch(value) and (name != "kind" or value in kinds)
    }
    number = query.get("page", "")
    only_typed = query.get("exact") == "1"
    words, key = finding.words_of(q, only_typed=only_typed) if q else ((), "")
    question = Question(
        words=words,
        key=key,
        filters=good,
        current=query.get("current") == "1",
        by_date=query.get("sort") == "date",
        page=(int(number) if number.isascii() and number.isdigit() and len(number) < 6 else 1) or 1,
    )
    return Asked(q, question, [TITLES[name] for name in chosen if name not in good], only_typed)


# --- facets -------------------------------------------------------------------------------------------------


class Names:
    """The words for units and domains on one page, each read when it is needed."""

    def __init__(self) -> None:
        self.units: dict[str, str] = {}

    @cached_property
    def domains(self) -> dict[str, str]:
        return dict(Domain.objects.active().values_list("code", "name"))

    def know_units(self, counted: Iterable[str], shown: Iterable[int | None]) -> None:
        keys = {int(key) for key in counted} | {key for key in shown if key}
        found = Organisation.objects.filter(pk__in=keys).only("pk", "name", "short_name").order_by()
        self.units = {str(unit.pk): unit.label for unit in found}

    def of(self, facet: str, value: str) -> str:
        known = {"kind": labels(), "unit": self.units, "domain": self.domains}.get(facet)
        return f"{value}年" if known is None else known.get(value, value)


def _facets(asked: Asked, answer: Answer, names: Names, links: Links) -> list[Facet]:
    """Facets with at least one value that finds something, in a fixed order."""
    found = []
    for facet in FACETS:
        counts = dict(answer.counts[facet])
        chosen = asked.chosen.get(facet, "")
        if chosen:
            counts.setdefault(chosen, 0)
        order = sorted(counts, reverse=True) if facet == "year" else sorted(counts, key=lambda v: -counts[v])
        options = [_option(facet, value, counts[value], names, links, chosen=chosen) for value in order]
        options.sort(key=lambda option: not option.chosen)
        if options:
            shown, more = tuple(options[: SHOWN[facet]]), tuple(options[SHOWN[facet] :])
            found.append(Facet(facet, TITLES[facet], shown, more, open=bool(chosen) or facet != "domain"))
    return found


def _option(facet: str, value: str, number: int, names: Names, links: Links, *, chosen: str) -> Option:
    url = links.without(facet) if value == chosen else links.having(facet, value)
    return Option(names.of(facet, value), number, url, value == chosen)


def _chosen(asked: Asked, names: Names, links: Links) -> list[dict[str, str]]:
    return [
        {"text": f"{TITLES[name]}：{names.of(name, value)}", "url": links.without(name)}
        for name, value in asked.chosen.items()
    ]


# --- rows ---------------------------------------------------------------------------------------------------


def _results(
    wanted: Sequence[Phrase], names: Names, entries: Mapping[int, Entry], keys: Iterable[int], note: str = ""
) -> list[Result]:
    """The rows in the order of the answer; what may not be seen at this moment is not among them."""
    kinds, now = {source.kind: source for source in sources()}, timezone.now()
    return [
        Result(
            entry=entry,
            title=marked(entry.title, wanted),
            excerpt=excerpt(entry.body, wanted),
            kind=kinds[entry.kind].label,
            unit=names.units.get(str(entry.unit_id), entry.unit_name),
            badge=badge,
            state=state,
            note=note,
        )
        for key in keys
        if (entry := entries.get(key)) is not None
        for badge, state in [standing(entry, kinds[entry.kind].opening, now)]
    ]


def _only(q: str) -> str:
    query = QueryDict(mutable=True)
    query["q"] = q
    return f"?{query.urlencode()}"


def _shorter(question: Question) -> list[str]:
    """Less to look for: each word of several, or both halves of a long one."""
    typed = [word.typed.text for word in question.words]
    if len(typed) > 1:
        return typed
    return [typed[0][:half], typed[0][half:]] if typed and (half := len(typed[0]) // 2) > 1 else []
