"""Complaints at the office's desk, and orders at the office's and the unit's."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from accounts.models import Organisation, User
from accounts.policies import Refused, Verdict, holds
from accounts.roles import Role
from catalog.desk.acting import person
from catalog.models import Item, Node
from interpretation.desk.acting import Act, Noun, acting, attempt, offers, plainly
from interpretation.forms.acts import ReasonForm
from statute.loading import working_calendar
from supervision.actions import complaining, rectifying
from supervision.complaint_forms import (
    ComplaintOrderForm,
    CriticismForm,
    ExtendForm,
    FindingForm,
    GapForm,
    RejectForm,
    RepairForm,
    VerdictForm,
)
from supervision.complaint_policies import (
    may_criticise,
    may_decide,
    may_direct,
    may_hand_in,
    may_handle,
    may_judge,
    may_see_complainant,
)
from supervision.complaint_workflow import ComplaintAction, OrderAction, OrderState, possible
from supervision.deadlines import complaint_due, order_due
from supervision.models import Complaint, Rectification

CA, OA = ComplaintAction, OrderAction
Data = dict[str, Any]


def find_complaint(request: HttpRequest, pk: int) -> Complaint:
    """The complaint, or 404 when it is not for this person's eyes."""
    visible = Complaint.objects.visible_to(person(request))
    related = ("unit", "county", "item", "found_by", "decided_by", "order")
    return get_object_or_404(visible.select_related(*related), pk=pk)


def find_order(request: HttpRequest, pk: int) -> Rectification:
    visible = Rectification.objects.visible_to(person(request))
    related = ("unit", "county", "item", "issued_by", "criticised_by", "complaint")
    return get_object_or_404(visible.select_related(*related), pk=pk)


def _in(action: CA | OA) -> Any:
    return lambda thing: possible(thing.state, action)


def _handling(action: CA) -> Any:
    return lambda user, complaint: may_handle(user, complaint, action)


def _deciding(action: CA) -> Any:
    return lambda user, complaint: may_decide(user, complaint, action)


def _directing(action: OA) -> Any:
    return lambda user, order: may_direct(user, order, action)


def _judging(action: OA) -> Any:
    return lambda user, order: may_judge(user, order, action)


def _may_criticise(user: User, order: Rectification) -> Verdict:
    return may_criticise(user, order)


def _order(complaint: Complaint, data: Data) -> object:
    names = ("text", "kind", "working_days", "legal_basis")
    demand = rectifying.Demand(
        **{name: data[name] for name in names}, item=complaint.item, reference=f"投诉{complaint.number}"
    )
    return rectifying.issue(complaint.unit, demand, by=data["by"], on=data["on"], complaint=complaint)


COMPLAINT_ACTS = (
    Act("accept", "受理", _handling(CA.ACCEPT), plainly(complaining.accept), offered=_in(CA.ACCEPT), success="已受理。"),
    Act("order", "属实，下达整改", _handling(CA.ORDER), _order, ComplaintOrderForm, offered=_in(CA.ORDER),
        success="已下达整改，并告知投诉人。"),
    Act("find", "提出核查结论", _handling(CA.FIND), plainly(complaining.find, "finding", "answer"), FindingForm,
        offered=_in(CA.FIND), success="已送负责人审定。", is_primary=False),
    Act("confirm", "审定", _deciding(CA.CONFIRM), plainly(complaining.confirm, "revision"), offered=_in(CA.CONFIRM),
        success="已办结，并告知投诉人。"),
    Act("return", "退回核查", _deciding(CA.RETURN), plainly(complaining.send_back, "reason"), ReasonForm,
        offered=_in(CA.RETURN), success="已退回。", is_primary=False),
)  # fmt: skip
ORDER_ACTS = (
    Act("hand_in", "报送整改情况", may_hand_in, plainly(rectifying.hand_in, "text", "page_url", "files"), RepairForm,
        offered=_in(OA.HAND_IN), success="已报送，等待验收。"),
    Act("pass", "验收合格", _judging(OA.PASS), plainly(rectifying.accept, "verdict", "revision"), VerdictForm,
        offered=_in(OA.PASS), success="已验收办结。"),
    Act("reject", "退回重新整改", _judging(OA.REJECT), plainly(rectifying.reject, "verdict", "working_days", "revision"),
        RejectForm, offered=_in(OA.REJECT), success="已退回重新整改。", is_primary=False),
    Act("extend", "延长期限", _directing(OA.EXTEND), plainly(rectifying.extend, "working_days", "reason"), ExtendForm,
        offered=lambda order: possible(order.state, OA.EXTEND) and not order.extended_by_days,
        success="已延长。", is_primary=False),
    Act("criticise", "通报批评", _may_criticise, plainly(rectifying.criticise, "text"), CriticismForm,
        offered=_in(OA.CRITICISE), success="已通报批评。", is_danger=True, is_primary=False),
    Act("cancel", "撤销", _directing(OA.CANCEL), plainly(rectifying.cancel, "reason"), ReasonForm,
        offered=lambda order: possible(order.state, OA.CANCEL) and order.complaint_id is None,
        success="已撤销。", is_danger=True, is_primary=False),
)  # fmt: skip


