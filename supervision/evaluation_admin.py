"""Schemes and evaluations in the back office: lists here, screens in `supervision.desk.evaluations`."""

from __future__ import annotations

from typing import Any, ClassVar

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from accounts.roles import Role
from catalog.desk.acting import person
from supervision.complaint_admin import SupervisionAdmin
from supervision.desk import evaluations
from supervision.models import Evaluation, Scheme


@admin.register(Evaluation)
class EvaluationAdmin(SupervisionAdmin):
    """考核评估: the office's own; a unit's from the day it is asked."""

    title = "考核评估"
    screen = staticmethod(evaluations.screen)
    start_url, start_label = "admin:supervision_evaluation_start", "编制考核"
    list_display: ClassVar = ["name", "start", "end", "stage", "objections_until", "published_on"]
    list_filter: ClassVar = ["stage"]
    search_fields: ClassVar = ["name"]
    routes: ClassVar = (
        ("start/", evaluations.begin, "evaluation_start"),
        ("<int:pk>/act/<slug:name>/", evaluations.act, "evaluation_act"),
        ("<int:pk>/units/<slug:unit_code>/", evaluations.unit, "evaluation_unit"),
        ("<int:pk>/scores/<int:score>/<slug:name>/", evaluations.score_act, "evaluation_score"),
    )


@admin.register(Scheme)
class SchemeAdmin(SupervisionAdmin):
    """考核方案: versions; for the office and for the head who publishes."""

    title = "考核方案"
    screen = staticmethod(evaluations.scheme_screen)
    start_url, start_label = "admin:supervision_scheme_start", "拟定新的一版"
    list_display: ClassVar = ["name", "version", "published_on"]
    routes: ClassVar = (
        ("start/", evaluations.begin_scheme, "scheme_start"),
        ("<int:pk>/act/<slug:name>/", evaluations.scheme_act, "scheme_act"),
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        direct = person(request).roles.direct
        keeps = direct.get(Role.COUNTY_OFFICE) or direct.get(Role.HEAD)
        return Scheme.objects.all() if keeps else Scheme.objects.none()
