"""A case as JSON: what is read, what is refused, what is printed."""

import contextlib
import datetime as dt
import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from statute.clock import Channel, ClockEvent, EventKind, reply_deadline
from statute.clock.wire import read_case, write_deadline
from tests.statute.clock.cases import CALENDAR, day


def case(*events, **changes) -> str:
    plain = {
        "received": {"channel": "counter", "arrived": "2026-03-02"},
        "as_of": "2026-03-20",
        "events": list(events),
    }
    return json.dumps(plain | changes)


def result(text: str) -> dict:
    read = read_case(text)
    assert read.as_of
    return write_deadline(reply_deadline(read.received, read.events, CALENDAR, as_of=read.as_of))


def test_every_kind_is_read():
    read = read_case(
        case(
            {"kind": "correction_notice", "on": "2026-03-05", "days": 5, "note": "材料不清"},
            {"kind": "corrected", "on": "2026-03-06"},
            {
                "kind": "third_party",
                "sent": "2026-03-09",
                "delivered": "2026-03-10",
                "answered": None,
                "party": "甲",
            },
            {"kind": "joint_agency", "sent": "2026-03-09"},
            {"kind": "extension", "on": "2026-03-10", "days": 3},
            {"kind": "deferred", "on": "2026-03-11", "until": "2026-06-01"},
        )
    )
    assert read.events == (
        ClockEvent(EventKind.CORRECTION_NOTICE, day("03-05"), 5),
        ClockEvent(EventKind.CORRECTED, day("03-06")),
        ClockEvent(EventKind.THIRD_PARTY, day("03-09"), delivered=day("03-10"), party="甲"),
        ClockEvent(EventKind.JOINT_AGENCY, day("03-09")),
        ClockEvent(EventKind.EXTENSION, day("03-10"), 3),
        ClockEvent(EventKind.DEFERRED, day("03-11"), until=day("06-01")),
    )
    assert (read.received.channel, read.as_of) == (Channel.COUNTER, day("03-20"))
    for kind in (
        "extension_revoked",
        "fee_notice",
        "paid",
        "reason_notice",
        "reasons_given",
        "withdrawn",
        "replied",
    ):
        assert read_case(case({"kind": kind, "on": "2026-03-05"})).events[0].kind == kind


def test_without_events_and_without_a_day():
    read = read_case('{"received": {"channel": "fax", "arrived": "2026-03-02", "confirmed": "2026-03-03"}}')
    assert (read.events, read.as_of, read.received.confirmed) == ((), None, day("03-03"))


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("{", "不是有效的 JSON"),
        ("[" * 100_000, "不是有效的 JSON"),
        ("[]", "JSON 的最外层应当是一个对象"),
        ('{"recieved": {}}', "JSON 的最外层不认识“recieved”这一项"),
        ("{}", "received 应当是一个对象"),
        (case(received={"channel": "pigeon", "arrived": "2026-03-02"}), "received.channel 没有“pigeon”这一渠道"),
        (case(received={"channel": ["fax"], "arrived": "2026-03-02"}), "received.channel 没有"),
        (case(received={"channel": "fax"}), "received.arrived 没有填写日期"),
        (case(received={"channel": "fax", "arrived": "2026-02-30"}), "received.arrived 的日期“2026-02-30”有误"),
        (case(received={"channel": "fax", "arrived": "20260302"}), "received.arrived 的日期“20260302”有误"),
        (case(received={"channel": "fax", "arrived": 20260302}), "received.arrived 的日期“20260302”有误"),
        (case(received={"channel": "fax", "arrived": "9999-12-31"}), "received.arrived 的日期“9999-12-31”超出了2000至2099年"),
        (case(received={"channel": "fax", "arrived": "2026-03-02", "confirmed": "2026-03-01"}), "确认日（2026-03-01）早于"),
        (case(as_of="昨天"), "as_of 的日期“昨天”有误"),
        (case(events={}), "events 应当是一个数组"),
        (case(events=[{}] * 501), "events 超过500个"),
        (case("paid"), "第1个事件应当是一个对象"),
        (case({"kind": "paid", "on": "2026-03-05"}, {"kind": "boom"}), "第2个事件的 kind 没有“boom”这一种"),
        (case({"kind": {}}), "第1个事件的 kind 没有“{}”这一种"),
        (case({"kind": "paid"}), "第1个事件（缴费）的 on 没有填写日期"),
        (case({"kind": "paid", "on": "2026-3-5"}), "第1个事件（缴费）的 on 的日期“2026-3-5”有误"),
        (case({"kind": "third_party", "on": "2026-03-05"}), "第1个事件（征求第三方意见）不认识“on”这一项"),
        (case({"kind": "third_party", "sent": "2026-03-05", "anwsered": "2026-03-06"}), "第1个事件（征求第三方意见）不认识“anwsered”这一项"),
        (case({"kind": "third_party", "sent": "2026-03-05", "party": 3}), "第1个事件（征求第三方意见）的 party 应当是文字"),
        (case({"kind": "extension", "on": "2026-03-05"}), "第1个事件（延长答复期限）没有填写 days"),
        (case({"kind": "extension", "on": "2026-03-05", "days": "10"}), "第1个事件（延长答复期限）的 days “10”有误"),
        (case({"kind": "extension", "on": "2026-03-05", "days": True}), "第1个事件（延长答复期限）的 days “True”有误"),
        (case({"kind": "extension", "on": "2026-03-05", "days": 1.5}), "第1个事件（延长答复期限）的 days “1.5”有误"),
        (case({"kind": "extension", "on": "2026-03-05", "days": 10**30}), "第1个事件（延长答复期限）的 days"),
        (case({"kind": "deferred", "on": "2026-03-05"}), "第1个事件（确定延迟答复期限）没有填写 until"),
    ],
)  # fmt: skip
def test_what_cannot_be_read_is_said_in_one_sentence(text, sentence):
    with pytest.raises(ValueError, match=r".") as refusal:
        read_case(text)
    assert str(refusal.value).startswith(sentence)
    assert "\n" not in str(refusal.value)


