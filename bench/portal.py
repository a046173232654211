"""The portal: queries and speed of every kind of page as ratios to a hello-world view, and the weight of a page.

Targets: home and lists at most 8 queries; a kept page 0.7 × hello-world; a page with everything it loads under 150 KB
compressed, without pictures.
"""

from __future__ import annotations

import gzip
import logging
import os
import re
import time
from pathlib import Path
from typing import Final

from django.conf import settings
from django.contrib.staticfiles import finders
from django.core.cache import cache
from django.core.handlers.wsgi import WSGIHandler
from django.core.management import call_command
from django.db import connection
from django.test import Client, RequestFactory
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
KEPT: Final = 64 * 1024 * 1024
WAGTAIL: Final = 0.03  # × hello-world, measured on a comparable page
_LOADED: Final = re.compile(r"(?:href|src)=\"/?static/([^\"]+\.(?:css|js))\"")
_SPRITE: Final = "icons.svg"
_IMPORTED: Final = re.compile(r"(?:import|from)\s+[\"']\./([^\"']+)[\"']")


def pages() -> dict[str, str]:
    newest = DocumentEdition.objects.readable().order_by("-pk").values_list("document_id", flat=True)[0]
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


class Server:
    """One server process, asked as a server asks it: no client, no socket in between."""

    def __init__(self, *, keeping: bool) -> None:
        settings.PAGE_CACHE_BYTES = KEPT if keeping else 0
        self.application = WSGIHandler()

    def ask(self, address: str) -> bytes:
        path, _, query = address.partition("?")
        environ = RequestFactory().get(path, query_params=None, SERVER_NAME="localhost").environ | {
            "QUERY_STRING": query
        }
        status: list[str] = []
        response = self.application(environ, lambda line, headers: status.append(line))
        body = b"".join(response)
        response.close()
        assert status == ["200 OK"], (address, status)
        return body


def measure(server: Server, address: str, *, cold: bool) -> tuple[int, float]:
    """(queries, seconds of the best round); cold forgets what is kept between two acts."""
    clock = time.process_time if connection.vendor == "sqlite" else time.perf_counter
    best, queries, many = float("inf"), 0, 1 if cold else 20
    server.ask(address)
    for _ in range(ROUNDS):
        if cold:
            cache.clear()
            cache.set(alerting.KEY, {})
        with CaptureQueriesContext(connection) as captured:
            server.ask(address)
        queries = len(captured)
        if cold:
            cache.clear()
            cache.set(alerting.KEY, {})
        start = clock()
        for _ in range(many):
            server.ask(address)
        best = min(best, (clock() - start) / many)
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
    settings.ROOT_URLCONF = "bench.hello"
    logging.disable()
    with database("portal"):
        place = document_rows.found()
        call_command("load_statutory_sources", verbosity=0)
        document_rows.add(place, DOCUMENTS, 1)
        plain, keeping, worst, least = Server(keeping=False), Server(keeping=True), 0, 1e9
        _, hello = measure(plain, "/hello", cold=False)
        print(
            f"\n{DOCUMENTS} documents on {connection.vendor}; ratios are requests per second to a hello-world view"
        )
        for name, address in pages().items():
            queries, cold = measure(plain, address, cold=True)
            warm_queries, warm = measure(plain, address, cold=False)
            kept_queries, kept = measure(keeping, address, cold=False)
            whole = name not in {"kiosk", "api, documents", "sitemap index"}  # these are not kept
            size = weight(address) if whole else 0
            worst = max(worst, queries)
            if whole:
                least = min(least, hello / kept)
            print(
                f"{name:16} {queries:2} queries {hello / cold:5.3f} | nothing done since {warm_queries:2} {hello / warm:5.3f}"
                f" | kept {kept_queries:2} {hello / kept:5.2f}"
                + (f" | {size / 1024:4.0f} KB" if size else "")
            )
            assert size <= MOST_BYTES, (name, size)
        print(
            f"\nmost queries {worst} (target ≤ {MOST_QUERIES}); slowest kept page {least:.2f} × hello-world (target ≥ 0.7)"
        )
        print(
            f"a document that is not kept: target ≥ {6 * WAGTAIL:.2f} × hello-world, six times a comparable Wagtail page"
        )


if __name__ == "__main__":
    main()
