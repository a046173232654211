"""责令改正、督促整改 (条例第四十七条): issued with a last day, answered with evidence, judged by the office."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction

from accounts.models import Organisation, User
from accounts.policies import Refused, require
from audit.actions import record
from catalog.models import Item
from statute.calendar import WorkingCalendar
from statute.loading import working_calendar
from supervision.actions import complaining
from supervision.actions.complaining import county_of
from supervision.actions.keeping_files import checked, keep
from supervision.actions.stepping import Conflict, required
from supervision.complaint_policies import (
    may_criticise,
    may_direct,
    may_hand_in,
    may_handle,
    may_issue,
    may_judge,
)
from supervision.complaint_workflow import ComplaintAction, OrderAction, OrderKind, article, next_state
from supervision.deadlines import LONGEST_ORDER, ORDER_DAYS, order_due
from supervision.models import Complaint, Rectification, RepairFile, RepairReport
from supervision.numbering import ORDERS, allocate

A = OrderAction
BASIS = "《政府信息公开条例》第四十七条第一款"
SHORTEST = 10


@dataclass(frozen=True)
class Demand:
    """What has to be put right: in words, and the catalog item or whatever else it was seen by."""

    text: str
    kind: str = OrderKind.URGE
    working_days: int = ORDER_DAYS
    item: Item | None = None
    reference: str = ""
    legal_basis: str = BASIS


@transaction.atomic
def issue(
    unit: Organisation, demand: Demand, *, by: User, on: date, complaint: Complaint | None = None
) -> Rectification:
    """下达整改, on a complaint found true or on a gap the office found itself."""
    county = county_of(unit)
    if complaint is not None:
        complaint = complaining.lock(complaint)
        if complaint.unit_id != unit.pk:
            raise Refused(f"这件投诉的被投诉单位是{complaint.unit}。")
        require(may_handle(by, complaint, ComplaintAction.ORDER))
    require(may_issue(by, county, unit))
    return open_order(unit, demand, by=by, on=on, complaint=complaint)


def open_order(
    unit: Organisation, demand: Demand, *, by: User, on: date, complaint: Complaint | None = None
) -> Rectification:
    """The row itself, for acts that asked their own policy: `issue`, and publishing an evaluation."""
    text = required(demand.text, "请写明存在的问题和整改要求。")
    if len(text) < SHORTEST:
        raise Refused(f"请写明存在的问题和整改要求（不少于{SHORTEST}个字）。")
    if not 1 <= demand.working_days <= LONGEST_ORDER:
        raise Refused(f"整改期限是1至{LONGEST_ORDER}个工作日。")
    if demand.item is not None and demand.item.unit_id != unit.pk:
        raise Refused(f"这个公开事项不是{unit}的。")
    order = Rectification(
        number=allocate(ORDERS, on.year), kind=OrderKind(demand.kind), county=county_of(unit), unit=unit, complaint=complaint,
        item=demand.item, reference=demand.reference.strip()[:200], demand=text[:2000],
        legal_basis=demand.legal_basis.strip()[:200] or BASIS, issued_by=by, issued_on=on, counts_from=on,
        working_days=demand.working_days,
    )  # fmt: skip
    reckon(order, working_calendar())
    order.save()
    if complaint is not None:
        complaining.hand_over(complaint, by=by, on=on, order=order.number)
    record(by, "rectification.issued", order, article=BASIS, organisation=unit, kind=order.kind,
           due_on=order.due_on.isoformat())  # fmt: skip
    return order


def reckon(order: Rectification, calendar: WorkingCalendar) -> bool:
    """Work the last day out from the facts; whether it moved. Not saved."""
    due = order_due(order, calendar)
    before = (order.due_on, order.due_provisional)
    order.due_on, order.due_provisional = due.date, due.provisional
    return before != (due.date, due.provisional)


def lock(order: Rectification) -> Rectification:
    """The order as it is now, locked until commit."""
    rows = Rectification.objects.select_for_update(of=("self",))
    return rows.select_related("unit", "county").get(pk=order.pk)


def _finish(order: Rectification, action: A, *, by: User, **details: object) -> Rectification:
    order.state = next_state(order.state, action)
    order.revision += 1
    order.save()
    record(by, f"rectification.{action.value}", order, article=article(action), organisation=order.unit,
           **details)  # fmt: skip
    return order


@transaction.atomic
def extend(order: Rectification, *, by: User, on: date, working_days: int, reason: str) -> Rectification:
    """延长期限: once, before the last day is over."""
    order = lock(order)
    require(may_direct(by, order, A.EXTEND))
    if order.extended_by_days:
        raise Refused("已经延长一次，不能再延。")
    if on > order.due_on:
        raise Refused("整改期限已过，不能再延长。")
    if not 1 <= working_days <= ORDER_DAYS * 2:
        raise Refused(f"最多延长{ORDER_DAYS * 2}个工作日。")
    reason = required(reason, "请说明延长的理由。")
    order.extended_by_days = working_days
    reckon(order, working_calendar())
    return _finish(order, A.EXTEND, by=by, working_days=working_days, reason=reason)


@transaction.atomic
def hand_in(
    order: Rectification,
    *,
    by: User,
    on: date,
    text: str,
    page_url: str = "",
    files: Sequence[UploadedFile] = (),
) -> Rectification:
    """报送整改情况: what was done, the page where it can be seen, the papers that show it."""
    order = lock(order)
    require(may_hand_in(by, order))
    text = required(text, "请写明整改情况。")
    if len(text) < SHORTEST:
        raise Refused(f"请写明整改情况（不少于{SHORTEST}个字）。")
    report = RepairReport.objects.create(
        order=order, round=order.round, text=text[:2000], page_url=page_url.strip()[:300], by=by, on=on,
        late=on > order.due_on,
    )  # fmt: skip
    for upload in checked(files):
        stored, name = keep(upload, by=by)
        RepairFile.objects.create(report=report, file=stored, name=name)
    return _finish(order, A.HAND_IN, by=by, round=order.round, late=on > order.due_on, files=len(files))


def _judge(
    order: Rectification, action: A, *, by: User, on: date, verdict: str, revision: int | None
) -> Rectification:
    order = lock(order)
    require(may_judge(by, order, action))
    if revision != order.revision:
        raise Conflict("您打开页面之后整改情况有变动，请看过再验收。")
    last = order.reports.get(round=order.round)
    last.good, last.verdict = action == A.PASS, required(verdict, "请写明验收意见。")[:500]
    last.judged_by, last.judged_on = by, on
    last.save()
    return order


@transaction.atomic
def accept(order: Rectification, *, by: User, on: date, verdict: str, revision: int | None) -> Rectification:
    """验收合格: the order is closed, and with it the complaint it came from; the complainant is told."""
    order = _judge(order, A.PASS, by=by, on=on, verdict=verdict, revision=revision)
    order.closed_on = on
    order = _finish(order, A.PASS, by=by, round=order.round)
    if order.complaint is not None:
        told = (
            f"经核查，您反映的问题属实，{order.unit}已经整改。{order.reports.get(round=order.round).verdict}"
        )
        complaining.conclude_by_order(order.complaint, by=by, on=on, answer=told)
    return order


@transaction.atomic
def reject(
    order: Rectification, *, by: User, on: date, verdict: str, working_days: int, revision: int | None
) -> Rectification:
    """退回重新整改: a new round with a new last day."""
    if not 1 <= working_days <= LONGEST_ORDER:
        raise Refused(f"整改期限是1至{LONGEST_ORDER}个工作日。")
    order = _judge(order, A.REJECT, by=by, on=on, verdict=verdict, revision=revision)
    order.round, order.counts_from = order.round + 1, on
    order.working_days, order.extended_by_days = working_days, 0
    reckon(order, working_calendar())
    return _finish(order, A.REJECT, by=by, round=order.round, due_on=order.due_on.isoformat())


@transaction.atomic
def criticise(order: Rectification, *, by: User, on: date, text: str) -> Rectification:
    """通报批评 of who did not put it right."""
    order = lock(order)
    require(may_criticise(by, order))
    if on <= order.due_on and order.round == 1:
        raise Refused("期限没有到，也没有退回过，不能通报批评。")
    order.criticism = required(text, "请写明通报批评的事由。")[:500]
    order.criticised_on, order.criticised_by = on, by
    return _finish(order, A.CRITICISE, by=by)


@transaction.atomic
def cancel(order: Rectification, *, by: User, on: date, reason: str) -> Rectification:
    """撤销 of an order issued by mistake; one that came from a complaint is judged, not cancelled."""
    order = lock(order)
    require(may_direct(by, order, A.CANCEL))
    if order.complaint_id is not None:
        raise Refused("由投诉引起的整改不能撤销，请验收。")
    reason = required(reason, "请说明撤销的理由。")
    order.closed_on = on
    return _finish(order, A.CANCEL, by=by, reason=reason)
