"""Where staff see what the law says. A year's holidays and the periods are entered here, each through its act."""

from typing import Any
from urllib.parse import urlencode

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import Model
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.html import format_html

from statute.actions import (
    announce_year,
    preview_year,
    set_legal_instrument,
    set_review_period,
    set_special_period,
)
from statute.forms import (
    AnnounceYearForm,
    FromDayForm,
    LegalInstrumentForm,
    ReviewPeriodForm,
    SpecialPeriodForm,
)
from statute.models import CalendarDay, CalendarNotice, LegalInstrument, ReviewPeriod, SpecialPeriod


class ReadOnlyMixin:
    """Rows are superseded by acts, never edited: the admin shows them and nothing else."""

    def has_add_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    @admin.display(description="核实", ordering="verified")
    def verified_badge(self, obj: Any) -> str:
        if obj.verified:
            return "已核实"
        return format_html('<strong class="badge badge-warning">{}</strong>', "未核实")


class CalendarDayInline(ReadOnlyMixin, admin.TabularInline):
    model = CalendarDay
    fields = ["date", "is_working", "name"]


@admin.register(CalendarNotice)
class CalendarNoticeAdmin(ReadOnlyMixin, admin.ModelAdmin):
    list_display = [
        "year", "revision", "document_number", "issued_on",
        "effective_from", "effective_to", "verified_badge",
    ]  # fmt: skip
    list_filter = ["verified", ("effective_to", admin.EmptyFieldListFilter)]
    search_fields = ["=year", "document_number"]
    inlines = [CalendarDayInline]

    def get_urls(self) -> list[URLPattern]:
        announce = self.admin_site.admin_view(self.announce_view)
        return [path("announce/", announce, name="statute_calendarnotice_announce"), *super().get_urls()]

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        context = {
            **(extra_context or {}),
            "may_announce": request.user.has_perm("statute.add_calendarnotice"),
        }
        return super().changelist_view(request, context)

    def announce_view(self, request: HttpRequest) -> HttpResponse:
        """公布/更正某年放假安排: what would move and, confirmed for those very days, the act."""
        if not request.user.has_perm("statute.add_calendarnotice"):
            raise PermissionDenied("只有政务公开主管部门可以公布或更正放假安排。")
        form = AnnounceYearForm(request.POST or None)
        moves = None
        if form.is_valid():
            try:
                if request.POST.get("confirm") == form.fingerprint():
                    return self._announce(request, form)
                moves = preview_year(year=form.cleaned_data["year"], days=form.changes())
            except ValidationError as error:
                form.add_error(None, error)
        context = {
            **self.admin_site.each_context(request),
            "title": "公布/更正某年放假安排",
            "opts": self.opts,
            "form": form,
            "moves": moves,
        }
        return TemplateResponse(request, "statute/announce_year.html", context)

    def _announce(self, request: HttpRequest, form: AnnounceYearForm) -> HttpResponse:
        data = form.cleaned_data
        moves = announce_year(
            year=data["year"],
            days=form.changes(),
            by=request.user,  # type: ignore[arg-type]  # admin_view lets no anonymous person in
            on=timezone.localdate(),
            document_number=data["document_number"],
            issued_on=data["issued_on"],
            source=data["source"],
            verified=data["verified"],
        )
        messages.success(request, f"{data['year']}年放假安排已公布，{len(moves)}个未结期限变动。")
        return redirect("admin:statute_calendarnotice_changelist")


