"""May this person do this to a complaint or to an order, and if not, why?"""

from __future__ import annotations

from accounts.models import Organisation, OrganisationKind, User
from accounts.policies import Allowed, Denied, Person, Verdict, holds
from accounts.roles import Role
from requests_app.policies import EDITORS
from supervision.complaint_workflow import ComplaintAction, OrderAction, OrderState, possible, refusal
from supervision.models import Complaint, Rectification, RepairFile

WATCHED = (OrganisationKind.COUNTY_DEPARTMENT, OrganisationKind.TOWNSHIP)


def may_be_complained_of(unit: Organisation) -> Verdict:
    """Whom this office supervises. Its own county government answers to the level above (第五十一条)."""
    if unit.kind in WATCHED and unit.is_active:
        return Allowed()
    if unit.kind == OrganisationKind.COUNTY_GOVERNMENT:
        return Denied("对县政府的投诉，请向上一级政务公开主管部门提出（条例第五十一条）。")
    if unit.kind == OrganisationKind.PUBLIC_ENTERPRISE:
        return Denied("对公共企事业单位，请向其主管部门申诉（条例第五十五条）。")
    return Denied(f"“{unit}”不在本平台的监督范围。")


def _office(person: Person, county: Organisation) -> Verdict:
    if holds(person, Role.COUNTY_OFFICE, county):
        return Allowed()
    return Denied("由县政务公开主管部门办理。")


def _head(person: Person, county: Organisation) -> Verdict:
    if isinstance(person, User) and person.roles.granted_on(Role.HEAD, county.pk):
        return Allowed()
    return Denied(f"由{county}的负责人决定。")


def may_handle(person: Person, complaint: Complaint, action: ComplaintAction) -> Verdict:
    """受理、下达整改、提出结论: the office of the county."""
    if not possible(complaint.state, action):
        return Denied(refusal(complaint.state, action))
    return _office(person, complaint.county)


def may_decide(person: Person, complaint: Complaint, action: ComplaintAction) -> Verdict:
    """审定、退回: the head of the county's government, who did not find it; nobody turns a complaint away alone."""
    if not possible(complaint.state, action):
        return Denied(refusal(complaint.state, action))
    verdict = _head(person, complaint.county)
    if verdict and isinstance(person, User) and person.pk == complaint.found_by_id:
        return Denied("核查结论由您提出，须由另一人审定。")
    return verdict


def may_see_complainant(person: Person, complaint: Complaint) -> Verdict:
    if complaint.anonymised_on is not None:
        return Denied("保存期限已满，姓名和联系方式已经匿名化。")
    return _office(person, complaint.county)


def may_issue(person: Person, county: Organisation, unit: Organisation) -> Verdict:
    """下达整改: the office, to a unit of its county."""
    if unit.kind not in WATCHED or not unit.is_active:
        return Denied(f"不能向“{unit}”下达整改。")
    if not unit.is_descendant_of(county):
        return Denied("只能向本县的单位下达整改。")
    return _office(person, county)


def may_direct(person: Person, order: Rectification, action: OrderAction) -> Verdict:
    """延长期限、撤销: the office."""
    if not possible(order.state, action):
        return Denied(refusal(order.state, action))
    return _office(person, order.county)


def may_hand_in(person: Person, order: Rectification) -> Verdict:
    """报送整改情况: the people of the unit."""
    if not possible(order.state, OrderAction.HAND_IN):
        return Denied(refusal(order.state, OrderAction.HAND_IN))
    if any(holds(person, role, order.unit) for role in EDITORS):
        return Allowed()
    return Denied(f"由{order.unit}报送。")


def may_judge(person: Person, order: Rectification, action: OrderAction) -> Verdict:
    """验收: the office, never who handed the report in."""
    verdict = may_direct(person, order, action)
    last = order.reports.order_by("-round").first()
    if verdict and last is not None and isinstance(person, User) and last.by_id == person.pk:
        return Denied("整改情况由您报送，不能由您验收。")
    return verdict


def may_show_file(person: Person, file: RepairFile) -> Verdict:
    """公开整改佐证: the office, never who handed it in."""
    order = file.report.order
    if order.state == OrderState.CANCELLED:
        return Denied("整改已经撤销，不能公开。")
    verdict = _office(person, order.county)
    if verdict and isinstance(person, User) and file.report.by_id == person.pk:
        return Denied("材料由您报送，不能由您公开。")
    return verdict


def may_criticise(person: Person, order: Rectification) -> Verdict:
    """通报批评 (第四十七条第一款): the head of the county's government, once."""
    if not possible(order.state, OrderAction.CRITICISE):
        return Denied(refusal(order.state, OrderAction.CRITICISE))
    if order.criticised_on is not None:
        return Denied("已经通报批评。")
    return _head(person, order.county)
