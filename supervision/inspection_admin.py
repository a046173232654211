"""Self-inspections in the back office: screens in `supervision.desk`. State changes only through acts."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import URLPattern, path, reverse

from catalog.admin import NoDirectChange
from supervision.desk import inspection_rules, inspections
from supervision.models import CheckIndicator, Inspection, SiteColumn


def _may_look(table: admin.ModelAdmin, request: HttpRequest) -> None:
    if not table.has_view_permission(request):
        raise PermissionDenied("网站自查由县、市政务公开主管部门查看。")


@admin.register(Inspection)
class InspectionAdmin(NoDirectChange, admin.ModelAdmin):
    """网站自查: the history; opening one leads to its evidence."""

    def get_queryset(self, request: HttpRequest) -> QuerySet[Inspection]:
        return Inspection.objects.visible_to(request.user)

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        _may_look(self, request)
        return inspections.history(request)

    def change_view(self, request: HttpRequest, object_id: str, *args: Any, **kwargs: Any) -> HttpResponse:
        key = int(object_id) if object_id.isdecimal() and len(object_id) < 19 else 0
        return inspections.screen(request, key)

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view
        return [
            path("start/", view(inspections.start), name="supervision_inspect"),
            path("<int:pk>/judge/<int:row>/", view(inspections.judge), name="supervision_judge"),
            path(
                "<int:pk>/result.xlsx",
                view(inspections.export),
                {"extension": "xlsx"},
                name="supervision_inspection_xlsx",
            ),
            path(
                "<int:pk>/result.docx",
                view(inspections.export),
                {"extension": "docx"},
                name="supervision_inspection_docx",
            ),
            *super().get_urls(),
        ]


class RuleAdmin(NoDirectChange, admin.ModelAdmin):
    """Rows set anew from a day on, by a form and an act; there is no page of a single one."""

    screens: tuple[Any, Any, Any]

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        _may_look(self, request)
        response: HttpResponse = self.screens[0](request)
        return response

    def change_view(self, request: HttpRequest, object_id: str, *args: Any, **kwargs: Any) -> HttpResponse:
        return HttpResponseRedirect(reverse(f"admin:supervision_{self.opts.model_name}_changelist"))

    def get_urls(self) -> list[URLPattern]:
        view, name = self.admin_site.admin_view, self.opts.model_name
        return [
            path("set/", view(self.screens[1]), name=f"supervision_{name}_set"),
            path("<int:pk>/end/", view(self.screens[2]), name=f"supervision_{name}_end"),
            *super().get_urls(),
        ]


@admin.register(CheckIndicator)
class CheckIndicatorAdmin(RuleAdmin):
    """检查指标."""

    screens = (inspection_rules.indicators, inspection_rules.set_indicator, inspection_rules.end_indicator)


@admin.register(SiteColumn)
class SiteColumnAdmin(RuleAdmin):
    """栏目更新规则."""

    screens = (inspection_rules.columns, inspection_rules.set_column, inspection_rules.end_column)
