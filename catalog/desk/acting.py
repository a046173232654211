"""What every screen shares: find what the person may see, try an act, say how it went."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import admin, messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import reverse

from accounts.models import User
from accounts.policies import Refused
from catalog.models import CatalogEdition
from catalog.workflow import NotPossible


def person(request: HttpRequest) -> User:
    """The member of staff; admin_view has let nobody else in."""
    assert isinstance(request.user, User)  # noqa: S101  guarded by AdminSite.admin_view
    return request.user


def find_edition(request: HttpRequest, pk: int) -> CatalogEdition:
    """The edition, or 404 when it is not for this person's eyes."""
    editions = CatalogEdition.objects.visible_to(request.user).select_related(
        "unit", "domain", "based_on__unit"
    )
    return get_object_or_404(editions, pk=pk)


def edition_url(edition: CatalogEdition, place: int | None = None) -> HttpResponseRedirect:
    """Back to the edition's screen, at the node `place` where one was worked on."""
    url = reverse("admin:catalog_catalogedition_change", args=[edition.pk])
    return HttpResponseRedirect(f"{url}#n{place}" if place else url)


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
    frame = admin.site.each_context(request) | {"opts": CatalogEdition._meta}
    return TemplateResponse(request, template, frame | context, status=status)


def first_errors(form: Any) -> str:
    """The messages of a form in one line, each under its field's name, for where there is no page to show them on."""
    said = []
    for name, errors in form.errors.items():
        label = f"{form[name].label}：" if name in form.fields else ""
        said += [f"{label}{error}" for error in errors]
    return " ".join(said)
