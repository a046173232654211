"""Trainings and people for tests, made by the real acts."""

from __future__ import annotations

from datetime import date

from supervision.actions import staffing, training
from supervision.models import StaffMember, Training
from tests.factories import ON, County


def held(
    county: County, *, on: date = ON, units=None, came: int | None = None, by=None, **values
) -> Training:
    """A training of the county, asked: the department and the township; `came` fills the whole sheet."""
    lesson = {
        "subject": "政府信息公开条例",
        "held_on": on,
        "place": "县政府三楼会议室",
        "audience": "各单位经办人",
    }
    units = [county.department, county.township] if units is None else units
    made = training.register(
        county.government, training.Lesson(**{**lesson, **values}), units=units, by=by or county.office
    )
    if came is not None:
        for unit in units:
            training.attend(made, unit, came=came, by=county.office, on=on)
    return made


def member(county: County, *, unit=None, on: date = ON, **values) -> StaffMember:
    unit = unit or county.department
    given = {"post": "full", "duty": "文件公开", "since": on, "name": "周敏"}
    return staffing.enter(unit, staffing.Post(**{**given, **values}), by=county.office, on=on)
