"""What the law does not allow is refused with a sentence and changes nothing."""

import itertools

import pytest

from statute.clock import Channel, Receipt, State
from tests.statute.clock.cases import CALENDAR, K, breaches, day, due, event, limit, reasons, work_out

TEN = event(K.EXTENSION, "03-16", days=10)
NOTICE = event(K.CORRECTION_NOTICE, "03-05")
FEE = event(K.FEE_NOTICE, "03-05")


@pytest.mark.parametrize(
    ("before", "refused", "sentence"),
    [
        ([], event(K.CORRECTED, "03-05"), "没有告知过补正"),
        ([], event(K.PAID, "03-05"), "没有发出过收费通知"),
        ([], event(K.REASONS_GIVEN, "03-05"), "没有要求过说明理由"),
        ([], event(K.EXTENSION_REVOKED, "03-05"), "没有生效的延期可以撤销"),
        ([], event(K.DEFERRED, "03-05", until="06-01"), "申请人尚未说明理由"),
        ([], event(K.EXTENSION, "03-01", days=5), "2026-03-01 早于收到申请之日（2026-03-02）"),
        ([], event(K.EXTENSION, "06-02", days=5), "2026-06-02 晚于推算日（2026-06-01）"),
        ([], event(K.CORRECTION_NOTICE, "03-31"), "答复期限已于2026-03-30届满，不能再要求补正"),
        ([], event(K.FEE_NOTICE, "03-31"), "答复期限已于2026-03-30届满，不能再发出收费通知"),
        ([], event(K.REASON_NOTICE, "03-31"), "答复期限已于2026-03-30届满，不能再要求说明理由"),
        ([], event(K.THIRD_PARTY, "03-05", delivered="03-04"), "送达日（2026-03-04）早于发出日（2026-03-05）"),
        ([], event(K.THIRD_PARTY, "03-05", delivered="03-06", answered="03-05"), "收到意见日（2026-03-05）早于"),
        ([], event(K.CORRECTION_NOTICE, "03-05", until="03-04"), "写明的期限（2026-03-04）早于2026-03-05"),
        ([], event(K.EXTENSION, "03-20", days=5, delivered="03-31"), "延期告知书2026-03-31送达时答复期限已于2026-03-30届满"),
        ([], event(K.EXTENSION, "03-20", days=5, delivered="06-05"), "延期告知书尚未送达申请人"),
        ([NOTICE], event(K.CORRECTION_NOTICE, "03-06"), "补正只能一次性告知，已于2026-03-05告知"),
        ([NOTICE, event(K.CORRECTED, "03-10")], event(K.CORRECTED, "03-11"), "已于2026-03-10收到补正"),
        ([NOTICE, event(K.CORRECTED, "03-10")], event(K.CORRECTION_NOTICE, "03-11"), "补正只能一次性告知"),
        ([NOTICE], event(K.EXTENSION, "03-06", days=5), "正在等待申请人，没有答复期限可以延长"),
        ([FEE], event(K.FEE_NOTICE, "03-06"), "已于2026-03-05发出收费通知"),
        ([FEE, event(K.PAID, "03-10")], event(K.PAID, "03-11"), "已于2026-03-10缴费"),
        ([FEE], event(K.PAID, "04-03"), "缴费期限已于2026-04-02届满"),
        ([FEE], event(K.EXTENSION, "03-06", days=5), "正在等待申请人"),
        ([TEN], event(K.EXTENSION, "03-17", days=3), "已于2026-03-16延长过一次"),
        ([event(K.WITHDRAWN, "03-10")], event(K.CORRECTION_NOTICE, "03-11"), "申请已于2026-03-10撤回"),
        ([event(K.REPLIED, "03-10")], event(K.REPLIED, "03-11"), "申请已于2026-03-10答复"),
        ([event(K.REPLIED, "03-10")], event(K.WITHDRAWN, "03-11"), "申请已于2026-03-10答复"),
        ([event(K.REASON_NOTICE, "03-05")], event(K.REASON_NOTICE, "03-06"), "已于2026-03-05要求说明理由"),
        (
            [event(K.REASON_NOTICE, "03-05"), event(K.REASONS_GIVEN, "03-06")],
            event(K.DEFERRED, "03-09", until="03-30"),
            "延迟的期限（2026-03-30）不晚于答复期限（2026-03-30）",
        ),
        (
            [event(K.REASON_NOTICE, "03-05"), event(K.REASONS_GIVEN, "03-06")],
            event(K.DEFERRED, "03-09"),
            "没有写明延迟到哪一天",
        ),
        (
            [event(K.REASON_NOTICE, "03-05"), event(K.REASONS_GIVEN, "03-06")],
            event(K.DEFERRED, "03-31", until="06-01"),
            "答复期限已于2026-03-30届满，不能再确定延迟答复的期限",
        ),
        (
            [event(K.REASON_NOTICE, "03-05"), event(K.REASONS_GIVEN, "03-06"), event(K.DEFERRED, "03-09", until="06-01")],
            event(K.EXTENSION, "03-10", days=5),
            "已依条例第三十五条确定延迟答复的期限",
        ),
        (
            [event(K.REASON_NOTICE, "03-05"), event(K.REASONS_GIVEN, "03-06"), event(K.DEFERRED, "03-09", until="06-01")],
            event(K.DEFERRED, "03-10", until="07-01"),
            "已确定延迟至2026-06-01答复",
        ),
        (
            [event(K.REASON_NOTICE, "03-05"), event(K.REASONS_GIVEN, "03-06"), NOTICE],
            event(K.DEFERRED, "03-09", until="06-01"),
            "正在等待申请人，没有答复期限可以延迟",
        ),
        ([event(K.REASON_NOTICE, "03-05"), event(K.REASONS_GIVEN, "03-06")], event(K.REASONS_GIVEN, "03-09"), "申请人已于2026-03-06说明理由"),
    ],
)  # fmt: skip
def test_refused_with_a_sentence_and_nothing_changes(before, refused, sentence):
    without = work_out("03-02", *before, as_of="06-01")
    found = work_out("03-02", *before, refused, as_of="06-01")
    assert not without.refused
    assert [refusal.event for refusal in found.refused] == [refused]
    assert reasons(found)[0].startswith(sentence)
    assert (found.reply_due, found.state, found.paused) == (without.reply_due, without.state, without.paused)
    assert (found.limits, found.breaches, found.steps) == (without.limits, without.breaches, without.steps)


