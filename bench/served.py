"""Pages through a real server, as shares of a hello-world view on the same one: two server processes, plain HTTP.

`bench.portal` asks the application itself and so sees queries and small differences; here the sockets count too, as they
did when Wagtail's page was measured (0.03 × hello-world). Target for a document that is not kept: six times that.
"""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import Any, Final

from django.conf import settings
from django.core.handlers.wsgi import WSGIHandler
from django.core.management import call_command
from django.db import connection, connections
from django.urls import reverse

from bench import document_rows
from bench.setting import database
from disclosure.models import DocumentEdition

DOCUMENTS: Final = int(os.environ.get("BENCH_DOCUMENTS", "2000"))
SECONDS: Final = float(os.environ.get("BENCH_SECONDS", "6"))
ROUNDS: Final = 3
CLIENTS: Final = 4
WAGTAIL: Final = 0.03
KEPT: Final = 64 * 1024 * 1024
SERVER: Final = os.environ.get("BENCH_SERVER", "gunicorn")
# The other one is not among our packages: `pip install granian` first (decision 0025).
COMMANDS: Final[dict[str, Callable[[int], list[str]]]] = {
    "gunicorn": lambda port: [
        "gunicorn", "bench.served:serve()", f"--bind=127.0.0.1:{port}", "--workers=2", "--worker-class=sync", "--log-level=error",
    ],
    "granian": lambda port: [
        "granian", "--interface=wsgi", "--factory", "bench.served:serve", "--host=127.0.0.1", f"--port={port}", "--workers=2",
        "--log-level=error",
    ],
}  # fmt: skip


def serve() -> Any:
    """What the server processes run: the site with one view more; pages are kept when BENCH_KEEPING is set."""
    settings.ROOT_URLCONF = "bench.hello"
    settings.PAGE_CACHE_BYTES = KEPT if os.environ.get("BENCH_KEEPING") else 0
    return WSGIHandler()


@contextmanager
def server(*, keeping: bool) -> Iterator[int]:
    """The port of a fresh server over the database of this process."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    made = connection.settings_dict
    url = (
        f"postgres://{made['USER']}@{made['HOST']}:{made['PORT']}/{made['NAME']}"
        if connection.vendor == "postgresql"
        else f"sqlite:///{made['NAME']}"
    )
    environment = os.environ | {"DATABASE_URL": url, "BENCH_KEEPING": "1" if keeping else ""}
    with subprocess.Popen([sys.executable, "-m", *COMMANDS[SERVER](port)], env=environment) as process:
        try:
            for _ in range(300):
                try:
                    ask(port, "/hello")
                    break
                except OSError:
                    time.sleep(0.1)
            yield port
        finally:
            process.send_signal(signal.SIGTERM)


def ask(port: int, path: str) -> None:
    """One request over a connection of its own."""
    with socket.create_connection(("127.0.0.1", port), timeout=30) as link:
        link.sendall(f"GET {path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n".encode())
        first = link.recv(65536)
        assert first.startswith(b"HTTP/1.1 200"), first[:80]
        while link.recv(65536):
            pass


def rate(port: int, path: str) -> float:
    """Requests a second with four clients at once; the best of three rounds."""
    for _ in range(20):
        ask(port, path)

    def client(until: float) -> int:
        number = 0
        while time.perf_counter() < until:
            ask(port, path)
            number += 1
        return number

    best = 0.0
    with ThreadPoolExecutor(CLIENTS) as pool:
        for _ in range(ROUNDS):
            until = time.perf_counter() + SECONDS / ROUNDS
            best = max(best, sum(pool.map(client, [until] * CLIENTS)) / (SECONDS / ROUNDS))
    return best


def main() -> None:
    with database("served"):
        place = document_rows.found()
        call_command("load_statutory_sources", verbosity=0)
        document_rows.add(place, DOCUMENTS, 1)
        newest = DocumentEdition.objects.readable().order_by("-pk").values_list("document_id", flat=True)[0]
        pages = {
            "a document": reverse("documents:detail", args=[newest]),
            "home": reverse("home"),
            "documents": reverse("documents:list"),
        }
        connections.close_all()
        for keeping in (False, True):
            with server(keeping=keeping) as port:
                hello = rate(port, "/hello")
                print(f"{SERVER}, {'kept' if keeping else 'not kept'}: hello-world {hello:.0f}/s")
                for name, path in pages.items():
                    print(f"  {name:12} {rate(port, path) / hello:.3f} × hello-world")
        print(f"targets: a document that is not kept ≥ {6 * WAGTAIL:.2f}; a kept page ≥ 0.7")


if __name__ == "__main__":
    main()
