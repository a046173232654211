"""What every screen of a case shares: find what the person may see, try an act, say how it went."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import admin, messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import reverse

from accounts.policies import Refused
from catalog.desk.acting import person
from requests_app.models import InformationRequest
from requests_app.workflow import NotPossible


def find_case(request: HttpRequest, pk: int) -> InformationRequest:
    """The case, or 404 when it is not for this person's eyes."""
    visible = InformationRequest.objects.visible_to(person(request))
    related = (
        "unit",
        "handler",
        "applicant",
        "document",
        "item",
        "correction",
        "reason_request",
        "fee_notice",
    )
    return get_object_or_404(visible.select_related(*related), pk=pk)


def find_handled(request: HttpRequest, pk: int) -> InformationRequest:
    """The case of a unit the person works for; the county office looks at dates and states, not at papers."""
    return get_object_or_404(
        InformationRequest.objects.handled_by(person(request)).select_related(
            "unit", "applicant", "document"
        ),
        pk=pk,
    )


def case_url(case: InformationRequest, place: str = "") -> str:
    url = reverse("admin:requests_app_informationrequest_change", args=[case.pk])
    return f"{url}#{place}" if place else url


def back_to(case: InformationRequest, place: str = "") -> HttpResponseRedirect:
    return HttpResponseRedirect(case_url(case, place))


def attempt(request: HttpRequest, act: Callable[[], Any], success: str) -> bool:
    """Carry out an act and leave a message; a refusal is a message too, and nothing was changed."""
    try:
        act()
    except (Refused, NotPossible) as refusal:
        messages.error(request, str(refusal))
        return False
    if success:
        messages.success(request, success)
    return True


def show(request: HttpRequest, template: str, context: dict[str, Any], status: int = 200) -> HttpResponse:
    """A page in the admin's frame, kept by nobody."""
    frame = admin.site.each_context(request) | {"opts": InformationRequest._meta}
    response = TemplateResponse(request, f"requests_app/desk/{template}.html", frame | context, status=status)
    response.headers["Cache-Control"] = "private, no-store"
    return response