def test_the_last_day_still_belongs_to_the_period():
    found = work_out("03-02", event(K.EXTENSION, "03-30", days=5), as_of="03-30")
    assert (found.reply_due, found.refused) == (day("04-07"), ())


def test_a_row_entered_twice_counts_once():
    found = work_out("03-02", TEN, TEN, as_of="03-20")
    assert (found.reply_due, reasons(found)) == (day("04-14"), ["2026-03-16 的延长答复期限重复登记"])
    asked = event(K.THIRD_PARTY, "03-05", answered="03-10")
    assert due("03-02", asked, asked, as_of="03-20") == due("03-02", asked, as_of="03-20")


@pytest.mark.parametrize(
    "between", [(), (NOTICE, event(K.CORRECTED, "03-10")), (event(K.THIRD_PARTY, "03-17"),)]
)
def test_a_revoked_extension_was_never_there(between):
    revoked = event(K.EXTENSION_REVOKED, "03-18")
    found = work_out("03-02", *between, TEN, revoked, as_of="03-25")
    plain = work_out("03-02", *between, as_of="03-25")
    assert found.refused == ()
    assert (found.reply_due, found.paused, found.limits) == (plain.reply_due, plain.paused, plain.limits)
    assert "2026-03-16 的延期已于 2026-03-18 撤销，按没有延期计算" in found.steps


def test_what_rested_on_the_revoked_days_falls_with_them():
    """Asked in the extended time only: once the extension is gone, the question came after the end."""
    asked = event(K.THIRD_PARTY, "04-07", answered="04-10")
    extended = work_out("03-02", TEN, asked, as_of="04-10")
    assert (extended.reply_due, breaches(extended)) == (day("04-17"), [])
    revoked = work_out("03-02", TEN, asked, event(K.EXTENSION_REVOKED, "04-13"), as_of="04-13")
    assert (revoked.reply_due, breaches(revoked)) == (day("03-30"), ["期满后征求意见", "逾期未答复"])


def test_after_a_revocation_another_extension_may_be_approved():
    again = event(K.EXTENSION, "03-19", days=4)
    found = work_out("03-02", TEN, event(K.EXTENSION_REVOKED, "03-18"), again, as_of="03-20")
    assert (found.reply_due, found.refused) == (day("04-03"), ())
    twice = work_out(
        "03-02",
        TEN,
        event(K.EXTENSION_REVOKED, "03-18"),
        again,
        event(K.EXTENSION_REVOKED, "03-20"),
        as_of="03-20",
    )
    assert (twice.reply_due, twice.refused) == (day("03-30"), ())


