"""Over things of every real kind: the index, the table and a reading of what the apps themselves say agree on any piece of text."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import replace

import pytest
from django.core.management import call_command

from disclosure.actions import releasing
from disclosure.models import Withdrawal
from search import engine, finding, index, scanning
from search.question import PAGE_SIZE, Answer, Question
from search.sources import labels, sources
from search.wording import BREAK, fold, is_han
from tests.api.everything import everything
from tests.disclosure.public import made
from tests.factories import County
from tests.open import made as guides
from tests.search.test_kinds import WAYS
from tests.supervision.test_experiences import article

pytestmark = pytest.mark.django_db
PIECES = 120


def published(county: County) -> None:
    """Something of every kind, the texts of a few documents, and one thing of each kind of `WAYS` taken back again."""
    everything(county)
    for number, word in enumerate(("低保标准", "危房改造", "城乡居民养老保险", "秸秆禁烧")):
        edition = made.complete(county, word=word, title=f"关于{word}工作的通知")
        if number == 3:
            releasing.withdraw(edition, by=county.head, reason="有误", behaviour=Withdrawal.Behaviour.GONE)
    guides.guide_in_force(county)
    article(county)
    for way in WAYS:
        way.publish(county)


def truth() -> dict[tuple[str, int], str]:
    """What every app says is public now, with its text: nothing of search's own tables."""
    return {
        (thing.kind, thing.object_id): fold(BREAK.join((thing.title, thing.number, thing.body)))
        for source in sources()
        for thing in source.everything()
    }


def pieces(texts: list[str]) -> Iterator[str]:
    """Two to eight characters as they stand in a text, as a reader copies them."""
    chance = random.Random(7)
    for _ in range(PIECES):
        text = chance.choice([text for text in texts if len(text) > 10])
        start = chance.randrange(len(text) - 8)
        piece = text[start : start + chance.randint(2, 8)]
        if finding.words_of(piece, only_typed=True)[0] and BREAK not in piece:
            yield piece


def every_key(ask, question: Question) -> set[int]:
    found: list[int] = []
    answer: Answer = ask(question)
    while len(found) < answer.total:
        found.extend(answer.keys)
        question = replace(question, page=question.page + 1)
        answer = ask(question)
        assert len(answer.keys) <= PAGE_SIZE
        assert answer.keys or len(found) >= answer.total
    assert len(found) == len(set(found)), "a thing stands on two pages"
    return set(found)


def test_any_piece_of_any_text_is_found_as_by_reading_everything(county):
    published(county)
    call_command("reindex", verbosity=0)
    searcher = index.current().searcher
    texts = truth()
    kinds = {kind for kind, _ in texts}
    assert kinds >= set(labels()) - {"service"}, set(labels()) - kinds
    asked = 0
    for piece in pieces(list(texts.values())):
        question = Question(*finding.words_of(piece, only_typed=True))
        read = {key for key, text in texts.items() if question.is_in(text)}
        if is_han(piece) and len(question.phrases[0].runs[0]) == len(piece):
            assert read == {key for key, text in texts.items() if fold(piece) in text}, piece
        for ask in (lambda one: engine.ask(searcher, one), scanning.ask):
            shown = finding.shown(every_key(ask, question))
            assert {(one.kind, one.object_id) for one in shown.values()} == read, piece
        asked += 1
    assert asked > PIECES / 2
