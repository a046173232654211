"""Files of complaints and of repairs at the desk: who may have them, and what of a repair everybody may."""

from __future__ import annotations

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from catalog.desk.acting import person
from disclosure.views.files import serve
from interpretation.desk.acting import attempt
from supervision.actions import showing
from supervision.desk.complaints import order_url
from supervision.models import Complaint, ComplaintFile, Rectification, RepairFile


@require_safe
def complaint_file(request: HttpRequest, pk: int) -> HttpResponseBase:
    """What a complainant sent, to those who see the complaint; the unit is not among them."""
    visible = Complaint.objects.visible_to(person(request))
    files = ComplaintFile.objects.filter(complaint__in=visible).select_related("file").defer("file__text")
    return serve(request, get_object_or_404(files, pk=pk), private=True)


def _repair_files(request: HttpRequest) -> QuerySet[RepairFile]:
    visible = Rectification.objects.visible_to(person(request))
    return RepairFile.objects.filter(report__order__in=visible).select_related(
        "file", "report__order__county"
    )


@require_safe
def repair_file(request: HttpRequest, pk: int) -> HttpResponseBase:
    """What a unit handed in, to its people and the office."""
    return serve(request, get_object_or_404(_repair_files(request), pk=pk), private=True)


@require_POST
def show(request: HttpRequest, pk: int) -> HttpResponse:
    """公开, or with `hide` 收回."""
    file = get_object_or_404(_repair_files(request), pk=pk)
    by, today = person(request), timezone.localdate()
    if "hide" in request.POST:
        attempt(request, lambda: showing.hide_file(file, by=by), "已收回。")
    else:
        attempt(request, lambda: showing.show_file(file, by=by, on=today), "已公开。")
    return HttpResponseRedirect(order_url(file.report.order))
