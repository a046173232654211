"""Documents in the back office: lists here, screens in `disclosure.desk`. State changes only through acts."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, ClassVar

from django import forms
from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.db.models import Count, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import URLPattern, path
from django.utils import timezone
from django.utils.crypto import get_random_string

from accounts.models import Organisation, OrganisationKind, User
from accounts.roles import Role
from catalog.admin import NoDirectChange
from catalog.desk.acting import person
from disclosure.actions import guiding
from disclosure.actions.posting import address_problem
from disclosure.desk import (
    archive,
    campaigns,
    channels,
    editions,
    files,
    findings,
    gaps,
    guides,
    handovers,
    lists,
    reviews,
    withdrawing,
)
from disclosure.desk.acting import editions_of
from disclosure.forms import CampaignForm, StartForm
from disclosure.models import (
    Campaign,
    CountyWord,
    DocumentEdition,
    EmergencyNotice,
    Guide,
    HandOver,
    StatutorySource,
    Topic,
    WebhookEndpoint,
)

Route = tuple[str, Callable[..., HttpResponse], str]
ACTS: tuple[Route, ...] = (
    ("start/", editions.start, "edition_start"),
    ("gaps/", gaps.screen, "gaps"),
    ("<int:pk>/submit/", editions.submit, "edition_submit"),
    ("<int:pk>/recall/", editions.recall, "edition_recall"),
    ("<int:pk>/discard/", editions.discard, "edition_discard"),
    ("<int:pk>/publish/", editions.publish, "edition_publish"),
    ("<int:pk>/revise/", editions.revise, "edition_revise"),
    ("<int:pk>/withdraw/", withdrawing.withdraw, "edition_withdraw"),
    ("<int:pk>/restore/", editions.restore, "edition_restore"),
    ("<int:pk>/review/", reviews.review, "edition_review"),
    ("<int:pk>/resolve/", reviews.resolve, "edition_resolve"),
    ("<int:pk>/scan/", editions.scan, "edition_scan"),
    ("<int:pk>/findings/justify/", findings.justify, "findings_justify"),
    ("<int:pk>/findings/mask/", findings.mask, "findings_mask"),
    ("<int:pk>/body/", files.body, "edition_body"),
    ("<int:pk>/images/", files.image, "edition_image"),
    ("<int:pk>/attachments/", files.add, "attachment_add"),
    ("<int:pk>/attachments/<int:attachment_pk>/replace/", files.replace, "attachment_replace"),
    ("<int:pk>/attachments/<int:attachment_pk>/remove/", files.remove, "attachment_remove"),
    ("<int:pk>/attachments/<int:attachment_pk>/clean/", files.clean, "attachment_clean"),
    ("<int:pk>/conditions/", findings.add_condition, "condition_add"),
    ("<int:pk>/conditions/<int:condition_pk>/close/", findings.close_condition, "condition_close"),
    ("deliveries/<int:pk>/confirm/", channels.confirm, "delivery_confirm"),
    ("deliveries/<int:pk>/retry/", channels.retry, "delivery_retry"),
    ("deliveries/<int:pk>/cancel/", channels.cancel, "delivery_cancel"),
)
CAMPAIGN_ACTS: tuple[Route, ...] = (
    ("start/", campaigns.start, "campaign_start"),
    ("<int:pk>/entries/<int:entry_pk>/decide/", campaigns.decide, "entry_decide"),
    ("<int:pk>/close/", campaigns.close, "campaign_close"),
)


def desk_urls(model_admin: admin.ModelAdmin, routes: tuple[Route, ...]) -> list[URLPattern]:
    view = model_admin.admin_site.admin_view
    return [path(route, view(function), name=f"disclosure_{name}") for route, function, name in routes]


@admin.register(DocumentEdition)
class DocumentEditionAdmin(NoDirectChange, admin.ModelAdmin):
    """文件: the list of my units' documents; opening one leads to its screen."""

    list_display: ClassVar = ["title"]
    list_filter: ClassVar = [
        lists.StatusFilter,
        lists.AttributeFilter,
        lists.ValidityFilter,
        lists.UnitFilter,
    ]
    search_fields: ClassVar = ["title", "doc_number", "document__index_number"]
    list_select_related: ClassVar = ["unit", "document"]
    list_per_page = 50
    ordering: ClassVar = [*lists.ORDER]
    show_full_result_count = False
    show_facets = admin.ShowFacets.NEVER
    change_list_template = "admin/disclosure/documentedition/change_list.html"

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[lists.DocumentList]:
        return lists.DocumentList

    def get_queryset(self, request: HttpRequest) -> QuerySet[DocumentEdition]:
        return editions_of(request).defer("body", "text")

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        """起草 is offered to those who draft."""
        may_start = StartForm(user=person(request)).fields["unit"].queryset.exists()  # type: ignore[attr-defined]
        return super().changelist_view(request, {"title": "文件", "may_start": may_start})

    def change_view(self, request: HttpRequest, object_id: str, *args: Any, **kwargs: Any) -> HttpResponse:
        return editions.screen(request, key(object_id))

    def get_urls(self) -> list[URLPattern]:
        return [*desk_urls(self, archive.ROUTES), *desk_urls(self, ACTS), *super().get_urls()]


