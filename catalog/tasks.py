"""What runs in the background: loop, and call an act."""

from __future__ import annotations

from celery import shared_task
from django.utils import timezone

from catalog.actions.importing import STALE, preview
from catalog.models import ImportBatch

SHOW_EVERY = 200


@shared_task
def read_import(pk: int) -> None:
    """Read one uploaded file and write its preview."""
    preview(ImportBatch(pk=pk), progress=_shows_progress(pk))


def _shows_progress(pk: int):  # noqa: ANN202  a plain callback
    shown = 0

    def show(done: int, total: int) -> None:
        nonlocal shown
        if done - shown >= SHOW_EVERY or done == total:
            shown = done
            ImportBatch.objects.filter(pk=pk).update(done=done, total=total)

    return show


@shared_task
def sweep_imports() -> None:
    """Pick up what a lost message or a killed worker left behind; the row is the truth, not the message."""
    for pk in ImportBatch.objects.left_behind(timezone.now() - STALE).values_list("pk", flat=True):
        read_import(pk)
