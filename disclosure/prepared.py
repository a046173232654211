"""Queries of one shape whose SQL is written once: for pages read a thousand times between two acts.

Django writes the SQL of a queryset anew each time, and on the page of a document that costs several times what the database
needs to answer. `Prepared` lets Django write it once for every connection and then fills in another key. The rows are
made by Django as always. PostgreSQL is told the query once, too (PREPARE): planning a dozen tables takes it longer than
reading a few rows of them.
"""

from __future__ import annotations

from collections.abc import Callable
from itertools import count
from typing import Any, Final, Generic, TypeVar
from weakref import WeakKeyDictionary, ref

from django.conf import settings
from django.db import connections, router
from django.db.models import Model, QuerySet
from psycopg2.extensions import AsIs

M = TypeVar("M", bound=Model)
STAND_IN: Final = 7_203_685_477_580_123_456  # a key no row has, to be found again among the parameters
_numbers: Final = count(1)


class Prepared(Generic[M]):
    """`build` gets a key and returns a queryset of constant shape: no clock, no setting, no user in it."""

    def __init__(self, build: Callable[[int], QuerySet[M]]) -> None:
        self.build = build
        self._plain: QuerySet[M] | None = None
        self._written: WeakKeyDictionary[Any, _Written] = WeakKeyDictionary()

    def __call__(self, key: int) -> list[M]:
        """The rows, in the queryset's order; one query."""
        if self._plain is None:
            self._plain = self.build(STAND_IN)
        # A replica's rows are no answer of the primary.
        connection = connections[router.db_for_read(self._plain.model)]
        written = self._written.get(connection)
        if written is None:
            written = self._written[connection] = _Written(self._plain.using(connection.alias))
        return written.rows(key)

    def one(self, key: int) -> M | None:
        return next(iter(self(key)), None)


class _Written:
    """A queryset with its SQL, for one connection and so for one thread."""

    def __init__(self, queryset: QuerySet[Any]) -> None:
        self.queryset, self.key = queryset, STAND_IN
        self._converters: dict[int, Any] | None = None
        compiler = queryset.query.get_compiler(using=queryset.db)
        self.sql, self.params = compiler.as_sql()
        self._find_converters = compiler.get_converters
        compiler.as_sql, compiler.get_converters = self._as_sql, self._get_converters
        queryset.query.get_compiler = lambda *_, **__: compiler
        self.name = f"{queryset.model._meta.db_table}_{next(_numbers)}"
        self._told: Callable[[], Any] = lambda: None  # the session that knows the name

    def rows(self, key: int) -> list[Any]:
        self.key = key
        rows = self.queryset._iterable_class  # noqa: SLF001  how a queryset makes its rows; no public name
        return list(rows(self.queryset))

    def _get_converters(self, expressions: list[Any]) -> dict[int, Any]:
        """The columns are the same each time, and so is what makes Python values of them."""
        if self._converters is None:
            self._converters = self._find_converters(expressions)
        return self._converters

    def _as_sql(self, *_: object, **__: object) -> tuple[str, tuple[Any, ...]]:
        if self._is_known_to_the_server():
            return f"EXECUTE {self.name}(%s)", (self.key,)
        return self.sql, self._params(self.key)

    def _params(self, key: Any) -> tuple[Any, ...]:
        return tuple(key if param == STAND_IN else param for param in self.params)

    def _is_known_to_the_server(self) -> bool:
        wrapper = connections[self.queryset.db]
        if wrapper.vendor != "postgresql" or not settings.PREPARED_STATEMENTS:
            return False
        wrapper.ensure_connection()
        session = wrapper.connection
        if self._told() is not session:
            # Not through Django's cursor: it is no question, and is not counted as one.
            with wrapper.wrap_database_errors, session.cursor() as cursor:
                cursor.execute(f"PREPARE {self.name} (bigint) AS {self.sql}", self._params(AsIs("$1")))
            self._told = ref(session)
        return True
