"""Importing by screen: upload, watch, look at every row, confirm or leave it, undo."""

from __future__ import annotations

import logging

from django.core.paginator import Paginator
from django.db import transaction
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe
from kombu.exceptions import OperationalError

from accounts.policies import Refused
from catalog.actions import importing
from catalog.desk.acting import attempt, edition_url, find_edition, first_errors, person, show
from catalog.desk.differing import changed_cell
from catalog.desk.outline import column_label
from catalog.forms import UploadForm
from catalog.intake import Line, Outcome
from catalog.models import CatalogEdition, ImportBatch
from catalog.policies import may_edit
from catalog.tasks import read_import

logger = logging.getLogger(__name__)
LINES = 50
State = ImportBatch.State


@require_POST
def upload(request: HttpRequest, pk: int) -> HttpResponse:
    """Take the file; a worker reads it while the page shows how far it is."""
    edition = find_edition(request, pk)
    form = UploadForm(request.POST, request.FILES)
    received: list[ImportBatch] = []

    def act() -> None:
        if not form.is_valid():
            raise Refused(first_errors(form))
        name, data = form.upload()
        received.append(importing.receive(edition, by=person(request), file_name=name, data=data))

    if not attempt(request, act, "文件已收到，正在读取。"):
        return edition_url(edition)
    batch = received[0]
    transaction.on_commit(lambda: _send(batch))
    return redirect("admin:catalog_import_preview", batch.pk)


def _send(batch: ImportBatch) -> None:
    """Wake a worker. When the broker is down the row stays, and the sweep picks it up."""
    try:
        read_import.delay(batch.pk)
    except (OperationalError, OSError):
        logger.warning("broker unreachable; import %s waits for the sweep", batch.pk)


def _batch(request: HttpRequest, pk: int) -> ImportBatch:
    editions = CatalogEdition.objects.visible_to(request.user)
    batches = ImportBatch.objects.filter(edition__in=editions).select_related(
        "edition__unit", "edition__domain", "by"
    )
    return get_object_or_404(batches.defer("data"), pk=pk)


@require_safe
def preview(request: HttpRequest, pk: int) -> HttpResponse:
    """Every row of the file with what it would do; `only` picks one kind."""
    batch = _batch(request, pk)
    only = request.GET.get("only", "")
    lines = [line for line in batch.report if not only or line["outcome"] == only]
    page = Paginator(lines, LINES).get_page(request.GET.get("page"))
    numbers = importing.counts(batch)
    context = {
        "title": f"导入：{batch.file_name}",
        "batch": batch,
        "edition": batch.edition,
        "counts": [(outcome.value, outcome.label, numbers[outcome.value]) for outcome in Outcome],
        "unreadable": numbers[Outcome.UNREADABLE.value],
        "page": page,
        "lines": [_shown(Line.from_json(line)) for line in page.object_list],
        "changes": numbers[Outcome.NEW.value] + numbers[Outcome.CHANGED.value],
        "only": only,
        "query": f"only={only}" if only else "",
        "is_working": batch.state in (State.WAITING, State.READING),
        "may_commit": batch.state == State.PREVIEWED and may_edit(person(request), batch.edition),
        "may_undo": batch.state == State.COMMITTED and may_edit(person(request), batch.edition),
        "progress_url": reverse("admin:catalog_import_progress", args=[batch.pk]),
    }
    return show(request, "catalog/desk/import.html", context)


def _shown(line: Line) -> dict[str, object]:
    """A line with its changed cells side by side and its doubts under the columns' own names."""
    is_both = line.row and line.before
    return {
        "line": line,
        "title": " / ".join(line.row.path) if line.row else line.key,
        "cells": [changed_cell(name, line.before, line.row) for name in line.columns] if is_both else [],
        "problems": [(column_label(column), reason) for column, reason in line.problems],
    }


@require_safe
def progress(request: HttpRequest, pk: int) -> JsonResponse:
    """How far the reading is, for the live bar."""
    batch = _batch(request, pk)
    working = batch.state in (State.WAITING, State.READING)
    return JsonResponse(
        {
            "state": "working" if working else "done",
            "done": batch.done,
            "total": batch.total,
            "message": batch.get_state_display(),
            "url": reverse("admin:catalog_import_preview", args=[batch.pk]),
        }
    )


@require_POST
def commit(request: HttpRequest, pk: int) -> HttpResponse:
    batch = _batch(request, pk)
    done = attempt(
        request,
        lambda: importing.commit(batch, by=person(request), on=timezone.localdate()),
        "已导入，需要时可以整批撤销。",
    )
    return edition_url(batch.edition) if done else redirect("admin:catalog_import_preview", batch.pk)


@require_POST
def undo(request: HttpRequest, pk: int) -> HttpResponse:
    batch = _batch(request, pk)
    attempt(
        request,
        lambda: importing.undo_import(batch, by=person(request), on=timezone.localdate()),
        "已撤销这批导入。",
    )
    return redirect("admin:catalog_import_preview", batch.pk)
