"""Conditions of the API. Unlike the pages it says 400 to a value that means nothing."""

from __future__ import annotations

import django_filters
from django.db.models import QuerySet

from accounts.models import Organisation, OrganisationKind
from catalog.models import Node
from disclosure.filters import LONGEST_QUERY, matching
from disclosure.models import DocumentEdition, Placement, Validity
from disclosure.workflow import LISTED_ATTRIBUTES
from statute.document_kinds import DocumentKind
from statute.statutory_items import ITEMS


class DocumentFilter(django_filters.FilterSet):  # type: ignore[misc]  # the package has no types
    q = django_filters.CharFilter(label="标题、文号或索引号", method="filter_q", max_length=LONGEST_QUERY)
    unit = django_filters.CharFilter(label="发布机构代码", field_name="unit__code")
    domain = django_filters.CharFilter(label="领域代码", method="filter_domain")
    topic = django_filters.CharFilter(label="主题分类代码", field_name="topic__code")
    item = django_filters.ChoiceFilter(
        label="法定主动公开事项",
        choices=[(one.code, one.label) for one in ITEMS.values()],
        method="filter_item",
    )
    kind = django_filters.ChoiceFilter(label="公文种类", choices=DocumentKind.choices())
    validity = django_filters.ChoiceFilter(label="有效性", choices=Validity.choices)
    attribute = django_filters.ChoiceFilter(
        label="公开方式", choices=[(one.value, one.label) for one in LISTED_ATTRIBUTES]
    )
    normative = django_filters.BooleanFilter(label="行政规范性文件", field_name="is_normative")
    formed_since = django_filters.DateFilter(
        label="成文日期不早于", field_name="formed_on", lookup_expr="gte"
    )
    formed_until = django_filters.DateFilter(
        label="成文日期不晚于", field_name="formed_on", lookup_expr="lte"
    )
    published_since = django_filters.IsoDateTimeFilter(
        label="发布时间不早于", field_name="published_at", lookup_expr="gte"
    )

    class Meta:
        model = DocumentEdition
        fields: tuple[str, ...] = ()

    def filter_q(
        self, editions: QuerySet[DocumentEdition], name: str, value: str
    ) -> QuerySet[DocumentEdition]:
        return matching(editions, value)

    def filter_domain(
        self, editions: QuerySet[DocumentEdition], name: str, value: str
    ) -> QuerySet[DocumentEdition]:
        return editions.filter(pk__in=Placement.objects.filter(domain__code=value).values("edition"))

    def filter_item(
        self, editions: QuerySet[DocumentEdition], name: str, value: str
    ) -> QuerySet[DocumentEdition]:
        return editions.under_statutory(value)  # type: ignore[attr-defined]  # our queryset


class ItemFilter(django_filters.FilterSet):  # type: ignore[misc]  # the package has no types
    unit = django_filters.CharFilter(label="单位代码", field_name="edition__unit__code")
    domain = django_filters.CharFilter(label="领域代码", field_name="edition__domain__code")
    name = django_filters.CharFilter(label="事项名称包含", lookup_expr="icontains", max_length=60)

    class Meta:
        model = Node
        fields: tuple[str, ...] = ()


class UnitFilter(django_filters.FilterSet):  # type: ignore[misc]  # the package has no types
    kind = django_filters.ChoiceFilter(label="类别", choices=OrganisationKind.choices)

    class Meta:
        model = Organisation
        fields: tuple[str, ...] = ()