def key(text: str) -> int:
    """A primary key from an address; 0, which nothing has, for anything else."""
    return int(text) if text.isdecimal() and len(text) < 19 else 0


@admin.register(Campaign)
class CampaignAdmin(NoDirectChange, admin.ModelAdmin):
    """清理与评估: the campaigns that concern the person; opening one leads to its screen."""

    list_display: ClassVar = ["__str__", "organisation", "opened_on", "due_on", "state"]
    list_filter: ClassVar = ["kind"]
    show_full_result_count = False
    change_list_template = "admin/disclosure/campaign/change_list.html"

    @admin.display(description="进度")
    def state(self, campaign: Any) -> str:
        if campaign.closed_on:
            return f"{campaign.closed_on} 办结"
        return f"已评估 {campaign.decided} / {campaign.total}"

    def get_queryset(self, request: HttpRequest) -> QuerySet[Campaign]:
        counted = {"total": Count("entries"), "decided": Count("entries", filter=~Q(entries__decision=""))}
        return campaigns.visible(person(request)).annotate(**counted)

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        """发起 is offered to the county office."""
        counties = CampaignForm(user=person(request)).fields["organisation"].queryset  # type: ignore[attr-defined]
        return super().changelist_view(request, {"title": "清理与评估", "may_start": counties.exists()})

    def change_view(self, request: HttpRequest, object_id: str, *args: Any, **kwargs: Any) -> HttpResponse:
        return campaigns.screen(request, key(object_id))

    def get_urls(self) -> list[URLPattern]:
        return [*desk_urls(self, CAMPAIGN_ACTS), *super().get_urls()]


@admin.register(CountyWord)
class CountyWordAdmin(admin.ModelAdmin):
    """敏感词: the county office keeps the list of its own county."""

    list_display: ClassVar = ["word", "note", "county"]
    search_fields: ClassVar = ["word", "note"]
    list_select_related: ClassVar = ["county"]
    fields: ClassVar = ["county", "word", "note"]

    def _counties(self, request: HttpRequest) -> QuerySet[Organisation]:
        user = request.user
        mine = user.roles.organisations(Role.COUNTY_OFFICE) if isinstance(user, User) else ()
        return Organisation.objects.filter(pk__in=mine, kind=OrganisationKind.COUNTY_GOVERNMENT)

    def get_queryset(self, request: HttpRequest) -> QuerySet[CountyWord]:
        return super().get_queryset(request).filter(county__in=self._counties(request))

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        counties = self._counties(request)
        kwargs |= {"queryset": counties, "initial": counties.values_list("pk", flat=True).first()}
        return super().formfield_for_foreignkey(db_field, request, **kwargs)


@admin.register(Topic)
class TopicAdmin(admin.ModelAdmin):
    """主题分类: everybody looks it up; the offices keep it. What documents use is not deleted."""

    list_display: ClassVar = ["code", "name", "parent", "verified"]
    list_display_links: ClassVar = ["name"]
    list_filter: ClassVar = ["verified"]
    search_fields: ClassVar = ["code", "name"]
    list_select_related: ClassVar = ["parent"]
    fields: ClassVar = ["code", "name", "parent", "verified"]

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        """Two levels: only a top one can be above another."""
        kwargs |= {"queryset": Topic.objects.filter(parent=None)}
        return super().formfield_for_foreignkey(db_field, request, **kwargs)


@admin.register(HandOver)
class HandOverAdmin(NoDirectChange, admin.ModelAdmin):
    """移送: its own page instead of a table."""

    def get_queryset(self, request: HttpRequest) -> QuerySet[HandOver]:
        return handovers.visible(person(request))

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        if not self.has_view_permission(request):
            raise PermissionDenied
        return handovers.screen(request)

    def get_urls(self) -> list[URLPattern]:
        routes: tuple[Route, ...] = (
            ("make/", handovers.make, "handover_make"),
            ("<int:pk>/download/", handovers.download, "handover_download"),  # type: ignore[arg-type]
            ("<int:pk>/receive/", handovers.receive, "handover_receive"),
        )
        return [*desk_urls(self, routes), *super().get_urls()]


