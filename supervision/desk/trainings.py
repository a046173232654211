"""Trainings at the desk: the register, the sheet of who came, the papers that show it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.models import User
from accounts.policies import Refused, Verdict
from accounts.roles import Role
from catalog.desk.acting import person
from disclosure.views.files import serve
from interpretation.desk.acting import Act, Noun, acting, attempt, offers
from interpretation.forms.acts import ReasonForm
from supervision.actions import training as trainings
from supervision.desk.complaints import show
from supervision.learning import years
from supervision.models import Attendance, StaffMember, Training, TrainingFile
from supervision.organising_forms import (
    MoreUnitsForm,
    SummaryForm,
    TrainingFileForm,
    TrainingForm,
    kept_units,
)
from supervision.organising_policies import may_change_training

Data = dict[str, Any]


def find_training(request: HttpRequest, pk: int) -> Training:
    """The training, or 404 when it is not for this person's eyes."""
    visible = Training.objects.visible_to(person(request)).select_related("county", "organiser", "entered_by")
    return get_object_or_404(visible, pk=pk)


def training_url(training: Training) -> str:
    return reverse("admin:supervision_training_change", args=[training.pk])


def _may(user: User, training: Training) -> Verdict:
    return may_change_training(user, training)


def _valid(training: Training) -> bool:
    return training.void_on is None


ACTS = (
    Act("summarise", "填写培训情况", _may, lambda one, data: trainings.summarise(one, by=data["by"], on=data["on"], summary=data["summary"]),
        SummaryForm, offered=_valid, success="已保存。"),
    Act("file", "上传资料", _may, lambda one, data: trainings.add_file(one, data["file"], kind=data["kind"], by=data["by"], on=data["on"]),
        TrainingFileForm, offered=_valid, success="已上传。"),
    Act("ask", "增加通知的单位", _may, lambda one, data: trainings.ask_more(one, data["units"], by=data["by"]),
        MoreUnitsForm, offered=_valid, success="已增加。", is_primary=False),
    Act("void", "作废", _may, lambda one, data: trainings.void(one, by=data["by"], on=data["on"], reason=data["reason"]),
        ReasonForm, offered=_valid, success="已作废，不再计数。", is_danger=True, is_primary=False),
)  # fmt: skip
TRAINING = Noun(find_training, ACTS, training_url, "supervision_training_act")
training_act = acting(TRAINING)


def training_screen(request: HttpRequest, pk: int) -> HttpResponse:
    """What was taught, who was asked and came, and the papers."""
    training = find_training(request, pk)
    today = timezone.localdate()
    may = may_change_training(person(request), training)
    context = {
        "title": training.subject,
        "training": training,
        "is_held": training.held_on <= today,
        "rows": _rows(training),
        "may_fill": bool(may) and training.held_on <= today,
        "files": training.files.select_related("file", "added_by").defer("file__text"),
        "offers": offers(TRAINING, request, training) if may else [],
    }
    return show(request, "training", context, Training)


def _rows(training: Training) -> list[Data]:
    """Each unit that was asked, with the people of its list on that day; three queries."""
    rows = list(training.attendances.select_related("unit").prefetch_related("people__user"))
    serving = StaffMember.objects.serving(training.held_on).filter(unit__in=[row.unit_id for row in rows])
    known: dict[int, list[StaffMember]] = {}
    for member in serving.select_related("user"):
        known.setdefault(member.unit_id, []).append(member)
    found = []
    for row in rows:
        came = set(row.people.all())
        staff = sorted({*known.get(row.unit_id, []), *came}, key=lambda one: one.pk)
        found.append({"row": row, "people": [(one, one in came) for one in staff]})
    return found


@require_POST
def fill(request: HttpRequest, pk: int) -> HttpResponse:
    """登记签到表: every row that has a number."""
    training = find_training(request, pk)
    try:
        sheet = _sheet(training, request)
    except Refused as refusal:
        messages.error(request, str(refusal))
        return HttpResponseRedirect(training_url(training))
    by, today = person(request), timezone.localdate()
    attempt(request, lambda: trainings.attend_all(training, sheet, by=by, on=today), "签到表已保存。")
    return HttpResponseRedirect(training_url(training))


def _sheet(training: Training, request: HttpRequest) -> Mapping[int, tuple[int, list[StaffMember]]]:
    sheet: dict[int, tuple[int, list[StaffMember]]] = {}
    for row in Attendance.objects.filter(training=training).select_related("unit"):
        text = request.POST.get(f"came-{row.pk}", "").strip()
        if not text:
            continue
        if not (text.isascii() and text.isdecimal() and len(text) < 6):
            raise Refused(f"{row.unit}的参加人数应是数字，没有保存。")
        keys = [key for key in request.POST.getlist(f"people-{row.pk}") if key.isdecimal() and len(key) < 19]
        sheet[row.pk] = (int(text), list(StaffMember.objects.filter(unit=row.unit, pk__in=keys)))
    return sheet


@require_safe
def training_file(request: HttpRequest, pk: int) -> HttpResponseBase:
    """A paper, to those who see the training; it is on no public page."""
    visible = Training.objects.visible_to(person(request))
    found = TrainingFile.objects.filter(training__in=visible).select_related("file").defer("file__text")
    return serve(request, get_object_or_404(found, pk=pk), private=True)


@require_http_methods(["GET", "HEAD", "POST"])
def start_training(request: HttpRequest) -> HttpResponse:
    """登记培训."""
    user = person(request)
    if not kept_units(user).exists():
        raise Refused("由县政务公开主管部门和各单位的经办人、负责人登记。")
    form = TrainingForm(request.POST or None, user=user)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        lesson = trainings.Lesson(data["subject"], data["held_on"], data["place"], data["audience"])
        try:
            made = trainings.register(data["organiser"], lesson, units=data["units"], by=user)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, "已登记。")
            return HttpResponseRedirect(training_url(made))
    context = {"title": "登记培训", "form": form, "years": _owed(user)}
    return show(request, "organising_start", context, Training, 422 if form.errors else 200)


def _owed(user: User) -> list[Any]:
    """How the county's years stand, for its office."""
    counties = user.roles.direct.get(Role.COUNTY_OFFICE, frozenset())
    return [year for county in sorted(counties) for year in years(county, timezone.localdate())]