def test_what_was_refused_stays_refused_when_its_reason_is_revoked():
    second = event(K.EXTENSION, "03-17", days=3)
    found = work_out("03-02", TEN, second, event(K.EXTENSION_REVOKED, "03-18"), as_of="03-20")
    assert (found.reply_due, [refusal.event for refusal in found.refused]) == (day("03-30"), [second])


def test_consulting_after_the_end_excludes_nothing():
    found = work_out("03-02", event(K.JOINT_AGENCY, "04-01", delivered="04-02"), as_of="04-20")
    assert found.reply_due == day("03-30")
    assert found.state is State.RUNNING
    assert breaches(found) == ["期满后征求意见", "逾期未答复"]
    assert limit(found, "joint_agency").due == day("04-24")


def test_an_open_consultation_keeps_the_extension_possible():
    asked = event(K.THIRD_PARTY, "03-26")
    found = work_out("03-02", asked, event(K.EXTENSION, "04-03", days=5), as_of="04-03")
    assert found.refused == ()
    assert found.reply_due == CALENDAR.add_working_days(day("03-02"), 20 + 6 + 5).firm


def test_time_before_a_new_start_is_not_taken_out_again():
    """What a correction voids needs no exclusion; what reaches over it counts from the new start."""
    over = event(K.THIRD_PARTY, "03-04", answered="03-24")
    found = work_out("03-02", over, NOTICE, event(K.CORRECTED, "03-20"), as_of="03-24")
    assert found.reply_due == CALENDAR.add_working_days(day("03-20"), 20 + 2).firm
    past = event(K.THIRD_PARTY, "03-04", answered="03-18")
    assert due("03-02", past, NOTICE, event(K.CORRECTED, "03-20"), as_of="03-24") == day("04-20")


def test_an_extension_stays_with_the_application_when_it_starts_anew():
    notice = event(K.CORRECTION_NOTICE, "03-18")
    found = work_out("03-02", TEN, notice, event(K.CORRECTED, "03-20"), as_of="03-20")
    assert found.reply_due == CALENDAR.add_working_days(day("03-20"), 30).firm
    assert breaches(found) == ["补正超期"]


def test_two_waits_must_both_end():
    fee = event(K.FEE_NOTICE, "03-06")
    waiting = work_out("03-02", NOTICE, fee, event(K.CORRECTED, "03-10"), as_of="03-12")
    assert (waiting.reply_due, waiting.state) == (None, State.AWAITING_PAYMENT)
    done = work_out("03-02", NOTICE, fee, event(K.CORRECTED, "03-10"), event(K.PAID, "03-09"), as_of="03-12")
    assert done.reply_due == CALENDAR.add_working_days(day("03-10"), 20).firm


def test_the_order_of_the_rows_says_nothing():
    rows = [NOTICE, event(K.CORRECTED, "03-10"), event(K.THIRD_PARTY, "03-12", answered="03-17"), TEN]
    expected = work_out("03-02", *rows, as_of="03-20")
    assert expected.refused == ()
    for order in itertools.permutations(rows):
        assert work_out("03-02", *order, as_of="03-20") == expected


def test_on_one_day_the_order_of_the_law_holds():
    rows = [
        event(K.PAID, "03-05"),
        FEE,
        event(K.CORRECTED, "03-05"),
        NOTICE,
        event(K.EXTENSION, "03-05", days=5),
    ]
    found = work_out("03-02", *rows, as_of="03-05")
    assert (found.reply_due, found.refused) == (CALENDAR.add_working_days(day("03-05"), 25).firm, ())


def test_a_limit_that_was_met_is_never_overdue_and_a_missed_one_stays_so():
    met = limit(work_out("03-02", NOTICE, as_of="06-01"), "correction_notice")
    missed = limit(work_out("03-02", event(K.CORRECTION_NOTICE, "03-12"), as_of="06-01"), "correction_notice")
    assert [one.overdue(day("06-01")) for one in (met, missed)] == [False, True]


def test_events_before_the_confirmation_do_not_count():
    receipt = Receipt(Channel.INTERNET, day("03-07"), day("03-09"))
    found = work_out(receipt, event(K.CORRECTION_NOTICE, "03-08"), as_of="03-12")
    assert (found.reply_due, reasons(found)) == (day("04-07"), ["2026-03-08 早于收到申请之日（2026-03-09）"])


def test_a_fee_notice_counts_from_its_delivery():
    notice = event(K.FEE_NOTICE, "02-06", delivered="02-09")
    assert limit(work_out("02-02", notice, as_of="02-10"), "payment").due == day("03-13")
