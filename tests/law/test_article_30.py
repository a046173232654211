"""第三十条: an unclear application is corrected once, asked for within seven working days; the reply period runs
from the day the correction is received. Whoever does not correct without good reason has given it up."""

from statute.clock import State
from tests.statute.clock.cases import K, breaches, day, event, limit, reasons, work_out

CORRECTED = event(K.CORRECTED, "03-20")


def test_the_notice_is_due_within_seven_working_days_of_receipt():
    found = work_out("03-02", event(K.CORRECTION_NOTICE, "03-11"), as_of="03-11")
    assert found.correction_limit == limit(found, "correction_notice").due == day("03-11")
    assert breaches(found) == []


def test_a_later_notice_counts_and_is_a_breach():
    found = work_out("03-02", event(K.CORRECTION_NOTICE, "03-12"), CORRECTED, as_of="03-20")
    assert (found.reply_due, found.refused, breaches(found)) == (day("04-20"), (), ["补正超期"])


def test_the_period_starts_anew_on_the_day_the_correction_is_received():
    found = work_out("03-02", event(K.CORRECTION_NOTICE, "03-11"), CORRECTED, as_of="03-20")
    assert (found.received_on, found.reply_due) == (day("03-02"), day("04-20"))


def test_there_is_one_notice_only():
    found = work_out(
        "03-02",
        event(K.CORRECTION_NOTICE, "03-09"),
        CORRECTED,
        event(K.CORRECTION_NOTICE, "03-23"),
        as_of="03-24",
    )
    assert found.reply_due == day("04-20")
    assert reasons(found) == ["补正只能一次性告知，已于2026-03-09告知（条例第三十条）"]


def test_who_does_not_correct_has_no_reply_period():
    found = work_out("03-02", event(K.CORRECTION_NOTICE, "03-09", days=10), as_of="06-01")
    assert (found.reply_due, found.state) == (None, State.AWAITING_CORRECTION)
    theirs = limit(found, "correction")
    assert theirs.overdue(day("06-01"))
    assert "视为放弃申请" in theirs.note