class SetByActAdmin(ReadOnlyMixin, admin.ModelAdmin):
    """Rows that an office sets anew from a day on: a button, a form, the act; the former row stays."""

    change_list_template = "statute/period_list.html"
    form_class: type[FromDayForm]
    set_title = ""
    identity = ""  # the field a new row shares with the one it replaces

    def get_urls(self) -> list[URLPattern]:
        name = f"{self.opts.app_label}_{self.opts.model_name}_set"
        return [path("set/", self.admin_site.admin_view(self.set_view), name=name), *super().get_urls()]

    def may_set(self, request: HttpRequest) -> bool:
        return request.user.has_perm(f"{self.opts.app_label}.add_{self.opts.model_name}")

    def set_url(self) -> str:
        return reverse(f"admin:{self.opts.app_label}_{self.opts.model_name}_set")

    def get_list_display(self, request: HttpRequest) -> list[Any]:
        columns = list(super().get_list_display(request))
        return [*columns, self.set_link] if self.may_set(request) else columns

    @admin.display(description="更改")
    def set_link(self, obj: Any) -> str:
        if obj.effective_to is not None:
            return "已停用"
        query = urlencode({self.identity: getattr(obj, self.identity)})
        return format_html('<a href="{}?{}">更改</a>', self.set_url(), query)

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        context = {"may_set": self.may_set(request), "set_url": self.set_url(), "set_title": self.set_title}
        return super().changelist_view(request, {**(extra_context or {}), **context})

    def set_view(self, request: HttpRequest) -> HttpResponse:
        """The form, and on a valid one the act; what the act refuses is shown above the form."""
        if not self.may_set(request):
            raise PermissionDenied(f"只有政务公开主管部门可以{self.set_title}。")
        initial = self.initial_for(request.GET)
        form = self.form_class(request.POST or None, today=timezone.localdate(), initial=initial)
        if form.is_valid():
            try:
                done = self.act(form, by=request.user)
            except ValidationError as error:
                form.add_error(None, error)
            else:
                messages.success(request, f"已设定：{done}，自{form.cleaned_data['effective_from']}起适用。")
                return redirect(f"admin:{self.opts.app_label}_{self.opts.model_name}_changelist")
        context = {
            **self.admin_site.each_context(request),
            "title": self.set_title,
            "opts": self.opts,
            "form": form,
        }
        return TemplateResponse(request, "statute/set_period.html", context)

    def initial_for(self, query: QueryDict) -> dict[str, Any]:
        raise NotImplementedError

    def act(self, form: Any, *, by: Any) -> Model:
        raise NotImplementedError


@admin.register(ReviewPeriod)
class ReviewPeriodAdmin(SetByActAdmin):
    list_display = [
        "name", "working_days", "legal_basis", "effective_from", "effective_to", "verified_badge",
    ]  # fmt: skip
    list_filter = ["verified", ("effective_to", admin.EmptyFieldListFilter)]
    search_fields = ["step"]
    form_class = ReviewPeriodForm
    set_title = "设定审核时限"
    identity = "step"

    @admin.display(description="审核环节", ordering="step")
    def name(self, obj: ReviewPeriod) -> str:
        return obj.step_name

    def initial_for(self, query: QueryDict) -> dict[str, Any]:
        row = ReviewPeriod.objects.current().for_step(query.get("step", "")).first()
        if row is None:
            return {}
        return {
            "step": row.step, "working_days": row.working_days, "legal_basis": row.legal_basis,
            "verified": row.verified,
        }  # fmt: skip

    def act(self, form: ReviewPeriodForm, *, by: Any) -> Model:
        data = form.cleaned_data
        return set_review_period(
            step=data["step"],
            working_days=data["working_days"],
            legal_basis=data["legal_basis"],
            verified=data["verified"],
            by=by,
            on=data["effective_from"],
        )


@admin.register(SpecialPeriod)
class SpecialPeriodAdmin(SetByActAdmin):
    list_display = ["matter", "words", "basis", "effective_from", "effective_to", "verified_badge"]
    list_filter = ["verified", "kind", ("effective_to", admin.EmptyFieldListFilter)]
    search_fields = ["key", "matter", "source", "article"]
    form_class = SpecialPeriodForm
    set_title = "设定特别期限"
    identity = "key"

    @admin.display(description="期限")
    def words(self, obj: SpecialPeriod) -> str:
        return obj.rule().describe()

    @admin.display(description="依据", ordering="source")
    def basis(self, obj: SpecialPeriod) -> str:
        return obj.rule().basis

    def initial_for(self, query: QueryDict) -> dict[str, Any]:
        row = SpecialPeriod.objects.current().for_key(query.get("key", "")).first()
        return SpecialPeriodForm.initial_of(row.rule()) if row else {}

    def act(self, form: SpecialPeriodForm, *, by: Any) -> Model:
        return set_special_period(rule=form.rule(), by=by, on=form.cleaned_data["effective_from"])


@admin.register(LegalInstrument)
class LegalInstrumentAdmin(SetByActAdmin):
    list_display = [
        "key", "title", "number", "in_force_from", "tag", "verified_badge", "on_platform", "note", "effective_to"
    ]  # fmt: skip
    list_filter = ["verified", "on_platform", "tag", ("effective_to", admin.EmptyFieldListFilter)]
    search_fields = ["key", "title", "number"]
    form_class = LegalInstrumentForm
    set_title = "登记法律依据"
    identity = "key"

    def initial_for(self, query: QueryDict) -> dict[str, Any]:
        row = LegalInstrument.objects.current().for_key(query.get("key", "")).first()
        return LegalInstrumentForm.initial_of(row) if row else {}

    def act(self, form: LegalInstrumentForm, *, by: Any) -> Model:
        data = form.cleaned_data
        return set_legal_instrument(key=data["key"], by=by, on=data["effective_from"], **form.values())
