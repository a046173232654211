"""What the database costs: time and number within a request or task, and a line for each query that took too long."""

from __future__ import annotations

import logging
import re
from collections.abc import Callable
from contextvars import ContextVar
from dataclasses import dataclass
from time import perf_counter
from typing import Any, Final

from django.conf import settings
from django.db.backends.base.base import BaseDatabaseWrapper

logger = logging.getLogger("portal.slow_query")
LONGEST: Final = 1500  # characters of a shape
_TEXT: Final = re.compile(r"'(?:[^']|'')*'")
_NUMBER: Final = re.compile(r"(?<![\w.$\"])\d+(?:\.\d+)?(?![\w.\"])")
_LIST: Final = re.compile(r"(?:(?:%s|\?), *){2,}(?:%s|\?)")


@dataclass(slots=True)
class Spent:
    """Seconds in the database, and how many queries."""

    seconds: float = 0.0
    queries: int = 0


_spent: ContextVar[Spent | None] = ContextVar("database_spent", default=None)


def start_counting() -> Spent:
    """From here on, what this request or task asks of the database is added up in what is returned."""
    spent = Spent()
    _spent.set(spent)
    return spent


def stop_counting() -> None:
    _spent.set(None)


def watch(execute: Callable[..., Any], sql: str, params: Any, many: bool, context: dict[str, Any]) -> Any:
    """Django's wrapper around every query (`connection.execute_wrappers`)."""
    began = perf_counter()
    try:
        return execute(sql, params, many, context)
    finally:
        seconds = perf_counter() - began
        spent = _spent.get()
        if spent is not None:
            spent.seconds += seconds
            spent.queries += 1
        if seconds * 1000 >= settings.SLOW_QUERY_MS > 0:
            logger.warning("%d ms: %s", seconds * 1000, shape(sql))


def watch_connection(connection: BaseDatabaseWrapper, **kwargs: Any) -> None:
    """Every connection is watched from its first query on."""
    if watch not in connection.execute_wrappers:
        connection.execute_wrappers.append(watch)


def shape(sql: str) -> str:
    """The query without what was asked for: parameters are never in it, and what is written out is taken away."""
    plain = _NUMBER.sub("?", _TEXT.sub("'…'", " ".join(sql.split())))
    return _LIST.sub("%s, …", plain)[:LONGEST]
