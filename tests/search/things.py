"""Findable things for tests: a kind of its own that is public as long as its entry says so."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

import pytest
from django.db import transaction
from django.db.models import Q

from search import actions, finding, index
from search.question import Question, read
from search.sources import Findable, Source, register, unregister

KIND, OTHER = "note", "card"


def source(hidden: set[int]) -> Source:
    return Source(KIND, "便条", lambda: ~Q(object_id__in=hidden), lambda: iter(()), order=90)


@pytest.fixture
def hidden() -> Iterator[set[int]]:
    """The kind is known; numbers put into the set are not public, whatever entries and index say."""
    numbers: set[int] = set()
    register(source(numbers))
    register(replace(source(numbers), kind=OTHER, label="卡片", order=91))
    yield numbers
    unregister(KIND)
    unregister(OTHER)


def note(pk: int, title: str = "", body: str = "", kind: str = KIND, **values) -> Findable:
    return Findable(kind, pk, f"/notes/{pk}/", title, body=body, **values)


def put(*things: Findable) -> None:
    with transaction.atomic():
        actions.put(*things)


def remove(*numbers: int) -> None:
    with transaction.atomic():
        actions.remove(KIND, *numbers)


def question(query: str, groups=(), **values) -> Question:
    words, key = read(query, groups)
    return Question(words, key, filters={"kind": KIND} | values.pop("filters", {}), **values)


def numbers(keys) -> list[int]:
    """Object numbers of entries in the order of their keys."""
    entries = finding.shown(keys)
    return [entries[key].object_id for key in keys if key in entries]


def from_index(query: str, **values) -> list[int]:
    index.follow()
    found = finding.answer(question(query, **values))
    assert found.from_index
    return numbers(found.keys)


def from_table(query: str, **values) -> list[int]:
    """The same with the index set aside."""
    index.place().mkdir(parents=True, exist_ok=True)
    (index.place() / "damaged").touch()
    found = finding.answer(question(query, **values))
    assert not found.from_index
    return numbers(found.keys)


def dated(year: int) -> date:
    return date(year, 6, 1)
