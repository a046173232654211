"""From facts to points, totals, ranks and notices: pure, so that a frozen evaluation can be worked out again by anybody.

Facts of one score: {"indicator": {"code", "points", "full", "zero", "per"}, "number", "of"} as counted, or {"entered"} where a
person gave the value; "corrected" goes before both (an objection was right). Without a value the indicator does not apply.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Any, Final

Facts = Mapping[str, Any]
CENT: Final = Decimal("0.01")
WHOLE: Final = Decimal(100)
GREEN, AMBER = Decimal("0.9"), Decimal("0.6")


def rounded(number: Decimal) -> Decimal:
    return number.quantize(CENT, ROUND_HALF_UP)


def value_of(facts: Facts) -> Decimal | None:
    """The indicator's value in its own unit (%, days); None where there was nothing to count."""
    for name in ("corrected", "entered"):
        if facts.get(name) is not None:
            return Decimal(str(facts[name]))
    if not facts.get("of"):
        return None
    return rounded(Decimal(facts["number"]) * Decimal(facts["indicator"]["per"]) / Decimal(facts["of"]))


def share_of(facts: Facts) -> Decimal | None:
    """How much of the points, 0 to 1: all at `full`, none at `zero`, in between in proportion; either may be the larger."""
    value = value_of(facts)
    if value is None:
        return None
    full, zero = (Decimal(str(facts["indicator"][name])) for name in ("full", "zero"))
    return min(max((value - zero) / (full - zero), Decimal(0)), Decimal(1))


def points_of(facts: Facts) -> Decimal | None:
    share = share_of(facts)
    return None if share is None else rounded(Decimal(str(facts["indicator"]["points"])) * share)


def colour_of(facts: Facts) -> str:
    """green from nine tenths of the points, amber from six, red below; grey where it does not apply."""
    share = share_of(facts)
    if share is None:
        return "grey"
    return "green" if share >= GREEN else "amber" if share >= AMBER else "red"


def total_of(scores: Iterable[Facts]) -> Decimal | None:
    """Out of 100: what does not apply to a unit is taken out and the rest counts for all of it."""
    earned = most = Decimal(0)
    for facts in scores:
        points = points_of(facts)
        if points is not None:
            earned += points
            most += Decimal(str(facts["indicator"]["points"]))
    return rounded(earned / most * WHOLE) if most else None


@dataclass(frozen=True)
class Standing:
    """One unit's result: the total, its rank among its like (equal totals share one), and the notice."""

    unit: int
    total: Decimal
    rank: int
    notice: str


def standings(
    totals: Mapping[int, Decimal | None], groups: Mapping[int, str], bounds: Mapping[str, Any]
) -> list[Standing]:
    """`bounds`: praise_from, urge_below, criticise_below. A unit to which nothing applies is not ranked."""
    known = {unit: total for unit, total in totals.items() if total is not None}
    return [
        Standing(unit, total, _rank(total, [known[one] for one in known if groups[one] == groups[unit]]), notice(total, bounds))
        for unit, total in known.items()
    ]  # fmt: skip


def _rank(total: Decimal, among: Sequence[Decimal]) -> int:
    return 1 + sum(one > total for one in among)


def notice(total: Decimal, bounds: Mapping[str, Any]) -> str:
    """通报表扬, 督促整改, 通报批评, or nothing."""
    if total < Decimal(str(bounds["criticise_below"])):
        return "criticise"
    if total < Decimal(str(bounds["urge_below"])):
        return "urge"
    return "praise" if total >= Decimal(str(bounds["praise_from"])) else ""
