"""/interpretations/<pk>/: one interpretation, one of its questions, its files and captions."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.safestring import mark_safe
from django.views.decorators.http import require_safe

from accounts.models import User
from disclosure import body as bodies
from disclosure.models import DocumentEdition, Validity
from disclosure.models.edition import STAFF
from disclosure.views.files import serve
from interpretation.models import EventFile, InterpretationEdition, InterpretationFile, OutreachEvent
from interpretation.views.framing import LARGEST_KEY, article, frame, short

GONE = (Validity.REPEALED, Validity.EXPIRED)


def public_edition(pk: int) -> InterpretationEdition:
    """What citizens may read of an interpretation, or 404."""
    public = InterpretationEdition.objects.public().select_related("interpretation__unit")
    return get_object_or_404(public, interpretation=min(pk, LARGEST_KEY))


def documents_of(edition: InterpretationEdition) -> list[DocumentEdition]:
    """The public documents it explains, those no longer in force last; one query."""
    found = (
        DocumentEdition.objects.readable()
        .filter(document__interpretations=edition.interpretation_id)
        .select_related("unit")
        .defer("body", "text")
    )
    return sorted(found, key=lambda one: (one.validity in GONE, one.pk))


@login_not_required
@require_safe
def detail(request: HttpRequest, pk: int) -> HttpResponse:
    """The interpretation with its elements, questions, player and pictures (five queries)."""
    edition = public_edition(pk)
    documents = documents_of(edition)
    gone = [one for one in documents if one.validity in GONE]
    files = list(edition.files.select_related("file").defer("file__text"))
    siblings = (
        InterpretationEdition.objects.public()
        .filter(interpretation__documents__in=[one.document_id for one in documents])
        .exclude(pk=edition.pk)
        .for_list()
        .distinct()
    )
    context: dict[str, Any] = {
        "edition": edition,
        "documents": documents,
        "gone": gone,
        "all_gone": len(gone) == len(documents),
        "changed": [one for one in documents if one.validity == Validity.MODIFIED],
        # cleaned when it was written, hashed when it was approved
        "body": mark_safe(bodies.presented(edition.body)),
        "elements": edition.elements,
        "questions": list(edition.questions.all()),
        "images": [one for one in files if one.is_image],
        "media": [one for one in files if one.is_media],
        "papers": [one for one in files if not one.is_image and not one.is_media],
        "siblings": siblings,
        "captions_url": reverse("interpretations:captions", args=[pk]) if edition.captions else "",
    }
    context |= frame(
        [
            (edition.form.label, f"{reverse('interpretations:list')}?form={edition.form}"),
            (short(edition.title), ""),
        ]
    )
    context |= article(
        edition.title, edition.published_at, edition.interpretation.unit.name, keywords=edition.keywords,
        description=edition.sentence,
    )  # fmt: skip
    return TemplateResponse(request, "interpretation/detail.html", context)


@login_not_required
@require_safe
def question(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """One question with its answer: an address to be passed on."""
    edition = public_edition(pk)
    found = get_object_or_404(edition.questions, position=min(number, 10_000))
    documents = documents_of(edition)
    context = {
        "edition": edition,
        "question": found,
        "documents": documents,
        "gone": [one for one in documents if one.validity in GONE],
        "all_gone": all(one.validity in GONE for one in documents),
    }
    context |= frame([(short(edition.title), edition.get_absolute_url()), (f"第{found.position}问", "")])
    context |= article(
        found.question, edition.published_at, edition.interpretation.unit.name, keywords=edition.keywords
    )
    return TemplateResponse(request, "interpretation/question.html", context)


@login_not_required
@require_safe
def file(request: HttpRequest, pk: int) -> HttpResponseBase:
    """A picture, sound, film or paper: whole, or the range asked for; judged anew with every request."""
    found = get_object_or_404(
        InterpretationFile.objects.select_related("file", "edition__interpretation").defer("file__text"),
        pk=min(pk, LARGEST_KEY),
    )
    if InterpretationEdition.objects.public().filter(pk=found.edition_id).exists():
        return serve(request, found)
    if _staff_of(request, found.edition.interpretation.unit_id):
        return serve(request, found, private=True)
    raise Http404


@login_not_required
@require_safe
def event_file(request: HttpRequest, pk: int) -> HttpResponseBase:
    """A paper of an event."""
    found = get_object_or_404(
        EventFile.objects.select_related("file", "event").defer("file__text"), pk=min(pk, LARGEST_KEY)
    )
    if OutreachEvent.objects.published().filter(pk=found.event_id).exists():
        return serve(request, found)
    if _staff_of(request, found.event.unit_id):
        return serve(request, found, private=True)
    raise Http404


def _staff_of(request: HttpRequest, unit: int) -> bool:
    user = request.user
    return isinstance(user, User) and unit in user.roles.organisations(*STAFF)


@login_not_required
@require_safe
def captions(request: HttpRequest, pk: int) -> HttpResponse:
    """字幕 of what is shown."""
    edition = public_edition(pk)
    if not edition.captions:
        raise Http404
    response = HttpResponse(edition.captions, content_type="text/vtt; charset=utf-8")
    response.headers["Cache-Control"] = "no-cache"
    return response
