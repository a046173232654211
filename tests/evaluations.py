"""Schemes and evaluations for tests, made by the real acts: `evaluation(county, stage=Stage.FROZEN)`."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

from supervision.actions import announcing, evaluating, scheming
from supervision.evaluation_workflow import Stage
from supervision.models import Evaluation, Scheme
from tests.factories import ON, County

START = date(2026, 1, 1)
LATER = ON + timedelta(days=10)


def scheme(county: County, *, published: bool = True) -> Scheme:
    """The version in force; made once."""
    found = Scheme.objects.in_force()
    if found is not None and published:
        return found
    made = scheming.begin_scheme(county.government, by=county.office, on=ON)
    return (
        scheming.publish_scheme(made, county.government, by=county.government_head, on=ON)
        if published
        else made
    )


def entered(county: County, made: Evaluation, value: str = "100") -> Evaluation:
    """Every manual indicator given."""
    for score in made.scores.filter(indicator__measure="").select_related("indicator", "evaluation"):
        evaluating.enter(score, by=county.office, value=Decimal(value), evidence="工作台账第3页")
    made.refresh_from_db()
    return made


def evaluation(county: County, *, stage: str = Stage.PREPARING) -> Evaluation:
    scheme(county)
    made = evaluating.begin(
        county.government, by=county.office, on=ON, name="2026年第一季度考核", start=START, end=ON
    )
    if stage == Stage.PREPARING:
        return made
    if stage == Stage.VOID:
        return evaluating.void(made, by=county.office, on=ON, reason="取数口径有误")
    made = evaluating.ask(entered(county, made), by=county.office, on=ON)
    if stage in (Stage.FROZEN, Stage.PUBLISHED):
        made = evaluating.freeze(made, by=county.office, on=LATER, revision=made.revision)
    if stage == Stage.PUBLISHED:
        made = announcing.publish(made, by=county.government_head, on=LATER, seen=made.digest)
    return made
