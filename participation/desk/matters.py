"""决策事项 on the desk: the steps of each, and the adjustment of a catalogue."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from catalog.desk.acting import first_errors, person
from participation.actions import deciding
from participation.desk.acting import attempt, find, show
from participation.forms.desk import StepForm, TieForm
from participation.models import CatalogueEntry, DecisionCatalogue
from participation.policies import may_record_step
from participation.procedure import Step


def _entry(request: HttpRequest, pk: int) -> CatalogueEntry:
    """A line of a catalogue: for the people of the deciding body, of the county office, and of the body in charge."""
    entry = get_object_or_404(
        CatalogueEntry.objects.select_related("catalogue__unit", "matter__unit", "lead"), pk=pk
    )
    if not may_record_step(person(request), entry.matter, entry):
        find(request, DecisionCatalogue, entry.catalogue_id)
    return entry


def _back(entry: CatalogueEntry) -> HttpResponseRedirect:
    return HttpResponseRedirect(reverse("admin:participation_matter", args=[entry.pk]))


@require_safe
def screen(request: HttpRequest, pk: int) -> HttpResponse:
    entry = _entry(request, pk)
    options = {"matter": entry.matter}
    context = {
        "title": entry.title,
        "entry": entry,
        "steps": entry.matter.steps.select_related("by"),
        "consultations": entry.matter.consultations.all(),
        "verdict": may_record_step(person(request), entry.matter, entry),
        "form": StepForm(needs_survey=entry.is_livelihood, initial={"on": timezone.localdate()}, **options),
        "tie": TieForm(lead=entry.lead, **options),
    }
    return show(request, "matter", DecisionCatalogue, context)


@require_POST
def step(request: HttpRequest, pk: int) -> HttpResponse:
    entry = _entry(request, pk)
    form = StepForm(request.POST, matter=entry.matter, needs_survey=entry.is_livelihood)
    if not form.is_valid():
        messages.error(request, first_errors(form))
        return _back(entry)
    values = form.cleaned_data | {"step": Step(form.cleaned_data["step"])}
    attempt(
        request,
        lambda: deciding.record_step(entry.matter, by=person(request), today=timezone.localdate(), **values),
        f"已记“{values['step'].label}”。",
    )
    return _back(entry)


@require_POST
def tie(request: HttpRequest, pk: int) -> HttpResponse:
    entry = _entry(request, pk)
    form = TieForm(request.POST, matter=entry.matter, lead=entry.lead)
    if form.is_valid():
        found = form.cleaned_data["consultation"]
        attempt(request, lambda: deciding.tie(entry.matter, found, by=person(request)), "已关联。")
    else:
        messages.error(request, first_errors(form))
    return _back(entry)


@require_POST
def adjust(request: HttpRequest, pk: int) -> HttpResponse:
    """动态调整: a new version in preparation."""
    catalogue, made = find(request, DecisionCatalogue, pk), []
    note = request.POST.get("note", "")
    attempt(
        request,
        lambda: made.append(deciding.adjust(catalogue, by=person(request), note=note)),
        "已建立新版草稿。",
    )
    key = made[0].pk if made else catalogue.pk
    return HttpResponseRedirect(reverse("admin:participation_decisioncatalogue_change", args=[key]))
