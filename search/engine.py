"""The index: tantivy with our tokens. It knows keys, tokens and columns to count by, and never a text to show."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, Final

import tantivy
from tantivy import Occur, Query

from search.models import Entry
from search.question import FACETS, PAGE_SIZE, Answer, Question, Word, mark
from search.wording import Phrase, key, tokens

VERSION: Final = 2  # of schema and tokens: another number is another folder, built anew
HEAP: Final = 64_000_000
_STATE: Final = "#"  # the kind of the one document that says up to which change the index has read
_MOST_VALUES: Final = 2000
_SPLIT: Final = "spaces"
# What finding it there is worth. The score of a body stays below all of them: title above 文号 above body.
_NUMBER_EXACT, _TITLE, _TITLE_WHOLE, _NUMBER = 1000.0, 60.0, 40.0, 30.0
_RELEVANCE: Final = 0.1
_COLUMNS: Final[Mapping[str, str]] = {"kind": "kind", "unit": "unit", "domain": "domains", "year": "year"}


Hits = tuple[list[int], frozenset[int]]  # keys of entries, best first, and the marks of their kinds


def is_failure(error: BaseException) -> bool:
    """A damaged index makes the library panic, which reaches Python beside `Exception`."""
    return isinstance(error, Exception) or type(error).__name__ == "PanicException"


def _schema() -> tantivy.Schema:
    builder = tantivy.SchemaBuilder()
    builder.add_unsigned_field("entry", indexed=True, fast=True)
    builder.add_unsigned_field("change", stored=True, fast=True)
    for name in ("all", "title", "number"):
        builder.add_text_field(name, tokenizer_name=_SPLIT, index_option="position")
    for name in ("kind", "domains", "title_key", "number_key"):
        builder.add_text_field(
            name, tokenizer_name="raw", index_option="basic", fast=name in {"kind", "domains"}
        )
    for name in ("unit", "year", "current", "mark"):
        builder.add_unsigned_field(name, indexed=True, fast=True)
    builder.add_unsigned_field("date", fast=True)
    builder.add_float_field("weight", fast=True)
    return builder.build()


SCHEMA: Final = _schema()


def open_index(folder: Path) -> tantivy.Index:
    """The index of a folder, made if there is none. ValueError for what is none."""
    index = tantivy.Index(SCHEMA, path=str(folder))
    spaces = tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.whitespace()).build()
    index.register_tokenizer(_SPLIT, spaces)
    index.config_reader("manual")
    return index


# --- writing ------------------------------------------------------------------------------------------------


class Writer:
    """Changes entries, and commits them with the number of the last change: both or neither."""

    def __init__(self, index: tantivy.Index) -> None:
        self.writer = index.writer(HEAP, 1)

    def take(self, entries: Iterable[Entry], *, fresh: bool = False) -> None:
        for entry in entries:
            if not fresh:
                # by query: the library takes a number given as a term for a signed one, and finds nothing
                self.writer.delete_documents_by_query(_term("entry", entry.pk))
            if entry.visible:
                self.writer.add_document(tantivy.Document.from_dict(_document(entry), SCHEMA))

    def commit(self, change: int) -> None:
        self.writer.delete_documents_by_term("kind", _STATE)
        state = {
            "kind": _STATE,
            "change": change,
            "entry": 0,
            "unit": 0,
            "year": 0,
            "current": 0,
            "mark": 0,
            "date": 0,
        }
        self.writer.add_document(tantivy.Document.from_dict(state | {"weight": 0.0}, SCHEMA))
        self.writer.commit()

    def close(self) -> None:
        """Merges are finished and the library's own lock is let go."""
        self.writer.wait_merging_threads()
        del self.writer


def _document(entry: Entry) -> dict[str, Any]:
    values: dict[str, Any] = {
        "entry": entry.pk,
        "change": entry.change,
        "all": tokens(entry.text),
        "title": tokens(entry.title),
        "title_key": key(entry.title),
        "kind": entry.kind,
        "mark": mark(entry.kind),
        "unit": entry.unit_id or 0,
        "year": entry.year,
        "current": int(entry.in_force),
        "date": entry.date.toordinal() if entry.date else 0,
        "weight": 2 ** factor(entry) - 2,  # the library multiplies a score with log2(2 + weight)
    }
    if entry.number:
        values |= {"number": tokens(entry.number), "number_key": key(entry.number)}
    if codes := entry.domain_codes:
        values["domains"] = codes
    return values


def factor(entry: Entry) -> float:
    """What a score is multiplied with: what is in force before what is not, then the kind, then the newer."""
    recent = min(max(entry.year - 2000, 0), 40) / 200
    return max((2.0 if entry.in_force else 1.2) * entry.weight + recent, 1.0)


# --- asking -------------------------------------------------------------------------------------------------


def last_change(searcher: tantivy.Searcher) -> int:
    """Up to which change the index has read. ValueError when it does not say."""
    hits = searcher.search(Query.term_query(SCHEMA, "kind", _STATE, "basic"), 1).hits
    if not hits:
        raise ValueError("an index without its state")
    return int(searcher.doc(hits[0][1])["change"][0])


def entries_in(searcher: tantivy.Searcher) -> int:
    return searcher.num_docs - 1


def missing(searcher: tantivy.Searcher, entries: Iterable[tuple[int, int]]) -> int:
    """How many of these (key, change) the index does not have, or has as they were before."""
    hits = searcher.search(Query.all_query(), searcher.num_docs or 1, count=False).hits
    places = [address for _, address in hits]
    keys = searcher.fast_field_values("entry", places)
    changes = searcher.fast_field_values("change", places)
    known = dict(zip(keys, changes, strict=True))
    return sum(known.get(key) != change for key, change in entries)


