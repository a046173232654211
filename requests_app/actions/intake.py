"""接收与登记: how an application becomes a case (条例第二十九条、第三十一条)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from uuid import UUID

from django.db import IntegrityError, transaction

from accounts.models import Organisation, User
from accounts.policies import Refused, require
from audit.actions import record
from catalog.models import Item
from disclosure.models import Document
from requests_app.actions.filing import file
from requests_app.actions.stepping import finish, lock, recompute, required
from requests_app.models import Applicant, CaseStep, Filing, InformationRequest
from requests_app.numbering import allocate, code_digest, new_code
from requests_app.policies import may_confirm, may_handle, may_take, receives
from requests_app.workflow import Action
from statute.clock import Channel
from statute.loading import working_calendar

PERSON = (
    "kind", "name", "contact_person", "identity_kind", "agent_name", "agent_identity_kind",
    "identity", "phone", "address", "email", "agent_identity", "agent_phone",
)  # fmt: skip


@dataclass(frozen=True)
class Application:
    """What an application says (第二十九条): the person by the fields of `Applicant`, the information, form and way.

    Nobody is asked what it is for (第二十七条).
    """

    person: Mapping[str, str]
    subject: str
    document_number: str = ""
    document: Document | None = None
    item: Item | None = None
    form: str = ""
    way: str = ""
    needs_help: bool = False
    help_note: str = ""


@dataclass(frozen=True)
class Arrival:
    """How and when it came in. `confirmed_on` where a channel needs it; `evidence` says what proves the day."""

    channel: Channel
    at: datetime
    on: date
    confirmed_on: date | None = None
    evidence: str = ""
    is_oral: bool = False
    read_back: bool = False


@dataclass(frozen=True)
class Receipt:
    """The case and its query code, which is shown once and kept only as a digest; empty on a repeated submission."""

    request: InformationRequest
    code: str = field(repr=False)


def submit(
    unit: Organisation,
    application: Application,
    *,
    key: UUID,
    at: datetime,
    on: date,
    account: User | None = None,
) -> Receipt:
    """网上申请: the case and its number at once. Submitting the same form again (`key`) gives the same case.

    On a working day the submission is confirmed by the system; on a rest day the next working day does that
    (第三十一条第三项), so that the period never begins on a day nobody works.
    """
    require(receives(unit))
    confirmed = on if working_calendar().is_working(on) else None
    arrival = Arrival(Channel.INTERNET, at, on, confirmed, evidence="系统收到确认")
    try:
        return _open(unit, application, arrival, key=key, by=None, account=account)
    except IntegrityError:
        standing = InformationRequest.objects.filter(idempotency_key=key).first()
        if standing is None:
            raise
        return Receipt(standing, "")


def take(unit: Organisation, application: Application, arrival: Arrival, *, key: UUID, by: User) -> Receipt:
    """登记当面、邮寄、传真的申请 (第三十一条): the channel decides the day of receipt and what has to prove it."""
    require(may_take(by, unit))
    if arrival.is_oral and not arrival.read_back:
        raise Refused("口头申请须由工作人员记录并向申请人复述确认（条例第二十九条）。")
    if arrival.channel is not Channel.COUNTER and not arrival.evidence.strip():
        raise Refused("请写明收到的凭据：签收单号、邮戳、传真号码或者确认的方式（条例第三十一条）。")
    if arrival.confirmed_on and arrival.confirmed_on < arrival.on:
        raise Refused("确认日期不能早于到达日期。")
    try:
        return _open(unit, application, arrival, key=key, by=by, account=None)
    except IntegrityError:
        standing = InformationRequest.objects.filter(idempotency_key=key).first()
        if standing is None:
            raise
        return Receipt(standing, "")


@transaction.atomic
def _open(
    unit: Organisation,
    application: Application,
    arrival: Arrival,
    *,
    key: UUID,
    by: User | None,
    account: User | None,
) -> Receipt:
    standing = InformationRequest.objects.filter(idempotency_key=key).first()
    if standing is not None:
        return Receipt(standing, "")
    subject = required(
        application.subject,
        "请写明所需政府信息的名称、文号或者其他特征性描述（条例第二十九条第二款第二项）。",
    )
    number, code = allocate(unit, arrival.on.year), new_code()
    request = InformationRequest.objects.create(
        unit=unit,
        number=number,
        year=arrival.on.year,
        code_hash=code_digest(number, code),
        idempotency_key=key,
        account=account,
        applicant_kind=application.person.get("kind", ""),
        channel=arrival.channel,
        arrived_at=arrival.at,
        arrived_on=arrival.on,
        confirmed_on=arrival.confirmed_on,
        confirmed_by=by if arrival.confirmed_on else None,
        evidence=arrival.evidence[:200],
        taken_by=by,
        is_oral=arrival.is_oral,
        read_back=arrival.read_back,
        subject=subject[:2000],
        **{
            name: getattr(application, name)
            for name in ("document_number", "document", "item", "form", "way", "needs_help", "help_note")
        },
    )
    _keep_person(request, application.person)
    CaseStep.objects.create(
        request=request, status=request.status, on=arrival.on, by=by,
        public_note=f"收到申请（{arrival.channel.label}）",
    )  # fmt: skip
    recompute(request, on=max(arrival.on, arrival.confirmed_on or arrival.on), cause="收到申请")
    record(by, "request.received", request, article=arrival.channel.article, organisation=unit,
           channel=arrival.channel.value)  # fmt: skip
    return Receipt(request, code)


def _keep_person(request: InformationRequest, person: Mapping[str, str]) -> None:
    applicant = Applicant(request=request)
    for name in PERSON:
        setattr(applicant, name, person.get(name, ""))
    applicant.index()
    applicant.save()


@transaction.atomic
def confirm(
    request: InformationRequest, *, by: User | None, on: date, evidence: str = ""
) -> InformationRequest:
    """确认收到 (第三十一条): with the applicant for an ordinary letter, by both sides for fax and internet.

    `by` None is the system, which confirms internet applications on the first working day.
    """
    request = lock(request)
    if by is not None:
        require(may_confirm(by, request))
        evidence = required(evidence, "请写明怎样确认的，例如通话的时间和号码。")
    elif request.confirmed_on is not None or not request.is_open or request.channel != Channel.INTERNET:
        return request
    if on < request.arrived_on:
        raise Refused("确认日期不能早于到达日期。")
    request.confirmed_on, request.confirmed_by = on, by
    if evidence:
        request.evidence = evidence[:200]
    request.revision += 1
    request.save()
    CaseStep.objects.create(
        request=request, status=request.status, on=on, by=by, note=evidence, public_note="确认收到申请"
    )
    recompute(request, on=on, cause="确认收到申请")
    record(by, "request.confirmed", request, article=Channel(request.channel).article,
           organisation=request.unit)  # fmt: skip
    return request


@transaction.atomic
def register(
    request: InformationRequest, *, by: User, on: date, handler: User | None = None
) -> InformationRequest:
    """登记 (第四十五条): from here on somebody answers for it. What has not been received cannot be registered."""
    request = lock(request)
    require(may_handle(by, request, Action.REGISTER))
    if request.received_on is None:
        raise Refused("申请尚未确认收到，请先确认（条例第三十一条）。")
    request.handler = handler or by
    file(request, Filing.Kind.REGISTRATION, f"受理{Channel(request.channel).label}申请一件", on)
    return finish(request, Action.REGISTER, by=by, on=on, told="已登记")


@transaction.atomic
def start_review(request: InformationRequest, *, by: User, on: date) -> InformationRequest:
    """审核 begins: is it complete, is it clear, is it ours."""
    request = lock(request)
    require(may_handle(by, request, Action.START_REVIEW))
    return finish(request, Action.START_REVIEW, by=by, on=on)


@transaction.atomic
def accept(request: InformationRequest, *, by: User, on: date, note: str = "") -> InformationRequest:
    """受理: the content is clear, the handling proper begins."""
    request = lock(request)
    require(may_handle(by, request, Action.ACCEPT))
    return finish(request, Action.ACCEPT, by=by, on=on, note=note, told="已受理，正在办理")


@transaction.atomic
def reset_code(request: InformationRequest, *, by: User, on: date, checked: str) -> str:
    """重置查询码 against the applicant's identity, at the counter; the old code is dead at once. Returns the new one."""
    request = lock(request)
    require(may_take(by, request.unit))
    checked = required(checked, "请写明核对了什么证件。")
    code = new_code()
    request.code_hash = code_digest(request.number, code)
    request.save(update_fields=["code_hash"])
    CaseStep.objects.create(
        request=request, status=request.status, on=on, by=by, note=checked, public_note="查询码已重置"
    )
    record(by, "request.code_reset", request, organisation=request.unit)
    return code


@transaction.atomic
def note_help(request: InformationRequest, *, by: User, on: date, note: str) -> InformationRequest:
    """必要帮助 (第四十三条): what was done for somebody who has difficulty reading, seeing or hearing."""
    request = lock(request)
    require(may_take(by, request.unit))
    note = required(note, "请写明提供了什么帮助。")
    CaseStep.objects.create(
        request=request, status=request.status, on=on, by=by, note=f"提供帮助：{note}"[:1000]
    )
    record(by, "request.helped", request, article="条例第四十三条", organisation=request.unit)
    return request
