"""听证会和会议 on the desk: who signed up, the draw, materials, the list, checking in, the report."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.policies import Refused, require
from catalog.desk.acting import first_errors, person
from participation.actions import gathering as acts
from participation.desk.acting import attempt, find, show
from participation.desk.things import offers
from participation.desk.things import run as run_act
from participation.forms.desk import ReportForm
from participation.models import Gathering, Report
from participation.policies import may_run
from participation.validation import report_problems
from participation.workflow import Status


def _back(gathering: Gathering) -> HttpResponseRedirect:
    return HttpResponseRedirect(reverse("admin:participation_gathering_run", args=[gathering.pk]))


@require_safe
def screen(request: HttpRequest, pk: int) -> HttpResponse:
    gathering, at = find(request, Gathering, pk), timezone.now()
    report = (
        Report.objects.filter(gathering=gathering)
        .select_related("unit", "submitted_by", "approved_by")
        .first()
    )
    verdict = may_run(person(request), gathering)
    rows = gathering.signups.select_related("group").order_by("group__number", "rank", "serial")
    context = {
        "title": f"报名与举行：{gathering}",
        "gathering": gathering,
        "verdict": verdict,
        # names and telephones are for those who run it
        "rows": [
            (row, row.name if verdict else row.shown_name, row.phone if verdict else "") for row in rows
        ],
        "today": timezone.localdate(),
        "report": report,
        "form": ReportForm(instance=report),
        "edits": verdict and (report is None or report.status in (Status.DRAFT, Status.APPROVED)),
        "offers": offers(request, report) if report else [],
        "problems": report_problems(report, at) if report and report.status == Status.DRAFT else [],
    }
    return show(request, "gathering_run", Gathering, context)


@require_POST
def step(request: HttpRequest, pk: int, name: str) -> HttpResponse:
    """抽签、材料、名单、签到: one of them."""
    gathering, by, at = find(request, Gathering, pk), person(request), timezone.now()
    serial, on = request.POST.get("serial", ""), parse_date(request.POST.get("on", "")[:10])
    number = int(serial) if serial.isdecimal() and len(serial) < 9 else 0
    steps: dict[str, tuple[Callable[[], Any], str]] = {
        "draw": (lambda: acts.draw(gathering, by=by, seed=request.POST.get("seed", ""), at=at), "已抽签，结果已经公布。"),
        "materials": (lambda: acts.send_materials(gathering, by=by, on=on or timezone.localdate()), "已登记送达。"),
        "participants": (lambda: acts.publish_participants(gathering, by=by, at=at), "参加人名单已经公布。"),
        "check-in": (
            lambda: acts.check_in(gathering, number, by=by, at=at, code=request.POST.get("code", "")), "已签到。",
        ),
    }  # fmt: skip
    if name not in steps:
        raise Http404
    attempt(request, *steps[name])
    return _back(gathering)


@require_http_methods(["GET", "HEAD", "POST"])
def arrival(request: HttpRequest, pk: int) -> HttpResponse:
    """扫码签到: what the code on a slip opens on the staff's telephone. Looking changes nothing; the button does."""
    gathering, by = find(request, Gathering, pk), person(request)
    asked = request.POST if request.method == "POST" else request.GET
    number, code = asked.get("serial", ""), asked.get("code", "")[:20]
    serial = int(number) if number.isdecimal() and len(number) < 9 else 0
    found, refused = None, ""
    try:
        require(may_run(by, gathering))
        if request.method == "POST":
            found = acts.check_in(gathering, serial, by=by, at=timezone.now(), code=code or "?")
        else:
            found = acts.find_by_code(gathering, serial, code)
    except Refused as refusal:
        refused = str(refusal)
    context = {
        "title": "扫码签到", "gathering": gathering, "found": found, "refused": refused, "serial": serial, "code": code,
        "done": request.method == "POST" and not refused,
    }  # fmt: skip
    return show(
        request, "arrival", Gathering, context, status=422 if refused and request.method == "POST" else 200
    )


@require_POST
def write(request: HttpRequest, pk: int) -> HttpResponse:
    gathering = find(request, Gathering, pk)
    form = ReportForm(request.POST)
    if form.is_valid():
        attempt(
            request, lambda: acts.write_report(gathering, form.cleaned_data, by=person(request)), "已保存。"
        )
    else:
        messages.error(request, first_errors(form))
    return _back(gathering)


@require_POST
def act(request: HttpRequest, pk: int, name: str) -> HttpResponse:
    """提交、审核、公布 of the report."""
    gathering = find(request, Gathering, pk)
    run_act(
        request,
        get_object_or_404(Report.objects.select_related("unit", "gathering"), gathering=gathering),
        name,
    )
    return _back(gathering)
