"""第三十二条: a third party is asked in writing and answers within fifteen working days of receiving the letter; if
it is silent, the agency decides by itself; a graver public interest overrides a reasonable objection."""

from statute.outcomes import Outcome
from statute.seven_questions import Question, next_question
from tests.statute.clock.cases import K, day, due, event, limit, work_out

ASKED = event(K.THIRD_PARTY, "04-10", delivered="04-15")
SO_FAR = {
    "pending": "yes", "complete": "clear", "nature": "information", "frequency": "no", "responsible": "ours",
    "exists": "held", "ground": "B1",
}  # fmt: skip


def test_fifteen_working_days_from_their_receipt_and_not_from_dispatch():
    theirs = limit(work_out("04-01", ASKED, as_of="04-20"), "third_party")
    assert (theirs.start, theirs.days, theirs.due) == (day("04-15"), 15, day("05-09"))
    unknown = limit(work_out("04-01", event(K.THIRD_PARTY, "04-10"), as_of="04-20"), "third_party")
    assert (unknown.start, unknown.due) == (None, None)


def test_the_clock_runs_again_after_their_period():
    assert due("04-01", ASKED, as_of="05-12") == due("04-01", ASKED, as_of="06-30") == day("05-28")


def test_silence_decides_nothing():
    assert (
        "由行政机关依照条例的规定决定是否公开"
        in limit(work_out("04-01", ASKED, as_of="05-12"), "third_party").note
    )
    asked_next = next_question({**SO_FAR, "third_party": "silent"})
    assert isinstance(asked_next, Question)


def test_a_reasonable_objection_prevails_unless_the_public_interest_is_graver():
    objects = {**SO_FAR, "third_party": "objects_with_reason"}
    refused = next_question({**objects, "public_interest": "no", "separable": "whole"})
    given = next_question({**objects, "public_interest": "yes", "how": "provide"})
    assert isinstance(refused, Outcome)
    assert isinstance(given, Outcome)
    assert (refused.code, given.code) == ("DENY_THIRD", "GRANT")
