"""A case as JSON, in and out. Whatever cannot be read is a ValueError with one Chinese sentence."""

import datetime as dt
import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from statute.clock.deadline import ReplyDeadline
from statute.clock.facts import Channel, ClockEvent, EventKind, Receipt
from statute.clock.history import Refusal
from statute.clock.limits import Limit

_DATE: Final = re.compile(r"\d{4}-\d{2}-\d{2}")
_YEARS: Final = range(2000, 2100)  # far from the ends of the calendar, so that every count stays inside it
_EVENTS: Final = 500  # more than any application has
_K: Final = EventKind
_FIELDS: Final[Mapping[EventKind, frozenset[str]]] = {
    _K.CORRECTION_NOTICE: frozenset({"days", "until", "delivered"}),
    _K.REASON_NOTICE: frozenset({"days", "until", "delivered"}),
    _K.FEE_NOTICE: frozenset({"delivered"}),
    _K.EXTENSION: frozenset({"days", "delivered"}),
    _K.DEFERRED: frozenset({"until"}),
    _K.THIRD_PARTY: frozenset({"delivered", "answered", "party"}),
    _K.JOINT_AGENCY: frozenset({"delivered", "answered", "party"}),
}
_NEEDED: Final = {_K.EXTENSION: "days", _K.DEFERRED: "until"}


@dataclass(frozen=True, slots=True)
class Case:
    """One application as written down; `as_of` is None when the file leaves the day to the reader."""

    received: Receipt
    events: tuple[ClockEvent, ...]
    as_of: dt.date | None


def read_case(text: str) -> Case:
    """The case in a JSON text. ValueError says in one sentence what cannot be read."""
    try:
        data = json.loads(text)
    except (ValueError, RecursionError):
        raise ValueError("不是有效的 JSON") from None
    data = _object(data, "JSON 的最外层", {"received", "as_of", "events", "note"})
    received = _object(data.get("received"), "received ", {"channel", "arrived", "confirmed", "note"})
    rows = data.get("events")
    if not isinstance(rows, list | None):
        raise ValueError("events 应当是一个数组")  # noqa: TRY004
    if rows and len(rows) > _EVENTS:
        raise ValueError(f"events 超过{_EVENTS}个")
    return Case(
        _receipt(received),
        tuple(_event(row, f"第{number}个事件") for number, row in enumerate(rows or [], start=1)),
        _date(data, "as_of", ""),
    )


def write_case(received: Receipt, events: Iterable[ClockEvent], as_of: dt.date) -> dict[str, Any]:
    """What `read_case` reads, as plain JSON values; nothing of the person is in it but the names of parties consulted."""
    return {
        "received": {
            "channel": received.channel.value,
            "arrived": _plain(received.arrived),
            "confirmed": _plain(received.confirmed),
        },
        "as_of": _plain(as_of),
        "events": [_written(event) for event in events],
    }


def _written(event: ClockEvent) -> dict[str, Any]:
    row: dict[str, Any] = {
        "kind": event.kind.value,
        "sent" if event.kind.consults else "on": _plain(event.on),
    }
    for name in sorted(_FIELDS.get(event.kind, frozenset())):
        value = getattr(event, name)
        if value:
            row[name] = _plain(value) if isinstance(value, dt.date) else value
    return row


def write_deadline(deadline: ReplyDeadline) -> dict[str, Any]:
    """The deadline as plain JSON values, with its limits, steps, refusals and breaches."""
    return {
        "received_on": _plain(deadline.received_on),
        "correction_limit": _plain(deadline.correction_limit),
        "reply_due": _plain(deadline.reply_due),
        "provisional": deadline.provisional,
        "limits": [_limit(limit, deadline.as_of) for limit in deadline.limits],
        "steps": list(deadline.explain()),
        "refused": [_refusal(refusal) for refusal in deadline.refused],
        "state": deadline.state.value,
        "reason": deadline.reason,
        "paused": _plain(deadline.paused),
        "breaches": [{"kind": breach.value, "text": text} for breach, text in deadline.breaches],
    }


