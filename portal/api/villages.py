"""/api/v1/villages/: what villages have published, when and where it is read.

Names of villagers stand on the village's own board and page, where the law wants them seen (村民委员会组织法); they are not
handed out in bulk: neither text nor table nor picture is part of this (个人信息保护法第六条).
"""

from __future__ import annotations

from typing import ClassVar

import django_filters
from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema
from rest_framework import serializers

from portal.api.base import OpenList, OpenOne, absolute
from portal.api.filters import Code
from statute.villages import Head
from village.models import BoardItem

TAG = "村务公开"
HEADS = [(head.value, head.label) for head in Head]


class VillageItemSerializer(serializers.ModelSerializer[BoardItem]):
    """One publication of a village: what, for which time, when. Amounts are whole 分."""

    village = serializers.CharField(source="village.code", help_text="村（社区）代码")
    village_name = serializers.CharField(source="village.name")
    township_name = serializers.CharField(source="village.parent.name")
    matter = serializers.CharField(source="matter.title", help_text="公开事项")
    head = serializers.ChoiceField(source="matter.head", choices=HEADS, help_text="类别")
    head_name = serializers.CharField(source="matter.get_head_display")
    total_in = serializers.IntegerField(
        source="ledger_month.total_in",
        default=None,
        allow_null=True,
        help_text="当月收入（分），财务明细才有",
    )
    total_out = serializers.IntegerField(
        source="ledger_month.total_out", default=None, allow_null=True, help_text="当月支出（分）"
    )
    closing_balance = serializers.IntegerField(
        source="ledger_month.closing_balance", default=None, allow_null=True, help_text="月末余额（分）"
    )
    url = serializers.SerializerMethodField()

    class Meta:
        model = BoardItem
        fields: ClassVar = [
            "id", "village", "village_name", "township_name", "matter", "head", "head_name", "period_start", "period_end",
            "due_on", "published_on", "total_in", "total_out", "closing_balance", "url",
        ]  # fmt: skip

    def get_url(self, item: BoardItem) -> str:
        return absolute(item.get_absolute_url())


class VillageItemFilter(django_filters.FilterSet):  # type: ignore[misc]  # the package has no types
    village = Code(label="村（社区）代码", field_name="village__code")
    township = Code(label="乡镇（街道）代码", field_name="village__parent__code")
    head = django_filters.ChoiceFilter(label="类别", choices=HEADS, field_name="matter__head")
    published_since = django_filters.DateFilter(
        label="公布日期不早于", field_name="published_on", lookup_expr="gte"
    )

    class Meta:
        model = BoardItem
        fields: tuple[str, ...] = ()


class _OfVillages:
    def get_queryset(self) -> QuerySet[BoardItem]:
        public = BoardItem.objects.public().filter(village__is_active=True)
        return public.select_related("village__parent", "matter", "ledger_month").defer("text", "table")


@extend_schema(tags=[TAG], summary="村务公开的条目，新的在前")
class VillageItems(_OfVillages, OpenList):
    serializer_class = VillageItemSerializer
    filterset_class = VillageItemFilter


@extend_schema(tags=[TAG], summary="村务公开的一条")
class OneVillageItem(_OfVillages, OpenOne):
    serializer_class = VillageItemSerializer
