"""Messages come in, go to whoever answers them, and get their last day; extended once, with notice."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import IntegrityError, transaction

from accounts.models import Organisation, OrganisationKind, User
from accounts.policies import Refused, require
from audit.actions import record
from catalog.models import Domain, DomainDuty
from disclosure.models import Document
from interpretation.deadlines import answer_due, reply_rule
from interpretation.models import Message, MessageExtension, MessageKind, MessageNotice, MessageStep, Sender
from interpretation.numbering import allocate, code_digest, new_code
from interpretation.policies import may_assign, may_extend
from interpretation.workflow import MessageAction, MessageStatus, article, next_status
from statute.calendar import WorkingCalendar
from statute.loading import working_calendar


@dataclass(frozen=True)
class Written:
    """What somebody sent: the message and, apart from it, who they are. `unit`, `domain`, `document` are optional."""

    kind: str
    subject: str
    text: str
    name: str
    phone: str = ""
    email: str = ""
    consent: bool = False
    unit: Organisation | None = None
    domain: Domain | None = None
    document: Document | None = None
    page_url: str = ""


@dataclass(frozen=True)
class Receipt:
    """The message and the code, which nobody can read again; empty when the same form came twice."""

    message: Message
    code: str


def the_county(unit: Organisation | None) -> Organisation:
    """The county a unit belongs to, or the one this portal is of."""
    counties = Organisation.objects.filter(kind=OrganisationKind.COUNTY_GOVERNMENT)
    if unit is not None:
        above: Organisation | None = counties.filter(
            tree_id=unit.tree_id, lft__lte=unit.lft, rght__gte=unit.rght
        ).first()
        if above is not None:
            return above
    found: Organisation | None = counties.order_by("tree_id", "lft").first()
    if found is None:
        raise Refused("还没有设立县级政府，不能留言。")
    return found


def route(written: Written, county: Organisation) -> Organisation | None:
    """Who answers: the unit named, the department in charge of the domain or of the document, the county's own office.

    None where the county office has to say (县长信箱, or several departments share the domain).
    """
    if written.kind == MessageKind.ERROR:
        return county
    if written.kind == MessageKind.MAILBOX:
        return None
    if written.unit is not None:
        return written.unit
    if written.document is not None:
        return written.document.unit
    if written.domain is not None:
        duties = DomainDuty.objects.filter(
            domain=written.domain, organisation__kind=OrganisationKind.COUNTY_DEPARTMENT
        ).select_related("organisation")[:2]
        bodies = [duty.organisation for duty in duties]
        return bodies[0] if len(bodies) == 1 else None
    return None


def take(written: Written, *, key: UUID, at: datetime, on: date) -> Receipt:
    """收到留言: number, code, unit, last day. The same `key` twice is one message."""
    standing = Message.objects.filter(idempotency_key=key).first()
    if standing is not None:
        return Receipt(standing, "")
    if not written.subject.strip() or not written.text.strip() or not written.name.strip():
        raise Refused("请填写标题、内容和称呼。")
    try:
        return _take(written, key, at, on)
    except IntegrityError:
        standing = Message.objects.filter(idempotency_key=key).first()
        if standing is None:
            raise
        return Receipt(standing, "")


@transaction.atomic
def _take(written: Written, key: UUID, at: datetime, on: date) -> Receipt:
    county = the_county(written.unit)
    unit = route(written, county)
    number, code = allocate(on.year), new_code()
    message = Message(
        kind=written.kind, number=number, code_hash=code_digest(number, code), idempotency_key=key, county=county,
        unit=unit, domain=written.domain, document=written.document, subject=written.subject.strip()[:100],
        text=written.text.strip()[:3000], page_url=written.page_url.strip()[:300], consent=written.consent,
        received_at=at, received_on=on, status=MessageStatus.ASSIGNED if unit else MessageStatus.RECEIVED,
    )  # fmt: skip
    reckon(message, working_calendar())
    message.save()
    sender = Sender(message=message)
    sender.name, sender.phone, sender.email = written.name, written.phone, written.email
    sender.save()
    where = f"已转{unit}办理。" if unit else "等待分办。"
    step(message, "收到留言", on=on, by=None, told=f"已收到您的留言，编号{number}。{where}")
    record(None, "message.received", message, article=article(MessageAction.ANSWER), organisation=unit or county,
           kind=message.kind)  # fmt: skip
    return Receipt(message, code)


def reckon(message: Message, calendar: WorkingCalendar) -> bool:
    """Work the last day out from the facts; whether it moved. Not saved."""
    due = answer_due(message, calendar)
    before = (message.due_on, message.due_provisional)
    message.due_on, message.due_provisional = due.date, due.provisional
    return before != (due.date, due.provisional)


def recompute(calendar: WorkingCalendar, *, on: date) -> int:
    """The last day of every open message under a calendar that has changed; how many moved, each told once."""
    moved = 0
    for pk in Message.objects.open().order_by("pk").values_list("pk", flat=True):
        with transaction.atomic():
            message = lock(Message(pk=pk))
            if message.is_open and reckon(message, calendar):
                message.save(update_fields=["due_on", "due_provisional"])
                told = f"因放假安排变动，答复期限改为{message.due_on}。"
                step(message, "期限变动", on=on, by=None, told=told)
                record(
                    None, "message.due_moved", message, organisation=message.unit, due_on=str(message.due_on)
                )
                moved += 1
    return moved


def lock(message: Message) -> Message:
    """The message as it is now, locked until commit."""
    return (
        Message.objects.select_for_update(of=("self",))
        .select_related("unit", "county", "sender", "extension")
        .get(pk=message.pk)
    )


def step(
    message: Message, what: str, *, on: date, by: User | None, note: str = "", told: str = ""
) -> MessageStep:
    """A line of the record; what the sender is told also goes out by mail, if there is an address."""
    line = MessageStep.objects.create(
        message=message, what=what[:40], note=note[:300], public_note=told[:300], by=by, on=on
    )
    if told and message.sender.email_sealed:
        MessageNotice.objects.create(message=message, kind=f"step-{line.pk}", text=told[:500])
    return line


@transaction.atomic
def assign(message: Message, *, by: User, on: date, unit: Organisation, note: str = "") -> Message:
    """分办、转办: the receipt day and the last day stay; a drafted answer is dropped with its unit."""
    message = lock(message)
    require(may_assign(by, message))
    if message.unit_id == unit.pk:
        raise Refused(f"这件留言已经由{unit}办理。")
    if message.county_id != the_county(unit).pk:
        raise Refused("只能分办给本县的单位。")
    if message.unit_id is not None and not note.strip():
        raise Refused("转办的，请说明理由。")
    message.unit, message.status = unit, next_status(message.status, MessageAction.ASSIGN)
    message.prepared_by, message.content_hash = None, ""
    message.revision += 1
    message.save()
    step(message, "分办", on=on, by=by, note=note.strip(), told=f"您的留言由{unit}办理。")
    record(
        by,
        "message.assigned",
        message,
        article=article(MessageAction.ASSIGN),
        organisation=unit,
        note=note.strip(),
    )
    return message


@transaction.atomic
def extend(message: Message, *, by: User, on: date, working_days: int, reason: str) -> Message:
    """延期: once, before the last day is over, within the county's limit; the sender is told why."""
    message = lock(message)
    require(may_extend(by, message))
    if getattr(message, "extension", None) is not None:
        raise Refused("已经延期一次，不能再延。")
    if message.due_on is not None and on > message.due_on:
        raise Refused("答复期限已过，不能再延期，请尽快答复。")
    most = reply_rule(message.kind, message.received_on).extension_days
    if not 1 <= working_days <= most:
        raise Refused(f"这类留言最多延长{most}个工作日。" if most else "这类留言不能延期。")
    if len(reason.strip()) < 5:
        raise Refused("请写明延期的理由（不少于5个字）。")
    MessageExtension.objects.create(
        message=message, working_days=working_days, reason=reason.strip()[:300], by=by, on=on
    )
    message = lock(message)
    reckon(message, working_calendar())
    message.save(update_fields=["due_on", "due_provisional"])
    told = f"因{reason.strip()[:150]}，答复延长{working_days}个工作日，至{message.due_on}。"
    step(message, "延期", on=on, by=by, told=told)
    record(by, "message.extended", message, article=article(MessageAction.EXTEND), organisation=message.unit,
           working_days=working_days, reason=reason.strip())  # fmt: skip
    return message
