"""Former editions of a public document, and what changed between two of them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Final

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.safestring import mark_safe
from django.views.decorators.http import require_safe

from disclosure import body as bodies
from disclosure.body import Change
from disclosure.content import LABELS
from disclosure.models import DocumentEdition
from disclosure.views.details import public_edition, whole
from disclosure.views.facts import facts_of, files_of
from disclosure.views.framing import LARGEST_KEY, about

CONTEXT: Final = 1  # unchanged paragraphs shown round a change
COMPARED: Final = (
    "title", "kind", "doc_number", "registration_no", "issuer", "formed_on", "effective_on", "valid_until", "summary", "keywords",
)  # fmt: skip


def _readable(pk: int) -> DocumentEdition:
    current = public_edition(pk)
    if current is None or not current.is_readable:
        raise Http404
    return current


def _earlier(pk: int) -> dict[int, DocumentEdition]:
    """By version, newest first."""
    found = whole(DocumentEdition.objects.earlier()).filter(document=pk).order_by("-version")
    return {edition.version: edition for edition in found}


@login_not_required
@require_safe
def edition(request: HttpRequest, pk: int, version: int) -> HttpResponse:
    """One former edition, marked as such on every screen of it."""
    current = _readable(pk)
    if version == current.version:
        return HttpResponseRedirect(current.get_absolute_url())
    found = (
        whole(DocumentEdition.objects.earlier())
        .filter(document=pk, version=min(version, LARGEST_KEY))
        .first()
    )
    if found is None:
        raise Http404
    context = {
        "edition": found,
        "current": current,
        "facts": facts_of(found, found.co_issuers.all()),
        "body": mark_safe(bodies.presented(found.body)),  # cleaned when it was written
        "number": "" if "doc-number" in found.body else found.doc_number,
        "mark": "" if found.mark in found.text else found.mark,
        "files": files_of(found),
    }
    context |= about(found, (f"第{version}版", ""))
    response = TemplateResponse(request, "disclosure/edition.html", context)
    response.headers["X-Robots-Tag"] = "noindex"
    return response


@dataclass(frozen=True, slots=True)
class Stretch:
    """Neighbouring paragraphs: changed ones with a little around them, or a run of unchanged ones folded away."""

    folded: bool
    changes: tuple[Change, ...]


@dataclass(frozen=True, slots=True)
class Cell:
    label: str
    old: str
    new: str


@login_not_required
@require_safe
def changes(request: HttpRequest, pk: int) -> HttpResponse:
    """`?from=` a version, `?to=` a later one; without them, the newest change."""
    current = _readable(pk)
    editions = {current.version: current} | _earlier(pk)
    if len(editions) < 2:
        raise Http404
    new = _chosen(request.GET.get("to"), editions) or current
    older = {version: one for version, one in editions.items() if version < new.version}
    if not older:
        return HttpResponseRedirect(reverse("documents:changes", args=[pk]))
    old = _chosen(request.GET.get("from"), older) or next(iter(older.values()))
    paragraphs = bodies.compare(old.body, new.body)
    context = {
        "current": current,
        "old": old,
        "new": new,
        "versions": list(editions.values()),
        "cells": [*_cells(old, new), *_attachments(old, new)],
        "stretches": list(stretches(paragraphs)),
        "changed": sum(one.kind != "same" for one in paragraphs),
    }
    context |= about(current, ("各版对照", ""))
    response = TemplateResponse(request, "disclosure/changes.html", context)
    response.headers["X-Robots-Tag"] = "noindex"
    return response


def _chosen(typed: str | None, editions: dict[int, DocumentEdition]) -> DocumentEdition | None:
    return editions.get(int(typed)) if typed and typed.isdecimal() and len(typed) < 10 else None


def _cells(old: DocumentEdition, new: DocumentEdition) -> Iterator[Cell]:
    for name in COMPARED:
        before, after = (_text(one, name) for one in (old, new))
        if before != after:
            yield Cell(LABELS[name], before, after)


def _text(edition: DocumentEdition, name: str) -> str:
    shown = getattr(edition, f"get_{name}_display", None)
    value = shown() if shown else getattr(edition, name)
    return str(value) if value else "无"


def _attachments(old: DocumentEdition, new: DocumentEdition) -> Iterator[Cell]:
    before, after = (
        {one.lineage: one for one in edition.attachments.listed().select_related("file").defer("file__text")}
        for edition in (old, new)
    )
    for lineage in dict.fromkeys([*before, *after]):
        one, other = before.get(lineage), after.get(lineage)
        if one and other and one.file.sm3 == other.file.sm3 and one.name == other.name:
            continue
        replaced = one is not None and other is not None and one.file.sm3 != other.file.sm3
        yield Cell(
            "附件",
            one.name if one else "无",
            (f"{other.name}（文件已更换）" if replaced else other.name) if other else "已删去",
        )


def stretches(paragraphs: Sequence[Change]) -> Iterator[Stretch]:
    """Unchanged paragraphs are folded, but for the nearest ones that say where a change stands."""
    near = {
        place + step
        for place, one in enumerate(paragraphs)
        if one.kind != "same"
        for step in range(-CONTEXT, CONTEXT + 1)
    }
    for shown, run in groupby(enumerate(paragraphs), key=lambda entry: entry[0] in near):
        yield Stretch(not shown, tuple(one for _, one in run))
