"""投诉 come in, are checked by the office and settled: by a finding a second person confirms, or by an order kept."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.core.files.uploadedfile import UploadedFile
from django.db import IntegrityError, transaction

from accounts.models import Organisation, OrganisationKind, User
from accounts.policies import Refused, require
from audit.actions import record
from catalog.models import Item
from interpretation.numbering import new_code
from statute.loading import working_calendar
from supervision.actions.keeping_files import checked, keep
from supervision.actions.stepping import Conflict, required
from supervision.complaint_policies import may_be_complained_of, may_decide, may_handle, may_see_complainant
from supervision.complaint_workflow import (
    ComplaintAction,
    ComplaintKind,
    Finding,
    article,
    next_state,
)
from supervision.deadlines import complaint_due
from supervision.models import Complainant, Complaint, ComplaintFile, ComplaintNotice, ComplaintStep
from supervision.numbering import COMPLAINTS, allocate, code_digest

A = ComplaintAction
SHORTEST = 10
NOT_FOUND = (Finding.UNFOUNDED, Finding.OUT_OF_SCOPE)


@dataclass(frozen=True)
class Written:
    """What somebody sent: the complaint and, apart from it, who they are."""

    kind: str
    unit: Organisation
    subject: str
    text: str
    name: str
    phone: str = ""
    email: str = ""
    item: Item | None = None
    application: str = ""
    files: Sequence[UploadedFile] = ()


@dataclass(frozen=True)
class Receipt:
    """The complaint and the code, which nobody can read again; empty when the same form came twice."""

    complaint: Complaint
    code: str


def take(written: Written, *, key: UUID, at: datetime, on: date) -> Receipt:
    """收到投诉: number, code, last day. The same `key` twice is one complaint."""
    standing = Complaint.objects.filter(idempotency_key=key).first()
    if standing is not None:
        return Receipt(standing, "")
    require(may_be_complained_of(written.unit))
    if not written.subject.strip() or not written.text.strip() or not written.name.strip():
        raise Refused("请填写标题、事实和理由、称呼。")
    try:
        return _take(written, key, at, on)
    except IntegrityError:
        standing = Complaint.objects.filter(idempotency_key=key).first()
        if standing is None:
            raise
        return Receipt(standing, "")


@transaction.atomic
def _take(written: Written, key: UUID, at: datetime, on: date) -> Receipt:
    number, code = allocate(COMPLAINTS, on.year), new_code()
    due = complaint_due(on, working_calendar())
    complaint = Complaint.objects.create(
        kind=ComplaintKind(written.kind), number=number, code_hash=code_digest(number, code), idempotency_key=key,
        county=county_of(written.unit), unit=written.unit,
        item=written.item, application=written.application.strip()[:30], subject=written.subject.strip()[:100],
        text=written.text.strip()[:3000], received_at=at, received_on=on, due_on=due.date,
        due_provisional=due.provisional,
    )  # fmt: skip
    who = Complainant(complaint=complaint)
    who.name, who.phone, who.email = written.name, written.phone, written.email
    who.save()
    for upload in checked(written.files):
        stored, name = keep(upload, by=None)
        ComplaintFile.objects.create(complaint=complaint, file=stored, name=name)
    step(complaint, "收到投诉", on=on, by=None, told=f"已收到您的投诉，编号{number}。")
    record(None, "complaint.received", complaint, article=article(A.ACCEPT), organisation=complaint.county,
           kind=complaint.kind, unit=complaint.unit_id)  # fmt: skip
    return Receipt(complaint, code)


def county_of(unit: Organisation) -> Organisation:
    """The county's government above a unit, where the office in charge sits (第三条)."""
    above: Organisation | None = (
        unit.get_ancestors(include_self=True).filter(kind=OrganisationKind.COUNTY_GOVERNMENT).first()
    )
    if above is None:
        raise Refused(f"“{unit}”不属于任何县。")
    return above


def lock(complaint: Complaint) -> Complaint:
    """The complaint as it is now, locked until commit."""
    rows = Complaint.objects.select_for_update(of=("self",))
    return rows.select_related("unit", "county", "complainant").get(pk=complaint.pk)


def step(
    complaint: Complaint, what: str, *, on: date, by: User | None, note: str = "", told: str = ""
) -> ComplaintStep:
    return ComplaintStep.objects.create(
        complaint=complaint, what=what[:40], note=note[:500], public_note=told[:300], by=by, on=on
    )


