"""How much of an interpretation is copied, masked names, and the hours of a concern: pure."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from interpretation import clocks
from interpretation.masking import masked
from interpretation.overlap import RUN, SHORTEST, letters, overlap, runs

HAN = st.text(st.characters(min_codepoint=0x4E00, max_codepoint=0x4EFF), min_size=SHORTEST, max_size=400)
MARKS = "，。；：“”（） \n\t"


@given(HAN, st.lists(st.tuples(st.integers(0, 400), st.sampled_from(MARKS)), max_size=30))
def test_a_copy_is_a_copy_however_it_is_punctuated(text, marks):
    other = text
    for place, mark in marks:
        other = other[:place] + mark + other[place:]
    assert overlap(other, text).share == 1
    assert overlap(other, text).is_copy


@given(HAN, HAN)
def test_the_share_lies_between_nothing_and_all(own, document):
    share = overlap(own, document).share
    assert share is not None
    assert 0 <= share <= 1
    assert (share == 0) == (not runs(own) & runs(document))


@given(HAN, HAN, HAN)
def test_more_of_the_document_never_makes_it_less_of_a_copy(own, document, more):
    assert overlap(own, document + more).share >= overlap(own, document).share


@given(st.text(max_size=SHORTEST - 1))
def test_of_a_short_text_nothing_is_said(text):
    measured = overlap(text, text * 3)
    assert measured.share is None
    assert measured.percent is None
    assert not measured.is_copy


def test_half_a_copy_is_about_half():
    document = "".join(chr(0x4E00 + place) for place in range(200))
    own = document[:100] + "".join(chr(0x6E00 + place) for place in range(100))
    assert 40 < overlap(own, document).percent < 55
    assert len(runs(document)) == len(letters(document)) - RUN + 1


@given(st.text(max_size=30))
def test_a_masked_name_never_shows_the_whole_name(name):
    plain = "".join(name.split())
    shown = masked(name)
    assert len(shown) <= 4
    assert shown == "网友" or (
        (shown.endswith("*") and plain[len(shown.rstrip("*")) :] != "") or len(plain) == 1
    )


def test_names_are_masked_by_family_name():
    assert [masked(name) for name in ("李明", "李明明", "欧阳修", "欧阳修文", " ", "阿卜杜拉·买买提")] == [
        "李*", "李**", "欧阳*", "欧阳**", "网友", "阿**",
    ]  # fmt: skip


ARISEN = datetime(2026, 3, 2, 1, tzinfo=UTC)


def hours(number: int) -> datetime:
    return ARISEN + timedelta(hours=number)


def test_a_major_event_needs_a_word_in_five_hours_and_a_conference_in_twenty_four():
    said = [("fact", hours(4)), (clocks.CONFERENCE, hours(25))]
    word, conference = clocks.limits(clocks.MAJOR, ARISEN, said, hours(30))
    assert (word.due, word.done, word.late) == (hours(5), hours(4), False)
    assert (conference.due, conference.done, conference.late) == (hours(24), hours(25), True)


def test_another_concern_is_answered_within_forty_eight_hours():
    (answer,) = clocks.limits(clocks.ORDINARY, ARISEN, [], hours(48))
    assert not answer.late
    (answer,) = clocks.limits(clocks.ORDINARY, ARISEN, [], hours(49))
    assert answer.late
    assert answer.done is None
