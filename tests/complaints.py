"""Complaints and orders for tests: `complaint(county, state=…)` and `order(county, state=…)` get there by the real acts."""

from __future__ import annotations

from datetime import date
from uuid import uuid4

from django.utils import timezone

from supervision.actions import complaining, rectifying
from supervision.complaint_workflow import ComplaintState, Finding, OrderState
from supervision.models import Complaint, Rectification
from tests.factories import ON, County

TEXT = "低保资金发放明细三个月没有公开，在栏目里找不到。"
DEMAND = "低保资金发放明细没有按目录公开，请补充公开一至三月的明细。"
DONE = "已经补充公开一至三月的低保资金发放明细。"


def written(county: County, **values) -> complaining.Written:
    whole = {
        "kind": "unpublished", "unit": county.department, "subject": "低保明细没有公开", "text": TEXT, "name": "李明明",
        "phone": "13800001234", "email": "liming@mail.example",
    }  # fmt: skip
    return complaining.Written(**{**whole, **values})


def complaint(county: County, *, state: str = ComplaintState.RECEIVED, on: date = ON, **values) -> Complaint:
    made = complaining.take(written(county, **values), key=uuid4(), at=timezone.now(), on=on).complaint
    if state == ComplaintState.RECEIVED:
        return made
    made = complaining.accept(made, by=county.office, on=on)
    if state == ComplaintState.RECTIFYING:
        order(county, complaint=made, on=on)
        made.refresh_from_db()
    if state in (ComplaintState.DECIDING, ComplaintState.CONCLUDED):
        made = complaining.find(
            made, by=county.office, on=on, finding=Finding.UNFOUNDED, answer="经核查，明细已于上月公开。"
        )
    if state == ComplaintState.CONCLUDED:
        made = complaining.confirm(made, by=county.government_head, on=on, revision=made.revision)
    return made


def order(
    county: County,
    *,
    state: str = OrderState.OPEN,
    on: date = ON,
    complaint: Complaint | None = None,
    **values,
) -> Rectification:
    demand = rectifying.Demand(DEMAND, **values)
    made = rectifying.issue(county.department, demand, by=county.office, on=on, complaint=complaint)
    if state == OrderState.CANCELLED:
        return rectifying.cancel(made, by=county.office, on=on, reason="重复下达")
    if state in (OrderState.HANDED_IN, OrderState.CLOSED):
        made = rectifying.hand_in(made, by=county.clerk, on=on, text=DONE)
    if state == OrderState.CLOSED:
        made = rectifying.accept(made, by=county.office, on=on, verdict="已核实", revision=made.revision)
    return made
