"""Applications in the back office: the list here, screens in `requests_app.desk`. State changes only through acts."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, ClassVar

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, path

from catalog.admin import NoDirectChange
from catalog.desk.acting import person
from requests_app.desk import (
    cases,
    challenges,
    filings,
    letters,
    lists,
    others,
    redacting,
    replies,
    rules,
    statistics,
    styles,
    taking,
)
from requests_app.models import InformationRequest
from requests_app.policies import EDITORS

ROUTES: tuple[tuple[str, Callable[..., HttpResponse], str], ...] = (
    ("take/", taking.take, "take"),
    ("filings/", filings.inbox, "filings"),
    ("filings/export.xlsx", filings.export, "filings_export"),
    ("filings/<int:pk>/decide/", filings.decide, "filing_decide"),
    ("filings/<int:pk>/answer/", filings.answer, "filing_answer"),
    ("letters/<uuid:key>/", letters.letter, "letter"),
    ("letters/<uuid:key>/file/<slug:suffix>/", letters.file, "letter_file"),
    ("letters/<uuid:key>/receipt/<slug:suffix>/", letters.receipt, "receipt"),
    ("letters/<uuid:key>/<slug:what>/", letters.act, "letter_act"),
    ("styles/", styles.screen, "styles"),
    ("styles/settle/<slug:what>/", styles.settle, "settle"),
    ("styles/<slug:kind>/template.docx", styles.template, "template"),
    ("<int:pk>/folder.zip", letters.folder, "folder"),
    ("<int:pk>/papers/<slug:kind>/<slug:suffix>/", letters.paper, "paper"),
    ("statistics/", statistics.screen, "statistics"),
    ("statistics/figures/", statistics.figures, "figures"),
    ("statistics/export.csv", statistics.export, "statistics_export"),
    ("challenges/", challenges.register, "challenges"),
    ("challenges/add/", challenges.add, "challenge_add"),
    ("challenges/<int:pk>/", challenges.screen, "challenge"),
    ("challenges/<int:pk>/decide/", challenges.decide, "challenge_decide"),
    ("challenges/<int:pk>/correct/", challenges.correct, "challenge_correct"),
    ("rules/", rules.rules, "rules"),
    ("assist/<int:pk>/", others.assist, "assist"),
    ("files/<int:pk>/", cases.file, "file"),
    ("files/<int:pk>/change/", cases.change_file, "file_change"),
    ("files/<int:pk>/redact/", redacting.redact, "redact"),
    ("files/<int:pk>/pages/<int:number>.png", redacting.page, "page"),
    ("<int:pk>/person/", cases.look, "person"),
    ("<int:pk>/decide/", replies.decide, "decide"),
    ("<int:pk>/submit/", cases.submit, "submit"),
    ("<int:pk>/review/", replies.review, "review"),
    ("<int:pk>/suggestion/", others.suggestion, "suggestion"),
    ("<int:pk>/consultations/<int:row>/<slug:what>/", others.consultation, "consultation"),
    ("<int:pk>/assist/<int:row>/cancel/", others.cancel, "assist_cancel"),
    ("<int:pk>/act/<slug:name>/", cases.act, "act"),
)


@admin.register(InformationRequest)
class InformationRequestAdmin(NoDirectChange, admin.ModelAdmin):
    """依申请公开: the cases of my units; opening one leads to its screen."""

    list_display: ClassVar = ["number"]
    list_filter: ClassVar = [
        lists.StateFilter,
        lists.DueFilter,
        lists.HandlerFilter,
        lists.UnitFilter,
        "channel",
        lists.OutcomeFilter,
    ]
    search_fields: ClassVar = ["number", "subject", "document_number"]
    list_select_related: ClassVar = ["unit", "handler", "applicant"]
    list_per_page = 50
    show_full_result_count = False
    show_facets = admin.ShowFacets.NEVER
    change_list_template = "admin/requests_app/informationrequest/change_list.html"

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[lists.CaseList]:
        return lists.CaseList

    def get_queryset(self, request: HttpRequest) -> QuerySet[InformationRequest]:
        return InformationRequest.objects.visible_to(request.user)

    def get_ordering(self, request: HttpRequest) -> tuple[Any, ...]:
        return lists.order(request)

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[InformationRequest], search_term: str
    ) -> tuple[QuerySet[InformationRequest], bool]:
        """By number, words and 文号; the handlers of a unit find its cases by the applicant's name too."""
        found, distinct = super().get_search_results(request, queryset, search_term)
        term = search_term.strip()
        return (found | lists.named(request, queryset, term) if term else found), distinct

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        """登记 is offered to those who take applications."""
        may_take = bool(person(request).roles.organisations(*EDITORS))
        return super().changelist_view(request, {"title": "依申请公开", "may_take": may_take})

    def change_view(self, request: HttpRequest, object_id: str, *args: Any, **kwargs: Any) -> HttpResponse:
        key = int(object_id) if object_id.isdecimal() and len(object_id) < 19 else 0
        return cases.screen(request, key)

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view
        routes = [
            path(route, view(function), name=f"requests_app_{name}") for route, function, name in ROUTES
        ]
        return [*routes, *super().get_urls()]
