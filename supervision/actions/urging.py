"""催办 of orders and complaints, the mail that tells a complainant the result, and last days under a new calendar."""

from __future__ import annotations

import logging
from collections import defaultdict
from datetime import date, datetime, timedelta
from typing import Final

from django.conf import settings
from django.db import transaction

from accounts import outbox
from accounts.digests import send_digest
from accounts.models import User
from accounts.privacy import Unreadable
from accounts.roles import Role
from audit.actions import record
from disclosure.actions.telling import holders
from statute.calendar import WorkingCalendar
from supervision.actions import complaining, rectifying
from supervision.complaint_workflow import OrderState
from supervision.deadlines import complaint_due
from supervision.models import Complainant, Complaint, ComplaintNotice, Rectification, RectificationReminder
from supervision.models.rectification import SOON
from supervision.models.rule import Rules

logger = logging.getLogger(__name__)
DIGEST: Final = "rectification.digest"
NEW, BEFORE, OVERDUE = "new", "before", "overdue"


def remind(today: date) -> list[RectificationReminder]:
    """Told once that it was issued, once shortly before the last day, once after it."""
    made: list[RectificationReminder] = []
    for order in Rectification.objects.filter(state=OrderState.OPEN).select_related("unit", "county"):
        left = (order.due_on - today).days
        kind = OVERDUE if left < 0 else BEFORE if left <= SOON else NEW
        made += _write(order, kind, today)
    return made


@transaction.atomic
def _write(order: Rectification, kind: str, today: date) -> list[RectificationReminder]:
    row, created = RectificationReminder.objects.get_or_create(
        order=order, kind=kind, due_on=order.due_on, defaults={"on": today}
    )
    if not created:
        return []
    record(
        None,
        "rectification.reminded",
        order,
        article="条例第四十七条第一款",
        organisation=order.unit,
        kind=kind,
    )
    return [row]


def lines(today: date) -> dict[User, dict[str, str]]:
    """Person → what they would be told; nothing of any complainant."""
    found: dict[User, dict[str, str]] = defaultdict(dict)
    week = RectificationReminder.objects.filter(
        on__gte=today - timedelta(days=7), order__state=OrderState.OPEN
    ).select_related("order__unit", "order__county")
    for row in week.order_by("due_on", "pk"):
        order = row.order
        late = "，已经逾期" if row.kind == OVERDUE else ""
        text = f"{order.unit}：整改事项{order.number}应于{row.due_on}前整改完毕并报送情况{late}"
        people = [*holders(Role.CLERK, order.unit), *holders(Role.HEAD, order.unit)]
        if row.kind == OVERDUE:
            people += holders(Role.COUNTY_OFFICE, order.county)
        for person in people:
            found[person][f"order-{row.pk}"] = text
    for complaint in Complaint.objects.overdue(today).select_related("county"):
        text = f"投诉{complaint.number}应于{complaint.due_on}前办结，还没有办结"
        for person in [*holders(Role.COUNTY_OFFICE, complaint.county), *holders(Role.HEAD, complaint.county)]:
            found[person][f"complaint-{complaint.pk}-{complaint.due_on}"] = text
    return {person: told for person, told in found.items() if person.email}


def send_digests(today: date, *, at: datetime) -> int:
    """One mail to each person and day with everything new; how many went out."""
    if not settings.MAIL_ENABLED:
        return 0
    return sum(
        send_digest(person, told, action=DIGEST, about="投诉与整改", today=today, at=at)
        for person, told in lines(today).items()
    )


def send_notices(at: datetime) -> int:
    """Mail the results; how many went."""
    return outbox.send_due(ComplaintNotice, at, _mail, related=("complaint__complainant",))


def _mail(notice: ComplaintNotice) -> outbox.Mail:
    body = (
        f"您好：\n\n{notice.text}\n\n查询：{settings.SITE_URL}/supervision/complaints/track/\n"
        f"查询时请输入投诉编号和查询码。本邮件由系统发出，请不要直接回复。\n\n{settings.SITE['name']}\n"
    )
    return outbox.Mail(
        _address(notice.complaint.complainant), f"投诉 {notice.complaint.number} 的办理结果", body
    )


def _address(who: Complainant) -> str:
    try:
        return str(who.email)
    except Unreadable:
        logger.error("the address of complainant %s cannot be opened", who.pk)  # noqa: TRY400  no trace needed
        return ""


def recompute(calendar: WorkingCalendar) -> int:
    """Last days of what is open under a calendar that has changed; how many moved."""
    moved = 0
    for order in Rectification.objects.open().order_by("pk"):
        moved += _move_order(order, calendar)
    rules = Rules()
    for complaint in Complaint.objects.open().order_by("pk"):
        moved += _move_complaint(complaint, calendar, rules)
    return moved


@transaction.atomic
def _move_order(order: Rectification, calendar: WorkingCalendar) -> bool:
    order = rectifying.lock(order)
    if not order.is_open or not rectifying.reckon(order, calendar):
        return False
    order.save(update_fields=["due_on", "due_provisional"])
    record(None, "rectification.due_moved", order, organisation=order.unit, due_on=order.due_on.isoformat())
    return True


@transaction.atomic
def _move_complaint(complaint: Complaint, calendar: WorkingCalendar, rules: Rules) -> bool:
    complaint = complaining.lock(complaint)
    due = complaint_due(complaint.received_on, calendar, rules)
    if not complaint.is_open or (complaint.due_on, complaint.due_provisional) == (due.date, due.provisional):
        return False
    complaint.due_on, complaint.due_provisional = due.date, due.provisional
    complaint.save(update_fields=["due_on", "due_provisional"])
    record(None, "complaint.due_moved", complaint, organisation=complaint.county, due_on=due.date.isoformat())
    return True
