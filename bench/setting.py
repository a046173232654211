"""A throw-away database for a figure, and many rows in it."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from django.db import connection
from django.db.models import Model
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


def multiply(template: Model, times: int, differing: Mapping[str, str]) -> None:
    """`times` more rows like `template`, made by the database itself in one statement.

    `differing` has an SQL expression over `n` (1 … times) for each column that is not simply copied.
    """
    own = template._meta
    columns = [
        field.column for field in own.concrete_fields if not field.primary_key or field.column in differing
    ]
    quote = connection.ops.quote_name
    values = [differing.get(column, f"t.{quote(column)}").replace("%", "%%") for column in columns]
    table, key = quote(own.db_table), quote(own.pk.column)
    postgres = "SELECT generate_series(1, %s) AS n"
    sqlite = "WITH RECURSIVE s(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM s WHERE n < %s) SELECT n FROM s"
    numbers = postgres if connection.vendor == "postgresql" else sqlite
    into = f"INSERT INTO {table} ({', '.join(map(quote, columns))})"
    like = f"SELECT {', '.join(values)} FROM ({numbers}) g, {table} t WHERE t.{key} = %s"  # noqa: S608  names of ours
    with connection.cursor() as cursor:
        cursor.execute(f"{into} {like}", [times, own.pk.get_db_prep_value(template.pk, connection)])


def settle() -> None:
    """Let the database look at what it holds, as its housekeeping would before long."""
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE" if connection.vendor == "postgresql" else "ANALYZE")
