"""The portal: queries and time of every kind of page as ratios to a page without queries, and the weight of a page.

Targets: home and lists at most 8 queries; a page with everything it loads under 150 KB compressed, without pictures.
"""

from __future__ import annotations

import gzip
import os
import re
import time
from pathlib import Path
from typing import Final

from django.conf import settings
from django.contrib.staticfiles import finders
from django.core.cache import cache
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from bench import document_rows
from bench.setting import database
from disclosure.actions import alerting
from disclosure.models import DocumentEdition

DOCUMENTS: Final = int(os.environ.get("BENCH_DOCUMENTS", "20000"))
ROUNDS: Final = 5
MOST_QUERIES: Final = 8
MOST_BYTES: Final = 150 * 1024
_LOADED: Final = re.compile(r"(?:href|src)=\"/?static/([^\"]+\.(?:css|js))\"")
_SPRITE: Final = "icons.svg"
_IMPORTED: Final = re.compile(r"(?:import|from)\s+[\"']\./([^\"']+)[\"']")


def pages() -> dict[str, str]:
    newest = DocumentEdition.objects.public().order_by("-pk").values_list("document_id", flat=True)[0]
    return {
        "home": reverse("home"),
        "open": reverse("open:home"),
        "open, a unit": reverse("open:unit-home", args=["u3"]),
        "open, an item": reverse("open:content") + "?item=20-11",
        "open, library": reverse("open:normative"),
        "open, directory": reverse("open:directory"),
        "documents": reverse("documents:list"),
        "a document": reverse("documents:detail", args=[newest]),
        "units": reverse("units"),
        "kiosk": reverse("kiosk:attract"),
        "api, documents": reverse("api:documents"),
        "sitemap index": reverse("sitemap"),
    }


def measure(address: str, *, cold: bool) -> tuple[int, float]:
    """(queries, seconds of the best round); cold forgets what is kept between two acts."""
    clock = time.process_time if connection.vendor == "sqlite" else time.perf_counter
    client, best, queries = Client(), float("inf"), 0
    client.get(address)
    for _ in range(ROUNDS):
        if cold:
            cache.clear()
            cache.set(alerting.KEY, {})
        with CaptureQueriesContext(connection) as captured:
            start = clock()
            response = client.get(address)
            best = min(best, clock() - start)
        queries = len(captured)
        assert response.status_code == 200, (address, response.status_code)
    return queries, best


def weight(address: str) -> int:
    """Bytes a first visit transfers, gzipped, without pictures."""
    html = Client().get(address).content
    names = set(_LOADED.findall(html.decode())) | {_SPRITE}
    waiting = list(names)
    while waiting:
        name = waiting.pop()
        path = Path(str(finders.find(name)))
        if name.endswith(".js"):
            inner = {
                str((Path(name).parent / one).as_posix())
                for one in _IMPORTED.findall(path.read_text("utf-8"))
            }
            waiting += inner - names
            names |= inner
    files = sum(len(gzip.compress(Path(str(finders.find(name))).read_bytes())) for name in names)
    return len(gzip.compress(html)) + files


def main() -> None:
    settings.API_PER_ADDRESS = 10**6
    with database("portal"):
        place = document_rows.found()
        call_command("load_statutory_sources", verbosity=0)
        document_rows.add(place, DOCUMENTS, 1)
        _, hello = measure(reverse("privacy"), cold=False)
        print(
            f"\n{DOCUMENTS} documents on {connection.vendor}; a page without queries = {hello * 1000:.1f} ms"
        )
        worst = 0
        for name, address in pages().items():
            queries, cold = measure(address, cold=True)
            warm_queries, warm = measure(address, cold=False)
            size = weight(address) if name not in {"api, documents", "sitemap index"} else 0
            worst = max(worst, queries)
            print(
                f"{name:16} {queries:2} queries cold {cold / hello:6.1f} × | {warm_queries:2} kept {warm / hello:6.1f} ×"
                f" | kept/cold {warm / cold:4.2f}" + (f" | {size / 1024:5.0f} KB" if size else "")
            )
            assert size <= MOST_BYTES, (name, size)
        print(f"\nmost queries: {worst}  target ≤ {MOST_QUERIES}")


if __name__ == "__main__":
    main()
