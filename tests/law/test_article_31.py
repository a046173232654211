"""第三十一条: the day of receipt: submission in person, signature of mail, confirmation with the applicant for an
ordinary letter, confirmation of both sides by internet or fax."""

import pytest

from statute.clock import Channel, Receipt
from tests.statute.clock.cases import breaches, day, work_out

SENT, CONFIRMED = day("03-07"), day("03-09")


@pytest.mark.parametrize(
    ("channel", "received"),
    [
        (Channel.COUNTER, SENT),
        (Channel.REGISTERED_MAIL, SENT),
        (Channel.ORDINARY_MAIL, CONFIRMED),
        (Channel.INTERNET, CONFIRMED),
        (Channel.FAX, CONFIRMED),
    ],
)
def test_the_day_of_receipt_by_channel(channel, received):
    assert Receipt(channel, SENT, CONFIRMED).received_on(CONFIRMED) == received


def test_the_day_of_receipt_is_not_counted():
    assert work_out(Receipt(Channel.INTERNET, SENT, CONFIRMED), as_of="03-09").reply_due == day("04-07")


@pytest.mark.parametrize("channel", [Channel.ORDINARY_MAIL, Channel.INTERNET, Channel.FAX])
def test_without_confirmation_nothing_is_received(channel):
    found = work_out(Receipt(channel, SENT), as_of="03-20")
    assert (found.received_on, found.reply_due) == (None, None)
    assert found.reason.endswith("尚未收到，期限未起算")


def test_the_sender_of_an_ordinary_letter_is_asked_the_same_day():
    assert breaches(work_out(Receipt(Channel.ORDINARY_MAIL, SENT, CONFIRMED), as_of="03-09")) == [
        "平常信函未当日确认"
    ]
    assert breaches(work_out(Receipt(Channel.ORDINARY_MAIL, SENT, SENT), as_of="03-09")) == []
    assert breaches(work_out(Receipt(Channel.FAX, SENT, CONFIRMED), as_of="03-09")) == []
