"""The catalog in the back office: lists here, screens in `catalog.desk`. State changes only through acts."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, ClassVar

from django.contrib import admin
from django.db.models import F, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, path

from accounts.models import Organisation, User
from accounts.roles import Role
from catalog.desk import editions, imports, references, reviews, rows, townships
from catalog.desk.acting import person
from catalog.forms import ReferenceForm, StartForm
from catalog.models import (
    CatalogEdition,
    Channel,
    ChannelAlias,
    ChecklistQuestion,
    Domain,
    DomainAlias,
    DomainDuty,
    PendingChange,
    ReferenceList,
)


class NoDirectChange:
    """Rows that only acts may write: the list is shown, Django's own forms are not."""

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


class WithInlines:
    """Inline rows follow the right to change the thing they belong to."""

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return request.user.has_perm("catalog.change_domain")  # type: ignore[union-attr]

    has_change_permission = has_delete_permission = has_view_permission = has_add_permission


@admin.register(CatalogEdition)
class CatalogEditionAdmin(NoDirectChange, admin.ModelAdmin):
    """目录版次: the list; opening one leads to its screen."""

    list_display: ClassVar = ["domain", "unit_name", "version", "status", "started_on", "published_at"]
    list_display_links: ClassVar = ["domain"]
    list_filter: ClassVar = ["status", "domain"]
    search_fields: ClassVar = ["unit__name", "domain__name"]
    list_select_related: ClassVar = ["unit", "domain"]
    list_per_page = 50
    # the units' own before the national standards, which everybody may look up
    ordering: ClassVar = [F("unit__lft").asc(nulls_last=True), "domain__position", "-version"]
    show_full_result_count = False
    change_list_template = "admin/catalog/catalogedition/change_list.html"

    @admin.display(description="编制单位", ordering="unit__lft")
    def unit_name(self, edition: CatalogEdition) -> str:
        return str(edition.unit or "国家标准")

    def get_queryset(self, request: HttpRequest) -> QuerySet[CatalogEdition]:
        return CatalogEdition.objects.visible_to(request.user)

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        """起草新版 is offered to those who compile a catalog."""
        may_start = StartForm(user=person(request)).fields["unit"].queryset.exists()  # type: ignore[attr-defined]
        return super().changelist_view(request, {"title": "目录版次", "may_start": may_start})

    def change_view(self, request: HttpRequest, object_id: str, *args: Any, **kwargs: Any) -> HttpResponse:
        return editions.screen(request, int(object_id) if object_id.isdecimal() else 0)

    def get_urls(self) -> list[URLPattern]:
        return [*self._desk_urls(), *super().get_urls()]

    def _desk_urls(self) -> list[URLPattern]:
        routes: tuple[tuple[str, Callable[..., HttpResponse], str], ...] = (
            ("start/", editions.start, "edition_start"),
            ("<int:pk>/submit/", editions.submit, "edition_submit"),
            ("<int:pk>/recall/", editions.recall, "edition_recall"),
            ("<int:pk>/discard/", editions.discard, "edition_discard"),
            ("<int:pk>/publish/", editions.publish, "edition_publish"),
            ("<int:pk>/review/", reviews.review, "edition_review"),
            ("<int:pk>/compare/", editions.compare, "edition_compare"),
            ("<int:pk>/export.<slug:extension>", editions.export, "edition_export"),
            ("<int:pk>/rows/add/", rows.add, "row_add"),
            ("<int:pk>/rows/reorder/", rows.reorder, "rows_reorder"),
            ("<int:pk>/rows/<int:node_pk>/", rows.change, "row_change"),
            ("<int:pk>/rows/<int:node_pk>/rename/", rows.rename, "row_rename"),
            ("<int:pk>/rows/<int:node_pk>/move/", rows.move, "row_move"),
            ("<int:pk>/rows/<int:node_pk>/remove/", rows.remove, "row_remove"),
            ("<int:pk>/import/", imports.upload, "import_upload"),
            ("imports/<int:pk>/", imports.preview, "import_preview"),
            ("imports/<int:pk>/progress/", imports.progress, "import_progress"),
            ("imports/<int:pk>/commit/", imports.commit, "import_commit"),
            ("imports/<int:pk>/undo/", imports.undo, "import_undo"),
        )
        return [
            path(route, self.admin_site.admin_view(view), name=f"catalog_{name}")
            for route, view, name in routes
        ]


