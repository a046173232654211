"""The list page: how many under each facet (one query), the rows of one page, and links that keep the rest."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, TypeVar

from django.conf import settings
from django.core.cache import cache
from django.core.paginator import Paginator
from django.db import connection, connections, router
from django.db.models import Case, CharField, Value, When
from django.db.models.functions import Cast, Substr
from django.http import QueryDict
from django.utils.functional import cached_property

from audit.chain import sm3
from audit.models import AuditEntry
from disclosure.filters import FACETS, DocumentFilter
from disclosure.models import DocumentEdition, Placement, Validity
from disclosure.workflow import Attribute
from statute.document_kinds import DocumentKind

PAGE_SIZE: Final = 30
DEEPEST: Final = 200  # pages; whoever turns that far is better served by narrowing
SHOWN: Final = 6  # values of a facet before «更多»
GOOD_FOR: Final = 20  # × the time a slow count took
LONGEST: Final = 600  # seconds a slow count may be old
OPEN: Final = ("unit", "year", "validity")  # the rest unfolds when asked
BADGES: Final[Mapping[str, str]] = {
    Validity.IN_FORCE: "valid", Validity.NOT_YET: "provisional", Validity.MODIFIED: "plain",
    Validity.EXPIRED: "invalid", Validity.REPEALED: "invalid",
}  # fmt: skip

Counts = Mapping[str, Mapping[str, int]]
Kept = TypeVar("Kept")


# --- counting -----------------------------------------------------------------------------------------------

TOGETHER: Final = ("kind", "year", "validity", "attribute")  # few values each: counted in one pass


def counts_of(found: DocumentFilter) -> Counts:
    """Facet → value → number of documents, each facet under all conditions but its own; `""` → the total.

    One query, asked again only after somebody did something.
    """
    asked = sorted((name, value) for name, value in found.values.items() if name != "sort")
    return until_the_next_act(f"documents:counts:{sm3(repr(asked).encode())}", lambda: _count(found))


def until_the_next_act(key: str, make: Callable[[], Kept]) -> Kept:
    """What `make` returns, kept until somebody does something; what is slow to make may be seconds older (one query).

    No act leaves what is published changed without an audit entry. Only numbers may be kept so, never rows: a county
    with so many documents that counting takes half a second would otherwise count after each of its hundred acts an
    hour. A slow count stays for twenty times as long as it took, so that counting is never more than a twentieth of the work.
    """
    newest = AuditEntry.objects.newest_digest()
    if not newest:
        return make()
    kept: tuple[str, float, Kept] | None = cache.get(key)
    begun = time.time()
    if kept is not None and (kept[0] == newest or begun < kept[1]):
        return kept[2]
    made = make()
    took = time.time() - begun
    good_until = begun + min(took * GOOD_FOR, LONGEST) if took >= settings.SLOW_COUNT_SECONDS else begun
    cache.set(key, (newest, good_until, made), 3600)
    return made


def _count(found: DocumentFilter) -> Counts:
    """The rows that match words and «现行有效» are picked once (`hits`), from the index `document_facets` alone.

    Four passes over them: units, topics, domains, and the four facets with few values together.
    """
    sql, params = _hits(found)
    conditions = _conditions(found)
    texts = " || '|' || ".join(f"COALESCE({name}, '')" for name in TOGETHER)
    passes = (
        ("unit", "CAST(unit_id AS varchar(20))", _HITS, "unit_id"),
        ("topic", "CAST(topic_id AS varchar(20))", _HITS, "topic_id"),
        ("domain", "CAST(domain_id AS varchar(20))", _DOMAINS, "domain_id"),
        ("together", texts, _HITS, ", ".join(TOGETHER)),
    )
    parts, values = [], [*params]
    for name, value, source, columns in passes:
        own = TOGETHER if name == "together" else (name,)
        others = {facet: condition for facet, condition in conditions.items() if facet not in own}
        where = " WHERE " + " AND ".join(sql for sql, _ in others.values()) if others else ""
        rows = source.format(placements=_placements(), where=where)
        parts.append(f"SELECT '{name}', {value}, COUNT(*) FROM {rows} GROUP BY {columns}")  # noqa: S608  names of ours
        values += [value for _, values in others.values() for value in values]
    with connections[router.db_for_read(DocumentEdition)].cursor() as cursor:
        cursor.execute(f"WITH hits {_COLUMNS} AS MATERIALIZED ({sql}) {' UNION ALL '.join(parts)}", values)
        return _sorted(cursor.fetchall(), found.values)


_COLUMNS: Final = "(id, unit_id, topic_id, kind, year, validity, attribute, in_domain)"
_HITS: Final = "hits{where}"
_DOMAINS: Final = "(SELECT DISTINCT p.domain_id, p.edition_id FROM hits JOIN {placements} p ON p.edition_id = hits.id{where}) AS d"


def _hits(found: DocumentFilter) -> tuple[str, Sequence[Any]]:
    """SQL and parameters of what the facets count among, in the order of `_COLUMNS`."""
    year = Substr(Cast("formed_on", CharField()), 1, 4)
    domain = found.words.domain(found.values.get("domain", ""))
    inside: Any = Value(1)
    if domain is not None:
        filed = Placement.objects.filter(domain=domain).values("edition")
        inside = Case(When(pk__in=filed, then=Value(1)), default=Value(0))
    hits = found.without(*FACETS).order_by().annotate(year=year, in_domain=inside)
    picked = hits.values_list(
        "pk", "unit_id", "topic_id", "kind", "year", "validity", "attribute", "in_domain"
    )
    return picked.query.sql_with_params()


def _conditions(found: DocumentFilter) -> dict[str, tuple[str, list[Any]]]:
    """Each facet in use as a condition on `hits`, with its parameters."""
    words = found.words
    conditions: dict[str, tuple[str, list[Any]]] = {}
    for name, value in found.values.items():
        if name == "unit":
            unit = words.unit(value)
            conditions[name] = ("hits.unit_id = %s", [unit.pk if unit else None])
        elif name == "topic":
            topics: list[Any] = [topic.pk for topic in words.topics_of(value)]
            conditions[name] = (f"hits.topic_id IN ({', '.join(['%s'] * len(topics))})", topics)
        elif name == "domain":
            conditions[name] = ("hits.in_domain = 1", [])
        elif name in TOGETHER:
            conditions[name] = (f"hits.{name} = %s", [value])
    return conditions


def _sorted(rows: Iterable[tuple[str, str | None, int]], values: Mapping[str, str]) -> Counts:
    """By facet; those counted together are told apart here, each under the conditions on the other three."""
    counts: dict[str, dict[str, int]] = {name: {} for name in ("", *FACETS)}
    counts[""][""] = 0
    for facet, value, number in rows:
        if facet != "together":
            counts[facet][value or ""] = number
            continue
        parts = dict(zip(TOGETHER, (value or "").split("|"), strict=True))
        other = [name for name in TOGETHER if values.get(name, parts[name]) != parts[name]]
        if not other:
            counts[""][""] += number
        for name in TOGETHER:
            if not set(other) - {name}:
                counts[name][parts[name]] = counts[name].get(parts[name], 0) + number
    return counts


def _placements() -> str:
    return connection.ops.quote_name(Placement._meta.db_table)


# --- facets -------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Option:
    """One value of a facet: choosing it, or taking it away when it is chosen."""

    label: str
    number: int
    url: str
    chosen: bool = False
    below: tuple[Option, ...] = ()


@dataclass(frozen=True, slots=True)
class Facet:
    name: str
    title: str
    options: tuple[Option, ...]
    more: tuple[Option, ...]
    open: bool


class Links:
    """Addresses of the same list with one condition set or taken away; the page starts anew."""

    def __init__(self, query: QueryDict) -> None:
        self.query = query.copy()
        self.query.pop("page", None)

    def having(self, name: str, value: str) -> str:
        query = self.query.copy()
        query[name] = value
        return f"?{query.urlencode()}"

    def without(self, *names: str) -> str:
        query = self.query.copy()
        for name in names:
            query.pop(name, None)
        return f"?{query.urlencode()}"


def facets_of(found: DocumentFilter, counts: Counts, links: Links) -> list[Facet]:
    """Facets with at least one value that finds something, in a fixed order."""
    words, values = found.words, found.values
    named: dict[str, list[tuple[str, str, int]]] = {
        "unit": [(u.code, u.label, counts["unit"].get(str(u.pk), 0)) for u in words.units],
        "domain": [(d.code, d.name, counts["domain"].get(str(d.pk), 0)) for d in words.domains],
        "kind": [(k.value, k.label, counts["kind"].get(k.value, 0)) for k in DocumentKind],
        "year": [(y, f"{y}年", n) for y, n in sorted(counts["year"].items(), reverse=True) if y],
        "validity": [(v.value, str(v.label), counts["validity"].get(v.value, 0)) for v in Validity],
        "attribute": [(a.value, str(a.label), counts["attribute"].get(a.value, 0)) for a in Attribute],
    }
    for name in ("unit", "domain", "kind"):
        named[name].sort(key=lambda entry: -entry[2])
    facets = []
    for name in FACETS:
        chosen = values.get(name, "")
        if name == "topic":
            options = _topics(found, counts["topic"], links, chosen)
        else:
            options = [
                _option(links, name, value, label, number, chosen=value == chosen)
                for value, label, number in named[name]
                if number or value == chosen
            ]
        if options:
            facets.append(_facet(name, str(found.form.fields[name].label), options))
    return facets


def _option(
    links: Links,
    name: str,
    value: str,
    label: str,
    number: int,
    *,
    chosen: bool,
    below: Iterable[Option] = (),
) -> Option:
    url = links.without(name) if chosen else links.having(name, value)
    return Option(label, number, url, chosen, tuple(below))


def _topics(found: DocumentFilter, numbers: Mapping[str, int], links: Links, chosen: str) -> list[Option]:
    """Groups with what is filed under them or below; the topics of the group in use are listed too."""
    options = []
    for group in (topic for topic in found.words.topics if topic.parent_id is None):
        children = [topic for topic in found.words.topics if topic.parent_id == group.pk]
        total = sum(numbers.get(str(topic.pk), 0) for topic in (group, *children))
        inside = chosen == group.code or chosen in [child.code for child in children]
        if not total and not inside:
            continue
        below = [
            _option(
                links,
                "topic",
                child.code,
                child.name,
                numbers.get(str(child.pk), 0),
                chosen=child.code == chosen,
            )
            for child in children
            if inside and (numbers.get(str(child.pk)) or child.code == chosen)
        ]
        options.append(
            _option(links, "topic", group.code, group.name, total, chosen=group.code == chosen, below=below)
        )
    return options


def _facet(name: str, title: str, options: Sequence[Option]) -> Facet:
    """The chosen value is always in sight, the rest behind «更多»."""
    in_use = [one for one in options if one.chosen or one.below]
    first = [*in_use, *(one for one in options if one not in in_use)]
    return Facet(name, title, tuple(first[:SHOWN]), tuple(first[SHOWN:]), bool(in_use) or name in OPEN)


def chosen_of(found: DocumentFilter, links: Links) -> list[dict[str, str]]:
    """The conditions in use as chips, each with the address of the list without it."""
    chips = []
    for name, value in found.values.items():
        if name in {"q", "sort"}:
            continue
        field = found.form.fields[name]
        text = str(field.label)
        if name != "current":
            text = f"{text}：{dict(field.choices).get(value, value)}"
        chips.append({"name": name, "text": text, "url": links.without(name)})
    return chips


# --- the rows -----------------------------------------------------------------------------------------------


class CountedPaginator(Paginator):
    """Pages of what was counted already; ends at `DEEPEST`, where the database would skip too many rows."""

    def __init__(self, object_list: Any, total: int) -> None:
        super().__init__(object_list, PAGE_SIZE)
        self.total = total

    @cached_property
    def count(self) -> int:
        return self.total

    @cached_property
    def num_pages(self) -> int:
        return min(DEEPEST, max(1, -(-self.total // self.per_page)))

    def get_page(self, number: Any) -> Any:
        """Django gives the last page to whoever asks for one below the first."""
        try:
            below = int(number) < 1
        except (TypeError, ValueError):
            below = True
        return super().get_page(1 if below else number)

    @property
    def is_cut(self) -> bool:
        return self.total > DEEPEST * self.per_page


@dataclass(frozen=True, slots=True)
class Row:
    """One document as a list shows it."""

    edition: DocumentEdition
    badge: str
    validity: str
    restricted: str

    @classmethod
    def of(cls, edition: DocumentEdition) -> Row:
        restricted = "" if edition.is_readable else str(edition.get_attribute_display())
        return cls(edition, BADGES[edition.validity], str(edition.get_validity_display()), restricted)


def rows_of(ids: Iterable[int]) -> list[Row]:
    """The rows of one page in the order given: the ids come from an index, the wide rows by their key (one query)."""
    wanted = list(ids)
    editions = {
        edition.pk: edition for edition in DocumentEdition.objects.public().for_list().filter(pk__in=wanted)
    }
    return [Row.of(editions[pk]) for pk in wanted if pk in editions]