def _finish(complaint: Complaint, action: A, *, by: User, **details: object) -> Complaint:
    complaint.state = next_state(complaint.state, action)
    complaint.revision += 1
    complaint.save()
    record(by, f"complaint.{action.value}", complaint, article=article(action), organisation=complaint.county,
           **details)  # fmt: skip
    return complaint


@transaction.atomic
def accept(complaint: Complaint, *, by: User, on: date) -> Complaint:
    """受理: the office begins to check."""
    complaint = lock(complaint)
    require(may_handle(by, complaint, A.ACCEPT))
    step(complaint, "受理", on=on, by=by, told="县政务公开主管部门已经受理，正在核查。")
    return _finish(complaint, A.ACCEPT, by=by)


@transaction.atomic
def find(complaint: Complaint, *, by: User, on: date, finding: str, answer: str) -> Complaint:
    """提出核查结论 that nothing has to be put right, with what the complainant will read."""
    complaint = lock(complaint)
    require(may_handle(by, complaint, A.FIND))
    if finding not in NOT_FOUND:
        raise Refused("核查属实的，请下达整改。")
    answer = required(answer, "请写明告知投诉人的内容。")
    if len(answer) < SHORTEST:
        raise Refused(f"请写明核查的经过和理由（不少于{SHORTEST}个字）。")
    complaint.finding, complaint.answer, complaint.found_by = finding, answer[:2000], by
    step(complaint, "提出核查结论", on=on, by=by, note=Finding(finding).label)
    return _finish(complaint, A.FIND, by=by, finding=finding)


@transaction.atomic
def send_back(complaint: Complaint, *, by: User, on: date, reason: str) -> Complaint:
    """退回核查 with what is still to be looked at."""
    complaint = lock(complaint)
    require(may_decide(by, complaint, A.RETURN))
    reason = required(reason, "请说明退回的理由。")
    complaint.finding, complaint.answer, complaint.found_by = "", "", None
    step(complaint, "退回核查", on=on, by=by, note=reason)
    return _finish(complaint, A.RETURN, by=by, reason=reason)


@transaction.atomic
def confirm(complaint: Complaint, *, by: User, on: date, revision: int | None) -> Complaint:
    """审定 of exactly the finding that was shown; the complainant is told."""
    complaint = lock(complaint)
    require(may_decide(by, complaint, A.CONFIRM))
    if revision != complaint.revision:
        raise Conflict("您打开页面之后，别人办理了这件投诉，请看过再审定。")
    complaint.decided_by = by
    return _conclude(complaint, A.CONFIRM, by=by, on=on)


def conclude_by_order(complaint: Complaint, *, by: User, on: date, answer: str) -> Complaint:
    """整改办结: the order was carried out. Called inside the verdict's transaction, which asked the policy."""
    complaint = lock(complaint)
    complaint.finding, complaint.answer = Finding.UPHELD, answer[:2000]
    return _conclude(complaint, A.CONCLUDE, by=by, on=on)


def _conclude(complaint: Complaint, action: A, *, by: User, on: date) -> Complaint:
    """The result stands on the tracking page, and goes out once by mail where there is an address."""
    complaint.concluded_on = on
    told = f"您的投诉已经办结：{Finding(complaint.finding).label}。"
    step(complaint, "办结", on=on, by=by, told=told)
    if complaint.complainant.email_sealed:
        ComplaintNotice.objects.create(complaint=complaint, text=told)
    return _finish(complaint, action, by=by, finding=complaint.finding, late=on > complaint.due_on)


def hand_over(complaint: Complaint, *, by: User, on: date, order: str) -> Complaint:
    """下达整改: the complaint waits for its order. Inside the act that issues it, which asked the policy."""
    step(complaint, "下达整改", on=on, by=by, note=order, told=f"经核查属实，已要求{complaint.unit}整改。")
    return _finish(complaint, A.ORDER, by=by, order=order)


def look(complaint: Complaint, *, by: User) -> dict[str, str]:
    """查看联系方式: each look is recorded."""
    require(may_see_complainant(by, complaint))
    who = complaint.complainant
    found = {"name": who.name, "phone": who.phone, "email": who.email}
    record(by, "complaint.complainant_seen", complaint, article="个人信息保护法第五十一条",
           organisation=complaint.county)  # fmt: skip
    return found
