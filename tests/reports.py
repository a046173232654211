"""Annual reports for tests: `report(county, state=State.PUBLISHED)` gets there by the real acts."""

from __future__ import annotations

from datetime import date

from accounts.models import Organisation, User
from statute.annual.form import FORM_2021, IN_FORCE, MADE, MONEY, REPEALED
from supervision.actions import deciding, drafting
from supervision.models import AnnualReport
from supervision.workflow import State
from tests.factories import County

YEAR = 2025
ON = date(2026, 1, 12)
TEXTS = {
    "overview": "2025年，本机关依法公开政府信息，及时答复申请。",
    "problems": "公开的及时性还有差距。下一步，将按月核对。",
    "other": "2025年没有收取信息处理费。",
}
ACTIVE = {
    "regulations": {MADE: "0", REPEALED: "0", IN_FORCE: "0"},
    "normative": {MADE: "0", REPEALED: "0", IN_FORCE: "3"},
    "licences": {"本年处理决定数量": "120"},
    "penalties": {"本年处理决定数量": "7"},
    "coercion": {"本年处理决定数量": "0"},
    "fees": {MONEY: "12.5"},
}


def head_of(county: County, unit: Organisation) -> User:
    return {
        county.department.pk: county.head,
        county.other_department.pk: county.other_head,
        county.township.pk: county.township_head,
        county.government.pk: county.government_head,
    }[unit.pk]


def report(
    county: County,
    *,
    unit: Organisation | None = None,
    year: int = YEAR,
    state: str = State.DRAFT,
    on: date = ON,
    tables=None,
    **texts,
) -> AnnualReport:
    """A report of the department, filled in so that nothing is lacking, carried on to `state`."""
    unit = unit or county.department
    clerk = county.clerk_of(unit)
    made = drafting.start(unit, year, by=clerk, on=on)
    made = drafting.edit(made, by=clerk, on=on, texts=TEXTS | texts, tables=tables or {1: ACTIVE})
    if state != State.DRAFT:
        made = deciding.submit(made, by=clerk, on=on)
    if state == State.PUBLISHED:
        made = deciding.publish(made, by=head_of(county, unit), on=on, seen=made.content_hash)
    return made


def zeros() -> dict[int, dict[str, dict[str, object]]]:
    """Table 2 all zero, to be changed in single cells."""
    return {2: {row: dict.fromkeys(FORM_2021.columns, 0) for row in FORM_2021.rows}}
