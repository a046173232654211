"""What a citizen may ask of the documents: words or a number, and the seven facets."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import django_filters
from django import forms
from django.db.models import Case, IntegerField, Q, QuerySet, Value, When
from django.db.models.functions import Coalesce

from accounts.models import Organisation
from catalog.models import Domain
from disclosure.models import LISTED, Document, DocumentEdition, Placement, Topic, Validity
from disclosure.policies import PUBLISHERS
from disclosure.workflow import LISTED_ATTRIBUTES
from statute.document_kinds import DocumentKind
from statute.document_numbers import normalise, parse

FACETS: Final = ("unit", "domain", "topic", "kind", "year", "validity", "attribute")
YEARS: Final = range(1949, 2100)
APPLICABLE: Final = (Validity.IN_FORCE, Validity.MODIFIED)  # 现行有效
SORTS: Final[Mapping[str, tuple[Any, ...]]] = {
    "": (LISTED.desc(), "-published_at", "-pk"),
    "formed": ("-formed_on", "-pk"),
}
LONGEST_QUERY: Final = 60
_INDEX: Final = re.compile(r"[0-9A-Za-z][0-9A-Za-z/_-]{3,}")
_BRACKETS: Final = str.maketrans("[【［(（﹝〔", "〔〔〔〔〔〔〔") | str.maketrans(
    "]】］)）﹞〕", "〕〕〕〕〕〕〕"
)


@dataclass(frozen=True)
class Vocabulary:
    """The words of the three facets that are rows: units, domains, topics (three queries)."""

    units: Sequence[Organisation]
    domains: Sequence[Domain]
    topics: Sequence[Topic]

    @classmethod
    def read(cls) -> Vocabulary:
        units = Organisation.objects.filter(kind__in=PUBLISHERS)
        return cls(list(units), list(Domain.objects.all()), list(Topic.objects.all()))

    def unit(self, code: str) -> Organisation | None:
        return next((unit for unit in self.units if unit.code == code), None)

    def domain(self, code: str) -> Domain | None:
        return next((domain for domain in self.domains if domain.code == code), None)

    def topics_of(self, code: str) -> list[Topic]:
        """The topic and, of a group, those below it."""
        found = next((topic for topic in self.topics if topic.code == code), None)
        if found is None:
            return []
        return [found, *(topic for topic in self.topics if topic.parent_id == found.pk)]


def matching(editions: QuerySet[DocumentEdition], value: str) -> QuerySet[DocumentEdition]:
    """A whole 发文字号 in any brackets; else every word in title, number, or index number."""
    number = parse(value)
    words = [normalise(value)] if number else value[:LONGEST_QUERY].split()
    for word in words:
        official = word.translate(_BRACKETS)
        found = Q(title__icontains=word) | Q(doc_number__icontains=official)
        if official != word:
            found |= Q(title__icontains=official)
        if _INDEX.fullmatch(word):
            found |= Q(document__in=Document.objects.filter(index_number__icontains=word))
        editions = editions.filter(found)
    return editions


class DocumentFilter(django_filters.FilterSet):  # type: ignore[misc]  # the package has no types
    """Public editions. A value that means nothing is left out and named in `form.errors`; it never fails.

    `without` applies every condition but one facet's own: a facet counts what choosing another value would show.
    """

    q = django_filters.CharFilter(
        label="关键词", method="filter_words", widget=forms.TextInput(attrs={"type": "search"})
    )
    unit = django_filters.ChoiceFilter(label="发布机构", method="filter_unit", empty_label="不限")
    domain = django_filters.ChoiceFilter(label="领域", method="filter_domain", empty_label="不限")
    topic = django_filters.ChoiceFilter(label="主题", method="filter_topic", empty_label="不限")
    kind = django_filters.ChoiceFilter(label="文种", choices=DocumentKind.choices(), empty_label="不限")
    year = django_filters.ChoiceFilter(
        label="成文年份",
        choices=[(str(year), f"{year}年") for year in YEARS],
        method="filter_year",
        empty_label="不限",
    )
    validity = django_filters.ChoiceFilter(label="有效性", choices=Validity.choices, empty_label="不限")
    attribute = django_filters.ChoiceFilter(
        label="公开方式", choices=[(one.value, one.label) for one in LISTED_ATTRIBUTES], empty_label="不限"
    )
    current = django_filters.ChoiceFilter(
        label="只看现行有效", choices=[("1", "是")], method="filter_current"
    )
    sort = django_filters.ChoiceFilter(label="排序", choices=[("formed", "成文日期")], method="leave")

    class Meta:
        model = DocumentEdition
        fields: tuple[str, ...] = ()

    def __init__(
        self, data: Mapping[str, Any], *, words: Vocabulary, queryset: QuerySet[DocumentEdition]
    ) -> None:
        super().__init__(data, queryset=queryset)
        self.words = words
        rows = {"unit": words.units, "domain": words.domains, "topic": words.topics}
        for name, found in rows.items():
            self.filters[name].extra["choices"] = [(row.code, row.name) for row in found]  # type: ignore[attr-defined]

    @property
    def values(self) -> dict[str, str]:
        """The conditions that hold, by name."""
        self.form.is_valid()
        return {name: value for name, value in self.form.cleaned_data.items() if value}

    def without(self, *left_out: str) -> QuerySet[DocumentEdition]:
        found: QuerySet[DocumentEdition] = self.queryset.all()
        for name, value in self.values.items():
            if name not in left_out:
                found = self.filters[name].filter(found, value)
        return found

    def ordered(self) -> QuerySet[DocumentEdition]:
        """Newest first; whoever typed a whole number finds that document before those that mention it."""
        order = SORTS[self.values.get("sort", "")]
        words = self.values.get("q", "")
        if not words:
            return self.without().order_by(*order)
        # Words are looked for in an index that carries the titles. A date wrapped in an expression keeps the
        # database from walking the index of dates instead, which reads every wide row when the word is rare.
        day, *then = order
        by_day = LISTED if day is SORTS[""][0] else day.removeprefix("-")
        newest = Coalesce(by_day, Value(None)).desc()
        number = parse(words)
        exact = Case(
            When(doc_number=str(number), then=Value(0)), default=Value(1), output_field=IntegerField()
        )
        first = (exact,) if number else ()
        return self.without().order_by(*first, newest, *then)

    def filter_words(
        self, editions: QuerySet[DocumentEdition], name: str, value: str
    ) -> QuerySet[DocumentEdition]:
        return matching(editions, value)

    def filter_unit(
        self, editions: QuerySet[DocumentEdition], name: str, value: str
    ) -> QuerySet[DocumentEdition]:
        return editions.filter(unit=self.words.unit(value))

    def filter_domain(
        self, editions: QuerySet[DocumentEdition], name: str, value: str
    ) -> QuerySet[DocumentEdition]:
        return editions.filter(
            pk__in=Placement.objects.filter(domain=self.words.domain(value)).values("edition")
        )

    def filter_topic(
        self, editions: QuerySet[DocumentEdition], name: str, value: str
    ) -> QuerySet[DocumentEdition]:
        return editions.filter(topic__in=self.words.topics_of(value))

    def filter_year(
        self, editions: QuerySet[DocumentEdition], name: str, value: str
    ) -> QuerySet[DocumentEdition]:
        return editions.filter(formed_on__year=int(value))

    def filter_current(
        self, editions: QuerySet[DocumentEdition], name: str, value: str
    ) -> QuerySet[DocumentEdition]:
        return editions.filter(validity__in=APPLICABLE)

    def leave(self, editions: QuerySet[DocumentEdition], name: str, value: str) -> QuerySet[DocumentEdition]:
        """The order is no condition; `ordered` reads it."""
        return editions
