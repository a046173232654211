"""导入纸质意见 on the desk: a blank table, a look at every line, and only then taken in."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from accounts.policies import Refused
from catalog.desk.acting import first_errors, person
from disclosure.bulk.sheets import workbook
from participation.actions.bringing import CHANNELS, HEADS, WHOLE_LABEL, read_paper
from participation.actions.bringing import bring_in as take_in
from participation.desk.acting import find, show
from participation.desk.opinions import XLSX
from participation.forms.desk import PaperFileForm
from participation.models import Consultation

WIDTHS = (8, 12, 24, 18, 14, 60, 12, 24)


def _back(consultation: Consultation, place: str) -> HttpResponseRedirect:
    url = reverse("admin:participation_opinions", args=[consultation.pk])
    return HttpResponseRedirect(f"{url}#{place}")


@require_safe
def blank(request: HttpRequest, pk: int) -> HttpResponse:
    """The table to fill in; empty but for its heads."""
    consultation = find(request, Consultation, pk)
    data = workbook("纸质意见", tuple(zip(HEADS, WIDTHS, strict=True)), [])
    response = HttpResponse(data, content_type=XLSX)
    response.headers["Content-Disposition"] = f'attachment; filename="paper-{consultation.pk}.xlsx"'
    return response


@require_POST
def bring_in(request: HttpRequest, pk: int) -> HttpResponse:
    """先看后导入: without `commit` nothing is kept, with it all or nothing."""
    consultation = find(request, Consultation, pk)
    form = PaperFileForm(request.POST, request.FILES)
    if not form.is_valid():
        messages.error(request, first_errors(form))
        return _back(consultation, "paper")
    upload, commit = form.cleaned_data["file"], "commit" in request.POST
    try:
        pieces = take_in(
            consultation, read_paper(upload.read(), upload.name), by=person(request), commit=commit
        )
    except Refused as refusal:
        messages.error(request, str(refusal))
        return _back(consultation, "paper")
    bad, new = sum(bool(one.problem) for one in pieces), sum(one.is_new for one in pieces)
    if commit and not bad:
        messages.success(request, f"已导入{new}件意见，{len(pieces) - new}件以前导入过。")
        return _back(consultation, "answer")
    context = {
        "title": "先看后导入", "consultation": consultation, "pieces": pieces, "bad": bad, "form": PaperFileForm(),
        "channels": "、".join(CHANNELS), "whole": WHOLE_LABEL,
    }  # fmt: skip
    return show(request, "paper", Consultation, context, status=422 if bad else 200)
