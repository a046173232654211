"""催办: before a date and after it, once each; a worker that was down sends one current reminder and no flood."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Final

from django.db import transaction

from accounts.models import Organisation, User
from accounts.roles import Role
from audit.actions import record
from disclosure.actions.telling import county_office, holders
from requests_app.actions.filing import file
from requests_app.deadlines import deadline, with_facts
from requests_app.models import AssistTask, Filing, InformationRequest, RequestReminder
from statute.calendar import WorkingCalendar
from statute.loading import working_calendar
from statute.publication import working_days_left

BEFORE: Final = (5, 3, 1)  # working days before the last one
OVERDUE: Final = "overdue"
WORDS: Final = {
    "reply-5": "答复期限还有5个工作日",
    "reply-3": "答复期限还有3个工作日",
    "reply-1": "答复期限只剩1个工作日",
    "correction": "告知补正的期限将满",
    "limit": "征求意见、缴费或者补正的期限已满，请办理",
    "assist": "协办事项已到期",
    "unconfirmed": "平常信函须当日与申请人确认",
    "undelivered": "发出的通知或者征求意见书还没有登记送达，期限不能起算",
    "moved": "因放假安排变动，答复期限已经改变",
    OVERDUE: "答复已经逾期",
}


@dataclass(frozen=True)
class Due:
    """A reminder that is due: what about, which day it concerns, and whether head and office are told."""

    kind: str
    on: date
    escalated: bool = False


def remind(today: date) -> list[RequestReminder]:
    """Write what is due today; running twice writes nothing twice. Lateness keeps its true date."""
    calendar = working_calendar()
    made: list[RequestReminder] = []
    for case in with_facts(InformationRequest.objects.open().select_related("unit")).iterator(chunk_size=500):
        for due in dues(case, today, calendar):
            made += _write(case, due, today)
    late = AssistTask.objects.filter(answered_on=None, cancelled_on=None, due_on__lt=today)
    for task in late.select_related("request__unit"):
        made += _write(task.request, Due("assist", task.due_on), today)
    return made


def dues(case: InformationRequest, today: date, calendar: WorkingCalendar) -> Iterator[Due]:
    """What a case is to be reminded of today. Only the nearest mark: a missed one is not made up for."""
    clock = deadline(case, today, calendar)
    if clock.received_on is None:
        if case.arrived_on < today or case.channel == "ordinary_mail":
            yield Due("unconfirmed", case.arrived_on)
        return
    if case.reply_due is not None and not case.due_provisional:
        left = working_days_left(today, case.reply_due, calendar)
        if left < 0:
            yield Due(OVERDUE, case.reply_due, escalated=True)
        else:
            mark = next((mark for mark in reversed(BEFORE) if left <= mark), None)
            if mark is not None:
                yield Due(f"reply-{mark}", case.reply_due)
    waits = case.status in ("registered", "in_review") and not hasattr(case, "correction")
    if (
        waits
        and clock.correction_limit
        and 0 <= working_days_left(today, clock.correction_limit, calendar) <= 1
    ):
        yield Due("correction", clock.correction_limit)
    yield from _lacking_proof(case, today, calendar)
    for limit in clock.limits:
        if limit.due is not None and limit.done_on is None and limit.due < today and limit.kind in ASKED:
            yield Due("limit", limit.due)


def _lacking_proof(case: InformationRequest, today: date, calendar: WorkingCalendar) -> Iterator[Due]:
    """Letters sent a working week ago of which nobody knows whether they arrived: their limits cannot begin."""
    sent = [
        one.sent_on
        for one in case.consultations.all()
        if one.delivered_on is None and one.answered_on is None
    ]
    fee = getattr(case, "fee_notice", None)
    if fee is not None and fee.delivered_on is None and not (fee.paid_on or fee.waived_on):
        sent.append(fee.notified_on)
    for day in sent:
        if calendar.working_days_between(day, today) >= BEFORE[0]:
            yield Due("undelivered", day)


ASKED: Final = frozenset({"correction", "reasons", "payment", "third_party", "joint_agency"})


@transaction.atomic
def _write(case: InformationRequest, due: Due, today: date) -> list[RequestReminder]:
    row, created = RequestReminder.objects.get_or_create(
        request=case, kind=due.kind, due_on=due.on, defaults={"on": today, "escalated": due.escalated}
    )
    if not created:
        return []
    if due.kind == OVERDUE:
        file(case, Filing.Kind.OVERDUE, f"答复期限{due.on}已过，尚未答复", today)
    record(None, "request.reminded", case, article="条例第三十三条", organisation=case.unit, kind=due.kind,
           due_on=due.on.isoformat())  # fmt: skip
    return [row]


def recipients(row: RequestReminder) -> list[User]:
    """The unit's clerks and the handler; once it is late, the head and the county office too."""
    unit: Organisation = row.request.unit
    people = holders(Role.CLERK, unit)
    if row.request.handler_id and row.request.handler is not None:
        people.append(row.request.handler)
    if row.escalated:
        people += [*holders(Role.HEAD, unit), *county_office(unit)]
    return list(dict.fromkeys(people))
