"""What every screen of public participation shares: find what the person may see, try an act, say how it went."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from django.contrib import admin, messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse

from accounts.policies import Refused
from catalog.desk.acting import person
from participation.models import Reviewed
from participation.workflow import NotPossible

T = TypeVar("T", bound=Reviewed)


def find(request: HttpRequest, model: type[T], pk: int) -> T:
    """The thing, or 404 when it is not for this person's eyes."""
    visible = model.objects.visible_to(person(request))  # type: ignore[attr-defined]
    found: T = get_object_or_404(
        visible.select_related("unit", "submitted_by", "approved_by", "published_by"), pk=pk
    )
    return found


def attempt(request: HttpRequest, act: Callable[[], Any], success: str) -> bool:
    """Carry out an act and leave a message; a refusal is a message too, and nothing was changed."""
    try:
        act()
    except (Refused, NotPossible) as refusal:
        messages.error(request, str(refusal))
        return False
    messages.success(request, success)
    return True


def show(
    request: HttpRequest, template: str, model: type[Reviewed], context: dict[str, Any], status: int = 200
) -> HttpResponse:
    """A page in the admin's frame, kept by nobody."""
    frame = admin.site.each_context(request) | {"opts": model._meta}
    response = TemplateResponse(
        request, f"participation/desk/{template}.html", frame | context, status=status
    )
    response.headers["Cache-Control"] = "private, no-store"
    return response
