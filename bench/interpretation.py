"""Interpretations in numbers: a film sought by range without being read into memory, and queries of the pages.

Targets: 50 parallel range requests with resident memory flat (< 20 MB over 50 that ask for one byte); the document page
with five interpretations ≤ 8 queries; the list of interpretations the same at N and 2N.
"""

from __future__ import annotations

import gc
import os
import random
import resource
import threading
import time
from pathlib import Path

from django.core.files.base import ContentFile
from django.db import connection, connections
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from audit.chain import sm3
from bench import document_rows
from bench.setting import database
from disclosure.models import DocumentEdition, StoredFile
from interpretation.models import Interpretation, InterpretationEdition, InterpretationFile
from interpretation.workflow import Form

MEGABYTES = int(os.environ.get("MEGABYTES", "200"))
PARALLEL = 50
ROUNDS = 4
SPAN = 1024 * 1024
NUMBER = int(os.environ.get("NUMBER", "2000"))


def resident() -> float:
    """Megabytes of this process in memory now."""
    return (
        int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1]) * resource.getpagesize() / 2**20
    )


def published(document: DocumentEdition, form: str, number: int) -> InterpretationEdition:
    """A row as the acts would leave it."""
    interpretation = Interpretation.objects.create(unit_id=document.unit_id, form=form)
    interpretation.documents.add(document.document_id)
    return InterpretationEdition.objects.create(
        interpretation=interpretation, status="published", title=f"解读{number}", sentence="一句话", speaker="解读人",
        content_hash="1" * 64, approved_hash="1" * 64, approved_by=User.objects.get_or_create(username="head")[0], published_at=timezone.now(),
    )  # fmt: skip


def film(edition: InterpretationEdition) -> InterpretationFile:
    """A file of the size of a talk, written piece by piece."""
    stored = StoredFile(sm3=sm3(b"film"), size=MEGABYTES * 2**20, mime="video/mp4", extension=".mp4")
    stored.file.save("film.mp4", ContentFile(b""), save=False)
    with stored.file.storage.open(stored.file.name, "r+b") as handle:
        for _ in range(MEGABYTES):
            handle.write(os.urandom(2**20))
    stored.save()
    return InterpretationFile.objects.create(edition=edition, file=stored, name="film.mp4")


def seek(address: str, start: int, span: int, got: list[int]) -> None:
    """One range, read as a browser would: piece by piece."""
    response = Client().get(address, headers={"range": f"bytes={start}-{start + span - 1}"})
    got.append(sum(len(piece) for piece in response.streaming_content) if response.status_code == 206 else 0)
    response.close()
    connections.close_all()


def at_once(address: str, span: int, got: list[int]) -> float:
    """Megabytes in memory at the most, while PARALLEL people seek somewhere in the film."""
    peak = 0.0
    places = [random.randrange(0, MEGABYTES * 2**20 - span) for _ in range(PARALLEL)]
    threads = [threading.Thread(target=seek, args=(address, place, span, got)) for place in places]
    for thread in threads:
        thread.start()
    while any(thread.is_alive() for thread in threads):
        peak = max(peak, resident())
        time.sleep(0.005)
    return peak


def ranges(address: str) -> None:
    """The same people ask for one byte first: threads and connections have their price, which is not the film's."""
    at_once(address, 1, [])
    gc.collect()
    plain = max(at_once(address, 1, []) for _ in range(ROUNDS))
    got: list[int] = []
    start = time.perf_counter()
    peaks = [at_once(address, SPAN, got) for _ in range(ROUNDS)]
    seconds = time.perf_counter() - start
    whole = sum(size == SPAN for size in got)
    grown = ", ".join(f"{peak - plain:+.0f}" for peak in peaks)
    print(
        f"{len(got)} range requests of 1 MB in a film of {MEGABYTES} MB, {PARALLEL} at a time: {whole} whole, {seconds:.1f} s, "
        f"peak memory by round {grown} MB over as many requests for one byte  target < 20 (the file: {MEGABYTES})"
    )


def queries(address: str) -> int:
    Client().get(address)  # the working calendar is read once per process
    with CaptureQueriesContext(connection) as captured:
        assert Client().get(address).status_code == 200
    return len(captured)


def main() -> None:
    with database("interpretation"):
        place = document_rows.found()
        document_rows.add(place, 50, 1)
        documents = list(DocumentEdition.objects.readable().order_by("pk")[:40])
        for number, form in enumerate((Form.TEXT, Form.GRAPHIC, Form.QUESTIONS, Form.VIDEO, Form.EXPERT)):
            last = published(documents[0], form, number)
        print(
            f"document page with five interpretations: {queries(documents[0].get_absolute_url())} queries  target ≤ 8"
        )
        counts = []
        for turn in range(2):
            for number in range(NUMBER // 2):
                published(documents[number % 40], Form.TEXT, turn * NUMBER + number)
            counts.append(queries(reverse("interpretations:list")))
        print(
            f"list of interpretations at {NUMBER // 2} and {NUMBER}: {counts[0]} and {counts[1]} queries  target the same"
        )
        ranges(film(last).get_absolute_url())


if __name__ == "__main__":
    main()
