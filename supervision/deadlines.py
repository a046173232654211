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

COMPLAINT_DAYS: Final = 20  # the Regulation names no number; as long as an application takes (第三十三条)
ORDER_DAYS: Final = 10  # proposed; the office sets it in each order
LONGEST_ORDER: Final = 60
COMPLAINT_BASIS: Final = "条例没有规定期限，本平台参照第三十三条第二款的二十个工作日，待县里确定"


@dataclass(frozen=True)
class Due:
    """The last day, whether provisional, and how it was found."""

    date: date
    provisional: bool
    steps: tuple[str, ...]


def complaint_due(received_on: date, calendar: WorkingCalendar) -> Due:
    first = (
        f"{received_on}收到，当天不计。",
        f"办结期限是{COMPLAINT_DAYS}个工作日（{COMPLAINT_BASIS}）。",
    )
    return _due(received_on, COMPLAINT_DAYS, calendar, first)


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
    for complaint in Complaint.objects.open().order_by("pk"):
        url = reverse("admin:supervision_complaint_change", args=[complaint.pk])
        yield OpenDeadline(f"投诉{complaint.number} 办结期限", url, complaint.received_on, COMPLAINT_DAYS)
    for order in Rectification.objects.open().order_by("pk"):
        url = reverse("admin:supervision_rectification_change", args=[order.pk])
        yield OpenDeadline(
            f"整改{order.number} 期限", url, order.counts_from, order.working_days + order.extended_by_days
        )
