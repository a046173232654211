"""The cases a county meets, with their dates."""

import pytest

from statute.calendar import Provisional
from statute.clock import Channel, ClockEvent, EventKind, Receipt, State, reply_deadline
from tests.statute.clock.cases import CALENDAR, K, breaches, day, due, event, limit, reasons, work_out


def test_an_application_over_the_spring_festival():
    found = work_out("02-10", as_of="02-10")
    assert (found.reply_due, found.correction_limit) == (day("03-16"), day("02-26"))
    assert (found.state, found.provisional, found.reason, found.paused) == (State.RUNNING, False, "", None)
    assert due("02-10", event(K.EXTENSION, "02-11", days=20), as_of="02-11") == day("04-14")


def test_sent_on_a_rest_day_and_confirmed_on_monday():
    receipt = Receipt(Channel.INTERNET, day("03-07"), day("03-09"))
    found = work_out(receipt, as_of="03-10")
    assert (found.received_on, found.correction_limit, found.reply_due) == (
        day("03-09"),
        day("03-18"),
        day("04-07"),
    )
    assert (found.receipt.arrived, found.receipt.confirmed) == (day("03-07"), day("03-09"))
    assert breaches(found) == []


def test_registered_mail_counts_from_signature():
    found = work_out(Receipt(Channel.REGISTERED_MAIL, day("02-13")), as_of="02-13")
    assert (found.correction_limit, found.reply_due) == (day("03-02"), day("03-19"))


def test_ordinary_mail_counts_from_confirmation_which_is_due_the_same_day():
    found = work_out(Receipt(Channel.ORDINARY_MAIL, day("03-03"), day("03-05")), as_of="03-05")
    assert (found.received_on, found.reply_due) == (day("03-05"), day("04-02"))
    assert breaches(found) == ["平常信函未当日确认"]
    in_time = work_out(Receipt(Channel.ORDINARY_MAIL, day("03-03"), day("03-03")), as_of="03-05")
    assert breaches(in_time) == []


def test_an_extension_of_ten_days_on_the_last_day_but_one():
    ten = event(K.EXTENSION, "10-21", days=10)
    assert due("09-18", as_of="10-21") == day("10-22")
    found = work_out("09-18", ten, as_of="10-21")
    assert found.reply_due == day("11-05")
    extended = limit(found, "extension")
    assert (extended.start, extended.days, extended.due) == (day("10-22"), 10, day("11-05"))


@pytest.mark.parametrize(
    ("events", "sentence"),
    [
        ([event(K.EXTENSION, "10-21", days=21)], "延长须为1至20个工作日"),
        ([event(K.EXTENSION, "10-21", days=0)], "延长须为1至20个工作日"),
        ([event(K.EXTENSION, "10-21", days=-3)], "延长须为1至20个工作日"),
        ([event(K.EXTENSION, "10-21")], "延长须为1至20个工作日"),
        ([event(K.EXTENSION, "10-23", days=10)], "答复期限已于2026-10-22届满"),
    ],
)
def test_an_extension_the_law_does_not_know_changes_nothing(events, sentence):
    found = work_out("09-18", *events, as_of="10-30")
    assert found.reply_due == day("10-22")
    assert reasons(found)[0].startswith(sentence)


def test_a_second_extension_is_refused():
    found = work_out(
        "09-18", event(K.EXTENSION, "10-20", days=5), event(K.EXTENSION, "10-21", days=5), as_of="10-30"
    )
    assert found.reply_due == day("10-29")
    assert reasons(found) == ["已于2026-10-20延长过一次，不能再次延长（条例第三十三条第二款）"]


def test_a_third_party_is_asked_and_answers():
    asked = event(K.THIRD_PARTY, "04-10", delivered="04-13", answered="04-24", party="某公司")
    found = work_out("04-01", asked, as_of="04-24")
    assert (found.reply_due, found.state, found.paused) == (day("05-18"), State.RUNNING, None)
    theirs = limit(found, "third_party")
    assert (theirs.start, theirs.due, theirs.done_on) == (day("04-13"), day("05-07"), day("04-24"))
    assert "某公司" in theirs.label


def test_while_a_third_party_is_asked_the_date_is_a_floor():
    asked = event(K.THIRD_PARTY, "04-10", delivered="04-13")
    earlier, later = (work_out("04-01", asked, as_of=on) for on in ("04-13", "04-20"))
    assert earlier.state is later.state is State.PAUSED
    assert (earlier.paused, later.paused) == (day("05-06"), day("05-12"))
    with pytest.raises(Provisional, match="暂停计时"):
        _ = later.firm


