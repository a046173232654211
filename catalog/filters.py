"""What a citizen may ask of the catalog: words, unit, level, channel, audience, mode."""

from __future__ import annotations

from typing import Any

import django_filters
from django import forms
from django.db.models import Q, QuerySet
from django.db.models.fields.json import KeyTransform

from accounts.models import Organisation
from catalog.content import LEVELS, OPTIONAL, USED
from catalog.models import Channel, Node

AUDIENCES = (("all", "全社会"), ("group", "特定群体"))
MODES = (("active", "主动公开"), ("request", "依申请公开"))
LONGEST_QUERY = 50


class NodeFilter(django_filters.FilterSet):
    """Rows of published editions."""

    q = django_filters.CharFilter(
        label="关键词", method="filter_words", widget=forms.TextInput(attrs={"type": "search"})
    )
    unit = django_filters.ModelChoiceFilter(
        label="单位", field_name="edition__unit", queryset=Organisation.objects.none(), to_field_name="code",
        empty_label="全部单位",
    )  # fmt: skip
    level = django_filters.ChoiceFilter(
        label="公开层级", choices=list(LEVELS.items()), method="filter_level", empty_label="不限"
    )
    channel = django_filters.ModelChoiceFilter(
        label="公开渠道",
        queryset=Channel.objects.all(),
        method="filter_channel",
        to_field_name="name",
        empty_label="不限",
    )
    audience = django_filters.ChoiceFilter(
        label="公开对象", choices=AUDIENCES, method="filter_audience", empty_label="不限"
    )
    mode = django_filters.ChoiceFilter(
        label="公开方式", choices=MODES, method="filter_mode", empty_label="不限"
    )

    class Meta:
        model = Node
        fields: tuple[str, ...] = ()

    def __init__(self, *args: Any, units: QuerySet[Organisation], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.filters["unit"].queryset = units
        self.filters["unit"].extra["queryset"] = units

    def filter_words(self, nodes: QuerySet[Node], name: str, value: str) -> QuerySet[Node]:
        """Every word must stand in the item's name, its heading, its content or its basis."""
        for word in value[:LONGEST_QUERY].split():
            nodes = nodes.filter(
                Q(name__icontains=word)
                | Q(parent__name__icontains=word)
                | Q(content__icontains=word)
                | Q(basis__icontains=word)
            )
        return nodes

    def filter_level(self, nodes: QuerySet[Node], name: str, value: str) -> QuerySet[Node]:
        return nodes.filter(**{f"levels__{value}": True})

    def filter_channel(self, nodes: QuerySet[Node], name: str, value: Channel) -> QuerySet[Node]:
        # A key transform, not containment: SQLite has none. `KeyTransform` takes any name as a key.
        states = nodes.annotate(channel_state=KeyTransform(value.name, "channels"))
        return states.filter(channel_state__in=(USED, OPTIONAL))

    def filter_audience(self, nodes: QuerySet[Node], name: str, value: str) -> QuerySet[Node]:
        if value == "all":
            return nodes.filter(audience_all=True)
        return nodes.filter(audience_group__gt="")

    def filter_mode(self, nodes: QuerySet[Node], name: str, value: str) -> QuerySet[Node]:
        return nodes.filter(**{f"mode_{value}": True})
