"""文件: the list of my units' documents with what each waits for, and its filters."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.contrib import admin
from django.contrib.admin.views.main import ChangeList
from django.db.models import Case, Q, QuerySet, Value, When
from django.http import HttpRequest
from django.utils import timezone

from accounts.models import Organisation
from catalog.desk.acting import person
from disclosure.coverage import dues
from disclosure.desk.acting import screen_url
from disclosure.models import DocumentEdition, Validity
from disclosure.models.edition import STAFF
from disclosure.workflow import FINAL, IN_PREPARATION, Attribute, Status
from statute.loading import working_calendar
from statute.publication import working_days_left

ORDER = (Case(When(status__in=IN_PREPARATION, then=Value(0)), default=Value(1)), "-pk")
LOOKS = {
    Status.DRAFT: "provisional", Status.SECRECY: "provisional", Status.REFERRED: "provisional",
    Status.OFFICE: "provisional", Status.SIGNING: "provisional", Status.SIGNED: "valid",
    Status.PUBLISHED: "done", Status.LEDGER: "plain", Status.WITHDRAWN: "invalid", Status.SUPERSEDED: "plain",
    Status.DISCARDED: "plain",
}  # fmt: skip


def look(status: str) -> str:
    """The badge of a state."""
    return LOOKS[Status(status)]


@dataclass(frozen=True)
class ListLine:
    """One document of the list, ready to print. `left` is a sentence; `is_late` makes it red."""

    edition: DocumentEdition
    url: str
    badge: str
    attribute: str
    is_proposed: bool
    due_on: date | None
    provisional: bool
    left: str
    is_late: bool


def lines(editions: Sequence[DocumentEdition], today: date) -> list[ListLine]:
    """The rows of a page; three queries however many there are."""
    calendar = working_calendar()
    waiting = dues([one for one in editions if one.status in IN_PREPARATION], calendar)
    found = []
    for one in editions:
        due = waiting.get(one.pk)
        due_on, left, late = one.due_on, "", bool(one.days_late)
        if due is not None:
            due_on = due.date
            days = working_days_left(today, due.date, calendar)
            late = days < 0
            left = f"已逾期{-days}个工作日" if late else f"还有{days}个工作日" if days else "今天到期"
        elif one.status not in IN_PREPARATION and one.due_on:
            left = f"逾期{one.days_late}个工作日公开" if late else "按期公开"
        value = one.attribute or one.proposed_attribute
        found.append(
            ListLine(
                one, screen_url(one), look(one.status), Attribute(value).label if value else "", not one.attribute,
                due_on, bool(due and due.provisional), left, late,
            )
        )  # fmt: skip
    return found


class DocumentList(ChangeList):
    """Django's list with the rows made in one go."""

    def get_results(self, request: HttpRequest) -> None:
        super().get_results(request)
        self.result_list = list(self.result_list)
        self.lines = lines(self.result_list, timezone.localdate())
        self.many_units = len(person(request).roles.organisations(*STAFF)) > 1


class StatusFilter(admin.SimpleListFilter):
    """状态: the states, and all that is under way together."""

    title = "状态"
    parameter_name = "status"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [("open", "办理中"), *((one.value, one.label) for one in Status)]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        if self.value() == "open":
            return queryset.filter(status__in=IN_PREPARATION)
        if self.value() in Status.values:
            return queryset.filter(status=self.value())
        return queryset.exclude(status__in=FINAL)

    def choices(self, changelist: Any) -> Any:
        """«全部» leaves out what is superseded or discarded: those have their own lines."""
        for number, choice in enumerate(super().choices(changelist)):
            yield choice | {"display": "现行和办理中"} if number == 0 else choice


class AttributeFilter(admin.SimpleListFilter):
    """公开属性: decided, or proposed where nothing is decided yet."""

    title = "公开属性"
    parameter_name = "attribute"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [*((one.value, one.label) for one in Attribute), ("none", "未拟定")]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        value = "" if self.value() == "none" else self.value()
        if value is None or (value and value not in Attribute.values):
            return queryset
        return queryset.filter(Q(attribute=value, proposed_attribute="") if not value else
                               Q(attribute=value) | Q(attribute="", proposed_attribute=value))  # fmt: skip


class ValidityFilter(admin.SimpleListFilter):
    """有效性 of what was published."""

    title = "有效性"
    parameter_name = "validity"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [(one.value, one.label) for one in Validity]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        if self.value() not in Validity.values:
            return queryset
        return queryset.filter(validity=self.value(), published_at__isnull=False)


class UnitFilter(admin.SimpleListFilter):
    """单位: those of the person that have documents; one unit needs no filter."""

    title = "单位"
    parameter_name = "unit"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        mine = person(request).roles.organisations(*STAFF)
        if len(mine) < 2:
            return []
        with_documents = DocumentEdition.objects.filter(unit__in=mine).values("unit")
        units = Organisation.objects.filter(pk__in=with_documents).order_by("lft")
        return [(str(pk), name) for pk, name in units.values_list("pk", "name")]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        value = self.value() or ""
        return queryset.filter(unit=int(value)) if value.isdecimal() and len(value) < 19 else queryset
