"""Runs, tokens, phrases: what the index is told and what a reading of the text finds are the same."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search.wording import BREAK, Phrase, excerpt, fold, key, marked, narrow, phrases, runs, tokens

TEXTS = st.text(alphabet="低保标准号水a1B２〔〕。 、_" + BREAK, max_size=24)
ANY = st.text(max_size=60)


@given(ANY)
def test_folding_never_changes_the_length(text):
    assert len(fold(text)) == len(text)
    assert fold(fold(text)) == fold(text)


@given(ANY)
def test_what_is_stored_is_found_like_what_was_written(text):
    assert key(narrow(text)) == key(text)


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("最低生活保障", "最 最低 低生 生活 活保 保障 障"),
        ("鲁政办发〔2020〕11号", "鲁 鲁政 政办 办发 发 2020 11 号 号"),
        ("ＧＤＰ增长5.2%", "gdp 增 增长 长 5 2"),
        (f"甲{BREAK}乙", "甲 甲 | 乙 乙"),
        ("，。〔〕_", ""),
    ],
)
def test_tokens(text, wanted):
    assert tokens(text) == wanted


@pytest.mark.parametrize(
    "number", ["青政发[2026]3号", "青政发〔2026〕3号", "青政发（２０２６） 3 号", "青政发【2026】3号"]
)
def test_a_number_is_the_same_in_every_bracket(number):
    assert key(number) == "青政发 2026 3 号"


def stands(phrase: Phrase, text: str) -> bool:
    """By the definition: whole runs in the middle, a run's end before them, a run's beginning after them."""
    parts = [runs(part) for part in fold(text).split(BREAK)]
    size = len(phrase.runs)
    return any(
        _fits(phrase.runs, part[place : place + size])
        for part in parts
        for place in range(len(part) - size + 1)
    )


def _fits(wanted, found) -> bool:
    def han(run):
        return not run[0].isascii()

    first, last = wanted[0], wanted[-1]
    if len(wanted) == 1:
        return first in found[0] if han(first) and han(found[0]) else first == found[0]
    return (
        wanted[1:-1] == tuple(found[1:-1])
        and (found[0].endswith(first) if han(first) else found[0] == first)
        and (found[-1].startswith(last) if han(last) else found[-1] == last)
    )


@given(TEXTS, TEXTS)
def test_the_pattern_is_the_definition(query, text):
    for phrase in phrases(query):
        assert phrase.is_in(fold(text)) == stands(phrase, text)


@given(TEXTS, TEXTS)
def test_the_tokens_of_a_phrase_follow_each_other_exactly_where_it_stands(query, text):
    said = tokens(text).split(" ")
    for phrase in phrases(query):
        if phrase.character:
            found = any(token.startswith(phrase.character) for token in said)
        else:
            wanted = phrase.tokens
            found = any(said[n : n + len(wanted)] == wanted for n in range(len(said)))
        assert found == stands(phrase, text)


@pytest.mark.parametrize("query", ["", "   ", "。，！", "\x00\x01", "____"])
def test_a_query_that_says_nothing(query):
    assert phrases(query) == ()


def test_a_query_has_an_end():
    assert len(phrases(" ".join("甲乙丙丁戊己庚辛壬癸"))) == 8
    assert phrases("长" * 500)[0].runs == ("长" * 60,)


@given(TEXTS, TEXTS)
def test_marking_changes_nothing_of_the_text(query, text):
    pieces = marked(text, phrases(query))
    assert "".join(piece for piece, _ in pieces) == text
    assert any(hit for _, hit in pieces) == any(phrase.is_in(fold(text)) for phrase in phrases(query))


def test_an_excerpt_shows_the_place_where_the_words_stand_together():
    text = "低保。" + "无关的话。" * 60 + "本县低保标准自七月起提高。" + "其他的话。" * 60
    shown = "".join(piece for piece, _ in excerpt(text, phrases("低保 标准")))
    assert "本县低保标准自七月起提高" in shown
    assert shown.startswith("…")
    assert shown.endswith("…")
    assert len(shown) < 130


def test_an_excerpt_of_a_short_text_is_the_text():
    assert excerpt("本县低保标准", phrases("没有")) == [("本县低保标准", False)]
    assert excerpt("", phrases("没有")) == []
