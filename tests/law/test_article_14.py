"""第十四条: what is a state secret, what a law or administrative regulation forbids to disclose, and what may endanger
state security, public security, economic security or social stability is not disclosed. Not to anybody."""

import pytest

from statute.grounds import GROUNDS, Attribute, Ground, grounds_for

ABSOLUTE = [Ground.A1, Ground.A2, Ground.A3]


def test_there_are_three_such_grounds():
    assert [rule.code for rule in GROUNDS.values() if rule.article == "条例第十四条"] == ABSOLUTE
    assert [rule.code for rule in GROUNDS.values() if rule.absolute] == ABSOLUTE


@pytest.mark.parametrize("ground", ABSOLUTE)
def test_they_leave_no_discretion_and_ask_no_third_party(ground):
    assert not GROUNDS[ground].discretionary
    assert not GROUNDS[ground].third_party


@pytest.mark.parametrize("ground", ABSOLUTE)
def test_what_nobody_may_have_is_not_given_on_request_either(ground):
    assert Attribute.ON_REQUEST not in GROUNDS[ground].attributes
    assert set(GROUNDS[ground].attributes) == {Attribute.NOT_OPEN, Attribute.OPEN_REDACTED}
    assert GROUNDS[ground] not in grounds_for(Attribute.ON_REQUEST)


@pytest.mark.parametrize(
    ("ground", "decision"), [("A1", "DENY_SECRET"), ("A2", "DENY_LAW"), ("A3", "DENY_SAFETY")]
)
def test_a_request_is_refused_on_the_same_ground(ground, decision):
    assert GROUNDS[Ground(ground)].decision == decision
