"""When feedback is due, and how many days a draft must be open. Dates come in as arguments."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from participation.models import Consultation, Gathering, PeriodRule, rule_days
from participation.workflow import Phase, local, phase
from statute.calendar import Counted, WorkingCalendar

FALLBACK_DAYS = 20  # working days, where a county has removed its own rule


@dataclass(frozen=True)
class Standing:
    """Where a consultation stands on a day, with the day its feedback is due."""

    phase: Phase
    due: date
    provisional: bool
    days_left: int  # until the closing day; negative afterwards

    @property
    def is_overdue(self) -> bool:
        return self.phase == Phase.OVERDUE


def feedback_due(consultation: Consultation, days: int, calendar: WorkingCalendar) -> Counted:
    """Working days after the closing day; the closing day is not counted."""
    return calendar.add_working_days(local(consultation.closes_at).date(), days)


def feedback_days(on: date) -> int:
    return rule_days(PeriodRule.Purpose.FEEDBACK, on) or FALLBACK_DAYS


def report_days(on: date) -> int:
    return rule_days(PeriodRule.Purpose.REPORT, on) or FALLBACK_DAYS


def report_due(gathering: Gathering, days: int, calendar: WorkingCalendar) -> Counted:
    """会议情况 is due so many working days after the day it was held."""
    return calendar.add_working_days(local(gathering.starts_at).date(), days)


def standing(consultation: Consultation, at: datetime, days: int, calendar: WorkingCalendar) -> Standing:
    """`days`: the working days feedback may take (`feedback_days`)."""
    on = local(at).date()
    due = feedback_due(consultation, days, calendar)
    closes = local(consultation.closes_at).date()
    where = phase(
        consultation.open_from, consultation.closes_at, at, settled=consultation.is_settled, due=due.date, on=on
    )  # fmt: skip
    return Standing(where, due.date, due.provisional, (closes - on).days)
