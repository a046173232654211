"""第三十五条: whose applications are far too many may be asked for reasons; if they are not reasonable nothing is
processed, if they are and time is short a later day is set and told."""

from statute.outcomes import Outcome
from statute.remedies import Remedy
from statute.seven_questions import next_question
from tests.statute.clock.cases import K, day, event, reasons, work_out

ASKED, GIVEN = event(K.REASON_NOTICE, "03-04"), event(K.REASONS_GIVEN, "03-09")


def test_asking_for_reasons_does_not_stop_the_clock():
    """The article knows no pause, and what it does not say is not taken from the applicant."""
    assert work_out("03-02", ASKED, as_of="03-09").reply_due == day("03-30")


def test_for_reasonable_reasons_a_later_day_may_be_set():
    found = work_out("03-02", ASKED, GIVEN, event(K.DEFERRED, "03-12", until="05-29"), as_of="03-12")
    assert found.reply_due == day("05-29")


def test_without_reasons_no_later_day_is_set():
    found = work_out("03-02", ASKED, event(K.DEFERRED, "03-12", until="05-29"), as_of="03-12")
    assert (found.reply_due, reasons(found)) == (
        day("03-30"),
        ["申请人尚未说明理由，不能确定延迟答复的期限（条例第三十五条）"],
    )


def test_for_unreasonable_ones_nothing_is_processed():
    found = next_question(
        {"pending": "yes", "complete": "clear", "nature": "information", "frequency": "mass"}
    )
    assert isinstance(found, Outcome)
    assert (found.code, found.row, found.remedy) == ("NO_MASS", "L17", Remedy.FREE)
