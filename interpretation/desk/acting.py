"""What every screen shares: the acts a thing offers, each with its form and why it is off, and carrying one out."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib import admin, messages
from django.db import models
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from accounts.models import User
from accounts.policies import Refused, Verdict
from catalog.desk.acting import first_errors, person
from disclosure.workflow import NotPossible as DocumentNotPossible
from interpretation.forms.acts import ActForm
from interpretation.models import InterpretationEdition
from interpretation.workflow import NotPossible

Data = dict[str, Any]


@dataclass(frozen=True)
class Act:
    """`offered`: whether this state shows it at all; `judge`: whether this person may do it now."""

    name: str
    label: str
    judge: Callable[[User, Any], Verdict]
    perform: Callable[[Any, Data], object]
    form: type[ActForm] = ActForm
    offered: Callable[[Any], bool] = lambda thing: True
    success: str = "已办理。"
    is_danger: bool = False
    is_primary: bool = True


@dataclass(frozen=True)
class Offer:
    """An act on the page: a form with what it asks for, or the reason why it is off."""

    act: Act
    form: ActForm
    verdict: Verdict
    url: str
    asks: bool


@dataclass(frozen=True)
class Noun:
    """What acts are about: how it is found for a person (404 otherwise), its acts, its screen."""

    find: Callable[[HttpRequest, int], Any]
    acts: Sequence[Act]
    url: Callable[[Any], str]
    route: str


def offers(noun: Noun, request: HttpRequest, thing: Any) -> list[Offer]:
    """The acts of this state, those that may be done first."""
    user = person(request)
    found = []
    for act in noun.acts:
        if not act.offered(thing):
            continue
        form = act.form(thing=thing, user=user, auto_id=f"{act.name}_%s")
        asks = bool(form.visible_fields())
        url = reverse(f"admin:{noun.route}", args=[thing.pk, act.name])
        found.append(Offer(act, form, act.judge(user, thing), url, asks))
    return sorted(found, key=lambda offer: (not offer.verdict, offer.act.is_danger))


def acting(noun: Noun) -> Callable[..., HttpResponse]:
    """The view that carries out one act of a noun."""

    @require_POST
    def act(request: HttpRequest, pk: int, name: str) -> HttpResponse:
        thing = noun.find(request, pk)
        wanted = next((one for one in noun.acts if one.name == name), None)
        if wanted is None:
            raise Http404
        form = wanted.form(request.POST, request.FILES, thing=thing, user=person(request))
        if not form.is_valid():
            messages.error(request, first_errors(form))
            return HttpResponseRedirect(noun.url(thing))
        data = form.cleaned_data | {"by": person(request), "on": timezone.localdate()}
        attempt(request, lambda: wanted.perform(thing, data), wanted.success)
        return HttpResponseRedirect(noun.url(thing))

    return act


def attempt(request: HttpRequest, act: Callable[[], Any], success: str) -> bool:
    """Carry out an act and leave a message; a refusal is a message too, and nothing was changed."""
    try:
        act()
    except (Refused, NotPossible, DocumentNotPossible) as refusal:
        messages.error(request, str(refusal))
        return False
    if success:
        messages.success(request, success)
    return True


def plainly(function: Callable[..., object], *names: str) -> Callable[[Any, Data], object]:
    """Hand the form's fields to the act by their names, with who and when."""
    return lambda thing, data: function(
        thing, by=data["by"], on=data["on"], **{name: data[name] for name in names}
    )


def show(
    request: HttpRequest,
    template: str,
    context: dict[str, Any],
    model: type[models.Model] = InterpretationEdition,
    status: int = 200,
) -> HttpResponse:
    """A page in the admin's frame."""
    frame = admin.site.each_context(request) | {"opts": model._meta}
    return TemplateResponse(request, f"interpretation/desk/{template}.html", frame | context, status=status)
