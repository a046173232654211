"""The same answer without an index: every entry is looked at. Slow on a large table, and always there."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import date
from functools import reduce
from operator import and_, or_

from django.db.models import Q, QuerySet

from search.engine import Hits, factor
from search.models import Entry
from search.question import FACETS, PAGE_SIZE, Answer, Question, Word, mark
from search.wording import Phrase, fold, is_han, key

_ALWAYS = ("pk", "kind", "unit_id", "domains", "date", "in_force", "weight", "title", "number")


def ask(question: Question) -> Answer:
    """One page, and the facets, each under all conditions but its own."""
    counts: dict[str, Counter[str]] = {name: Counter() for name in FACETS}
    found: list[tuple[float, int, int, str]] = []
    for entry in _matching(question):
        values = values_of(entry)
        missed = [name for name, value in question.filters.items() if value not in values[name]]
        if not missed:
            found.append(
                (_score(question, entry), (entry.date or date.min).toordinal(), entry.pk, entry.kind)
            )
        for name in FACETS:
            if not missed or missed == [name]:
                counts[name].update(value for value in values[name] if value not in {"", "0"})
    order = (
        (lambda hit: (-hit[1], -hit[2])) if question.by_date else (lambda hit: (-hit[0], -hit[1], -hit[2]))
    )
    found.sort(key=order)
    page = found[question.offset : question.offset + PAGE_SIZE]
    marks = frozenset(mark(kind) for *_, kind in page)
    return Answer([pk for _, _, pk, _ in page], len(found), counts, from_index=False, marks=marks)


def titles(words: tuple[Word, ...], limit: int) -> Hits:
    """Entries whose title has all the words, best first."""
    question = Question(words)
    found = _narrowed(Entry.objects.findable(), words, "title").only(*_ALWAYS)[:2000]
    fitting = [entry for entry in found if question.is_in(fold(entry.title))]
    fitting.sort(key=lambda entry: (-_score(question, entry), -entry.pk))
    best = fitting[:limit]
    return [entry.pk for entry in best], frozenset(mark(entry.kind) for entry in best)


def among(words: tuple[Word, ...], kind: str, object_ids: Iterable[int]) -> set[int]:
    """Which of these things have all the words; none, where there is nothing to look for (one query)."""
    if not words:
        return set()
    entries = Entry.objects.findable().filter(kind=kind, object_id__in=list(object_ids))
    found = _narrowed(entries, words, "text").only("object_id", "text")
    question = Question(words)
    return {entry.object_id for entry in found if question.is_in(fold(entry.text))}


def values_of(entry: Entry) -> dict[str, list[str]]:
    """The values under which an entry is counted."""
    return {
        "kind": [entry.kind],
        "unit": [str(entry.unit_id or 0)],
        "domain": entry.domain_codes,
        "year": [str(entry.year)],
    }


def _matching(question: Question) -> Iterator[Entry]:
    """What the words find. Where the database cannot say it alone, the text is read and asked again."""
    entries = _narrowed(Entry.objects.findable(), question.words, "text")
    if question.current:
        entries = entries.filter(in_force=True)
    exact = all(_said_by_the_database(phrase) for phrase in question.phrases)
    for entry in entries.only(*_ALWAYS, *(() if exact else ("text",))).iterator(chunk_size=2000):
        if exact or question.is_in(fold(entry.text)):
            yield entry


def _said_by_the_database(phrase: Phrase) -> bool:
    return len(phrase.runs) == 1 and is_han(phrase.runs[0])


def _narrowed(entries: QuerySet[Entry], words: tuple[Word, ...], field: str) -> QuerySet[Entry]:
    """Entries that have every run of every word, in whatever order."""
    for word in words:
        entries = entries.filter(reduce(or_, (_has(phrase, field) for phrase in word.phrases)))
    return entries


def _has(phrase: Phrase, field: str) -> Q:
    """A run the database compares otherwise than we do is left to the reading of the text."""
    known = [run for run in phrase.runs if is_han(run) or run.isascii()]
    return reduce(and_, (Q(**{f"{field}__icontains": run}) for run in known), Q())


def _score(question: Question, entry: Entry) -> float:
    """The same order of worth as in the index, without its counting of how often a word stands in a text."""
    title, number = fold(entry.title), fold(entry.number)
    worth = 1.0
    for word in question.words:
        share = 60.0 / len(question.words)
        if word.typed.is_in(title):
            worth += share
        elif word.is_in(title):
            worth += share * 0.7
        if word.typed.is_in(number):
            worth += 30.0 / len(question.words)
    if question.key:
        worth += 1000.0 * (key(entry.number) == question.key) + 40.0 * (key(entry.title) == question.key)
    return worth * factor(entry)
