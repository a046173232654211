"""A throw-away database for a figure."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.db import connection
from django.test.utils import setup_databases, teardown_databases


@contextmanager
def database(name: str) -> Iterator[None]:
    """A migrated database of DATABASE_URL's kind (SQLite when unset); gone afterwards."""
    with tempfile.TemporaryDirectory() as folder:
        file = str(Path(folder) / "bench.sqlite3")
        own = f"bench_{name}_{os.getpid()}" if connection.vendor == "postgresql" else file
        connection.settings_dict["TEST"]["NAME"] = own
        old = setup_databases(verbosity=0, interactive=False)
        try:
            print(f"# {name} on {connection.vendor}")
            yield
        finally:
            teardown_databases(old, verbosity=0)
