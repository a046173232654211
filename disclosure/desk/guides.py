"""公开指南: writing, sending on, approving; and 紧急公告, put up and taken down."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from accounts.models import Organisation, OrganisationKind
from accounts.policies import Refused
from accounts.roles import Role
from catalog.desk.acting import person
from disclosure.actions import alerting, guiding
from disclosure.desk.acting import attempt, show
from disclosure.guide_policies import WRITERS, may_approve_guide, may_edit_guide, may_submit_guide
from disclosure.models import EmergencyNotice, Guide
from disclosure.models.guide import FIELDS
from disclosure.policies import PUBLISHERS

PARTS = (
    ("分类、编排体系和获取方式", ("classification", "arrangement", "retrieval")),
    ("政府信息公开工作机构", ("office_name", "address", "office_hours", "phone", "fax", "email")),
    ("监督投诉", ("complaint_body", "complaint_contact")),
)


class GuideForm(forms.ModelForm):
    """Article 12's fields; a draft may be saved with any of them missing."""

    class Meta:
        model = Guide
        fields = FIELDS
        widgets = {
            name: forms.Textarea(attrs={"rows": 4}) for name in ("classification", "arrangement", "retrieval")
        }


class AlertForm(forms.Form):
    """紧急公告."""

    text = forms.CharField(label="内容", max_length=120, help_text="一句话，写明发生了什么、要大家做什么")
    url = forms.CharField(
        label="详情网址", max_length=300, required=False, help_text="本站的地址，例如 /documents/12/"
    )
    until = forms.DateTimeField(
        label="显示到", widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
        input_formats=["%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M"],
    )  # fmt: skip


def startable(request: HttpRequest) -> list[Organisation]:
    """The units the person writes for that have no guide in preparation."""
    units = Organisation.objects.active().filter(
        pk__in=person(request).roles.organisations(*WRITERS), kind__in=PUBLISHERS
    )
    return list(units.exclude(guides__status__in=("draft", "submitted")))


def _find(request: HttpRequest, pk: int) -> Guide:
    related = ("unit", "started_by", "submitted_by", "approved_by")
    return get_object_or_404(Guide.objects.of_staff(person(request)).select_related(*related), pk=pk)


def _back(guide: Guide) -> HttpResponseRedirect:
    return HttpResponseRedirect(reverse("admin:disclosure_guide_change", args=[guide.pk]))


@require_POST
def start(request: HttpRequest) -> HttpResponse:
    unit = get_object_or_404(Organisation, code=request.POST.get("unit", ""))
    if attempt(request, lambda: guiding.start_guide(unit, by=person(request)), "已建立草稿，请填写后送审。"):
        return _back(Guide.objects.in_preparation().get(unit=unit))
    return redirect("admin:disclosure_guide_changelist")


@require_http_methods(["GET", "HEAD", "POST"])
def screen(request: HttpRequest, pk: int) -> HttpResponse:
    """The guide as a form for who writes it, as a text with 审定 and 退回 for who approves it."""
    guide, user = _find(request, pk), person(request)
    editing = may_edit_guide(user, guide) if guide.status == Guide.Status.DRAFT else None
    form = GuideForm(request.POST or None, instance=guide) if editing else None
    if request.method == "POST" and form is not None and form.is_valid() and _save(request, guide, form):
        return _back(guide)
    context: dict[str, Any] = {
        "title": str(guide),
        "guide": guide,
        "form": form,
        "parts": [(title, [form[name] for name in names]) for title, names in PARTS] if form else [],
        "shown": _shown(guide) if form is None else [],
        "may_submit": may_submit_guide(user, guide) if guide.status == Guide.Status.DRAFT else None,
        "may_approve": may_approve_guide(user, guide) if guide.status == Guide.Status.SUBMITTED else None,
        "may_edit": may_edit_guide(user, guide),
    }
    return show(request, "disclosure/desk/guide.html", context)


def _save(request: HttpRequest, guide: Guide, form: GuideForm) -> bool:
    typed = request.POST.get("revision", "")
    revision = int(typed) if typed.isdecimal() and len(typed) < 10 else -1
    by, values = person(request), form.cleaned_data

    def act() -> None:
        guiding.save_guide(guide, by=by, revision=revision, values=values)
        if request.POST.get("then") == "submit":
            guiding.submit_guide(guide, by=by)

    return attempt(request, act, "已送审。" if request.POST.get("then") == "submit" else "已保存。")


def _shown(guide: Guide) -> list[tuple[str, list[tuple[str, str]]]]:
    def field(name: str) -> tuple[str, str]:
        return str(Guide._meta.get_field(name).verbose_name), getattr(guide, name)  # type: ignore[union-attr]

    return [(title, [field(name) for name in names]) for title, names in PARTS]


@require_POST
def decide(request: HttpRequest, pk: int) -> HttpResponse:
    """审定并发布, or 退回."""
    guide, by = _find(request, pk), person(request)
    if request.POST.get("decision") == "return":
        opinion = request.POST.get("opinion", "")
        attempt(request, lambda: guiding.return_guide(guide, by=by, opinion=opinion), "已退回。")
    else:
        seen, at = request.POST.get("seen", ""), timezone.now()
        attempt(request, lambda: guiding.approve_guide(guide, by=by, seen=seen, at=at), "已审定并发布。")
    return _back(guide)


@require_POST
def reopen(request: HttpRequest, pk: int) -> HttpResponse:
    """撤回修改: who wrote it takes it back from the head."""
    guide = _find(request, pk)
    attempt(request, lambda: guiding.recall_guide(guide, by=person(request)), "已撤回，可以继续修改。")
    return _back(guide)


def county_of(request: HttpRequest) -> Organisation | None:
    """The county whose office the person works for."""
    mine = person(request).roles.organisations(Role.COUNTY_OFFICE)
    return Organisation.objects.filter(pk__in=mine, kind=OrganisationKind.COUNTY_GOVERNMENT).first()


@require_http_methods(["GET", "HEAD", "POST"])
def alert(request: HttpRequest) -> HttpResponse:
    """发布紧急公告."""
    county = get_object_or_404(Organisation, pk=getattr(county_of(request), "pk", 0))
    form = AlertForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            alerting.put_up(
                county, by=person(request), text=data["text"], url=data["url"], start=timezone.now(),
                until=data["until"],
            )  # fmt: skip
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            return redirect("admin:disclosure_emergencynotice_changelist")
    return show(request, "disclosure/desk/alert.html", {"title": "发布紧急公告", "form": form})


@require_POST
def end_alert(request: HttpRequest, pk: int) -> HttpResponse:
    notice = get_object_or_404(EmergencyNotice, pk=pk, county=county_of(request))
    by, at = person(request), timezone.now()
    attempt(request, lambda: alerting.take_down(notice, by=by, at=at), "公告已经撤下。")
    return redirect("admin:disclosure_emergencynotice_changelist")