def test_a_silent_third_party_leaves_the_decision_to_the_agency():
    asked = event(K.THIRD_PARTY, "04-10", delivered="04-13")
    found = work_out("04-01", asked, as_of="05-08")
    theirs = limit(found, "third_party")
    assert theirs.due == day("05-07")
    assert theirs.overdue(day("05-08"))
    assert theirs.note == "逾期未提出意见的，由行政机关依照条例的规定决定是否公开"
    assert found.state is State.RUNNING
    # 15 working days from their receipt and 1 on the way, wherever today is
    assert found.reply_due == due("04-01", asked, as_of="05-20") == day("05-26")


def test_on_the_last_day_of_their_period_they_may_still_answer():
    asked = event(K.THIRD_PARTY, "04-10", delivered="04-13")
    last, after = (work_out("04-01", asked, as_of=on) for on in ("05-07", "05-08"))
    assert (last.state, last.paused) == (State.PAUSED, day("05-26"))
    assert (after.state, after.paused, after.reply_due) == (State.RUNNING, None, day("05-26"))


def test_a_silent_joint_agency_consents():
    asked = event(K.JOINT_AGENCY, "04-13", delivered="04-15")
    found = work_out("04-01", asked, as_of="05-20")
    theirs = limit(found, "joint_agency")
    assert (theirs.due, theirs.note) == (day("05-09"), "逾期未提出意见的，视为同意公开")
    assert theirs.article == "条例第三十四条"


def test_overlapping_consultations_count_once():
    one = event(K.THIRD_PARTY, "04-10", answered="04-24")
    inside = event(K.JOINT_AGENCY, "04-14", answered="04-22")
    across = event(K.JOINT_AGENCY, "04-22", answered="04-28")
    assert due("04-01", one, inside, as_of="04-30") == day("05-18")
    assert due("04-01", one, across, as_of="04-30") == day("05-20")


def test_a_late_answer_is_filed_and_the_lapse_stands():
    asked = event(K.THIRD_PARTY, "04-10", delivered="04-13", answered="05-15")
    silent = event(K.THIRD_PARTY, "04-10", delivered="04-13")
    assert due("04-01", asked, as_of="05-20") == due("04-01", silent, as_of="05-20")


def test_a_correction_starts_the_count_anew():
    notice, corrected = event(K.CORRECTION_NOTICE, "03-11"), event(K.CORRECTED, "03-20")
    found = work_out("03-02", notice, corrected, as_of="03-20")
    assert (found.reply_due, breaches(found)) == (day("04-20"), [])
    late = work_out("03-02", event(K.CORRECTION_NOTICE, "03-12"), corrected, as_of="03-20")
    assert (late.reply_due, breaches(late)) == (day("04-20"), ["补正超期"])


def test_without_the_correction_there_is_no_date():
    found = work_out("03-02", event(K.CORRECTION_NOTICE, "03-11", days=10), as_of="05-01")
    assert (found.reply_due, found.state.label) == (None, "等待补正")
    theirs = limit(found, "correction")
    assert (theirs.start, theirs.due, theirs.overdue(day("05-01"))) == (day("03-11"), day("03-25"), True)


def test_an_unpaid_fee_stops_the_clock_and_a_payment_starts_it():
    notice = event(K.FEE_NOTICE, "02-06")
    unpaid = work_out("02-02", notice, as_of="03-13")
    assert (unpaid.reply_due, unpaid.state) == (None, State.AWAITING_PAYMENT)
    assert limit(unpaid, "payment").due == day("03-12")
    assert "已过" in unpaid.reason
    paid = work_out("02-02", notice, event(K.PAID, "02-26"), as_of="03-13")
    assert (paid.reply_due, paid.state) == (day("03-25"), State.RUNNING)
    assert due("02-02", notice, event(K.PAID, "03-12"), as_of="03-13") == day("04-10")
    late = work_out("02-02", notice, event(K.PAID, "03-13"), as_of="03-13")
    assert (late.reply_due, len(late.refused)) == (None, 1)


def test_reasons_are_asked_and_the_reply_is_deferred():
    events = [event(K.REASON_NOTICE, "03-04", days=5), event(K.REASONS_GIVEN, "03-09")]
    assert due("03-02", *events, as_of="03-09") == due("03-02", as_of="03-09") == day("03-30")
    deferred = event(K.DEFERRED, "03-20", until="2026-06-30")
    found = work_out("03-02", *events, deferred, as_of="03-20")
    assert found.reply_due == day("06-30")
    assert limit(found, "deferral").due == day("06-30")
    assert limit(found, "reasons").due == day("03-11")
    early = work_out("03-02", events[0], deferred, as_of="03-20")
    assert (early.reply_due, len(early.refused)) == (day("03-30"), 1)


