"""/documents/feed.atom: the newest documents, per unit, domain, kind or words (RFC 4287)."""

from __future__ import annotations

from typing import Final

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.utils.cache import get_conditional_response
from django.utils.feedgenerator import Atom1Feed
from django.utils.http import http_date, quote_etag
from django.views.decorators.http import require_safe

from audit.chain import sm3
from disclosure.models import DocumentEdition
from disclosure.views.framing import TITLE, absolute
from disclosure.views.lists import asked

ENTRIES: Final = 50
EXCERPT: Final = 200


@login_not_required
@require_safe
def feed(request: HttpRequest) -> HttpResponse:
    """Entries keep their id for ever; a changed document has a newer `updated`; unchanged feeds answer 304."""
    found = asked(request.GET).found
    ids = list(found.ordered().filter(before_portal_on=None).values_list("pk", flat=True)[:ENTRIES])
    editions = (
        DocumentEdition.objects.public().filter(pk__in=ids).select_related("unit", "document").defer("body")
    )
    newest_first = sorted(editions, key=lambda edition: (edition.published_at, edition.pk), reverse=True)
    seen = [(one.pk, one.published_at, one.validity) for one in newest_first]
    etag = quote_etag(sm3(repr((request.get_full_path(), seen)).encode()))
    updated = newest_first[0].published_at if newest_first else None
    modified = int(updated.timestamp()) if updated else None
    response = HttpResponse(_written(request, newest_first), content_type=Atom1Feed.content_type)
    response.headers["ETag"] = etag
    response.headers["Cache-Control"] = "no-cache"
    if modified is not None:
        response.headers["Last-Modified"] = http_date(modified)
    # A withdrawal makes the feed older, not newer: only the digest decides whether it is the same.
    conditional = get_conditional_response(request, etag=etag, response=response)
    return conditional if isinstance(conditional, HttpResponse) else response


def _written(request: HttpRequest, editions: list[DocumentEdition]) -> bytes:
    home = absolute(request, request.path)
    query = request.META.get("QUERY_STRING", "")
    made = Atom1Feed(
        title=f"{settings.SITE['name']} {TITLE}",
        link=absolute(request, request.path.removesuffix("feed.atom")),
        description="",
        feed_url=f"{home}?{query}" if query else home,
        feed_guid=home,
        language="zh-CN",
    )
    for edition in editions:
        link = absolute(request, edition.get_absolute_url())
        made.add_item(
            title=edition.title,
            link=link,
            description=_excerpt(edition),
            unique_id=f"tag:{settings.SITE['domain'] or 'localhost'},2026:documents/{edition.document_id}",
            pubdate=edition.published_at,
            updateddate=edition.published_at,
            author_name=edition.unit.name,
            categories=[str(edition.get_kind_display()), str(edition.get_validity_display())],
        )
    return made.writeString("utf-8").encode()


def _excerpt(edition: DocumentEdition) -> str:
    if edition.summary or not edition.is_readable:
        return edition.summary
    return edition.text[:EXCERPT]
