"""Any events in any order: the invariants of the clock."""

import datetime as dt
import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from statute.calendar import Provisional
from statute.clock import Channel, ClockEvent, EventKind, Receipt, ReplyDeadline, State, reply_deadline
from tests.statute.clock import oracle
from tests.statute.clock.cases import CALENDAR

FIRST = dt.date(2025, 9, 1)
SPAN = 120
days = st.integers(0, SPAN).map(lambda n: FIRST + dt.timedelta(days=n))
near = st.none() | st.integers(-3, 40)
lengths = st.none() | st.integers(-2, 25)
K = EventKind
ONLY_ONCE = (K.CORRECTION_NOTICE, K.CORRECTED, K.FEE_NOTICE, K.PAID, K.DEFERRED, K.WITHDRAWN, K.REPLIED)


@st.composite
def events(draw: st.DrawFn) -> ClockEvent:
    on = draw(days)
    later = [None if n is None else on + dt.timedelta(days=n) for n in draw(st.tuples(near, near, near))]
    return ClockEvent(draw(st.sampled_from(EventKind)), on, draw(lengths), *later)


def evaluate(received: Receipt, rows: list[ClockEvent], as_of: dt.date) -> ReplyDeadline:
    return reply_deadline(received, rows, CALENDAR, as_of=as_of)


def taken(found: ReplyDeadline, rows: list[ClockEvent]) -> list[ClockEvent]:
    refused = [refusal.event for refusal in found.refused]
    left = list(rows)
    for event in refused:
        left.remove(event)
    return left


def dates(found: ReplyDeadline) -> tuple[object, ...]:
    """All that a person could see move."""
    return (
        found.reply_due,
        found.provisional,
        found.state,
        found.paused,
        found.limits,
        found.breaches,
        found.steps,
    )


