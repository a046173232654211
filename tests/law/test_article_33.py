"""第三十三条: a reply within twenty working days; at most twenty more, once, if the head agrees and the applicant is
told; the time spent asking third parties and other agencies is not counted."""

import pytest

from tests.statute.clock.cases import K, day, due, event, reasons, work_out


@pytest.mark.parametrize(
    ("received", "last"),
    [("2026-02-10", "2026-03-16"), ("2026-03-09", "2026-04-07"), ("2026-02-13", "2026-03-19"), ("2025-09-22", "2025-10-24")],
)  # fmt: skip
def test_paragraph_2_a_reply_is_due_within_twenty_working_days(received, last):
    assert due(received, as_of=received) == day(last)


def test_paragraph_2_an_extension_of_at_most_twenty_working_days():
    assert due("09-18", event(K.EXTENSION, "10-21", days=10), as_of="10-21") == day("11-05")
    assert due("02-10", event(K.EXTENSION, "03-16", days=20), as_of="03-16") == day("04-14")
    for wrong in (0, -1, 21):
        found = work_out("09-18", event(K.EXTENSION, "10-21", days=wrong), as_of="10-21")
        assert (found.reply_due, len(found.refused)) == (day("10-22"), 1)


def test_paragraph_2_once_and_before_the_period_has_ended():
    second = work_out(
        "09-18", event(K.EXTENSION, "10-20", days=5), event(K.EXTENSION, "10-28", days=5), as_of="10-30"
    )
    assert (second.reply_due, len(second.refused)) == (day("10-29"), 1)
    after = work_out("09-18", event(K.EXTENSION, "10-23", days=10), as_of="10-23")
    assert (after.reply_due, reasons(after)) == (day("10-22"), ["答复期限已于2026-10-22届满，不能再延长"])


def test_paragraph_2_a_revoked_extension_leaves_no_trace_in_the_date():
    rows = [event(K.EXTENSION, "10-21", days=10), event(K.EXTENSION_REVOKED, "10-22")]
    assert due("09-18", *rows, as_of="10-22") == due("09-18", as_of="10-22") == day("10-22")


def test_paragraph_3_days_spent_consulting_are_not_counted():
    assert due("04-01", as_of="04-24") == day("04-30")
    assert due("04-01", event(K.THIRD_PARTY, "04-10", answered="04-24"), as_of="04-24") == day("05-18")


def test_paragraph_3_days_that_two_consultations_cover_are_taken_out_once():
    rows = [event(K.THIRD_PARTY, "04-10", answered="04-24"), event(K.JOINT_AGENCY, "04-14", answered="04-22")]
    assert due("04-01", *rows, as_of="04-24") == day("05-18")
