"""The reply deadline: evaluations a second, as a ratio to the target of 50,000 for an application without events."""

from __future__ import annotations

import os
import time
from datetime import date, timedelta

from statute.calendar import WorkingCalendar
from statute.clock import Channel, ClockEvent, EventKind, Receipt, ReplyDeadline, reply_deadline
from statute.notices import notice_of
from statute.package_notices import package_changes, package_years

TARGET = 50_000
ROUNDS = 5
FIRST = date(2023, 1, 1)
DAYS = 1400
REPEATS = 20


def events(start: date) -> list[ClockEvent]:
    """A busy application: corrected, two consultations that overlap, extended."""
    after = [start + timedelta(days=n) for n in range(60)]
    return [
        ClockEvent(EventKind.CORRECTION_NOTICE, after[3]),
        ClockEvent(EventKind.CORRECTED, after[12]),
        ClockEvent(EventKind.THIRD_PARTY, after[15], delivered=after[17], answered=after[30]),
        ClockEvent(EventKind.JOINT_AGENCY, after[20], delivered=after[21]),
        ClockEvent(EventKind.EXTENSION, after[36], days=10),
    ]


def main() -> None:
    calendar = WorkingCalendar({year: notice_of(year, package_changes(year)) for year in package_years()})
    days = [FIRST + timedelta(days=n) for n in range(DAYS)]
    print(f"# reply clock: evaluations per second, target {TARGET:,}, {os.cpu_count()} cores")
    simple = [(Receipt(Channel.COUNTER, day), [], day) for day in days]
    busy = [(Receipt(Channel.COUNTER, day), events(day), day + timedelta(days=70)) for day in days]
    rate = _rate(simple, calendar, explained=False)
    print(f"{'simple':10} {rate:10,.0f} /s  ratio {rate / TARGET:.2f}")
    print(f"{'busy':10} {_rate(busy, calendar, explained=False):10,.0f} /s  (five events, no target)")
    print(
        f"{'explained':10} {_rate(simple, calendar, explained=True):10,.0f} /s  (with its steps, no target)"
    )


def _rate(
    cases: list[tuple[Receipt, list[ClockEvent], date]], calendar: WorkingCalendar, *, explained: bool
) -> float:
    """The best of a few rounds; every result is looked at, so none is skipped."""
    best = float("inf")
    repeats = 1 if explained else REPEATS
    for _ in range(ROUNDS):
        dated = 0
        start = time.perf_counter()
        for _ in range(repeats):
            for received, rows, as_of in cases:
                deadline: ReplyDeadline = reply_deadline(received, rows, calendar, as_of=as_of)
                dated += deadline.reply_due is not None
                if explained:
                    assert deadline.explain()
        best = min(best, time.perf_counter() - start)
        assert dated == len(cases) * repeats
    return len(cases) * repeats / best


if __name__ == "__main__":
    main()
