"""The list of cases: what each waits for and by when, and its filters."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.contrib.admin.views.main import ChangeList
from django.db.models import Case, F, QuerySet, Value, When
from django.http import HttpRequest
from django.utils import timezone

from accounts.roles import Role
from catalog.desk.acting import person
from requests_app.forms.public import receiving_units
from requests_app.models import InformationRequest
from requests_app.models.request import HANDLERS
from requests_app.workflow import OPEN
from statute.loading import working_calendar
from statute.publication import working_days_left

ORDER = (
    Case(When(status__in=OPEN, then=Value(0)), default=Value(1)),
    F("reply_due").asc(nulls_last=True),
    "-pk",
)


class CaseList(ChangeList):
    """Django's list with the words for every deadline made in one go."""

    def get_results(self, request: HttpRequest) -> None:
        super().get_results(request)
        today, calendar = timezone.localdate(), working_calendar()
        mine = person(request).roles.organisations(*HANDLERS)
        self.lines = [line(case, today, calendar, mine) for case in self.result_list]


def line(case: InformationRequest, today: Any, calendar: Any, mine: frozenset[int]) -> dict[str, Any]:
    """One row, ready to print; the applicant's name only for the handlers of the unit."""
    left, late = "", False
    if case.is_open and case.reply_due:
        days = working_days_left(today, case.reply_due, calendar)
        late = days < 0
        left = f"已逾期{-days}个工作日" if late else f"还有{days}个工作日" if days else "今天到期"
    elif case.is_open:
        left = "等待申请人" if case.received_on else "尚未确认收到"
    return {
        "case": case,
        "left": left,
        "late": late,
        "name": str(case.applicant) if case.unit_id in mine else "",
    }


class StateFilter(admin.SimpleListFilter):
    """状态: what is under way together, then every state."""

    title = "状态"
    parameter_name = "state"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        from_model = InformationRequest._meta.get_field("status").choices or []
        return [
            ("open", "办理中"),
            ("late", "已逾期"),
            *((str(value), str(label)) for value, label in from_model),
        ]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        if self.value() == "open":
            return queryset.filter(status__in=OPEN)
        if self.value() == "late":
            return queryset.filter(status__in=OPEN, reply_due__lt=timezone.localdate())
        return queryset.filter(status=self.value()) if self.value() else queryset


class UnitFilter(admin.SimpleListFilter):
    """承办机关: only for who works for several."""

    title = "承办机关"
    parameter_name = "unit"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        mine = person(request).roles.organisations(*HANDLERS, Role.COUNTY_OFFICE)
        if len(mine) < 2:
            return []
        return [(str(unit.pk), unit.label) for unit in receiving_units().filter(pk__in=mine)]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        value = self.value() or ""
        return queryset.filter(unit=int(value)) if value.isdecimal() and len(value) < 19 else queryset