@admin.register(PendingChange)
class PendingChangeAdmin(NoDirectChange, admin.ModelAdmin):
    """县级目录变更: its own page instead of a table."""

    def get_queryset(self, request: HttpRequest) -> QuerySet[PendingChange]:
        return townships.visible(request)

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        return townships.pending(request)

    def get_urls(self) -> list[URLPattern]:
        decide = path(
            "<int:pk>/decide/", self.admin_site.admin_view(townships.decide), name="catalog_pending_decide"
        )
        return [decide, *super().get_urls()]


@admin.register(ReferenceList)
class ReferenceListAdmin(NoDirectChange, admin.ModelAdmin):
    """对照清单: lists and their coverage."""

    list_display: ClassVar = ["__str__", "file_name", "imported_by", "imported_at", "replaced_at"]
    list_filter: ClassVar = ["kind"]
    change_list_template = "admin/catalog/referencelist/change_list.html"

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        """导入 is offered to those who keep a county's lists."""
        form = ReferenceForm(user=person(request))
        may_import = form.fields["county"].queryset.exists()  # type: ignore[attr-defined]
        return super().changelist_view(request, {"title": "对照清单", "may_import": may_import})

    def get_queryset(self, request: HttpRequest) -> QuerySet[ReferenceList]:
        covered = request.user.roles.organisations()
        # by parent and not by a join to the children, which would list a county once for each of them
        above = Organisation.objects.filter(pk__in=covered).values("parent")
        return ReferenceList.objects.filter(Q(county__in=covered) | Q(county__in=above))

    def change_view(self, request: HttpRequest, object_id: str, *args: Any, **kwargs: Any) -> HttpResponse:
        return references.show_coverage(request, int(object_id) if object_id.isdecimal() else 0)

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view
        return [
            path("import/", view(references.upload), name="catalog_reference_upload"),
            path("<int:pk>/coverage/", view(references.show_coverage), name="catalog_reference_coverage"),
            *super().get_urls(),
        ]


class DomainAliasInline(WithInlines, admin.TabularInline):
    model = DomainAlias
    extra = 1


class DomainDutyInline(WithInlines, admin.TabularInline):
    model = DomainDuty
    extra = 1
    autocomplete_fields: ClassVar = ["organisation"]


@admin.register(Domain)
class DomainAdmin(admin.ModelAdmin):
    """领域: data of the county office, with its aliases and the departments in charge."""

    list_display: ClassVar = ["name", "number", "is_pilot", "ministry", "verified", "is_active"]
    list_filter: ClassVar = ["is_pilot", "verified", "is_active"]
    search_fields: ClassVar = ["name", "aliases__name"]
    inlines: ClassVar = [DomainAliasInline, DomainDutyInline]
    prepopulated_fields: ClassVar = {}

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


class ChannelAliasInline(WithInlines, admin.TabularInline):
    model = ChannelAlias
    extra = 1


@admin.register(Channel)
class ChannelAdmin(admin.ModelAdmin):
    """公开渠道: the thirteen standard ones and the county's own."""

    list_display: ClassVar = ["name", "position", "is_standard"]
    inlines: ClassVar = [ChannelAliasInline]

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


@admin.register(ChecklistQuestion)
class ChecklistQuestionAdmin(admin.ModelAdmin):
    """审核要点: a city department keeps those of its own domains."""

    list_display: ClassVar = ["text", "domain", "legal_basis", "position", "is_active"]
    list_filter: ClassVar = ["domain", "is_active"]

    def _own_domains(self, request: HttpRequest) -> QuerySet[Domain]:
        user = request.user
        mine = user.roles.organisations(Role.CITY_DEPARTMENT) if isinstance(user, User) else ()
        return Domain.objects.filter(duties__organisation__in=mine).distinct()

    def has_change_permission(self, request: HttpRequest, obj: ChecklistQuestion | None = None) -> bool:
        if not super().has_change_permission(request, obj):
            return False
        return obj is None or (
            obj.domain_id is not None and self._own_domains(request).filter(pk=obj.domain_id).exists()
        )

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        if db_field.name == "domain":
            kwargs |= {"queryset": self._own_domains(request), "required": True}
        return super().formfield_for_foreignkey(db_field, request, **kwargs)
