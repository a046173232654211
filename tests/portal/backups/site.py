"""A site with something of everything a backup must hold, and the same software with other data beside it."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psycopg2
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection

from disclosure.actions import attaching
from disclosure.models import StoredFile
from tests import documents
from tests.applications import case
from tests.factories import ON
from tests.services.live import environment


def filled(county, words=("第一", "第二")) -> list[StoredFile]:
    """Documents with files, and an application with personal data; the files."""
    made = documents.document(county)
    for word in words:
        upload = SimpleUploadedFile(f"{word}.txt", f"{word}附件".encode() * 100)
        attaching.attach(made, upload, by=county.clerk, on=ON)
    case(county)
    return list(StoredFile.objects.order_by("pk"))


@dataclass
class Elsewhere:
    """Another installation: its own database and files, the same software."""

    var: Path
    url: str

    def run(self, *command: str, **values: str) -> subprocess.CompletedProcess[str]:
        given = environment(self.var, **{"DATABASE_URL": self.url, **values})
        return subprocess.run(
            [sys.executable, "manage.py", *command],
            cwd=settings.BASE_DIR, env=given, capture_output=True, text=True, timeout=300, check=False,
        )  # fmt: skip

    def private(self, name: str) -> Path:
        return self.var / "private" / name


@contextmanager
def elsewhere(folder: Path) -> Iterator[Elsewhere]:
    folder.mkdir(exist_ok=True)
    if connection.vendor == "sqlite":
        yield Elsewhere(folder, f"sqlite:///{folder / 'db.sqlite3'}")
        return
    values, name = connection.settings_dict, f"t_restored_{os.getpid()}"
    place = {
        "host": values["HOST"],
        "port": values["PORT"],
        "user": values["USER"],
        "password": values["PASSWORD"],
    }
    line = psycopg2.connect(dbname="postgres", **place)
    line.autocommit = True
    try:
        line.cursor().execute(f'CREATE DATABASE "{name}"')
        login = values["USER"] + (f":{values['PASSWORD']}" if values["PASSWORD"] else "")
        yield Elsewhere(folder, f"postgres://{login}@{values['HOST']}:{values['PORT']}/{name}")
    finally:
        line.cursor().execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
        line.close()