def complaint_url(complaint: Complaint) -> str:
    return reverse("admin:supervision_complaint_change", args=[complaint.pk])


def order_url(order: Rectification) -> str:
    return reverse("admin:supervision_rectification_change", args=[order.pk])


COMPLAINT = Noun(find_complaint, COMPLAINT_ACTS, complaint_url, "supervision_complaint_act")
ORDER = Noun(find_order, ORDER_ACTS, order_url, "supervision_rectification_act")
complaint_act, order_act = acting(COMPLAINT), acting(ORDER)


def show(request: HttpRequest, template: str, context: Data, model: Any, status: int = 200) -> HttpResponse:
    """A page in the admin's frame, kept by nobody."""
    frame = admin.site.each_context(request) | {"opts": model._meta}
    response = TemplateResponse(request, f"supervision/desk/{template}.html", frame | context, status=status)
    response.headers["Cache-Control"] = "private, no-store"
    return response


def complaint_screen(request: HttpRequest, pk: int, *, who: dict[str, str] | None = None) -> HttpResponse:
    """The complaint with its last day and how that was found; the contact only when asked for."""
    complaint = find_complaint(request, pk)
    context = {
        "title": str(complaint),
        "complaint": complaint,
        "due": complaint_due(complaint.received_on, working_calendar()),
        "overdue": complaint.is_overdue(timezone.localdate()),
        "may_see": may_see_complainant(person(request), complaint),
        "who": who,
        "offers": offers(COMPLAINT, request, complaint),
        "steps": complaint.steps.select_related("by"),
        "order": getattr(complaint, "order", None),
        "files": complaint.files.select_related("file").defer("file__text"),
    }
    return show(request, "complaint", context, Complaint)


@require_POST
def look(request: HttpRequest, pk: int) -> HttpResponse:
    """查看联系方式: each look is recorded."""
    complaint = find_complaint(request, pk)
    found: dict[str, str] = {}
    attempt(request, lambda: found.update(complaining.look(complaint, by=person(request))), "")
    return complaint_screen(request, pk, who=found or None)


def order_screen(request: HttpRequest, pk: int) -> HttpResponse:
    """The order with its last day, what the unit handed in and what the office said of it."""
    order = find_order(request, pk)
    today = timezone.localdate()
    context = {
        "title": str(order),
        "order": order,
        "due": order_due(order, working_calendar()),
        "overdue": order.is_overdue(today),
        "colour": order.colour(today),
        "offers": offers(ORDER, request, order),
        "reports": order.reports.select_related("by", "judged_by").prefetch_related("files__file"),
        "may_show": order.state != OrderState.CANCELLED
        and holds(person(request), Role.COUNTY_OFFICE, order.county),
        "sees_complaint": order.complaint_id
        and Complaint.objects.visible_to(person(request)).filter(pk=order.complaint_id).exists(),
    }
    return show(request, "rectification", context, Rectification)


@require_http_methods(["GET", "HEAD", "POST"])
def start_order(request: HttpRequest) -> HttpResponse:
    """下达整改 on a gap: for the office; a link may name the unit, the item and where it was seen."""
    user = person(request)
    county = Organisation.objects.filter(pk__in=user.roles.direct.get(Role.COUNTY_OFFICE, ())).first()
    if county is None:
        raise Refused("由县政务公开主管部门下达整改。")
    names = ("unit", "item", "reference", "text")
    initial = {name: request.GET[name][:500] for name in names if request.GET.get(name)}
    form = GapForm(request.POST or None, initial=initial, county=county)
    if request.method == "POST" and form.is_valid():
        made = _issue(form, user)
        if made is not None:
            return HttpResponseRedirect(order_url(made))
    status = 422 if form.errors else 200
    return show(request, "rectification_start", {"title": "下达整改", "form": form}, Rectification, status)


def _issue(form: GapForm, user: User) -> Rectification | None:
    data = form.cleaned_data
    public = Item.objects.filter(nodes__in=Node.objects.public())
    item = public.filter(pk=data["item"]).first() if data["item"] else None
    if data["item"] and item is None:
        form.add_error("item", "没有这个已经公布的公开事项。")
        return None
    names = ("text", "kind", "working_days", "legal_basis", "reference")
    demand = rectifying.Demand(**{name: data[name] for name in names}, item=item)
    try:
        return rectifying.issue(data["unit"], demand, by=user, on=timezone.localdate())
    except Refused as refusal:
        form.add_error(None, str(refusal))
        return None
