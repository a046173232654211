"""网站自查: the history, one inspection with its evidence, its files, and what a person says of a line."""

from __future__ import annotations

import logging
from itertools import groupby
from typing import Any

from django.contrib import admin, messages
from django.core.paginator import Paginator
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_POST, require_safe
from kombu.exceptions import OperationalError

from accounts.models import Organisation, OrganisationKind
from accounts.roles import Role
from catalog.desk.acting import first_errors, person
from supervision.actions import inspecting
from supervision.desk.acting import attempt
from supervision.files import DOCX, XLSX
from supervision.inspecting.gathering import probes
from supervision.inspection_files import docx, xlsx
from supervision.inspection_forms import JudgeForm
from supervision.inspection_policies import may_judge
from supervision.models import Inspection, InspectionLine, Light, Part
from supervision.tasks import inspect

logger = logging.getLogger(__name__)
PAGE_SIZE = 30
FILES = {"xlsx": (xlsx, XLSX), "docx": (docx, DOCX)}
BADGES = {Light.RED: "invalid", Light.AMBER: "overdue", Light.GREEN: "valid", Light.OPEN: "unverified"}
LIST = "admin:supervision_inspection_changelist"


def show(request: HttpRequest, template: str, context: dict[str, Any], status: int = 200) -> HttpResponse:
    """A page in the admin's frame, kept by nobody."""
    frame = admin.site.each_context(request) | {"opts": Inspection._meta}
    response = TemplateResponse(request, f"supervision/desk/{template}.html", frame | context, status=status)
    response.headers["Cache-Control"] = "private, no-store"
    return response


def counties_of(request: HttpRequest) -> list[Organisation]:
    """Whose site this person may have inspected."""
    mine = person(request).roles.organisations(Role.COUNTY_OFFICE)
    return list(Organisation.objects.active().filter(pk__in=mine, kind=OrganisationKind.COUNTY_GOVERNMENT))


@require_safe
def history(request: HttpRequest) -> HttpResponse:
    """Every inspection, the newest first, and how the home page could be reached in the last seven days."""
    rows = Inspection.objects.visible_to(person(request)).select_related("county", "asked_by")
    context = {
        "title": "网站自查",
        "page": Paginator(rows, PAGE_SIZE).get_page(request.GET.get("page")),
        "counties": counties_of(request),
        "probes": probes(timezone.now()),
    }
    return show(request, "inspections", context)


@require_POST
def start(request: HttpRequest) -> HttpResponse:
    """发起自查: a row, and a worker is woken."""
    county = get_object_or_404(
        Organisation, pk__in=[one.pk for one in counties_of(request)], code=request.POST.get("county", "")
    )
    asked: list[Inspection] = []
    said = "已经开始检查，通常几分钟内完成，完成后在这里看结果。"
    by = person(request)
    if attempt(request, lambda: asked.append(inspecting.ask_for(county, by=by, at=timezone.now())), said):
        transaction.on_commit(lambda: _wake(asked[0]))
        return HttpResponseRedirect(asked[0].get_absolute_url())
    return HttpResponseRedirect(reverse(LIST))


def _wake(inspection: Inspection) -> None:
    """When the broker is down the row stays, and the sweep picks it up."""
    try:
        inspect.delay(inspection.pk)
    except (OperationalError, OSError):
        logger.warning("broker unreachable; inspection %s waits for the sweep", inspection.pk)


def find(request: HttpRequest, pk: int) -> Inspection:
    visible = Inspection.objects.visible_to(person(request)).select_related("county", "asked_by")
    return get_object_or_404(visible, pk=pk)


def lines_of(inspection: Inspection) -> list[InspectionLine]:
    lines = list(inspection.lines.select_related("judged_by"))
    for line in lines:
        line.inspection = inspection
    return lines


@require_safe
def screen(request: HttpRequest, pk: int) -> HttpResponse:
    """One inspection: the result, then the lines of each part with their evidence."""
    inspection = find(request, pk)
    newest = inspecting.newest(inspection.county_id)
    lines = lines_of(inspection)
    wanted = request.GET.get("light", "")
    shown = [line for line in lines if wanted not in Light.values or line.light == wanted]
    rows = [_row(request, line, newest) for line in shown]
    context = {
        "title": str(inspection),
        "inspection": inspection,
        "parts": [
            (Part(part).label, list(group)) for part, group in groupby(rows, key=lambda row: row["line"].part)
        ],
        "counts": [(light, sum(line.light == light for line in lines)) for light in Light],
        "total": len(lines),
        "wanted": wanted,
        "unverified": sum(not line.verified for line in lines),
        "working": inspection.state in (Inspection.State.WAITING, Inspection.State.RUNNING),
        "is_newest": newest is not None and newest.pk == inspection.pk,
    }
    return show(request, "inspection", context)


def _row(request: HttpRequest, line: InspectionLine, newest: Inspection | None) -> dict[str, Any]:
    may = may_judge(person(request), line, newest) if line.asks else None
    initial = {"light": line.light, "score": line.score, "note": line.judged_note}
    return {
        "line": line,
        "badge": BADGES[Light(line.light)],
        "more": max(line.faults - len(line.evidence), 0),
        "form": JudgeForm(line=line, initial=initial) if may else None,
    }


@require_POST
def judge(request: HttpRequest, pk: int, row: int) -> HttpResponse:
    """人工核对."""
    inspection = find(request, pk)
    line = get_object_or_404(inspection.lines, pk=row)
    form = JudgeForm(request.POST, line=line)
    if form.is_valid():
        given = {**form.cleaned_data, "by": person(request), "on": timezone.localdate()}
        attempt(
            request, lambda: inspecting.judge(line, **given), f"“{line.name}”已经核对，结论和总分已更新。"
        )
    else:
        messages.error(request, first_errors(form))
    return HttpResponseRedirect(f"{inspection.get_absolute_url()}#l{line.pk}")


@require_safe
def export(request: HttpRequest, pk: int, extension: str) -> HttpResponse:
    """.xlsx or .docx, of a finished inspection."""
    inspection = get_object_or_404(
        Inspection.objects.visible_to(person(request)).done().select_related("county"), pk=pk
    )
    make, kind = FILES[extension]
    response = HttpResponse(make(inspection, lines_of(inspection)), content_type=kind)
    response.headers["Content-Disposition"] = content_disposition_header(True, f"{inspection}.{extension}")
    response.headers["Cache-Control"] = "private, no-store"
    return response
