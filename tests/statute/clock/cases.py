"""Short ways to write a case."""

import datetime as dt

from statute.clock import Channel, ClockEvent, EventKind, Receipt, ReplyDeadline, reply_deadline
from tests.statute.calendars import seeded_calendar

CALENDAR = seeded_calendar()
K = EventKind


def day(text: str) -> dt.date:
    return dt.date.fromisoformat(text if len(text) > 5 else f"2026-{text}")


def counter(on: str) -> Receipt:
    return Receipt(Channel.COUNTER, day(on))


def event(kind: EventKind, on: str, **more) -> ClockEvent:
    dates = {
        name: day(value) if isinstance(value, str) and name != "party" else value
        for name, value in more.items()
    }
    return ClockEvent(kind, day(on), **dates)


def work_out(received: Receipt | str, *events: ClockEvent, as_of: str) -> ReplyDeadline:
    receipt = counter(received) if isinstance(received, str) else received
    return reply_deadline(receipt, events, CALENDAR, as_of=day(as_of))


def due(received: Receipt | str, *events: ClockEvent, as_of: str) -> dt.date | None:
    return work_out(received, *events, as_of=as_of).reply_due


def reasons(deadline: ReplyDeadline) -> list[str]:
    return [refusal.reason for refusal in deadline.refused]


def breaches(deadline: ReplyDeadline) -> list[str]:
    return [breach.label for breach, _ in deadline.breaches]


def limit(deadline: ReplyDeadline, kind: str):
    found = [one for one in deadline.limits if one.kind == kind]
    assert len(found) == 1, kind
    return found[0]
