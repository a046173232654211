"""50 people submit at once to a live server on this machine: numbers without gap or duplicate, no 5xx (PostgreSQL).

Each fills the form in as a browser would, cookies and CSRF token included. Run with DATABASE_URL of a PostgreSQL server.
"""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor

import httpx
from django.core.cache import cache
from django.db import connection

from accounts.models import Organisation, OrganisationKind
from bench.setting import database
from requests_app.models import InformationRequest

PEOPLE = 50
ROUNDS = 4
TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="([^"]+)"')
KEY = re.compile(r'name="key" value="([^"]+)"')


def free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])


def server(port: int, folder: str) -> subprocess.Popen[bytes]:
    values = connection.settings_dict
    url = f"postgres://{values['USER']}@{values['HOST']}:{values['PORT'] or 5432}/{values['NAME']}"
    if connection.vendor == "sqlite":
        url = f"sqlite:///{values['NAME']}"
    env = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "portal.settings.dev",
        "DATABASE_URL": url,
        "VAR_DIR": folder,
        "LOG_LEVEL": "ERROR",
        "REQUESTS_PER_ADDRESS": "100000",
    }
    command = [
        sys.executable,
        "-m",
        "gunicorn",
        "portal.wsgi",
        "--bind",
        f"127.0.0.1:{port}",
        "--workers",
        "2",
    ]
    return subprocess.Popen(command, env=env)


def submit(address: str, number: int) -> int:
    """One application from the empty form to the answer; 0 when there was none."""
    with httpx.Client(base_url=address, timeout=60) as client:
        page = client.get("/requests/apply/")
        form = {
            "csrfmiddlewaretoken": TOKEN.search(page.text)[1], "key": KEY.search(page.text)[1], "unit": "mzj",  # type: ignore[index]
            "subject": f"第{number}份申请", "kind": "natural", "name": "李明", "identity_kind": "other", "identity": f"D{number}",
            "phone": "0999-1234567", "form": "paper", "way": "pickup", "consent": "on", "act": "submit",
        }  # fmt: skip
        return client.post("/requests/apply/", data=form, headers={"Referer": address}).status_code


def main() -> None:
    with database("submitters"), tempfile.TemporaryDirectory() as folder:
        Organisation.objects.create(name="民政局", code="mzj", kind=OrganisationKind.COUNTY_DEPARTMENT)
        cache.clear()
        port = free_port()
        process = server(port, folder)
        address = f"http://127.0.0.1:{port}"
        try:
            for _ in range(100):
                try:
                    httpx.get(f"{address}/health/", timeout=1)
                    break
                except httpx.HTTPError:
                    time.sleep(0.2)
            with ThreadPoolExecutor(PEOPLE) as pool:
                statuses = Counter(pool.map(lambda number: submit(address, number), range(PEOPLE * ROUNDS)))
        finally:
            process.send_signal(signal.SIGTERM)
            process.wait()
        numbers = sorted(
            int(text.rsplit("-", 1)[1])
            for text in InformationRequest.objects.values_list("number", flat=True)
        )
        print(f"{PEOPLE} at once, {PEOPLE * ROUNDS} submissions: {dict(statuses)}")
        print(
            f"cases {len(numbers)}, duplicates {len(numbers) - len(set(numbers))}, gap-free {numbers == list(range(1, len(numbers) + 1))}"
        )
        print(f"5xx: {sum(count for status, count in statuses.items() if status >= 500)}")


if __name__ == "__main__":
    main()