class Clock(RuleBasedStateMachine):
    """A clerk who enters anything, in any order."""

    @initialize(day=days, channel=st.sampled_from(Channel), confirmed=st.none() | st.integers(0, 5))
    def receive(self, day: dt.date, channel: Channel, confirmed: int | None) -> None:
        self.receipt = Receipt(
            channel, day, None if confirmed is None else day + dt.timedelta(days=confirmed)
        )
        self.rows: list[ClockEvent] = []
        self.as_of = FIRST + dt.timedelta(days=SPAN)

    @rule(event=events())
    def enter(self, event: ClockEvent) -> None:
        self.rows.append(event)

    @rule(at=st.integers(0, 20))
    def enter_again(self, at: int) -> None:
        if self.rows:
            self.rows.append(self.rows[at % len(self.rows)])

    @rule(kind=st.sampled_from(EventKind), after=st.integers(0, 9), length=st.integers(1, 20))
    def go_on(self, kind: EventKind, after: int, length: int) -> None:
        """Something that happens soon after the last event, so that longer stories come about."""
        last = max((row.on for row in self.rows), default=self.receipt.confirmed or self.receipt.arrived)
        on = last + dt.timedelta(days=after)
        served = on + dt.timedelta(days=length % 3)
        answered = served + dt.timedelta(days=length) if kind.consults and length % 2 else None
        until = on + dt.timedelta(days=3 * length) if kind is K.DEFERRED else None
        self.rows.append(ClockEvent(kind, on, length, until, served, answered))

    @rule(day=days)
    def look_on(self, day: dt.date) -> None:
        self.as_of = day

    @invariant()
    def the_same_facts_give_the_same_answer(self) -> None:
        found = evaluate(self.receipt, self.rows, self.as_of)
        assert found == evaluate(self.receipt, list(self.rows), self.as_of)
        assert dates(found) == dates(
            evaluate(self.receipt, sorted(self.rows, key=lambda row: row.on), self.as_of)
        )

    @invariant()
    def refused_events_change_nothing(self) -> None:
        """Step by step with only what was allowed comes to the same as all at once."""
        found = evaluate(self.receipt, self.rows, self.as_of)
        kept = taken(found, self.rows)
        if found.received_on is None:
            assert not kept
            return
        again = evaluate(self.receipt, kept, self.as_of)
        assert again.refused == ()
        assert dates(again) == dates(found)
        assert len(kept) + len(found.refused) == len(self.rows)
        assert all(refusal.reason for refusal in found.refused)

    @invariant()
    def each_thing_happens_once(self) -> None:
        kept = [row.kind for row in taken(evaluate(self.receipt, self.rows, self.as_of), self.rows)]
        for kind in ONLY_ONCE:
            assert kept.count(kind) <= 1
        assert 0 <= kept.count(K.EXTENSION) - kept.count(K.EXTENSION_REVOKED) <= 1
        assert kept.count(K.WITHDRAWN) + kept.count(K.REPLIED) <= 1

    @invariant()
    def the_date_is_after_receipt_and_worked(self) -> None:
        found = evaluate(self.receipt, self.rows, self.as_of)
        if found.reply_due is None:
            return
        assert found.received_on is not None
        assert found.reply_due >= oracle.after(found.received_on, 20)
        deferred = any(row.kind is K.DEFERRED for row in self.rows)
        assert deferred or oracle.is_worked(found.reply_due)
        assert found.paused in {None, found.reply_due}
        assert (found.paused is not None) == (found.state is State.PAUSED)

    @invariant()
    def a_revocation_restores_the_date(self) -> None:
        """Also when it is entered years later: the same as without the pair."""
        found = evaluate(self.receipt, self.rows, self.as_of)
        if found.received_on is None or found.state in {State.WITHDRAWN, State.REPLIED}:
            return
        kept = taken(found, self.rows)
        standing = [limit for limit in found.limits if limit.kind == "extension"]
        if not standing:
            return
        revoked = ClockEvent(K.EXTENSION_REVOKED, self.as_of)
        extension = [row for row in kept if row.kind is K.EXTENSION][-1]
        after = evaluate(self.receipt, [*kept, revoked], self.as_of)
        without = evaluate(self.receipt, [row for row in kept if row is not extension], self.as_of)
        assert (after.reply_due, after.state, after.limits) == (
            without.reply_due,
            without.state,
            without.limits,
        )

    @invariant()
    def a_printed_date_is_firm(self) -> None:
        found = evaluate(self.receipt, self.rows, self.as_of)
        if found.provisional or found.paused:
            assert found.reason
            with pytest.raises(Provisional, match=re.escape(found.reason)):
                _ = found.firm
        else:
            assert found.firm == found.reply_due


Clock.TestCase.settings = settings(max_examples=60, stateful_step_count=14, deadline=None)
TestClock = Clock.TestCase


@given(
    st.integers(0, 1200),
    st.lists(st.tuples(st.integers(0, 24), st.integers(0, 24)), max_size=5),
    st.none() | st.integers(1, 20),
)
@settings(max_examples=150, deadline=None)
def test_consultations_against_a_walk_day_by_day(start, asked, extension):
    """United before they are counted: the same as walking the calendar and skipping every day that one covers."""
    received = dt.date(2023, 1, 2) + dt.timedelta(days=start)
    pauses = [(received + dt.timedelta(days=n), received + dt.timedelta(days=n + long)) for n, long in asked]
    rows = [ClockEvent(K.THIRD_PARTY, first, answered=last) for first, last in pauses]
    rows += [ClockEvent(K.EXTENSION, received, extension)] if extension else []
    found = evaluate(Receipt(Channel.COUNTER, received), rows, received + dt.timedelta(days=60))
    assert found.reply_due == oracle.with_pauses(received, 20 + (extension or 0), pauses)


@given(st.lists(events(), max_size=8), st.integers(0, SPAN), st.integers(0, SPAN))
@settings(max_examples=150, deadline=None)
def test_what_is_recorded_later_does_not_change_what_was_known(rows, received, seen):
    """On any day the answer depends on the rows dated up to then only, so it can be told again years later."""
    receipt = Receipt(Channel.COUNTER, FIRST + dt.timedelta(days=received))
    day = FIRST + dt.timedelta(days=seen)
    known = [row for row in rows if row.on <= day]
    assert dates(evaluate(receipt, rows, day)) == dates(evaluate(receipt, known, day))
