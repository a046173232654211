"""Public participation in the back office: lists here, screens in `participation.desk`. State changes only through acts."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, ClassVar

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, path
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from catalog.admin import NoDirectChange
from catalog.desk.acting import person
from participation.desk import gatherings, matters, opinions, paper, surveys, things
from participation.desk.things import Kind
from participation.forms.desk import (
    CatalogueForm,
    ConsultationForm,
    GatheringForm,
    SurveyForm,
    organising_units,
)
from participation.models import Consultation, DecisionCatalogue, Gathering, PeriodRule, Reviewed, Survey

Route = tuple[str, Callable[..., HttpResponse], str]


class ThingAdmin(NoDirectChange, admin.ModelAdmin):
    """A list of things; opening one leads to its screen, and 起草 to its form."""

    kind: ClassVar[Kind]
    routes: ClassVar[tuple[Route, ...]] = ()
    list_filter: ClassVar = ["status"]
    search_fields: ClassVar = ["title"]
    list_select_related: ClassVar = ["unit"]
    list_per_page = 50
    show_full_result_count = False
    show_facets = admin.ShowFacets.NEVER
    change_list_template = "participation/desk/list.html"

    def get_queryset(self, request: HttpRequest) -> QuerySet[Reviewed]:
        found: QuerySet[Reviewed] = self.model.objects.visible_to(request.user)
        return found

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        """起草 is offered to those who may."""
        may_start = organising_units(person(request)).exists()
        context = {"title": self.kind.name, "may_start": may_start, "new_url": self.kind.url("new")}
        return super().changelist_view(request, context)

    def change_view(self, request: HttpRequest, object_id: str, *args: Any, **kwargs: Any) -> HttpResponse:
        key = int(object_id) if object_id.isdecimal() and len(object_id) < 19 else 0
        return require_safe(things.screen)(request, self.kind, key)

    def get_urls(self) -> list[URLPattern]:
        view, slug, kind = self.admin_site.admin_view, self.kind.slug, self.kind
        forms = require_http_methods(["GET", "HEAD", "POST"])
        own = [
            path("new/", view(forms(lambda request: things.new(request, kind))), name=f"participation_{slug}_new"),
            path("<int:pk>/edit/", view(forms(lambda request, pk: things.edit(request, kind, pk))), name=f"participation_{slug}_edit"),
            path("<int:pk>/act/<slug:name>/", view(require_POST(lambda request, pk, name: things.act(request, kind, pk, name))), name=f"participation_{slug}_act"),
        ]  # fmt: skip
        more = [
            path(route, view(function), name=f"participation_{name}") for route, function, name in self.routes
        ]
        return [*own, *more, *super().get_urls()]


@admin.register(Consultation)
class ConsultationAdmin(ThingAdmin):
    """征求意见, and the opinions on each."""

    kind = Kind(Consultation, ConsultationForm, (("意见与反馈", "opinions"),))
    list_display: ClassVar = ["title", "unit", "status", "opens_at", "closes_at"]
    routes = (
        ("<int:pk>/opinions/", opinions.screen, "opinions"),
        ("<int:pk>/opinions/export.xlsx", opinions.export, "opinions_export"),
        ("<int:pk>/opinions/enter/", opinions.enter, "opinions_enter"),
        ("<int:pk>/opinions/moderate/", opinions.moderate, "opinions_moderate"),
        ("<int:pk>/opinions/contact/", opinions.contact, "opinions_contact"),
        ("<int:pk>/opinions/answer/", opinions.answer, "opinions_answer"),
        ("<int:pk>/opinions/import/", opinions.import_answers, "opinions_import"),
        ("<int:pk>/opinions/paper.xlsx", paper.blank, "opinions_paper_blank"),
        ("<int:pk>/opinions/paper/", paper.bring_in, "opinions_paper"),
        ("<int:pk>/opinions/conclude/", opinions.conclude, "opinions_conclude"),
        ("<int:pk>/extend/", opinions.extend, "consultation_extend"),
        ("<int:pk>/opinions/act/<slug:name>/", opinions.act, "opinions_act"),
    )


@admin.register(DecisionCatalogue)
class DecisionCatalogueAdmin(ThingAdmin):
    """重大行政决策事项目录, and the steps of each matter."""

    kind = Kind(DecisionCatalogue, CatalogueForm)
    list_display: ClassVar = ["year", "version", "unit", "status", "published_at"]
    search_fields: ClassVar = ["entries__title", "unit__name"]
    routes = (
        ("<int:pk>/adjust/", matters.adjust, "catalogue_adjust"),
        ("matters/<int:pk>/", matters.screen, "matter"),
        ("matters/<int:pk>/step/", matters.step, "matter_step"),
        ("matters/<int:pk>/tie/", matters.tie, "matter_tie"),
    )


@admin.register(Survey)
class SurveyAdmin(ThingAdmin):
    """调查, its counts and its responses."""

    kind = Kind(Survey, SurveyForm, (("结果", "survey_counts"),))
    list_display: ClassVar = ["title", "kind", "unit", "status", "opens_at", "closes_at", "answered"]
    routes = (
        ("<int:pk>/counts/", surveys.counts, "survey_counts"),
        ("<int:pk>/responses.csv", surveys.export, "survey_export"),
        ("<int:pk>/files/<int:key>/", surveys.file, "survey_file"),
    )


@admin.register(Gathering)
class GatheringAdmin(ThingAdmin):
    """听证会和会议, from the sign-up to the report."""

    kind = Kind(Gathering, GatheringForm, (("报名与举行", "gathering_run"),))
    list_display: ClassVar = ["title", "kind", "unit", "status", "starts_at", "signup_closes"]
    routes = (
        ("<int:pk>/run/", gatherings.screen, "gathering_run"),
        ("<int:pk>/run/<slug:name>/", gatherings.step, "gathering_step"),
        ("<int:pk>/arrival/", gatherings.arrival, "gathering_arrival"),
        ("<int:pk>/report/", gatherings.write, "gathering_report"),
        ("<int:pk>/report/act/<slug:name>/", gatherings.act, "gathering_report_act"),
    )


@admin.register(PeriodRule)
class PeriodRuleAdmin(NoDirectChange, admin.ModelAdmin):
    """法定期限: looked up here; a change is a new row by migration, the old one superseded."""

    list_display: ClassVar = ["name", "purpose", "days", "unit", "legal_basis", "verified", "effective_from", "effective_to"]  # fmt: skip
    list_filter: ClassVar = ["purpose"]
