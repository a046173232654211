"""200,000 public documents: queries and time of the list with its facets, deep pages, one document, feed; memory of the export.

Targets: the same number of queries at N and 2N; list ≤ 8, detail ≤ 8; export of everything under 150 MB more.
Times are multiples of a page without queries ("hello"), each the best of five.
"""

from __future__ import annotations

import gc
import os
import resource
import time
from pathlib import Path

from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from bench import document_rows
from bench.setting import database
from disclosure.models import DocumentEdition

DOCUMENTS = int(os.environ.get("DOCUMENTS", "200000"))
ROUNDS = 5


def pages() -> dict[str, str]:
    """Name → address. `cold` forgets the kept counts before every request."""
    listed = reverse("documents:list")
    middle = DocumentEdition.objects.public().order_by("pk").values_list("document", flat=True)[100]
    return {
        "list": listed,
        "list, counts new (cold)": listed,
        "list, one unit (cold)": f"{listed}?unit=u3",
        "list, year+kind+validity (cold)": f"{listed}?year=2021&kind=notice&validity=in_force",
        "list, domain+topic (cold)": f"{listed}?domain=d3&topic=07",
        "list, in force only (cold)": f"{listed}?current=1",
        "list, a word (cold)": f"{listed}?q=最低生活保障",
        "list, a rare word (cold)": f"{listed}?q=第12345号",
        "list, a number (cold)": f"{listed}?q=青u3发[2021]1234号",
        "list, an index number (cold)": f"{listed}?q=0000123",
        "list, by 成文日期": f"{listed}?sort=formed",
        "page 200": f"{listed}?page=200",
        "page 200 of a unit": f"{listed}?unit=u3&page=200",
        "detail": reverse("documents:detail", args=[middle]),
        "feed of a unit": reverse("documents:feed") + "?unit=u3",
        "board": reverse("documents:board", args=["u3"]),
        "home": reverse("home"),
    }


def measure(address: str, *, cold: bool) -> tuple[int, float]:
    """(queries, seconds) of one request: the first counts the queries, the best of the rest the time."""
    # SQLite works inside this process: its processor time is not disturbed by whatever else the machine does.
    clock = time.process_time if connection.vendor == "sqlite" else time.perf_counter
    client = Client()
    client.get(address)
    if cold:
        cache.clear()
    with CaptureQueriesContext(connection) as captured:
        response = client.get(address)
    queries = len(captured)  # before the next request empties the log
    assert response.status_code == 200, (address, response.status_code)
    best = float("inf")
    for _ in range(ROUNDS):
        if cold:
            cache.clear()
        start = clock()
        client.get(address)
        best = min(best, clock() - start)
    return queries, best


def table(number: int) -> dict[str, int]:
    """Prints one line per page; returns the query counts."""
    _, hello = measure(reverse("privacy"), cold=False)
    print(f"\n{number} documents on {connection.vendor}; hello = {hello * 1000:.1f} ms")
    found = {}
    for name, address in pages().items():
        queries, seconds = measure(address, cold="(cold)" in name)
        found[name] = queries
        print(f"{name:36} {queries:2} queries {seconds / hello:8.1f} × hello ({seconds * 1000:7.1f} ms)")
    return found


def resident() -> float:
    """Megabytes of this process in memory now; the kernel's own peak would still be that of building the rows."""
    return (
        int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1]) * resource.getpagesize() / 2**20
    )


def export_memory(extension: str) -> None:
    """Rows, megabytes sent, and by how much resident memory grew at most while they were sent."""
    gc.collect()
    before = peak = resident()
    start, size, lines = time.perf_counter(), 0, 0
    response = Client().get(reverse("documents:export", args=[extension]))
    for piece in response.streaming_content:
        size += len(piece)
        lines += 1
        if lines % 500 == 0:
            peak = max(peak, resident())
    response.close()
    grown = max(peak, resident()) - before
    print(
        f"export .{extension:6} {lines} rows, {size / 2**20:.0f} MB, {time.perf_counter() - start:.1f} s, "
        f"peak memory +{grown:.0f} MB  target < 150"
    )


def main() -> None:
    with database("documents"):
        place = document_rows.found()
        half = DOCUMENTS // 2
        document_rows.add(place, half, 1)
        first = table(half)
        document_rows.add(place, half, half + 1)
        export_memory("csv")
        export_memory("jsonl")
        second = table(2 * half)
        different = {name: (first[name], second[name]) for name in first if first[name] != second[name]}
        print(f"\nqueries that changed when the rows doubled: {different or 'none'}  target none")


if __name__ == "__main__":
    main()
