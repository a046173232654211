"""Complaints and orders in the back office: lists here, screens in `supervision.desk.complaints`."""

from __future__ import annotations

from typing import Any, ClassVar

from django.contrib import admin
from django.db.models import Case, Value, When
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.html import format_html

from accounts.roles import Role
from catalog.desk.acting import person
from interpretation.admin import DeskAdmin
from supervision.complaint_workflow import OPEN_COMPLAINTS, OPEN_ORDERS
from supervision.desk import complaint_files, complaints
from supervision.models import Complaint, Rectification


class SupervisionAdmin(DeskAdmin):
    """A list whose rows lead to their screens; starting something new is for those who have one of `starters`."""

    starters: ClassVar[tuple[Role, ...]] = (Role.COUNTY_OFFICE,)

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        direct = person(request).roles.direct
        starts = bool(self.start_url and any(direct.get(role) for role in self.starters))
        context = {
            "title": self.title, "may_start": starts, "start_label": self.start_label,
            "start_url": reverse(self.start_url) if self.start_url else "",
        }  # fmt: skip
        return super(DeskAdmin, self).changelist_view(request, context)

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view
        own = [
            path(route, view(function), name=f"supervision_{name}") for route, function, name in self.routes
        ]
        return [*own, *super(DeskAdmin, self).get_urls()]


class LateFilter(admin.SimpleListFilter):
    """办理情况: what is under way, what is late."""

    title = "办理情况"
    parameter_name = "open"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [("open", "办理中"), ("late", "已逾期")]

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        if self.value() == "open":
            return queryset.open()
        return queryset.overdue(timezone.localdate()) if self.value() == "late" else queryset


def _due(thing: Complaint | Rectification, ended: Any) -> str:
    if not thing.is_open:
        return f"{ended} 办结"
    words = f"{thing.due_on}{'（暂定）' if thing.due_provisional else ''}"
    if thing.is_overdue(timezone.localdate()):
        return format_html('<strong class="urgent">{} 已逾期</strong>', words)
    return words


@admin.register(Complaint)
class ComplaintAdmin(SupervisionAdmin):
    """投诉举报: by their last day; names are not in the list."""

    title = "投诉举报"
    screen = staticmethod(complaints.complaint_screen)
    list_display: ClassVar = ["number", "subject", "kind", "unit_name", "state", "due"]
    list_filter: ClassVar = [LateFilter, "kind", "state"]
    search_fields: ClassVar = ["number", "subject"]
    list_select_related: ClassVar = ["unit"]
    ordering: ClassVar = [
        Case(When(state__in=OPEN_COMPLAINTS, then=Value(0)), default=Value(1)), "due_on", "-pk",
    ]  # fmt: skip
    routes: ClassVar = (
        ("files/<int:pk>/", complaint_files.complaint_file, "complaint_file"),
        ("<int:pk>/complainant/", complaints.look, "complaint_complainant"),
        ("<int:pk>/act/<slug:name>/", complaints.complaint_act, "complaint_act"),
    )

    @admin.display(description="被投诉单位", ordering="unit__lft")
    def unit_name(self, complaint: Complaint) -> str:
        return complaint.unit.label

    @admin.display(description="办结期限", ordering="due_on")
    def due(self, complaint: Complaint) -> str:
        return _due(complaint, complaint.concluded_on)


@admin.register(Rectification)
class RectificationAdmin(SupervisionAdmin):
    """整改事项: by their last day."""

    title = "整改事项"
    screen = staticmethod(complaints.order_screen)
    start_url, start_label = "admin:supervision_rectification_start", "下达整改"
    list_display: ClassVar = ["number", "unit_name", "kind", "demand_short", "state", "due"]
    list_filter: ClassVar = [LateFilter, "kind", "state"]
    search_fields: ClassVar = ["number", "demand"]
    list_select_related: ClassVar = ["unit"]
    ordering: ClassVar = [
        Case(When(state__in=OPEN_ORDERS, then=Value(0)), default=Value(1)), "due_on", "-pk",
    ]  # fmt: skip
    routes: ClassVar = (
        ("start/", complaints.start_order, "rectification_start"),
        ("files/<int:pk>/", complaint_files.repair_file, "repair_file"),
        ("files/<int:pk>/show/", complaint_files.show, "repair_file_show"),
        ("<int:pk>/act/<slug:name>/", complaints.order_act, "rectification_act"),
    )

    @admin.display(description="责任单位", ordering="unit__lft")
    def unit_name(self, order: Rectification) -> str:
        return order.unit.label

    @admin.display(description="问题")
    def demand_short(self, order: Rectification) -> str:
        return order.demand if len(order.demand) <= 30 else f"{order.demand[:29]}…"

    @admin.display(description="整改期限", ordering="due_on")
    def due(self, order: Rectification) -> str:
        return _due(order, order.closed_on)
