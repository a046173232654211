"""Queries of one shape whose SQL is written once: for pages read a thousand times between two acts.

Django writes the SQL of a queryset anew each time, and on the page of a document that costs several times what the database
needs to answer. `Prepared` lets Django write it once for every connection and then fills in another key. The rows are
made by Django as always.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final, Generic, TypeVar
from weakref import WeakKeyDictionary

from django.db import connections, router
from django.db.models import Model, QuerySet

M = TypeVar("M", bound=Model)
STAND_IN: Final = 7_203_685_477_580_123_456  # a key no row has, to be found again among the parameters


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
        return self.sql, tuple(self.key if param == STAND_IN else param for param in self.params)
