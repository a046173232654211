"""Whether a row's turn has come, asked of a clock that may have been set wrong and right again.

A moment that lies farther ahead than anything here ever waits was written while the clock ran ahead: without a second look
such a row would wait for that day.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from django.db.models import Q

LONGEST_WAIT: Final = timedelta(
    days=5
)  # between two attempts of anything; the longest pause is under four days
LONGEST_CLAIM: Final = timedelta(days=1)


def turn_has_come(at: datetime, name: str = "next_attempt_at") -> Q:
    """Never tried, due by `at`, or put off until a moment that nobody meant."""
    return Q(**{name: None}) | Q(**{f"{name}__lte": at}) | Q(**{f"{name}__gt": at + LONGEST_WAIT})


def was_left_behind(before: datetime, name: str = "started_at") -> Q:
    """Begun before `before`, or in a future that has not come."""
    return Q(**{f"{name}__lt": before}) | Q(**{f"{name}__gt": before + LONGEST_CLAIM})
