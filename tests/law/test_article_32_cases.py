"""第三十二条、第三十四条: third parties and co-making agencies, on real cases."""

from datetime import date

import pytest

from accounts.policies import Refused
from requests_app.actions import deciding, extending
from requests_app.workflow import Status
from tests.applications import GRANT, case, decided

BASE = {key: GRANT[key] for key in ("pending", "complete", "nature", "frequency", "responsible", "exists")}
REFUSED = {
    **BASE,
    "ground": "B1",
    "third_party": "objects_with_reason",
    "public_interest": "no",
    "separable": "whole",
}
RELEASED = {
    **BASE,
    "ground": "B1",
    "third_party": "objects_with_reason",
    "public_interest": "yes",
    "how": "provide",
}
SENT, LATER = date(2026, 4, 10), date(2026, 4, 24)


def consulted(county, **values):
    made = case(county, state=Status.PROCESSING, on=date(2026, 4, 1))
    one = extending.consult(
        made,
        by=county.clerk,
        on=SENT,
        kind="third_party",
        party="某公司",
        question="是否同意公开报价",
        delivered_on=SENT,
    )
    if values:
        one = extending.answer_consultation(one, by=county.clerk, on=LATER, **values)
    made.refresh_from_db()
    return made, one


def test_nobody_is_refused_for_a_third_party_that_was_never_asked(county):
    made = case(county, state=Status.PROCESSING, on=date(2026, 4, 1))
    decided(county, made, on=SENT, answers=REFUSED)
    with pytest.raises(Refused, match="征求第三方意见"):
        deciding.submit_reply(made, by=county.clerk, on=SENT)


def test_while_the_third_party_may_still_answer_nothing_is_decided(county):
    made, _ = consulted(county)
    decided(county, made, on=LATER, answers=REFUSED)
    with pytest.raises(Refused, match="尚未答复"):
        deciding.submit_reply(made, by=county.clerk, on=LATER)


def test_silence_decides_nothing_and_the_agency_does(county):
    made, one = consulted(county)
    after = date(2026, 5, 8)
    assert (one.position, one.is_reasonable) == ("", None)
    decided(county, made, on=after)
    deciding.submit_reply(made, by=county.clerk, on=after)


def test_a_reasoned_objection_allows_refusal(county):
    made, _ = consulted(county, position="objects", answer="商业秘密", is_reasonable=True)
    decided(county, made, on=LATER, answers=REFUSED)
    assert deciding.submit_reply(made, by=county.clerk, on=LATER).outcome == "DENY_THIRD"


def test_release_for_the_public_interest_is_told_to_the_third_party_first(county):
    made, one = consulted(county, position="objects", answer="商业秘密", is_reasonable=True)
    decided(county, made, on=LATER, answers=RELEASED)
    with pytest.raises(Refused, match="书面告知"):
        deciding.submit_reply(made, by=county.clerk, on=LATER)
    extending.note_release(one, by=county.clerk, on=LATER)
    deciding.submit_reply(made, by=county.clerk, on=LATER)


def test_article_34_asks_co_makers_and_their_silence_is_consent(county):
    made = case(county, state=Status.PROCESSING, on=date(2026, 4, 1))
    extending.consult(
        made, by=county.clerk, on=SENT, kind="joint_agency", party="县财政局", question="?", delivered_on=SENT
    )
    after = date(2026, 5, 8)
    decided(county, made, on=after)
    assert deciding.submit_reply(made, by=county.clerk, on=after).outcome == "GRANT"
