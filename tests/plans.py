"""Work plans for tests: `plan(county, state=…)` gets there by the real acts."""

from __future__ import annotations

from datetime import UTC, date, datetime

from supervision.actions import planning
from supervision.models import PlanTask, WorkPlan
from supervision.plan_workflow import PlanState
from tests.factories import County

DUE = date(2026, 6, 30)
AT = datetime(2026, 3, 2, 1, tzinfo=UTC)


def plan(
    county: County, *, state: str = PlanState.DRAFT, due_on: date = DUE, unit=None, year: int = 2026
) -> WorkPlan:
    made = planning.begin(
        county.government, year=year, title=f"青岚县{year}年政务公开工作要点", by=county.office
    )
    planning.add_task(
        made, text="完善基层政务公开标准目录", unit=unit or county.department, due_on=due_on, by=county.office
    )
    if state == PlanState.DRAFT:
        return planning.lock(made)
    made = planning.submit(made, by=county.office)
    if state == PlanState.SUBMITTED:
        return made
    return planning.publish(made, by=county.government_head, at=AT, seen=made.content_hash)


def task(county: County, **values) -> PlanTask:
    """The one task of a published plan."""
    return plan(county, state=PlanState.PUBLISHED, **values).tasks.get()
