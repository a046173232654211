"""Where the county office keeps synonyms and promoted results; every change goes through its act."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from django.contrib import admin
from django.db.models import Model
from django.http import HttpRequest

from search import actions
from search.forms import PromotionForm, SynonymForm
from search.models import Promotion, Synonym


class OneByOne:
    """Deleting is an act about one row: nothing in bulk."""

    def get_actions(self, request: HttpRequest) -> dict[str, Any]:
        return {}


@admin.register(Synonym)
class SynonymAdmin(OneByOne, admin.ModelAdmin):
    form = SynonymForm
    list_display: ClassVar = ["words", "is_active"]
    list_filter: ClassVar = ["is_active"]
    search_fields: ClassVar = ["words"]

    def save_model(self, request: HttpRequest, obj: Synonym, form: forms.ModelForm, change: bool) -> None:
        actions.save_synonym(obj, by=request.user)  # type: ignore[arg-type]  # admin_view lets no anonymous person in

    def delete_model(self, request: HttpRequest, obj: Synonym) -> None:
        actions.delete_synonym(obj, by=request.user)  # type: ignore[arg-type]  # the same


@admin.register(Promotion)
class PromotionAdmin(OneByOne, admin.ModelAdmin):
    form = PromotionForm
    list_display: ClassVar = ["words", "result", "position", "is_active"]
    list_filter: ClassVar = ["is_active"]
    list_select_related: ClassVar = ["entry"]
    search_fields: ClassVar = ["words", "entry__title"]

    @admin.display(description="结果")
    def result(self, obj: Promotion) -> str:
        return obj.entry.title or "(已不再公开)"

    def save_model(self, request: HttpRequest, obj: Model, form: forms.ModelForm, change: bool) -> None:
        actions.save_promotion(obj, by=request.user)  # type: ignore[arg-type]  # the same

    def delete_model(self, request: HttpRequest, obj: Promotion) -> None:
        actions.delete_promotion(obj, by=request.user)  # type: ignore[arg-type]  # the same
