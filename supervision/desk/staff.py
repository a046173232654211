"""The people who do the work of disclosure, at the desk of their unit and of the office."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from accounts.models import User
from accounts.policies import Refused, Verdict
from catalog.desk.acting import person
from interpretation.desk.acting import Act, Noun, acting, offers, plainly
from supervision.actions import staffing
from supervision.desk.complaints import show
from supervision.models import StaffMember
from supervision.organising_forms import StaffChangeForm, StaffForm, kept_units
from supervision.organising_policies import may_change_member


def find_member(request: HttpRequest, pk: int) -> StaffMember:
    """The entry, or 404 when it is not for this person's eyes."""
    visible = StaffMember.objects.visible_to(person(request)).select_related("unit", "user", "entered_by")
    return get_object_or_404(visible, pk=pk)


def member_url(member: StaffMember) -> str:
    return reverse("admin:supervision_staffmember_change", args=[member.pk])


def _may(user: User, member: StaffMember) -> Verdict:
    return may_change_member(user, member)


def _change(member: StaffMember, data: dict[str, Any]) -> StaffMember:
    names = ("post", "duty", "certificate", "revision")
    return staffing.change(member, by=data["by"], **{name: data[name] for name in names})


def _serving(member: StaffMember) -> bool:
    return member.until is None


ACTS = (
    Act("change", "更改", _may, _change, StaffChangeForm, offered=_serving, success="已更改。"),
    Act("end", "结束登记", _may, plainly(staffing.end), offered=_serving, success="已结束，原来的登记保留。",
        is_danger=True, is_primary=False),
)  # fmt: skip
MEMBER = Noun(find_member, ACTS, member_url, "supervision_staffmember_act")
member_act = acting(MEMBER)


def member_screen(request: HttpRequest, pk: int) -> HttpResponse:
    """Who, since when, with which certificate, and the trainings they came to."""
    member = find_member(request, pk)
    came = member.attendances.filter(training__void_on=None).select_related("training")
    context = {
        "title": str(member),
        "member": member,
        "trainings": [row.training for row in came.order_by("-training__held_on")],
        "offers": offers(MEMBER, request, member),
    }
    return show(request, "member", context, StaffMember)


@require_http_methods(["GET", "HEAD", "POST"])
def start_member(request: HttpRequest) -> HttpResponse:
    """登记工作人员."""
    user = person(request)
    if not kept_units(user).exists():
        raise Refused("由县政务公开主管部门和各单位的经办人、负责人登记。")
    form = StaffForm(request.POST or None, user=user)
    if request.method == "POST" and form.is_valid():
        data = dict(form.cleaned_data)
        unit = data.pop("unit")
        try:
            made = staffing.enter(unit, staffing.Post(**data), by=user, on=timezone.localdate())
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, "已登记。")
            return HttpResponseRedirect(member_url(made))
    context = {"title": "登记工作人员", "form": form, "years": []}
    return show(request, "organising_start", context, StaffMember, 422 if form.errors else 200)
