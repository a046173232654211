"""Results that show no single person: small cells are suppressed, and what would give them away (pure)."""

from collections.abc import Sequence


def suppressed(counts: Sequence[int], least: int) -> list[int | None]:
    """The counts, `None` where between 1 and `least - 1`.

    One hidden cell alone could be worked out from the total: then the next smallest that is not zero is hidden too.
    """
    hidden = {place for place, count in enumerate(counts) if 0 < count < least}
    if len(hidden) == 1:
        others = [place for place, count in enumerate(counts) if count and place not in hidden]
        if others:
            hidden.add(min(others, key=lambda place: counts[place]))
    return [None if place in hidden else count for place, count in enumerate(counts)]


def share(count: int | None, total: int) -> float | None:
    """Per cent with one decimal; None where the count is hidden or nobody answered."""
    return None if count is None or not total else round(100 * count / total, 1)