def test_a_deferral_never_shortens_the_period():
    """A payment afterwards starts a count that ends later than the day once set."""
    rows = [
        event(K.REASON_NOTICE, "03-04"),
        event(K.REASONS_GIVEN, "03-05"),
        event(K.DEFERRED, "03-06", until="04-10"),
    ]
    assert due("03-02", *rows, as_of="03-06") == day("04-10")
    paid = [event(K.FEE_NOTICE, "03-09"), event(K.PAID, "03-20")]
    assert due("03-02", *rows, *paid, as_of="03-20") == day("04-20")


def test_withdrawn_on_day_twelve_and_a_later_answer_does_not_reopen():
    asked = event(K.THIRD_PARTY, "03-05", delivered="03-06", answered="03-26")
    found = work_out(
        "03-02", asked, event(K.WITHDRAWN, "03-18"), event(K.EXTENSION, "03-19", days=5), as_of="04-20"
    )
    assert (found.reply_due, found.state) == (None, State.WITHDRAWN)
    assert "2026-03-18撤回" in reasons(found)[0]
    assert (found.paused, breaches(found)) == (None, [])


def test_a_reply_ends_the_count_in_time_or_late():
    in_time = work_out("03-02", event(K.REPLIED, "03-30"), as_of="05-20")
    assert (in_time.state, in_time.reply_due, breaches(in_time)) == (State.REPLIED, day("03-30"), [])
    late = work_out("03-02", event(K.REPLIED, "04-07"), as_of="05-20")
    assert (late.reply_due, breaches(late)) == (day("03-30"), ["超期答复"])
    assert "共5个工作日" in late.breaches[0][1]
    never = work_out("03-02", as_of="03-31")
    assert (never.overdue, breaches(never)) == (True, ["逾期未答复"])
    assert not work_out("03-02", as_of="03-30").overdue


def test_a_year_without_a_notice_is_provisional():
    found = work_out("12-21", as_of="12-21")
    assert found.provisional
    assert found.reason == "2027年放假安排尚未公布，暂定"
    with pytest.raises(Provisional):
        _ = found.firm
    assert found.explain()[-1] == "2027年放假安排尚未公布，暂定，先按周一至周五推算"
    assert work_out("11-20", as_of="12-21").firm == day("12-18")


def test_a_deferral_into_an_unannounced_year_is_provisional():
    found = work_out(
        "12-01", event(K.REASON_NOTICE, "12-02"), event(K.REASONS_GIVEN, "12-03"),
        event(K.DEFERRED, "12-04", until="2027-03-01"), as_of="12-04",
    )  # fmt: skip
    assert (found.reply_due, found.provisional) == (day("2027-03-01"), True)


@pytest.mark.parametrize("channel", [Channel.INTERNET, Channel.FAX, Channel.ORDINARY_MAIL])
def test_without_confirmation_it_is_not_received(channel):
    for receipt in (Receipt(channel, day("03-07")), Receipt(channel, day("03-07"), day("03-12"))):
        found = work_out(receipt, event(K.EXTENSION, "03-08", days=5), as_of="03-11")
        assert (found.received_on, found.reply_due, found.correction_limit) == (None, None, None)
        assert (found.state, found.limits) == (State.NOT_RECEIVED, ())
        assert "尚未收到" in found.reason
        assert found.explain() == (found.reason,)
        assert reasons(found) == ["申请尚未收到，期限未起算"]
        assert breaches(found) == (["平常信函未当日确认"] if channel is Channel.ORDINARY_MAIL else [])


def test_before_it_arrives_it_is_not_received():
    assert work_out("03-09", as_of="03-06").reason == "2026-03-09 尚未到，申请尚未收到"
    with pytest.raises(ValueError, match="早于到达日"):
        Receipt(Channel.FAX, day("03-09"), day("03-08"))


def test_consulting_and_extending_together():
    """The due date on the day of the extension already has the consultation in it."""
    asked = event(K.THIRD_PARTY, "04-10", answered="04-24")
    ten = event(K.EXTENSION, "05-15", days=10)
    found = work_out("04-01", asked, ten, as_of="05-15")
    assert (found.reply_due, found.refused) == (CALENDAR.add_working_days(day("05-18"), 10).firm, ())


def test_every_event_has_words():
    for kind in EventKind:
        assert kind.label
        assert reply_deadline(
            Receipt(Channel.COUNTER, day("03-02")),
            [ClockEvent(kind, day("03-03"))],
            CALENDAR,
            as_of=day("03-03"),
        ).explain()
