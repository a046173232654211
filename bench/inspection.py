"""A whole self-inspection over 50,000 published documents: seconds as a ratio to the target, queries, and memory.

Target: < 300 s in the worker, without touching another host (tests/supervision/test_inspecting.py refuses sockets).
Every tenth text has links of this site, every document its entry in the audit chain, whose digest is checked.
"""

from __future__ import annotations

import datetime as dt
import os
import resource
import time

from django.conf import settings
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from audit.chain import START, digest
from audit.models import AuditEntry
from bench import document_rows
from bench.setting import database, settle
from disclosure.models import DocumentEdition
from supervision.actions import inspecting, setting_rules
from supervision.models import Inspection

PAGES = int(os.environ.get("PAGES", "50000"))
TARGET = 300.0


def fill(place: document_rows.Place) -> None:
    """PAGES documents; every sentence of the first tenth has a link to another document."""
    plain, linked = document_rows.SENTENCE, '<a href="/documents/17/">见通知</a>。'
    document_rows.SENTENCE = plain + linked
    document_rows.add(place, PAGES // 10, 1)
    document_rows.SENTENCE = plain
    document_rows.add(place, PAGES - PAGES // 10, PAGES // 10 + 1)


def recorded() -> None:
    """An entry of the chain for each publication, as the act writes it."""
    last, previous = AuditEntry.objects.order_by("-id").values_list("id", "digest").first() or (0, START)
    entries = []
    rows = DocumentEdition.objects.order_by("pk").values_list("pk", "published_at", "title")
    for number, (pk, at, title) in enumerate(rows.iterator(), last + 1):
        entry = AuditEntry(
            id=number, at=at.astimezone(dt.UTC), actor_label="系统", action="document.published", details={}, previous=previous,
            object_type="disclosure.documentedition", object_id=str(pk), object_label=title,
        )  # fmt: skip
        entry.digest = previous = digest(entry.previous, entry.facts(), settings.AUDIT_KEY)
        entries.append(entry)
        if len(entries) == 2000:
            AuditEntry.objects.bulk_create(entries)
            entries = []
    AuditEntry.objects.bulk_create(entries)


def measure(county: int) -> None:
    now = timezone.now()
    asked = Inspection.objects.create(county_id=county, on=timezone.localdate(), asked_at=now)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    start = time.perf_counter()
    with CaptureQueriesContext(connection) as captured:
        done = inspecting.carry_out(asked.pk, at=now)
    seconds = time.perf_counter() - start
    assert done is not None
    assert done.state == Inspection.State.DONE, done.error
    grown = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024
    print(f"{done.pages:>7,} pages {done.links:>7,} links {len(captured):>5} queries {seconds:>6.1f} s {seconds / TARGET:>5.2f} × target "
          f"({TARGET:.0f} s)  memory grew {grown:.0f} MB  {done.verdict}")  # fmt: skip


def main() -> None:
    with database("inspection"):
        place = document_rows.found()
        fill(place)
        recorded()
        settle()
        setting_rules.seed(on=dt.date(2020, 1, 1))
        county = place.units[0].parent
        assert county is not None
        measure(county.pk)


if __name__ == "__main__":
    main()
