"""Villages in the back office: one first screen, screens in `village.desk`. State changes only through acts."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, ClassVar

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, path

from catalog.admin import NoDirectChange
from village.desk import home, items, ledgers, matters
from village.models import BoardItem

ROUTES: tuple[tuple[str, Callable[..., HttpResponse], str], ...] = (
    ("matters/<int:pk>/", matters.screen, "matters"),
    ("matters/<int:pk>/<slug:name>/", matters.act, "matters_act"),
    ("objections/<int:pk>/answer/", items.answer, "answer"),
    ("postings/<int:pk>/take/", items.take, "take"),
    ("ledger/<int:pk>/", ledgers.screen, "ledger"),
    ("ledger/<int:pk>/import/", ledgers.bring_in, "import"),
    ("ledger/<int:pk>/<slug:name>/", ledgers.act, "ledger_act"),
    ("entries/<int:pk>/reverse/", ledgers.reverse, "reverse"),
    ("entries/<int:pk>/receipt/", ledgers.receipt, "receipt"),
    ("entries/<int:pk>/scan/", ledgers.scan, "scan"),
    ("<int:pk>/photo/", items.photo, "photo"),
    ("<int:pk>/act/<slug:name>/", items.act, "act"),
)


@admin.register(BoardItem)
class BoardItemAdmin(NoDirectChange, admin.ModelAdmin):
    """村务公开: opening the list leads to what is due; opening one leads to its screen."""

    list_display: ClassVar = ["title"]
    list_select_related: ClassVar = ["village", "matter"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[BoardItem]:
        return BoardItem.objects.visible_to(request.user)

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        return home.screen(request)

    def change_view(self, request: HttpRequest, object_id: str, *args: Any, **kwargs: Any) -> HttpResponse:
        key = int(object_id) if object_id.isdecimal() and len(object_id) < 19 else 0
        return items.screen(request, key)

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view
        routes = [path(route, view(function), name=f"village_{name}") for route, function, name in ROUTES]
        return [*routes, *super().get_urls()]