def _receipt(data: dict[str, Any]) -> Receipt:
    channel = data.get("channel")
    if not isinstance(channel, str) or channel not in set(Channel):
        known = "、".join(Channel)
        raise ValueError(f"received.channel 没有“{_short(channel)}”这一渠道，应为 {known} 之一")
    arrived = _date(data, "arrived", "received.")
    if arrived is None:
        raise ValueError("received.arrived 没有填写日期")
    return Receipt(Channel(channel), arrived, _date(data, "confirmed", "received."))


def _event(row: object, where: str) -> ClockEvent:
    if not isinstance(row, dict):
        raise ValueError(f"{where}应当是一个对象")  # noqa: TRY004 - every fault of the text is a ValueError
    name = row.get("kind")
    if not isinstance(name, str) or name not in set(EventKind):
        raise ValueError(f"{where}的 kind 没有“{_short(name)}”这一种")
    kind = EventKind(name)
    day = "sent" if kind.consults else "on"
    extra = _FIELDS.get(kind, frozenset())
    place = f"{where}（{kind.label}）"
    data = _object(row, place, {"kind", day, "note", *extra})
    on = _date(data, day, f"{place}的 ")
    if on is None:
        raise ValueError(f"{place}的 {day} 没有填写日期")
    if (needed := _NEEDED.get(kind)) and data.get(needed) is None:
        raise ValueError(f"{place}没有填写 {needed}")
    dates = {name: _date(data, name, f"{place}的 ") for name in ("until", "delivered", "answered")}
    party = data.get("party") or ""
    if not isinstance(party, str):
        raise ValueError(f"{place}的 party 应当是文字")  # noqa: TRY004
    return ClockEvent(kind, on, _days(data, place), party=party, **dates)


def _object(value: object, where: str, known: set[str]) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise ValueError(f"{where}应当是一个对象")  # noqa: TRY004
    if unknown := [name for name in value if name not in known]:
        raise ValueError(f"{where}不认识“{_short(unknown[0])}”这一项")
    return value


def _date(data: Mapping[str, Any], name: str, where: str) -> dt.date | None:
    value = data.get(name)
    if value is None:
        return None
    text = value if isinstance(value, str) and _DATE.fullmatch(value) else ""
    try:
        day = dt.date.fromisoformat(text)
    except ValueError:
        raise ValueError(f"{where}{name} 的日期“{_short(value)}”有误，应写成 2026-02-10") from None
    if day.year not in _YEARS:
        raise ValueError(f"{where}{name} 的日期“{value}”超出了{_YEARS[0]}至{_YEARS[-1]}年")
    return day


def _days(data: Mapping[str, Any], where: str) -> int | None:
    value = data.get("days")
    if value is None:
        return None
    if not isinstance(value, int) or isinstance(value, bool) or abs(value) > 1000:
        raise ValueError(f"{where}的 days “{_short(value)}”有误，应为整数")
    return value


def _short(value: object) -> str:
    text = str(value)
    return text if len(text) <= 40 else f"{text[:39]}…"


def _limit(limit: Limit, on: dt.date) -> dict[str, Any]:
    return {
        "kind": limit.kind.value,
        "label": limit.label,
        "article": limit.article,
        "start": _plain(limit.start),
        "days": limit.days,
        "due": _plain(limit.due),
        "provisional": limit.provisional,
        "done_on": _plain(limit.done_on),
        "overdue": limit.overdue(on),
        "note": limit.note,
    }


def _refusal(refusal: Refusal) -> dict[str, Any]:
    return {"kind": refusal.event.kind.value, "on": _plain(refusal.event.on), "reason": refusal.reason}


def _plain(day: dt.date | None) -> str | None:
    return day.isoformat() if day else None
