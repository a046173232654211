"""The list of cases: what each waits for and by when, and its filters."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.contrib import admin
from django.contrib.admin.views.main import ChangeList
from django.db.models import F, Q, QuerySet
from django.http import HttpRequest
from django.utils import timezone

from accounts.models import User
from accounts.roles import Role
from catalog.desk.acting import person
from requests_app.forms.public import receiving_units
from requests_app.models import Applicant, InformationRequest
from requests_app.models.request import HANDLERS
from requests_app.workflow import OPEN
from statute.loading import working_calendar
from statute.outcomes import OUTCOMES, Group
from statute.publication import working_days_left

BY_DUE = (F("reply_due").asc(nulls_last=True), "-pk")
NEWEST = ("-pk",)
SOON = (0, 1, 3, 5)  # working days


class CaseList(ChangeList):
    """Django's list with the words for every deadline made in one go."""

    def get_results(self, request: HttpRequest) -> None:
        super().get_results(request)
        today = timezone.localdate()
        calendar = next(spec.calendar for spec in self.filter_specs if isinstance(spec, DueFilter))
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


def state_asked(request: HttpRequest) -> str:
    """What is under way, unless a state is asked for, or something that ended cases answer to as well."""
    ended_too = request.GET.get("q", "").strip() or request.GET.get("outcome")
    return request.GET.get("state") or ("all" if ended_too else "open")


def order(request: HttpRequest) -> tuple[Any, ...]:
    """What is under way by its date; with ended cases among them, the newest first, which a hundred thousand allow too."""
    return BY_DUE if state_asked(request) in ("open", "late") else NEWEST


class StateFilter(admin.SimpleListFilter):
    """状态: what is under way together, which is what the list opens with, then every state, then all."""

    title = "状态"
    parameter_name = "state"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        self.asked = state_asked(request)
        from_model = InformationRequest._meta.get_field("status").choices or []
        return [
            ("open", "办理中"),
            ("late", "已逾期"),
            *((str(value), str(label)) for value, label in from_model),
            ("all", "全部"),
        ]

    def choices(self, changelist: ChangeList) -> Iterator[Any]:
        """No «All» of Django's: without a choice the list shows what is under way."""
        for value, label in self.lookup_choices:
            query = changelist.get_query_string({self.parameter_name: value}, ["p"])
            yield {"selected": value == self.asked, "query_string": query, "display": label}

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        if self.asked == "open":
            return queryset.filter(status__in=OPEN)
        if self.asked == "late":
            return queryset.filter(status__in=OPEN, reply_due__lt=timezone.localdate())
        return queryset if self.asked == "all" else queryset.filter(status=self.asked)


class DueFilter(admin.SimpleListFilter):
    """答复期限 of what is under way: in how many working days it ends."""

    title = "答复期限"
    parameter_name = "due"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        self.calendar = working_calendar()  # the list counts the days left with it too
        words = ((str(days), f"{days}个工作日内" if days else "今天到期") for days in SOON)
        return [*words, ("none", "没有期限（等待申请人或者尚未确认）")]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        value = self.value()
        if value == "none":
            return queryset.filter(status__in=OPEN, reply_due=None)
        if value not in map(str, SOON):
            return queryset
        today = timezone.localdate()
        last = self.calendar.add_working_days(today, int(value)).date if int(value) else today
        return queryset.filter(status__in=OPEN, reply_due__range=(today, last))


class OutcomeFilter(admin.SimpleListFilter):
    """办理结果: the six groups of the annual report, each followed by its rows."""

    title = "办理结果"
    parameter_name = "outcome"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        found = []
        for group in Group:
            rows = [(str(row.code), row.wording) for row in OUTCOMES.values() if row.group is group]
            found += [(group.name, str(group.value)), *(rows if len(rows) > 1 else [])]
        return found

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        value = self.value()
        if value in Group.__members__:
            group = Group[value]
            return queryset.filter(outcome__in=[code for code, row in OUTCOMES.items() if row.group is group])
        return queryset.filter(outcome=value) if value else queryset


class HandlerFilter(admin.SimpleListFilter):
    """经办人: I, nobody yet, or a colleague in the units one works for."""

    title = "经办人"
    parameter_name = "handler"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        me = person(request)
        units = me.roles.organisations(*HANDLERS)
        if not units:
            return []
        colleagues = User.objects.filter(organisation__in=units, is_staff=True, is_active=True).exclude(
            pk=me.pk
        )
        names = ((str(one.pk), str(one)) for one in colleagues.order_by("full_name", "pk"))
        return [("me", "我"), ("nobody", "还没有经办人"), *names]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        value = self.value() or ""
        if value == "me":
            return queryset.filter(handler=person(request))
        if value == "nobody":
            return queryset.filter(handler=None)
        return queryset.filter(handler=int(value)) if value.isdecimal() and len(value) < 19 else queryset


def named(
    request: HttpRequest, cases: QuerySet[InformationRequest], term: str
) -> QuerySet[InformationRequest]:
    """Cases by the applicant's or agent's name, of the units the person handles: nobody else learns who asked."""
    names = Q(name__icontains=term) | Q(agent_name__icontains=term)
    people = Applicant.objects.filter(names, request__unit__in=person(request).roles.organisations(*HANDLERS))
    return cases.filter(pk__in=people.values("request"))


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
