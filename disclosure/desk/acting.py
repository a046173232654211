"""What every screen shares: find what the person may see, try an act, say how it went."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import NoReverseMatch, reverse

from accounts.policies import Refused
from catalog.desk.acting import person
from disclosure.models import DocumentEdition
from disclosure.models.edition import STAFF
from disclosure.workflow import NotPossible


def editions_of(request: HttpRequest) -> QuerySet[DocumentEdition]:
    """Every edition of the units the person works for; what other units published is read on the public site."""
    return DocumentEdition.objects.filter(unit__in=person(request).roles.organisations(*STAFF))


def find_edition(request: HttpRequest, pk: int) -> DocumentEdition:
    """The edition, or 404 when it is not for this person's eyes."""
    related = ("unit", "document__unit", "topic", "started_by", "submitted_by", "signed_by", "published_by")
    return get_object_or_404(editions_of(request).select_related(*related), pk=pk)


def screen_url(edition: DocumentEdition, place: str = "") -> str:
    """The edition's screen, at the part `place` where one was worked on."""
    url = reverse("admin:disclosure_documentedition_change", args=[edition.pk])
    return f"{url}#{place}" if place else url


def back_to(edition: DocumentEdition, place: str = "") -> HttpResponseRedirect:
    return HttpResponseRedirect(screen_url(edition, place))


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
    """A page in the admin's frame."""
    frame = admin.site.each_context(request) | {"opts": DocumentEdition._meta}
    return TemplateResponse(request, template, frame | context, status=status)


def address(name: str, *args: object) -> str:
    """The address of a page another part of the site owns; empty where it is not installed."""
    try:
        return reverse(name, args=args)
    except NoReverseMatch:
        return ""
