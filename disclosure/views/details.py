"""/documents/<pk>/: one document, what became of it, or only that it exists."""

from __future__ import annotations

import io
from typing import Any

import segno
from django.contrib.auth.decorators import login_not_required
from django.db.models import Exists, OuterRef, QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.safestring import mark_safe
from django.views.decorators.http import require_safe

from disclosure import body as bodies
from disclosure.models import Attachment, Document, DocumentEdition, Relation, Withdrawal
from disclosure.prepared import Prepared
from disclosure.views.facts import (
    band_of,
    co_issuers_of,
    facts_of,
    files_of,
    places_of,
    punctuality_of,
    ties_of,
)
from disclosure.views.framing import LARGEST_KEY, about, absolute, frame
from disclosure.workflow import Status


def whole(editions: QuerySet[DocumentEdition]) -> QuerySet[DocumentEdition]:
    return editions.select_related("document", "unit", "topic__parent")


def _with_surroundings(pk: int) -> QuerySet[Any]:
    """Most documents have one issuer, no files and no ties: these are asked for where there are any."""
    edition, document = OuterRef("pk"), OuterRef("document")
    joint = DocumentEdition.co_issuers.through.objects.filter(documentedition=edition)
    done_to, does = (
        Relation.objects.filter(target=document),
        Relation.objects.filter(edition__document=document),
    )
    return (
        whole(DocumentEdition.objects.public())
        .filter(document=pk)
        .annotate(
            is_joint=Exists(joint),
            has_files=Exists(Attachment.objects.filter(edition=edition)),
            has_ties=Exists(done_to) | Exists(does),
        )
    )


_edition: Prepared[Any] = Prepared(_with_surroundings)


def public_edition(pk: int) -> DocumentEdition | None:
    """The edition of a document citizens may know of."""
    return _edition.one(pk) if pk <= LARGEST_KEY else None


@login_not_required
@require_safe
def detail(request: HttpRequest, pk: int) -> HttpResponse:
    """The document as published; at most eight queries."""
    edition: Any = public_edition(pk)
    if edition is None:
        return withdrawn(request, pk)
    if not edition.is_readable:
        context = {"edition": edition, "url": absolute(request, request.path)} | about(edition)
        return TemplateResponse(request, "disclosure/entry.html", context)
    places = places_of(edition)
    done_to, does = ties_of(edition) if edition.has_ties else ([], [])
    context = {
        "edition": edition,
        "facts": facts_of(edition, co_issuers_of(edition) if edition.is_joint else []),
        "band": band_of(edition, done_to),
        "done_to": done_to,
        "does": does,
        "body": mark_safe(
            bodies.presented(edition.body)
        ),  # cleaned when it was written, hashed when it was signed
        "number": "" if "doc-number" in edition.body else edition.doc_number,
        "mark": "" if edition.mark in edition.text else edition.mark,
        "files": files_of(edition) if edition.has_files else [],
        "places": places,
        "punctuality": punctuality_of(edition, places),
        "earlier": earlier_of(edition),
        "url": absolute(request, request.path),
    }
    return TemplateResponse(request, "disclosure/detail.html", context | about(edition))


_earlier = Prepared(
    lambda document: (
        DocumentEdition.objects.earlier().filter(document=document).defer("body", "text").order_by("-version")
    )
)


def earlier_of(edition: DocumentEdition) -> list[DocumentEdition]:
    """Former editions that may still be read, newest first; a first edition has none and asks nothing."""
    return _earlier(edition.document_id) if edition.version > 1 else []


def withdrawn(request: HttpRequest, pk: int) -> HttpResponse:
    """What stands in the place of a document taken down, as was decided with the withdrawal; else 404."""
    found = None
    if pk <= LARGEST_KEY:
        found = (
            Withdrawal.objects.filter(
                edition__document=pk, edition__status=Status.WITHDRAWN, restored_at=None
            )
            .select_related("edition__unit", "redirect_to")
            .defer("edition__body", "edition__text")
            .first()
        )
    if found is None or found.behaviour == Withdrawal.Behaviour.NOT_FOUND:
        raise Http404
    if found.behaviour == Withdrawal.Behaviour.BANNER:
        context = {"edition": found.edition, "withdrawal": found} | frame([("已撤下的文件", "")])
        return _not_indexed(TemplateResponse(request, "disclosure/withdrawn.html", context))
    target = found.redirect_to
    if target is not None and Document.objects.public().filter(pk=target.pk).exists():
        response = HttpResponseRedirect(target.get_absolute_url())
        response.headers["Cache-Control"] = "no-cache"
        return response
    context = {"withdrawn_on": timezone.localdate(found.at), "reason": found.public_note}
    return _not_indexed(TemplateResponse(request, "410.html", context, status=410))


def _not_indexed(response: HttpResponse) -> HttpResponse:
    response.headers["X-Robots-Tag"] = "noindex"
    return response


@login_not_required
@require_safe
def qr(request: HttpRequest, pk: int) -> HttpResponse:
    """The address of the document as a picture to be photographed from paper or a screen."""
    document = get_object_or_404(Document.objects.public(), pk=min(pk, LARGEST_KEY))
    response = HttpResponse(
        code(absolute(request, document.get_absolute_url())), content_type="image/svg+xml"
    )
    response.headers["Cache-Control"] = "no-cache"
    return response


def code(address: str) -> bytes:
    """An address as an SVG that scales, with the quiet zone the standard asks for (GB/T 18284)."""
    out = io.BytesIO()
    made = segno.make(address, error="m", micro=False)
    made.save(out, kind="svg", border=4, scale=8, dark="#000", light="#fff", xmldecl=False, omitsize=True)
    return out.getvalue()
