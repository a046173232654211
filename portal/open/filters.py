"""What may be asked inside the columns: words, dates, kind, validity; and the four facets of the library."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import django_filters
from django import forms
from django.db.models import Count, QuerySet
from django.db.models.functions import ExtractYear
from django.http import QueryDict

from accounts.models import Organisation
from disclosure.filters import APPLICABLE, SORTS, matching
from disclosure.listing import CountedPaginator, Links, Row, rows_of, until_the_next_act
from disclosure.models import DocumentEdition, Validity
from portal.open.places import Place
from statute.document_kinds import DocumentKind

ORDER: Final = SORTS[""]
DATE: Final = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


class ColumnFilter(django_filters.FilterSet):  # type: ignore[misc]  # the package has no types
    """Words in title, number or index number; formed between two days; whether it still holds."""

    q = django_filters.CharFilter(label="标题、文号、索引号", method="filter_words")
    since = django_filters.DateFilter(
        label="成文日期从", field_name="formed_on", lookup_expr="gte", widget=DATE
    )
    until = django_filters.DateFilter(label="到", field_name="formed_on", lookup_expr="lte", widget=DATE)
    current = django_filters.BooleanFilter(
        label="只看现行有效", method="filter_current", widget=forms.CheckboxInput
    )

    class Meta:
        model = DocumentEdition
        fields: tuple[str, ...] = ()

    def filter_words(
        self, editions: QuerySet[DocumentEdition], name: str, value: str
    ) -> QuerySet[DocumentEdition]:
        return matching(editions, value.replace("\x00", ""))

    def filter_current(
        self, editions: QuerySet[DocumentEdition], name: str, value: bool
    ) -> QuerySet[DocumentEdition]:
        return editions.filter(validity__in=APPLICABLE) if value else editions


@dataclass(frozen=True)
class Found:
    """One page of rows under the conditions asked (three queries, two when nothing is found)."""

    form: Any
    page: Any
    rows: Sequence[Row]
    total: int
    asked: bool


def find(
    query: QueryDict,
    editions: QuerySet[DocumentEdition],
    order: Sequence[Any] = ORDER,
    known: int | None = None,
) -> Found:
    """The rows of the page asked for. A condition that means nothing is said beside its field and left out.

    `known` is how many there are without conditions, where the page has counted them already (one query less).
    """
    asked = ColumnFilter(query, queryset=editions)
    values = _values(asked)
    found = editions
    for name, value in values.items():
        found = asked.filters[name].filter(found, value)
    total = known if known is not None and not values else found.order_by().count()
    paginator = CountedPaginator(found.order_by(*order).values_list("pk", flat=True), total)
    page = paginator.get_page(query.get("page"))
    rows = rows_of(page.object_list) if total else []
    return Found(asked.form, page, rows, total, bool(values))


def _values(asked: ColumnFilter) -> dict[str, Any]:
    asked.form.is_valid()
    return {name: value for name, value in asked.form.cleaned_data.items() if value}


# --- the library of normative documents ---------------------------------------------------------------------

FACETS: Final = {"unit": "制定机关", "kind": "类别", "year": "年份", "validity": "有效性"}
Key = tuple[str, str, str, str]


@dataclass(frozen=True, slots=True)
class Option:
    label: str
    number: int
    url: str
    chosen: bool


@dataclass(frozen=True, slots=True)
class Facet:
    """Shaped for `disclosure/_facet.html`."""

    name: str
    title: str
    options: Sequence[Option]
    more: Sequence[Option]
    open: bool


def library_facets(
    query: QueryDict, place: Place, editions: QuerySet[DocumentEdition]
) -> tuple[list[Facet], QuerySet[DocumentEdition]]:
    """The four facets with counts, each under the other three, and the editions under all of them.

    Two queries, and one while nothing was done.
    """
    key = f"open:library:{place.unit.pk if place.unit else 'county'}"
    counts = until_the_next_act(key, lambda: _library_counts(editions))
    known = {name: {key[place] for key in counts} for place, name in enumerate(FACETS)}
    chosen = {name: value for name in FACETS if (value := query.get(name, "")) in known[name]}
    links = Links(query)
    names = _names(place.units)
    facets = [_facet(name, counts, chosen, links, names[name]) for name in FACETS]
    return [facet for facet in facets if facet.options], _narrowed(editions, chosen)


def _library_counts(editions: QuerySet[DocumentEdition]) -> dict[Key, int]:
    grouped = editions.order_by().annotate(year=ExtractYear("formed_on"))
    rows = grouped.values_list("unit__code", "kind", "year", "validity").annotate(n=Count("pk"))
    return {(unit, kind, str(year or ""), validity): n for unit, kind, year, validity, n in rows}


def _names(units: Iterable[Organisation]) -> dict[str, Mapping[str, str]]:
    return {
        "unit": {unit.code: unit.label for unit in units},
        "kind": {kind.value: kind.label for kind in DocumentKind},
        "year": {},
        "validity": {one.value: str(one.label) for one in Validity},
    }


def _facet(
    name: str, counts: Mapping[Key, int], chosen: Mapping[str, str], links: Links, names: Mapping[str, str]
) -> Facet:
    place = list(FACETS).index(name)
    others = [(i, chosen[other]) for i, other in enumerate(FACETS) if other != name and other in chosen]
    numbers: dict[str, int] = {}
    for key, n in counts.items():
        if all(key[i] == value for i, value in others):
            numbers[key[place]] = numbers.get(key[place], 0) + n
    order = sorted(numbers, reverse=True) if name == "year" else sorted(numbers, key=lambda v: -numbers[v])
    options = [
        Option(
            names.get(value, f"{value}年" if name == "year" else value), numbers[value],
            links.without(name) if chosen.get(name) == value else links.having(name, value),
            chosen.get(name) == value,
        )
        for value in order if value
    ]  # fmt: skip
    return Facet(name, FACETS[name], options[:8], options[8:], open=True)


def _narrowed(editions: QuerySet[DocumentEdition], chosen: Mapping[str, str]) -> QuerySet[DocumentEdition]:
    fields = {"unit": "unit__code", "kind": "kind", "year": "formed_on__year", "validity": "validity"}
    return editions.filter(**{fields[name]: value for name, value in chosen.items()})
