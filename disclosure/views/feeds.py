"""/documents/feed.atom: the newest documents, per unit, domain, kind or words."""

from __future__ import annotations

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from disclosure.models import DocumentEdition
from disclosure.views.atom import ENTRIES, EXCERPT, Entry, answer
from disclosure.views.framing import TITLE
from disclosure.views.lists import asked


@login_not_required
@require_safe
def feed(request: HttpRequest) -> HttpResponse:
    """A document changed since has a newer `updated`, one that is no longer in force another digest."""
    found = asked(request.GET).found
    ids = list(found.ordered().filter(before_portal_on=None).values_list("pk", flat=True)[:ENTRIES])
    editions = (
        DocumentEdition.objects.public().filter(pk__in=ids).select_related("unit", "document").defer("body")
    )
    newest_first = sorted(editions, key=lambda edition: (edition.published_at, edition.pk), reverse=True)
    return answer(request, TITLE, reverse("documents:list"), [_entry(edition) for edition in newest_first])


def _entry(edition: DocumentEdition) -> Entry:
    assert edition.published_at is not None  # noqa: S101  public editions are published
    return Entry(
        key=f"documents/{edition.document_id}",
        path=edition.get_absolute_url(),
        title=edition.title,
        summary=_excerpt(edition),
        author=edition.unit.name,
        updated=edition.published_at,
        categories=(str(edition.get_kind_display()), str(edition.get_validity_display())),
        seen=f"{edition.pk} {edition.validity}",
    )


def _excerpt(edition: DocumentEdition) -> str:
    if edition.summary or not edition.is_readable:
        return edition.summary
    return edition.text[:EXCERPT]