class WebhookForm(forms.ModelForm):
    """The address must be one that messages may be sent to; the secret is made here and shown for copying."""

    url = forms.URLField(label="地址", max_length=300, assume_scheme="https")

    class Meta:
        model = WebhookEndpoint
        fields = ("organisation", "name", "url", "secret", "is_active")
        help_texts: ClassVar = {"secret": "接收方用它验证签名；请通过安全的途径交给对方。"}

    def clean_url(self) -> str:
        url = str(self.cleaned_data["url"])
        if problem := address_problem(url):
            raise forms.ValidationError(problem)
        return url


@admin.register(WebhookEndpoint)
class WebhookEndpointAdmin(admin.ModelAdmin):
    """新媒体接收方: kept by the county office for its county and the units below."""

    form = WebhookForm
    list_display: ClassVar = ["name", "organisation", "url", "is_active"]
    list_select_related: ClassVar = ["organisation"]

    def _covered(self, request: HttpRequest) -> frozenset[int]:
        user = request.user
        return user.roles.organisations(Role.COUNTY_OFFICE) if isinstance(user, User) else frozenset()

    def get_queryset(self, request: HttpRequest) -> QuerySet[WebhookEndpoint]:
        return super().get_queryset(request).filter(organisation__in=self._covered(request))

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        return {"secret": get_random_string(48)}

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        kwargs |= {"queryset": Organisation.objects.filter(pk__in=self._covered(request))}
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


@admin.register(Guide)
class GuideAdmin(NoDirectChange, admin.ModelAdmin):
    """公开指南: the guides of my units; opening one leads to its screen."""

    list_display: ClassVar = ["unit", "version", "status", "published_at"]
    list_filter: ClassVar = ["status"]
    list_select_related: ClassVar = ["unit"]
    show_full_result_count = False
    change_list_template = "admin/disclosure/guide/change_list.html"

    def get_queryset(self, request: HttpRequest) -> QuerySet[Guide]:
        return Guide.objects.of_staff(person(request))

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        return super().changelist_view(request, {"title": "公开指南", "units": guides.startable(request)})

    def change_view(self, request: HttpRequest, object_id: str, *args: Any, **kwargs: Any) -> HttpResponse:
        return guides.screen(request, key(object_id))

    def get_urls(self) -> list[URLPattern]:
        routes: tuple[Route, ...] = (
            ("start/", guides.start, "guide_start"),
            ("<int:pk>/decide/", guides.decide, "guide_decide"),
            ("<int:pk>/recall/", guides.reopen, "guide_recall"),
        )
        return [*desk_urls(self, routes), *super().get_urls()]


@admin.register(StatutorySource)
class StatutorySourceAdmin(admin.ModelAdmin):
    """专栏归集规则: which domains and topics feed which column of 法定主动公开内容; kept by the offices."""

    list_display: ClassVar = ["item", "domain", "topic"]
    list_filter: ClassVar = ["item"]
    list_select_related: ClassVar = ["domain", "topic"]
    fields: ClassVar = ["item", "domain", "topic"]

    def save_model(
        self, request: HttpRequest, obj: StatutorySource, form: forms.ModelForm, change: bool
    ) -> None:
        guiding.save_source(obj, by=person(request))

    def delete_model(self, request: HttpRequest, obj: StatutorySource) -> None:
        guiding.remove_source(obj, by=person(request))

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[StatutorySource]) -> None:
        for source in queryset:
            guiding.remove_source(source, by=person(request))


@admin.register(EmergencyNotice)
class EmergencyNoticeAdmin(NoDirectChange, admin.ModelAdmin):
    """紧急公告: put up and taken down through acts."""

    list_display: ClassVar = ["text", "shown_from", "shown_until", "by", "ended_at"]
    list_display_links = None
    list_select_related: ClassVar = ["by"]
    change_list_template = "admin/disclosure/emergencynotice/change_list.html"

    def get_queryset(self, request: HttpRequest) -> QuerySet[EmergencyNotice]:
        return super().get_queryset(request).filter(county=guides.county_of(request))

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        up = self.get_queryset(request).showing(timezone.now()) if self.has_view_permission(request) else []
        return super().changelist_view(request, {"title": "紧急公告", "up": up})

    def change_view(self, request: HttpRequest, object_id: str, *args: Any, **kwargs: Any) -> HttpResponse:
        return redirect("admin:disclosure_emergencynotice_changelist")

    def get_urls(self) -> list[URLPattern]:
        routes: tuple[Route, ...] = (
            ("put-up/", guides.alert, "alert_put_up"),
            ("<int:pk>/take-down/", guides.end_alert, "alert_take_down"),
        )
        return [*desk_urls(self, routes), *super().get_urls()]
