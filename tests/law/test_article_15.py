"""第十五条: trade secrets and privacy are not disclosed where that would harm somebody's lawful rights, unless the third
party agrees or keeping them back would gravely harm the public interest."""

import pytest

from statute.grounds import GROUNDS, Attribute, Ground

THIRD_PARTY = [Ground.B1, Ground.B2]


def test_it_protects_trade_secrets_and_privacy():
    assert [rule.label for rule in GROUNDS.values() if rule.article == "条例第十五条"] == [
        "商业秘密",
        "个人隐私",
    ]
    assert [rule.code for rule in GROUNDS.values() if rule.third_party] == THIRD_PARTY


@pytest.mark.parametrize("ground", THIRD_PARTY)
def test_the_protection_is_not_absolute(ground):
    """With the third party's consent the information can be given to whoever asks for it."""
    rule = GROUNDS[ground]
    assert not rule.absolute
    assert Attribute.ON_REQUEST in rule.attributes


@pytest.mark.parametrize("ground", THIRD_PARTY)
def test_the_reason_speaks_of_the_third_party_and_of_the_public_interest(ground):
    assert "征求第三方意见的结果和公共利益的衡量" in GROUNDS[ground].reason_hint


@pytest.mark.parametrize("ground", THIRD_PARTY)
def test_a_request_is_refused_to_protect_the_third_party(ground):
    assert GROUNDS[ground].decision == "DENY_THIRD"
