"""Whose column it is: the whole county's, or one unit's; and the tree of columns beside every page."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from django.db import connection
from django.db.models import F, QuerySet, Value
from django.http import Http404
from django.urls import reverse

from accounts.models import Organisation, OrganisationKind
from disclosure.listing import until_the_next_act
from disclosure.models import DocumentEdition
from disclosure.models.guide import INSTITUTIONS
from disclosure.policies import PUBLISHERS
from statute.statutory_items import ITEMS, NORMATIVE, Bound, StatutoryItem, items_for

TITLE: Final = "政府信息公开"
ALL: Final = "all"  # how many documents a place shows altogether
GROUPS: Final = (
    ("县级政府", OrganisationKind.COUNTY_GOVERNMENT),
    ("县直部门", OrganisationKind.COUNTY_DEPARTMENT),
    ("乡镇（街道）", OrganisationKind.TOWNSHIP),
    ("公共企事业单位", OrganisationKind.PUBLIC_ENTERPRISE),
)


@dataclass(frozen=True)
class Place:
    """`unit` is None for the county as a whole; `keeper` is whose guide and reports stand there."""

    unit: Organisation | None
    keeper: Organisation
    units: tuple[Organisation, ...]

    @property
    def name(self) -> str:
        return self.unit.name if self.unit else "全县"

    @property
    def items(self) -> tuple[StatutoryItem, ...]:
        """The statutory items that bind the body, or anybody in the county."""
        township = self.unit is None or self.unit.kind == OrganisationKind.TOWNSHIP
        county = self.unit is None or self.unit.kind != OrganisationKind.TOWNSHIP
        return items_for(county=county, township=township)

    @property
    def apply_url(self) -> str:
        enterprise = self.unit is not None and self.unit.kind == OrganisationKind.PUBLIC_ENTERPRISE
        query = f"?unit={self.unit.code}" if self.unit and not enterprise else ""
        return reverse("requests:apply") + query

    def url(self, page: str, *args: object) -> str:
        """The address of a page of this place."""
        if self.unit is None:
            return reverse(f"open:{page}", args=args)
        return reverse(f"open:unit-{page}", args=[self.unit.code, *args])

    def public(self) -> QuerySet[DocumentEdition]:
        """What citizens may know of here."""
        public = DocumentEdition.objects.public()
        return public.filter(unit=self.unit) if self.unit else public


def find_place(code: str | None) -> Place:
    """The place of an address; 404 for a unit that publishes nothing here (one query)."""
    units = tuple(Organisation.objects.active().filter(kind__in=PUBLISHERS))
    wanted = [u for u in units if u.code == code] if code else _governments(units) or list(units[:1])
    if not wanted:
        raise Http404
    return Place(wanted[0] if code else None, wanted[0], units)


def _governments(units: tuple[Organisation, ...]) -> list[Organisation]:
    return [unit for unit in units if unit.kind == OrganisationKind.COUNTY_GOVERNMENT]


def counted(place: Place) -> Mapping[str, int]:
    """Item → number of documents under it, and `ALL` (two queries, and one while nothing was done)."""
    key = f"open:counts:{place.unit.pk if place.unit else 'county'}"
    return until_the_next_act(key, lambda: _count(place))


def _count(place: Place) -> dict[str, int]:
    public = place.public().order_by()
    topic, domain = "topic__statutory_sources__item", "placements__domain__statutory_sources__item"
    normative = public.filter(is_normative=True).annotate(item=Value(NORMATIVE)).values_list("item", "pk")
    by_topic = public.filter(**{f"{topic}__isnull": False}).annotate(item=F(topic)).values_list("item", "pk")
    by_domain = (
        public.filter(**{f"{domain}__isnull": False}).annotate(item=F(domain)).values_list("item", "pk")
    )
    sql, params = normative.union(by_topic, by_domain).query.sql_with_params()
    with connection.cursor() as cursor:
        whole = f"WITH pairs (item, pk) AS ({sql}) SELECT item, COUNT(*) FROM pairs GROUP BY item"  # noqa: S608  compiled by the ORM
        cursor.execute(whole, params)
        found = {str(item): int(number) for item, number in cursor.fetchall()}
    return found | {ALL: public.count()}


@dataclass(frozen=True, slots=True)
class Line:
    """One column of the tree."""

    label: str
    url: str
    current: bool
    number: int | None = None
    below: tuple[tuple[str, tuple[Line, ...]], ...] = ()


def tree(place: Place, numbers: Mapping[str, int], current: str) -> list[Line]:
    """The columns in the order of 国办公开办函〔2019〕61号, the statutory items of the third below it."""

    def line(label: str, page: str, number: int | None = None) -> Line:
        return Line(label, place.url(page), page == current, number)

    return [
        line("政府信息公开指南", "guide"),
        line("政府信息公开制度", "institutions", numbers.get(INSTITUTIONS, 0)),
        Line(
            "法定主动公开内容",
            place.url("content"),
            current == "content",
            None,
            _statutory(place, numbers, current),
        ),
        line("政府信息公开年报", "reports"),
        Line("依申请公开", place.apply_url, current=False),
        line("政府信息公开目录", "directory", numbers.get(ALL, 0)),
    ]


def _statutory(
    place: Place, numbers: Mapping[str, int], current: str
) -> tuple[tuple[str, tuple[Line, ...]], ...]:
    content = place.url("content")

    def lines(items: list[StatutoryItem]) -> tuple[Line, ...]:
        return tuple(
            Line(one.label, f"{content}?item={one.code}", one.code == current, numbers.get(one.code, 0))
            for one in items
        )

    twenty = lines([one for one in place.items if one.code.startswith("20")])
    library = Line(
        "规章、规范性文件库", place.url("normative"), current == "normative", numbers.get(NORMATIVE, 0)
    )
    groups = [("第二十条", (twenty[0], library, *twenty[1:]))]
    for bound, title in ((Bound.COUNTY, "第二十一条（县级）"), (Bound.TOWNSHIP, "第二十一条（乡镇）")):
        found = [one for one in place.items if one.bound == bound]
        groups += [(title, lines(found))] if found else []
    return tuple(groups)


def item_of(place: Place, code: str) -> StatutoryItem | None:
    """The item an address names, if it binds this place."""
    found = ITEMS.get(code)
    return found if found in place.items else None


def switcher(place: Place, page: str) -> list[dict[str, object]]:
    """Every unit by kind, each with the same page of its own; the county as a whole comes first."""
    groups: list[dict[str, object]] = []
    for label, kind in GROUPS:
        found = [
            {
                "name": unit.label,
                "url": reverse(f"open:unit-{page}", args=[unit.code]),
                "current": unit == place.unit,
            }
            for unit in place.units
            if unit.kind == kind
        ]
        groups += [{"label": label, "units": found}] if found else []
    return groups
