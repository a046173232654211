"""调查 on the desk: the responses as they came, for the unit's own people; a page with the counts so far."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from accounts.policies import require
from catalog.desk.acting import person
from disclosure.models import VirusState
from disclosure.views.files import serve
from participation import results
from participation.desk.acting import find, show
from participation.models import FileReply, Survey
from participation.policies import is_editor
from participation.views.surveys import csv_response

PER_PAGE = 50


@require_safe
def counts(request: HttpRequest, pk: int) -> HttpResponse:
    """The counts so far, and the files handed in with when they came and what the virus scanner said."""
    survey = find(request, Survey, pk)
    may_export = is_editor(person(request), survey.unit)
    files = FileReply.objects.handed_in(survey).select_related("question", "file").defer("file__text")
    context = {
        "title": f"结果：{survey}", "survey": survey, "blocks": results.blocks(survey), "may_export": may_export,
        "files": Paginator(files.order_by("question__number", "pk"), PER_PAGE).get_page(request.GET.get("page")) if may_export else None,
        "infected": VirusState.INFECTED,
    }  # fmt: skip
    return show(request, "survey_results", Survey, context)


@require_safe
def export(request: HttpRequest, pk: int) -> StreamingHttpResponse:
    """逐份答卷, streamed; without anything on who answered. Texts may name people: the unit's own people only."""
    survey = find(request, Survey, pk)
    require(is_editor(person(request), survey.unit))
    return csv_response(f"survey-{pk}.csv", results.response_lines(survey))


@require_safe
def file(request: HttpRequest, pk: int, key: int) -> HttpResponseBase:
    """One file that was handed in, to the unit's own people; 404 to everybody else, and for one with a virus."""
    survey = find(request, Survey, pk)
    if not is_editor(person(request), survey.unit):
        raise Http404
    found = get_object_or_404(
        FileReply.objects.handed_in(survey).select_related("file").defer("file__text"), pk=key
    )
    return serve(request, found, private=True)
