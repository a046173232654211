"""第四十二条; 国办函〔2020〕109号: information is free; who asks for far too much may be charged by item or by page.
An unpaid application is given up, a paid one starts anew."""

import pytest

from statute.clock import State
from statute.fees import increment, per_item, per_page, propose
from tests.statute.clock.cases import K, day, event, limit, reasons, work_out

NOTICE = event(K.FEE_NOTICE, "02-06")


def test_the_first_ten_of_a_month_and_the_first_thirty_pages_are_free():
    assert (per_item(10).total, per_page(30).total) == (0, 0)
    assert (per_item(12).total, per_page(68).total) == (200, 380)
    assert increment(11, 1).total == 100


def test_one_application_is_charged_one_way():
    with pytest.raises(ValueError, match="不得同时按件、按量"):
        propose(items=12, pages=68)


def test_twenty_working_days_to_pay():
    found = work_out("02-02", NOTICE, as_of="03-12")
    assert (limit(found, "payment").due, found.reply_due, found.state) == (
        day("03-12"),
        None,
        State.AWAITING_PAYMENT,
    )
    late = work_out("02-02", NOTICE, event(K.PAID, "03-13"), as_of="03-13")
    assert late.reply_due is None
    assert reasons(late) == ["缴费期限已于2026-03-12届满，视为放弃申请，所收款项应当退还"]


def test_the_reply_period_starts_on_the_day_after_payment():
    assert work_out("02-02", NOTICE, event(K.PAID, "02-26"), as_of="02-26").reply_due == day("03-25")
