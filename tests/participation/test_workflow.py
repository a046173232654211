"""The table of steps, over its complement; where a consultation stands at a moment."""

from datetime import UTC, date, datetime, timedelta

import pytest

from participation.workflow import (
    TRANSITIONS,
    Action,
    NotPossible,
    Phase,
    Status,
    available,
    next_status,
    phase,
)

OPENS = datetime(2026, 3, 2, 1, tzinfo=UTC)
CLOSES = datetime(2026, 4, 2, 9, tzinfo=UTC)
SECOND = timedelta(seconds=1)


@pytest.mark.parametrize("action", Action)
@pytest.mark.parametrize("status", Status)
def test_every_act_from_every_state(action, status):
    row = TRANSITIONS[action]
    if status in row.sources:
        assert next_status(status, action) == row.target
        assert action in available(status)
    else:
        assert action not in available(status)
        with pytest.raises(NotPossible, match=action.label):
            next_status(status, action)


def test_nothing_is_published_but_what_was_approved():
    assert TRANSITIONS[Action.PUBLISH].sources == (Status.APPROVED,)
    assert TRANSITIONS[Action.APPROVE].sources == (Status.REVIEW,)


@pytest.mark.parametrize(
    ("at", "expected"),
    [
        (OPENS - SECOND, Phase.COMING),
        (OPENS, Phase.OPEN),
        (CLOSES, Phase.OPEN),
        (CLOSES + SECOND, Phase.CLOSED),
    ],
)
def test_the_phase_follows_from_the_clock(at, expected):
    assert phase(OPENS, CLOSES, at) == expected


def test_it_is_overdue_the_day_after_the_feedback_was_due():
    due = date(2026, 4, 30)
    after = CLOSES + SECOND
    assert phase(OPENS, CLOSES, after, due=due, on=due) == Phase.CLOSED
    assert phase(OPENS, CLOSES, after, due=due, on=due + timedelta(days=1)) == Phase.OVERDUE
    assert phase(OPENS, CLOSES, after, settled=True, due=due, on=due + timedelta(days=1)) == Phase.SETTLED
