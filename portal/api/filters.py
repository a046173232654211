"""Conditions of the API. Unlike the pages it says 400 to a value that means nothing."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from functools import reduce
from operator import or_
from typing import Any, Final

import django_filters
from django import forms
from django.db.models import Q, QuerySet
from django_filters.constants import EMPTY_VALUES
from drf_spectacular.utils import extend_schema_field

from accounts.models import Organisation, OrganisationKind
from catalog.models import Node
from disclosure.filters import LONGEST_QUERY, matching
from disclosure.models import DocumentEdition, Placement, Validity
from disclosure.views.framing import LARGEST_KEY
from disclosure.workflow import LISTED_ATTRIBUTES
from statute.document_kinds import DocumentKind
from statute.statutory_items import ITEMS


def _text(longest: int) -> dict[str, Any]:
    return {"type": "string", "maxLength": longest, "pattern": "^[^\\u0000]*$"}


CODE: Final = 40  # as many characters as the longest code of ours may have
EARLIEST, LATEST = datetime(1949, 10, 1, tzinfo=UTC), datetime(2200, 1, 1, tzinfo=UTC)


@extend_schema_field(_text(CODE))
class Code(django_filters.CharFilter):  # type: ignore[misc]  # the package has no types
    def __init__(self, **given: Any) -> None:
        super().__init__(max_length=CODE, **given)


@extend_schema_field({"type": "integer", "minimum": 1, "maximum": LARGEST_KEY})
class Key(django_filters.NumberFilter):  # type: ignore[misc]  # the package has no types
    """A whole number that a database may have as a key."""

    field_class = forms.IntegerField

    def __init__(self, **given: Any) -> None:
        super().__init__(min_value=1, max_value=LARGEST_KEY, **given)


@extend_schema_field({"type": "integer", "minimum": 1949, "maximum": 2099})
class Year(django_filters.NumberFilter):  # type: ignore[misc]  # the package has no types
    field_class = forms.IntegerField

    def __init__(self, **given: Any) -> None:
        super().__init__(min_value=1949, max_value=2099, **given)


@extend_schema_field({"type": "boolean"})
class YesNo(django_filters.TypedChoiceFilter):  # type: ignore[misc]  # the package has no types
    """true or false, and nothing that merely looks like it."""

    def __init__(self, **given: Any) -> None:
        choices = [("true", "是"), ("false", "否")]
        super().__init__(choices=choices, coerce=lambda value: value == "true", **given)

    def filter(self, found: QuerySet[Any], value: Any) -> QuerySet[Any]:
        return found if value in EMPTY_VALUES else found.filter(**{self.field_name: value})


@extend_schema_field({"type": "string", "format": "date-time"})
class Since(django_filters.IsoDateTimeFilter):  # type: ignore[misc]  # the package has no types
    """From a moment on. What lies before anything here, or after it, is the first or last moment a database can compare."""

    def __init__(self, **given: Any) -> None:
        super().__init__(lookup_expr="gte", **given)

    def filter(self, found: QuerySet[Any], value: datetime | None) -> QuerySet[Any]:
        if value is not None and not EARLIEST.year < value.year < LATEST.year:
            value = EARLIEST if value.year <= EARLIEST.year else LATEST
        kept: QuerySet[Any] = super().filter(found, value)
        return kept


@extend_schema_field(_text(LONGEST_QUERY))
class Words(django_filters.CharFilter):  # type: ignore[misc]  # the package has no types
    """Words that must all be found, each in any of the fields."""

    def __init__(self, label: str, fields: Sequence[str] = (), **given: Any) -> None:
        super().__init__(label=label, max_length=LONGEST_QUERY, **given)
        self.fields = fields

    def filter(self, found: QuerySet[Any], value: str) -> QuerySet[Any]:
        if not self.fields:  # the filter set has its own way
            kept: QuerySet[Any] = super().filter(found, value)
            return kept
        for word in (value or "").split():
            found = found.filter(reduce(or_, (Q(**{f"{name}__icontains": word}) for name in self.fields)))
        return found


class DocumentFilter(django_filters.FilterSet):  # type: ignore[misc]  # the package has no types
    q = Words("标题、文号或索引号", method="filter_q")
    unit = Code(label="发布机构代码", field_name="unit__code")
    domain = Code(label="领域代码", method="filter_domain")
    topic = Code(label="主题分类代码", field_name="topic__code")
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
    normative = YesNo(label="行政规范性文件", field_name="is_normative")
    formed_since = django_filters.DateFilter(
        label="成文日期不早于", field_name="formed_on", lookup_expr="gte"
    )
    formed_until = django_filters.DateFilter(
        label="成文日期不晚于", field_name="formed_on", lookup_expr="lte"
    )
    published_since = Since(label="发布时间不早于", field_name="published_at")

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
    unit = Code(label="单位代码", field_name="edition__unit__code")
    domain = Code(label="领域代码", field_name="edition__domain__code")
    name = Words("事项名称包含", ("name",))

    class Meta:
        model = Node
        fields: tuple[str, ...] = ()


class UnitFilter(django_filters.FilterSet):  # type: ignore[misc]  # the package has no types
    kind = django_filters.ChoiceFilter(label="类别", choices=OrganisationKind.choices)

    class Meta:
        model = Organisation
        fields: tuple[str, ...] = ()