def test_what_is_printed():
    printed = result(
        case(
            {"kind": "extension", "on": "2026-03-16", "days": 10},
            {"kind": "extension", "on": "2026-03-17", "days": 3},
            {"kind": "third_party", "sent": "2026-03-18"},
        )
    )
    assert list(printed)[:7] == [
        "received_on",
        "correction_limit",
        "reply_due",
        "provisional",
        "limits",
        "steps",
        "refused",
    ]
    assert (printed["received_on"], printed["correction_limit"]) == ("2026-03-02", "2026-03-11")
    assert printed["reply_due"] == printed["paused"] == "2026-04-16"
    assert (printed["provisional"], printed["state"]) == (False, "paused")
    assert [limit["kind"] for limit in printed["limits"]] == ["correction_notice", "third_party", "extension"]
    assert printed["limits"][0]["due"] == "2026-03-11"
    assert printed["refused"] == [
        {
            "kind": "extension",
            "on": "2026-03-17",
            "reason": "已于2026-03-16延长过一次，不能再次延长（条例第三十三条第二款）",
        }
    ]
    assert json.loads(json.dumps(printed)) == printed


def test_what_was_missed_is_printed():
    printed = result(case({"kind": "correction_notice", "on": "2026-03-12"}))
    assert (printed["reply_due"], printed["state"]) == (None, "awaiting_correction")
    assert printed["breaches"][0]["kind"] == "late_correction_notice"
    assert printed["limits"][0]["overdue"] is True


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=12)
    | st.sampled_from([*EventKind, *Channel, "2026-03-02", "2026-03-20"]),
    lambda inner: st.lists(inner, max_size=4)
    | st.dictionaries(st.sampled_from(["received", "as_of", "events", "kind", "on", "sent", "days", "channel", "arrived"]), inner, max_size=5),
    max_leaves=12,
)  # fmt: skip


@given(json_values)
def test_any_json_is_read_or_refused(value):
    """A ValueError is the only way to fail."""
    with contextlib.suppress(ValueError):
        read = read_case(json.dumps(value))
        found = reply_deadline(read.received, read.events, CALENDAR, as_of=dt.date(2026, 3, 20))
        assert write_deadline(found)["state"] == found.state


def test_the_pure_files_import_no_framework():
    for file in (Path(__file__).parents[3] / "statute" / "clock").glob("*.py"):
        assert "django" not in file.read_text("utf-8")
