"""What is in a database, asked in SQL of one moment of it: the files its rows name, how many rows, the newest act."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Protocol

from django.apps import apps
from django.conf import settings
from django.core.files.storage import Storage, storages
from django.db import connection, models

from accounts.privacy import Sealed
from audit.models import AuditEntry


class Snapshot(Protocol):
    """A database as of one moment."""

    vendor: str

    def query(self, sql: str) -> Iterator[tuple[Any, ...]]: ...


@dataclass(frozen=True, slots=True)
class Named:
    """A file a row names; `sm3` is what the row says of its content, where it says so."""

    store: str
    name: str
    sm3: str


def file_fields() -> Iterator[tuple[type[models.Model], models.FileField]]:
    for model in apps.get_models():
        for field in model._meta.local_concrete_fields:
            if isinstance(field, models.FileField) and not model._meta.proxy:
                yield model, field


def store_of(field: models.FileField) -> str:
    """The name a field's storage has in the settings."""
    for alias in settings.STORAGES:
        if storages[alias] is field.storage or storages[alias] == field.storage:
            return str(alias)
    return "default"


def storage(store: str) -> Storage:
    return storages[store]


def files(snapshot: Snapshot) -> Iterator[Named]:
    """Each file once."""
    seen: set[tuple[str, str]] = set()
    for model, field in file_fields():
        store, table = store_of(field), model._meta.db_table
        sm3 = "sm3" if any(one.name == "sm3" for one in model._meta.fields) else "''"
        sql = f'SELECT "{field.column}", {sm3} FROM "{table}" WHERE "{field.column}" <> \'\''  # noqa: S608  names of ours
        for name, digest in snapshot.query(sql):
            if (store, name) not in seen:
                seen.add((store, name))
                yield Named(store, name, digest)


def counts(snapshot: Snapshot) -> dict[str, int]:
    """Rows of every table of ours that is there (a backup may be older than the software), those between two included."""
    found = {}
    there = set(connection.introspection.table_names())
    for model in apps.get_models(include_auto_created=True):
        if model._meta.managed and not model._meta.proxy and model._meta.db_table in there:
            sql = f'SELECT COUNT(*) FROM "{model._meta.db_table}"'  # noqa: S608  names of ours
            found[model._meta.label] = int(next(iter(snapshot.query(sql)))[0])
    return found


def migrations(snapshot: Snapshot) -> list[str]:
    rows = snapshot.query("SELECT app, name FROM django_migrations ORDER BY app, name")
    return [f"{app}.{name}" for app, name in rows]


def newest_act(snapshot: Snapshot) -> dict[str, Any]:
    table = AuditEntry._meta.db_table
    sql = f'SELECT id, digest FROM "{table}" ORDER BY id DESC LIMIT 1'  # noqa: S608  names of ours
    for number, digest in snapshot.query(sql):
        return {"number": number, "digest": digest}
    return {"number": 0, "digest": ""}


def key_numbers(snapshot: Snapshot) -> list[int]:
    """The numbers of the keys something is sealed with: the first byte of every sealed value."""
    found: set[int] = set()
    first = "get_byte({0}, 0)" if snapshot.vendor == "postgresql" else "hex(substr({0}, 1, 1))"
    for model in Sealed.owners:
        for field in vars(model).values():
            if isinstance(field, Sealed):
                column = f'"{model._meta.get_field(field.column).column}"'  # type: ignore[union-attr]
                sql = (
                    f'SELECT DISTINCT {first.format(column)} FROM "{model._meta.db_table}" '  # noqa: S608  names of ours
                    f"WHERE length({column}) > 0"
                )
                for (number,) in snapshot.query(sql):
                    found.add(number if isinstance(number, int) else int(number, 16))
    return sorted(found)
