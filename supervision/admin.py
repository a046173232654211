"""Annual reports in the back office: screens in `supervision.desk`. State changes only through acts."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import URLPattern, path

from accounts.models import User
from accounts.roles import Role
from catalog.admin import NoDirectChange
from supervision import complaint_admin, evaluation_admin, inspection_admin, organising_admin  # noqa: F401  they register their own lists
from supervision.desk import (
    cells,
    comparing,
    coverage,
    dashboard,
    editing,
    exchanging,
    lists,
    reports,
    rollup,
)
from supervision.models import AnnualReport, CountyFile, ExchangeFile, ItemStanding
from supervision.models.standing import watched

ROUTES: tuple[tuple[str, Callable[..., HttpResponse], str], ...] = (
    ("start/", lists.start, "start"),
    ("import/", lists.import_old, "import"),
    ("cell/", cells.cell, "cell"),
    ("rollup/<int:pk>/<int:year>/", rollup.rollup, "rollup"),
    ("<int:pk>/edit/", editing.edit, "edit"),
    ("<int:pk>/adjust/", editing.adjust, "adjust"),
    ("<int:pk>/adjust/<int:row>/decide/", reports.decide_adjustment, "adjustment_decide"),
    ("<int:pk>/act/<slug:name>/", reports.act, "act"),
)


@admin.register(AnnualReport)
class AnnualReportAdmin(NoDirectChange, admin.ModelAdmin):
    """年度报告: the reports of my units; opening one leads to its screen."""

    def get_queryset(self, request: HttpRequest) -> QuerySet[AnnualReport]:
        return AnnualReport.objects.visible_to(request.user)

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        return lists.reports(request)

    def change_view(self, request: HttpRequest, object_id: str, *args: Any, **kwargs: Any) -> HttpResponse:
        key = int(object_id) if object_id.isdecimal() and len(object_id) < 19 else 0
        return reports.screen(request, key)

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view
        routes = [path(route, view(function), name=f"supervision_{name}") for route, function, name in ROUTES]
        return [*routes, *super().get_urls()]


MEASURED: tuple[tuple[str, Callable[..., HttpResponse], str], ...] = (
    ("units/<slug:code>/", coverage.items, "items"),
    ("gaps/", coverage.measured, "measured"),
    ("dashboard/", dashboard.dashboard, "dashboard"),
    ("screen/", dashboard.screen, "screen"),
)


@admin.register(ItemStanding)
class ItemStandingAdmin(NoDirectChange, admin.ModelAdmin):
    """覆盖与更新: the map, and what leads from it. Nobody types anything here."""

    def get_queryset(self, request: HttpRequest) -> QuerySet[ItemStanding]:
        return ItemStanding.objects.visible_to(request.user)

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return bool(watched(request.user))

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        return coverage.heat_map(request)

    def change_view(self, request: HttpRequest, object_id: str, *args: Any, **kwargs: Any) -> HttpResponse:
        raise Http404

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view
        own = [path(route, view(function), name=f"supervision_{name}") for route, function, name in MEASURED]
        return [*own, *super().get_urls()]


EXCHANGE: tuple[tuple[str, Callable[..., HttpResponse], str], ...] = (
    ("send/", exchanging.send, "exchange_send"),
    ("reply/", exchanging.reply, "exchange_reply"),
    ("<int:pk>/signed.json", exchanging.signed, "exchange_signed"),
    ("<int:pk>/table.xlsx", exchanging.table, "exchange_table"),
)


@admin.register(ExchangeFile)
class ExchangeFileAdmin(NoDirectChange, admin.ModelAdmin):
    """市县交换: files out and replies in; both only by acts."""

    def get_queryset(self, request: HttpRequest) -> QuerySet[ExchangeFile]:
        return ExchangeFile.objects.visible_to(request.user)

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        user = request.user
        return isinstance(user, User) and bool(user.roles.organisations(Role.COUNTY_OFFICE, Role.CITY_OFFICE))

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        if not self.has_view_permission(request):
            raise PermissionDenied
        return exchanging.files(request)

    def change_view(self, request: HttpRequest, object_id: str, *args: Any, **kwargs: Any) -> HttpResponse:
        raise Http404

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view
        own = [path(route, view(function), name=f"supervision_{name}") for route, function, name in EXCHANGE]
        return [*own, *super().get_urls()]


@admin.register(CountyFile)
class CountyFileAdmin(NoDirectChange, admin.ModelAdmin):
    """县区比较: the files of counties, taken in by the city and compared; nothing is typed."""

    def get_queryset(self, request: HttpRequest) -> QuerySet[CountyFile]:
        return CountyFile.objects.visible_to(request.user)

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        user = request.user
        return isinstance(user, User) and bool(user.roles.direct.get(Role.CITY_OFFICE))

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        if not self.has_view_permission(request):
            raise PermissionDenied
        return comparing.comparison(request)

    def change_view(self, request: HttpRequest, object_id: str, *args: Any, **kwargs: Any) -> HttpResponse:
        raise Http404

    def get_urls(self) -> list[URLPattern]:
        take = path("take/", self.admin_site.admin_view(comparing.take), name="supervision_countyfile_take")
        return [take, *super().get_urls()]
