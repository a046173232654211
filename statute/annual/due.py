"""第四十九条: departments by 31 January, governments of county level and above by 31 March of the following year."""

from __future__ import annotations

from datetime import date


def due_on(year: int, *, is_county: bool) -> date:
    """The last day for the report of `year`. Townships follow the departments' day, as most counties order."""
    return date(year + 1, 3, 31) if is_county else date(year + 1, 1, 31)
