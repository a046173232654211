"""Asking: the index where it stands, the table where it does not; what is shown always comes from the table."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import replace
from functools import partial
from typing import Final

from django.db.models import QuerySet

from search import engine, index, scanning
from search.models import Entry, Promotion, Synonym
from search.question import Answer, Question, Word, loosened, mark, read
from search.sources import public, sources

SUGGESTIONS: Final = 8


def words_of(query: str, *, only_typed: bool = False) -> tuple[tuple[Word, ...], str]:
    """The words of a query, with the county's synonyms unless the reader wants none (one query)."""
    groups = [] if only_typed else [synonym.listed() for synonym in Synonym.objects.in_use()]
    return read(query, groups)


def answer(question: Question) -> Answer:
    """Which entries, how many, and the facets. What nothing has as typed is looked for in pieces, which the answer names."""
    found = index.current()
    if found is not None:
        try:
            return _in_pieces_if_need_be(partial(engine.ask, found.searcher), question)
        except BaseException as error:
            if not engine.is_failure(error):
                raise
            index.report_damage(error)
    return _in_pieces_if_need_be(scanning.ask, question)


def _in_pieces_if_need_be(ask: Callable[[Question], Answer], question: Question) -> Answer:
    found = ask(question)
    if found.total or any(found.counts.values()):  # other conditions would find it
        return found
    looser = loosened(question)
    if looser is None:
        return found
    again = ask(looser)
    return replace(again, pieces=tuple(looser.phrases)) if any(again.counts.values()) else found


def among(query: str, kind: str, object_ids: Iterable[int]) -> set[int]:
    """Which of these things a query finds at this moment, synonyms included (two queries)."""
    return scanning.among(words_of(query)[0], kind, object_ids)


def promoted(query: str) -> dict[int, str]:
    """Entries the office puts above these results, with what it says about them (one query)."""
    return dict(Promotion.objects.for_words(query).values_list("entry", "note"))


def shown(keys: Iterable[int], marks: Collection[int] | None = None) -> Mapping[int, Entry]:
    """The entries any citizen may see at this moment, by key (one query). An index that is behind changes nothing here.

    With `marks` only kinds with these are asked for; an entry of another kind would be left out, never shown unasked.
    """
    kinds = None if marks is None else [source.kind for source in sources() if mark(source.kind) in marks]
    wanted = Entry.objects.findable().filter(pk__in=list(keys)).order_by()
    return {entry.pk: entry for entry in public(wanted, kinds)}


def suggestions(query: str) -> list[Entry]:
    """What the beginning of a query may be about: entries by their titles, best first, the same title once."""
    words, _ = read(query)
    if not words:
        return []
    keys, marks = _titles(words, 3 * SUGGESTIONS)
    known = {entry.pk: entry for entry in _titled(keys, marks)}
    by_title = {known[one].title: known[one] for one in reversed(keys) if one in known}
    return list(reversed(by_title.values()))[:SUGGESTIONS]


def _titled(keys: Iterable[int], marks: Collection[int]) -> QuerySet[Entry]:
    """As `shown`, without the texts."""
    kinds = [source.kind for source in sources() if mark(source.kind) in marks]
    wanted = Entry.objects.findable().filter(pk__in=list(keys)).order_by().only("title", "url", "kind")
    return public(wanted, kinds)


def _titles(words: tuple[Word, ...], limit: int) -> engine.Hits:
    found = index.current()
    if found is not None:
        try:
            return engine.titles(found.searcher, words, limit)
        except BaseException as error:
            if not engine.is_failure(error):
                raise
            index.report_damage(error)
    return scanning.titles(words, limit)
