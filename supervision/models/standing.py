"""事项更新日: the last day something readable came out under a catalog item, kept by the database itself."""

from __future__ import annotations

from datetime import date
from typing import Any, ClassVar, Self

from django.db import models
from django.db.models import Max, Q
from django.db.models.functions import Coalesce, TruncDate

from accounts.models import Organisation, User
from accounts.roles import Role
from catalog.models import Item, Node
from disclosure.models import DocumentEdition, Placement
from disclosure.models.edition import STAFF

WATCHERS = (*STAFF, Role.CITY_OFFICE)


class ItemStandingQuerySet(models.QuerySet["ItemStanding"]):
    def visible_to(self, user: Any) -> Self:
        return self.filter(item__unit__in=watched(user))


class ItemStanding(models.Model):
    """One row per item with something to read (第二十六条). Triggers on `disclosure` write it; nobody else does.

    A page over 200,000 documents cannot count them each time; `counted` is what it must equal.
    """

    item = models.OneToOneField(
        Item, verbose_name="公开事项", on_delete=models.CASCADE, primary_key=True, related_name="standing"
    )
    last_on = models.DateField("最近公开日期")

    objects = ItemStandingQuerySet.as_manager()

    class Meta:
        verbose_name = "事项更新日"
        verbose_name_plural = "覆盖与更新"
        ordering: ClassVar = ["item"]

    def __str__(self) -> str:
        return f"{self.item_id} {self.last_on}"


def counted() -> dict[int, date]:
    """Item → last day, from the documents themselves."""
    readable = Placement.objects.filter(edition__in=DocumentEdition.objects.readable())
    day = Coalesce("edition__before_portal_on", TruncDate("edition__published_at"))
    return dict(readable.order_by().values("item").annotate(day=Max(day)).values_list("item", "day"))


def watched(user: Any) -> frozenset[int]:
    """The organisations whose publishing a person works for or oversees."""
    return user.roles.organisations(*WATCHERS) if isinstance(user, User) else frozenset()


def units_watched(user: Any) -> models.QuerySet[Organisation]:
    """The units with a catalog among them, in the order of the tree."""
    units: models.QuerySet[Organisation] = Organisation.objects.publishing_catalogs().filter(
        pk__in=watched(user)
    )
    return units.order_by("tree_id", "lft")


def rows_to_fill() -> models.QuerySet[Node]:
    """Catalog rows in force under which something has to be published without being asked for."""
    rows: models.QuerySet[Node] = (
        Node.objects.public().rows().filter(Q(mode_active=True) | Q(mode_active=None)).order_by()
    )
    return rows
