"""By when a complaint is settled and an order is carried out: the county's numbers in working days. Time is an argument."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Final

from django.urls import reverse

from statute.calendar import WorkingCalendar
from statute.open_deadlines import OpenDeadline
from supervision.models import Complaint, Rectification
from supervision.models.rule import Key, Rules

ORDER_DAYS: Final = 10  # proposed; the office sets it in each order
LONGEST_ORDER: Final = 60


@dataclass(frozen=True)
class Due:
    """The last day, whether provisional, and how it was found."""

    date: date
    provisional: bool
    steps: tuple[str, ...]


def complaint_due(received_on: date, calendar: WorkingCalendar, rules: Rules | None = None) -> Due:
    """By the number in force on the day it came in; `rules` saves a query where many are asked for."""
    rule = (rules or Rules()).on(Key.COMPLAINT_DAYS, received_on)
    first = (f"{received_on}收到，当天不计。", f"办结期限是{rule.value}个工作日（{rule.basis}）。")
    return _due(received_on, rule.value, calendar, first)


def order_due(order: Rectification, calendar: WorkingCalendar) -> Due:
    """From the day it was issued or sent back, with the extension."""
    days = order.working_days + order.extended_by_days
    first = [f"{order.counts_from}下达或者退回，当天不计。", f"限{order.working_days}个工作日内整改。"]
    if order.extended_by_days:
        first.append(f"延长{order.extended_by_days}个工作日。")
    return _due(order.counts_from, days, calendar, tuple(first))


def _due(start: date, days: int, calendar: WorkingCalendar, first: tuple[str, ...]) -> Due:
    counted = calendar.add_working_days(start, days)
    steps = [*first, *(step.label for step in calendar.explain(start, days))]
    steps.append(f"到{counted.date}为止。" + (counted.reason if counted.provisional else ""))
    return Due(counted.date, counted.provisional, tuple(steps))


def open_supervision() -> Iterator[OpenDeadline]:
    """Every last day still running, for the preview of a change of the calendar."""
    rules = Rules()
    for complaint in Complaint.objects.open().order_by("pk"):
        url = reverse("admin:supervision_complaint_change", args=[complaint.pk])
        days = rules.on(Key.COMPLAINT_DAYS, complaint.received_on).value
        yield OpenDeadline(f"投诉{complaint.number} 办结期限", url, complaint.received_on, days)
    for order in Rectification.objects.open().order_by("pk"):
        url = reverse("admin:supervision_rectification_change", args=[order.pk])
        yield OpenDeadline(
            f"整改{order.number} 期限", url, order.counts_from, order.working_days + order.extended_by_days
        )
