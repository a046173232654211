"""/interpretations/feed.atom: the newest interpretations, per unit, form or words."""

from __future__ import annotations

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from disclosure.views.atom import ENTRIES, Entry, answer
from interpretation.models import InterpretationEdition
from interpretation.views.framing import TITLE
from interpretation.views.lists import asked


@login_not_required
@require_safe
def feed(request: HttpRequest) -> HttpResponse:
    """What the list shows under the same conditions (one query, two for one unit)."""
    found = asked(request.GET).found.for_list().order_by("-published_at", "-pk")
    return answer(request, TITLE, reverse("interpretations:list"), [_entry(one) for one in found[:ENTRIES]])


def _entry(edition: InterpretationEdition) -> Entry:
    assert edition.published_at is not None  # noqa: S101  public editions are published
    return Entry(
        key=f"interpretations/{edition.interpretation_id}",
        path=edition.get_absolute_url(),
        title=edition.title,
        summary=edition.sentence,
        author=edition.interpretation.unit.name,
        updated=edition.published_at,
        categories=(str(edition.interpretation.get_form_display()),),
        seen=str(edition.pk),
    )
