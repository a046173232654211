"""合格与否和得分: any veto ends it; below 60 is 不合格; above 80 the bonus is added (国办秘函〔2019〕19号) (pure)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Final, Protocol

from supervision.inspecting.readings import Reading

VETO, DEDUCT, BONUS = "veto", "deduct", "bonus"
RED, AMBER, GREEN, OPEN = "red", "amber", "green", "open"
FULL: Final = Decimal(100)
LEAST: Final = Decimal(60)
BONUS_ABOVE: Final = Decimal(80)
_TENTH: Final = Decimal("0.1")


class Rule(Protocol):
    """What scoring needs of an indicator or of a line."""

    part: str
    points: Decimal
    per_fault: Decimal


class Scored(Protocol):
    part: str
    points: Decimal
    light: str
    score: Decimal | None


@dataclass(frozen=True)
class Score:
    """The outcome: nothing is scored once there is a veto, and no bonus at 80 points or below."""

    vetoes: int
    still_open: int
    part_two: Decimal | None
    bonus: Decimal | None
    total: Decimal | None
    passed: bool


def tenth(number: Decimal) -> Decimal:
    return number.quantize(_TENTH, ROUND_HALF_UP)


def judged(rule: Rule, measure: Reading) -> tuple[str, Decimal | None]:
    """The light of an indicator and its points; a deduction never exceeds the indicator's own points."""
    if measure.asks:
        return OPEN, None
    if rule.part == VETO:
        return measure.light, None
    if rule.part == BONUS:
        earned = tenth(rule.points * (measure.share or Decimal(0)))
        return light_of(earned, rule.points), earned
    left = tenth(max(rule.points - rule.per_fault * measure.faults, Decimal(0)))
    return light_of(left, rule.points), left


def light_of(score: Decimal, points: Decimal) -> str:
    """Green for all points, red for none, amber between."""
    if score >= points:
        return GREEN
    return AMBER if score > 0 else RED


def total(lines: Iterable[Scored]) -> Score:
    """What the lines come to. What is still to be looked at keeps its points and earns no bonus."""
    rows = list(lines)
    vetoes = sum(row.part == VETO and row.light == RED for row in rows)
    still_open = sum(row.light == OPEN for row in rows)
    if vetoes:
        return Score(vetoes, still_open, None, None, None, passed=False)
    lost = sum(
        (row.points - row.score for row in rows if row.part == DEDUCT and row.score is not None), Decimal(0)
    )
    part_two = max(FULL - lost, Decimal(0))
    bonus = Decimal(0)
    if part_two > BONUS_ABOVE:
        bonus = sum((row.score for row in rows if row.part == BONUS and row.score is not None), Decimal(0))
    return Score(0, still_open, part_two, bonus, part_two + bonus, passed=part_two >= LEAST)
