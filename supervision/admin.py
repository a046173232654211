"""Annual reports in the back office: screens in `supervision.desk`. State changes only through acts."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, path

from catalog.admin import NoDirectChange
from supervision import inspection_admin  # noqa: F401  registers its own tables
from supervision.desk import cells, editing, lists, reports, rollup
from supervision.models import AnnualReport

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
