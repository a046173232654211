"""Handling thousands of rows at once.

`bulk_create` compiles every value of every row by itself: 5,000 nodes cost three times what the database
needs (bench/import_xlsx.py). Where the new primary keys are not wanted, this writes them in few statements.
"""

from __future__ import annotations

import gc
import io
import json
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any, Final

from django.db import connections, models, router

CHUNK = 400  # rows a statement; SQLite allows 32,766 values


def insert(model: type[models.Model], rows: Sequence[models.Model]) -> None:
    """Write the rows as they are: no signals, no auto dates, primary keys given by the database."""
    fields = [field for field in model._meta.concrete_fields if not field.primary_key]
    connection = connections[router.db_for_write(model)]
    quote = connection.ops.quote_name
    target = f"{quote(model._meta.db_table)} ({', '.join(quote(field.column) for field in fields)})"
    if connection.vendor == "postgresql":
        _copy(connection, target, fields, rows)
        return
    one = f"({', '.join(['%s'] * len(fields))})"
    with connection.cursor() as cursor:
        for start in range(0, len(rows), CHUNK):
            part = rows[start : start + CHUNK]
            values = [
                field.get_db_prep_save(getattr(row, field.attname), connection)
                for row in part
                for field in fields
            ]
            cursor.execute(f"INSERT INTO {target} VALUES {', '.join([one] * len(part))}", values)  # noqa: S608  names from the model


def _copy(connection: Any, target: str, fields: Sequence[Any], rows: Sequence[models.Model]) -> None:
    """PostgreSQL's COPY: the driver quotes nothing, the server parses no statement."""
    readers = [(field.attname, _text_of(field, connection)) for field in fields]
    lines = ("\t".join([text(getattr(row, name)) for name, text in readers]) for row in rows)
    with connection.cursor() as cursor:
        cursor.copy_expert(f"COPY {target} FROM STDIN", io.StringIO("\n".join(lines)))


_ESCAPES: Final = str.maketrans({"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r"})


def _text_of(field: Any, connection: Any) -> Callable[[Any], str]:
    """How a value of the field is written in COPY's text format; None is the null of the database."""
    if isinstance(field, models.JSONField):

        def write(value: Any) -> str:
            return "\\N" if value is None else json.dumps(value, ensure_ascii=False).translate(_ESCAPES)
    else:

        def write(value: Any) -> str:
            if value.__class__ is str:
                return str(value.translate(_ESCAPES))
            prepared = field.get_db_prep_save(value, connection)
            return "\\N" if prepared is None else str(prepared).translate(_ESCAPES)

    return write


@contextmanager
def collector_paused() -> Iterator[None]:
    """Build many long-lived objects without the cyclic collector walking them again and again (a third faster)."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()
