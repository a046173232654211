"""调查 on the desk: the responses as they came, for the unit's own people; a page with the counts so far."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.views.decorators.http import require_safe

from accounts.policies import require
from catalog.desk.acting import person
from participation import results
from participation.desk.acting import find, show
from participation.models import Question, Survey
from participation.policies import is_editor
from participation.views.surveys import csv_response


@require_safe
def counts(request: HttpRequest, pk: int) -> HttpResponse:
    survey = find(request, Survey, pk)
    context = {
        "title": f"结果：{survey}", "survey": survey, "blocks": results.blocks(survey), "text_kind": Question.Kind.TEXT,
        "may_export": is_editor(person(request), survey.unit),
    }  # fmt: skip
    return show(request, "survey_results", Survey, context)


@require_safe
def export(request: HttpRequest, pk: int) -> StreamingHttpResponse:
    """逐份答卷, streamed; without anything on who answered. Texts may name people: the unit's own people only."""
    survey = find(request, Survey, pk)
    require(is_editor(person(request), survey.unit))
    return csv_response(f"survey-{pk}.csv", results.response_lines(survey))
