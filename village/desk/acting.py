"""What every screen shares: find what the person may see, try an act, say how it went."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import admin, messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import reverse

from accounts.models import Organisation, OrganisationKind
from accounts.policies import Refused
from catalog.desk.acting import person
from village.models import BoardItem
from village.models.item import SEES
from village.workflow import NotPossible


def find_item(request: HttpRequest, pk: int) -> BoardItem:
    """The publication, or 404 when it is not for this person's eyes."""
    visible = BoardItem.objects.visible_to(person(request)).select_related(
        "village__parent", "matter", "photo"
    )
    return get_object_or_404(visible, pk=pk)


def villages_of(request: HttpRequest) -> Any:
    """The villages the person works for or oversees."""
    ids = person(request).roles.organisations(*SEES)
    return Organisation.objects.active().filter(kind=OrganisationKind.VILLAGE, pk__in=ids)


def find_village(request: HttpRequest, pk: int) -> Organisation:
    return get_object_or_404(villages_of(request), pk=pk)


def to(name: str, *args: Any, place: str = "") -> HttpResponseRedirect:
    url = reverse(f"admin:village_{name}", args=args)
    return HttpResponseRedirect(f"{url}#{place}" if place else url)


def attempt(request: HttpRequest, act: Callable[[], Any], success: str) -> bool:
    """Carry out an act and leave a message; a refusal is a message too, and nothing was changed."""
    try:
        act()
    except (Refused, NotPossible) as refusal:
        messages.error(request, str(refusal))
        return False
    messages.success(request, success)
    return True


def show(request: HttpRequest, template: str, context: dict[str, Any], status: int = 200) -> HttpResponse:
    """A page in the admin's frame."""
    frame = admin.site.each_context(request) | {"opts": BoardItem._meta}
    return TemplateResponse(request, f"village/desk/{template}.html", frame | context, status=status)
