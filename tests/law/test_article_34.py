"""第三十四条: what several agencies made together is asked of the others, who answer within fifteen working days;
silence is consent. That is another default than a third party's (第三十二条)."""

from tests.statute.clock.cases import K, day, due, event, limit, work_out

ASKED = event(K.JOINT_AGENCY, "04-13", delivered="04-15")


def test_fifteen_working_days_from_delivery():
    theirs = limit(work_out("04-01", ASKED, as_of="04-20"), "joint_agency")
    assert (theirs.days, theirs.due, theirs.done_on) == (15, day("05-09"), None)


def test_silence_is_consent():
    theirs = limit(work_out("04-01", ASKED, as_of="05-12"), "joint_agency")
    assert theirs.overdue(day("05-12"))
    assert theirs.note == "逾期未提出意见的，视为同意公开"


def test_the_time_is_not_counted_either():
    assert due("04-01", event(K.JOINT_AGENCY, "04-10", answered="04-24"), as_of="04-24") == day("05-18")