def ask(searcher: tantivy.Searcher, question: Question) -> Answer:
    """One page, and the facets, each under all conditions but its own."""
    matching = _matching(question)
    hits = _hits(searcher, question, _and(_ranked(question, matching), _conditions(question)))
    counts: dict[str, Mapping[str, int]] = {}
    free = [name for name in FACETS if name not in question.filters]
    counts |= _counts(searcher, _and(matching, _conditions(question)), [*free, "total"])
    for name in question.filters:
        counts |= _counts(searcher, _and(matching, _conditions(question, without=name)), [name])
    keys, marks = hits
    return Answer(keys, sum(counts.pop("total").values()), counts, from_index=True, marks=marks)


def titles(searcher: tantivy.Searcher, words: Iterable[Word], limit: int) -> Hits:
    """Entries whose title has all the words, best first."""
    query = _any_of([_every(words, "title")])
    found = searcher.search(query, limit, count=False, weight_by_field="weight")
    return _keys(searcher, found)


def _hits(searcher: tantivy.Searcher, question: Question, query: Query) -> Hits:
    order: dict[str, Any] = {"order_by_field": "date"} if question.by_date else {"weight_by_field": "weight"}
    return _keys(searcher, searcher.search(query, PAGE_SIZE, count=False, offset=question.offset, **order))


def _keys(searcher: tantivy.Searcher, found: tantivy.SearchResult) -> Hits:
    places = [address for _, address in found.hits]
    keys = [int(value) for value in searcher.fast_field_values("entry", places) if value]
    return keys, frozenset(int(value) for value in searcher.fast_field_values("mark", places) if value)


def _counts(searcher: tantivy.Searcher, query: Query, names: Iterable[str]) -> dict[str, Mapping[str, int]]:
    wanted = {name: {"terms": {"field": _COLUMNS.get(name, "kind"), "size": _MOST_VALUES}} for name in names}
    found = searcher.aggregate(query, wanted)
    return {
        name: {
            _text(bucket["key"]): bucket["doc_count"]
            for bucket in found[name]["buckets"]
            if bucket["key"] not in {_STATE, 0}
        }
        for name in wanted
    }


def _text(value: Any) -> str:
    return str(int(value)) if isinstance(value, float) else str(value)


# --- queries ------------------------------------------------------------------------------------------------


def _and(*queries: Query) -> Query:
    return Query.boolean_query([(Occur.Must, query) for query in queries])


def _any_of(queries: list[Query]) -> Query:
    return queries[0] if len(queries) == 1 else Query.boolean_query([(Occur.Should, one) for one in queries])


def _phrase(phrase: Phrase, field: str) -> Query:
    if phrase.character:
        return Query.regex_query(SCHEMA, field, f"{phrase.character}.?")
    said = phrase.tokens
    if len(said) == 1:
        return Query.term_query(SCHEMA, field, said[0])
    return Query.phrase_query(SCHEMA, field, list(said))


def _word(word: Word, field: str) -> Query:
    """As typed, or what means the same, which counts less."""
    typed, *others = word.phrases
    beside = [Query.boost_query(_phrase(phrase, field), 0.6) for phrase in others]
    return _any_of([_phrase(typed, field), *beside])


def _every(words: Iterable[Word], field: str) -> Query:
    return _and(*(_word(word, field) for word in words))


def _matching(question: Question) -> Query:
    """Without words everything: whoever chose a unit wants to see what it has."""
    if not question.words:
        everything = Query.boolean_query(
            [(Occur.Must, Query.all_query()),
             (Occur.MustNot, Query.term_query(SCHEMA, "kind", _STATE, "basic"))]
        )  # fmt: skip
        return Query.const_score_query(everything, 1.0)
    return _every(question.words, "all")


def _ranked(question: Question, matching: Query) -> Query:
    """What matches, with what finding it in title or number is worth on top."""
    if not question.words or question.by_date:
        return Query.const_score_query(matching, 1.0)
    share = _TITLE / len(question.words)
    better: list[Query] = [
        Query.const_score_query(_term("number_key", question.key), _NUMBER_EXACT),
        Query.const_score_query(_term("title_key", question.key), _TITLE_WHOLE),
    ]
    for word in question.words:
        better.append(Query.const_score_query(_phrase(word.typed, "title"), share))
        better += [Query.const_score_query(_phrase(one, "title"), share * 0.7) for one in word.phrases[1:]]
        better.append(Query.boost_query(_phrase(word.typed, "title"), _RELEVANCE))
        better.append(Query.const_score_query(_phrase(word.typed, "number"), _NUMBER / len(question.words)))
    parts = [
        (Occur.Must, Query.boost_query(matching, _RELEVANCE)),
        *((Occur.Should, one) for one in better),
    ]
    return Query.boolean_query(parts)


def _term(field: str, value: Any) -> Query:
    return Query.term_query(SCHEMA, field, value, "basic")


def _conditions(question: Question, *, without: str = "") -> Query:
    held = [
        Query.const_score_query(_term(_COLUMNS[name], int(value) if name in {"unit", "year"} else value), 0.0)
        for name, value in question.filters.items()
        if name != without
    ]
    if question.current:
        held.append(Query.const_score_query(_term("current", 1), 0.0))
    return _and(*held) if held else Query.const_score_query(Query.all_query(), 0.0)
