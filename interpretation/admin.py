"""Interpretations, messages and what goes with them in the back office: lists here, screens in `interpretation.desk`."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, ClassVar

from django.contrib import admin
from django.core.exceptions import ValidationError
from django.db.models import Case, F, Model, QuerySet, Value, When
from django.http import HttpRequest, HttpResponse, QueryDict
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.html import format_html

from accounts.models import Organisation
from accounts.policies import Refused
from accounts.roles import Role
from catalog.admin import NoDirectChange
from catalog.desk.acting import person
from disclosure.actions.conditions import end_rule, set_rule
from disclosure.models import ReleaseCondition, ReleaseRule
from interpretation.actions.ruling import set_reply_rule
from interpretation.desk import materials, messages, pieces, workbench
from interpretation.forms.desk import EDITORS, ReleaseRuleForm, ReplyRuleForm
from interpretation.models import (
    Concern,
    InterpretationEdition,
    Message,
    OutreachEvent,
    PolicyAnswer,
    ReplyRule,
)
from interpretation.workflow import IN_PREPARATION, OPEN, Form
from statute.admin import SetByActAdmin

Route = tuple[str, Callable[..., HttpResponse], str]


class DeskAdmin(NoDirectChange, admin.ModelAdmin):
    """A list; opening a row leads to its screen, and everything else goes through acts."""

    routes: ClassVar[Sequence[Route]] = ()
    screen: ClassVar[Callable[..., HttpResponse]]
    title = ""
    start_url = ""
    start_label = ""
    list_per_page = 50
    show_full_result_count = False
    show_facets = admin.ShowFacets.NEVER
    change_list_template = "admin/interpretation/change_list.html"

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        return self.model._default_manager.visible_to(request.user)  # noqa: SLF001  Django's own name for it

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        """Starting something new is offered to those who write for a unit."""
        may_start = bool(self.start_url and person(request).roles.organisations(*EDITORS))
        context = {
            "title": self.title, "may_start": may_start, "start_label": self.start_label,
            "start_url": reverse(self.start_url) if self.start_url else "",
        }  # fmt: skip
        return super().changelist_view(request, context)

    def change_view(self, request: HttpRequest, object_id: str, *args: Any, **kwargs: Any) -> HttpResponse:
        key = int(object_id) if object_id.isdecimal() and len(object_id) < 19 else 0
        return type(self).screen(request, key)

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view
        own = [
            path(route, view(function), name=f"interpretation_{name}")
            for route, function, name in self.routes
        ]
        return [*own, *super().get_urls()]


class FormFilter(admin.SimpleListFilter):
    """解读形式."""

    title = "解读形式"
    parameter_name = "form"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [(one.value, one.label) for one in Form]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        return queryset.filter(interpretation__form=self.value()) if self.value() in Form.values else queryset


@admin.register(InterpretationEdition)
class InterpretationAdmin(DeskAdmin):
    """政策解读: what my units write; a new one is started from its document."""

    title = "政策解读"
    screen = staticmethod(materials.screen)
    list_display: ClassVar = ["title", "form_label", "unit", "status", "updated_on", "published_at"]
    list_filter: ClassVar = ["status", FormFilter]
    search_fields: ClassVar = ["title", "keywords"]
    list_select_related: ClassVar = ["interpretation__unit"]
    ordering: ClassVar = [Case(When(status__in=IN_PREPARATION, then=Value(0)), default=Value(1)), "-pk"]
    routes: ClassVar = (
        ("documents/<int:pk>/", workbench.screen, "workbench"),
        ("documents/<int:pk>/materials/", workbench.start_material, "material_start"),
        ("documents/<int:pk>/act/<slug:name>/", workbench.act, "workbench_act"),
        ("<int:pk>/files/", materials.add_file, "material_file"),
        ("<int:pk>/files/<int:file>/remove/", materials.remove_file, "material_file_remove"),
        ("<int:pk>/act/<slug:name>/", materials.act, "material_act"),
    )

    @admin.display(description="形式", ordering="interpretation__form")
    def form_label(self, edition: InterpretationEdition) -> str:
        return edition.form.label

    @admin.display(description="解读机关", ordering="interpretation__unit__lft")
    def unit(self, edition: InterpretationEdition) -> str:
        return edition.interpretation.unit.label


class OpenFilter(admin.SimpleListFilter):
    """状态: what is under way, what is late, what is red."""

    title = "办理情况"
    parameter_name = "open"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [("open", "办理中"), ("late", "已逾期"), ("red", "超过三个月未答复")]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        today = timezone.localdate()
        if self.value() == "open":
            return queryset.open()  # type: ignore[attr-defined]  # our queryset
        if self.value() == "late":
            return queryset.overdue(today)  # type: ignore[attr-defined]
        return queryset.red(today) if self.value() == "red" else queryset  # type: ignore[attr-defined]


@admin.register(Message)
class MessageAdmin(DeskAdmin):
    """互动留言: by their last day; names are not in the list."""

    title = "互动留言"
    screen = staticmethod(messages.screen)
    list_display: ClassVar = ["number", "subject", "kind", "unit_name", "status", "due"]
    list_filter: ClassVar = [OpenFilter, "kind", "status"]
    search_fields: ClassVar = ["number", "subject"]
    list_select_related: ClassVar = ["unit"]
    ordering: ClassVar = [
        Case(When(status__in=OPEN, then=Value(0)), default=Value(1)), F("due_on").asc(nulls_last=True), "-pk",
    ]  # fmt: skip
    routes: ClassVar = (
        ("<int:pk>/sender/", messages.look, "message_sender"),
        ("<int:pk>/act/<slug:name>/", messages.act, "message_act"),
    )

    @admin.display(description="办理单位", ordering="unit__lft")
    def unit_name(self, message: Message) -> str:
        return message.unit.label if message.unit is not None else "待分办"

    @admin.display(description="答复期限", ordering="due_on")
    def due(self, message: Message) -> str:
        today = timezone.localdate()
        if not message.is_open:
            return f"{message.answered_on} 答复"
        words = f"{message.due_on}{'（暂定）' if message.due_provisional else ''}"
        if message.is_red(today):
            return format_html('<strong class="urgent">{} 超过三个月</strong>', words)
        return (
            format_html('<strong class="urgent">{} 已逾期</strong>', words)
            if message.is_overdue(today)
            else words
        )


@admin.register(PolicyAnswer)
class PolicyAnswerAdmin(DeskAdmin):
    title = "政策问答库"
    screen = staticmethod(pieces.answer_screen)
    start_url, start_label = "admin:interpretation_answer_start", "收入问答"
    list_display: ClassVar = ["question", "unit", "source", "status", "published_at"]
    list_filter: ClassVar = ["status", "source"]
    search_fields: ClassVar = ["question", "answer"]
    list_select_related: ClassVar = ["unit"]
    routes: ClassVar = (
        ("start/", pieces.start_answer, "answer_start"),
        ("<int:pk>/act/<slug:name>/", pieces.answer_act, "answer_act"),
    )


@admin.register(Concern)
class ConcernAdmin(DeskAdmin):
    title = "回应关切"
    screen = staticmethod(pieces.concern_screen)
    start_url, start_label = "admin:interpretation_concern_start", "建立专题"
    list_display: ClassVar = ["title", "unit", "severity", "arisen_at", "closed_on"]
    list_filter: ClassVar = ["severity"]
    search_fields: ClassVar = ["title"]
    list_select_related: ClassVar = ["unit"]
    routes: ClassVar = (
        ("start/", pieces.start_concern, "concern_start"),
        ("entries/<int:pk>/", pieces.entry_screen, "entry"),
        ("entries/<int:pk>/act/<slug:name>/", pieces.entry_act, "entry_act"),
        ("<int:pk>/act/<slug:name>/", pieces.concern_act, "concern_act"),
    )


@admin.register(OutreachEvent)
class OutreachEventAdmin(DeskAdmin):
    title = "政策宣讲"
    screen = staticmethod(pieces.event_screen)
    start_url, start_label = "admin:interpretation_event_start", "登记宣讲"
    list_display: ClassVar = ["title", "unit", "audience", "held_at", "status", "attendance"]
    list_filter: ClassVar = ["status", "audience"]
    search_fields: ClassVar = ["title", "place"]
    list_select_related: ClassVar = ["unit"]
    routes: ClassVar = (
        ("start/", pieces.start_event, "event_start"),
        ("<int:pk>/files/", pieces.add_file, "event_file"),
        ("<int:pk>/act/<slug:name>/", pieces.event_act, "event_act"),
    )


@admin.register(ReplyRule)
class ReplyRuleAdmin(SetByActAdmin):
    """留言答复时限."""

    list_display: ClassVar = [
        "kind", "working_days", "extension_days", "retention_years", "legal_basis", "effective_from", "effective_to",
        "verified_badge",
    ]  # fmt: skip
    list_filter: ClassVar = ["kind"]
    form_class = ReplyRuleForm
    set_title = "设定留言答复时限"
    identity = "kind"

    def initial_for(self, query: QueryDict) -> dict[str, Any]:
        row = ReplyRule.objects.current().filter(kind=query.get("kind", "")).first()
        names = (
            "kind", "working_days", "extension_days", "retention_years", "opening", "closing", "legal_basis", "verified",
        )  # fmt: skip
        return {name: getattr(row, name) for name in names} if row is not None else {}

    def act(self, form: Any, *, by: Any) -> Model:
        values = dict(form.cleaned_data)
        on, kind = values.pop("effective_from"), values.pop("kind")
        return set_reply_rule(kind=kind, values=values, by=by, on=on)


@admin.register(ReleaseRule)
class ReleaseRuleAdmin(SetByActAdmin):
    """解读范围规则: which documents must be interpreted (law-book §8), as the county has set it."""

    list_display: ClassVar = [
        "name", "key", "is_normative", "unit_kinds_said", "title_words", "legal_basis", "effective_from", "effective_to",
        "verified_badge",
    ]  # fmt: skip
    form_class = ReleaseRuleForm
    set_title = "设定解读范围"
    identity = "key"

    @admin.display(description="单位类别")
    def unit_kinds_said(self, rule: ReleaseRule) -> str:
        return rule.unit_kind_labels or "不限"

    def get_queryset(self, request: HttpRequest) -> QuerySet[ReleaseRule]:
        """The rules of one's own county."""
        roles = person(request).roles
        above = Organisation.objects.filter(pk__in=roles.organisations())
        trees = above.values("tree_id")
        return super().get_queryset(request).filter(county__tree_id__in=trees)

    def initial_for(self, query: QueryDict) -> dict[str, Any]:
        row = ReleaseRule.objects.current().filter(key=query.get("key", "")).first()
        names = ("key", "name", "is_normative", "unit_kinds", "title_words", "legal_basis", "verified")
        return {name: getattr(row, name) for name in names} if row is not None else {}

    def act(self, form: Any, *, by: Any) -> Model:
        values = dict(form.cleaned_data)
        on, key, ends = values.pop("effective_from"), values.pop("key"), values.pop("ends")
        county = (
            Organisation.objects.filter(pk__in=by.roles.direct.get(Role.COUNTY_OFFICE, ()))
            .order_by("lft")
            .first()
        )
        if county is None:
            raise Refused("由县政务公开主管部门设定。")
        if ends:
            row = ReleaseRule.objects.current().filter(county=county, key=key).first()
            if row is None:
                raise ValidationError("没有这条现行规则。")
            return end_rule(row, by=by, on=on)
        return set_rule(
            county, key=key, values=values | {"kind": ReleaseCondition.Kind.INTERPRETATION}, by=by, on=on
        )
