"""公开属性源头认定: submit, review for secrecy, review by the office, sign, return (条例第十七条; 市实施意见三(二)1)."""

from __future__ import annotations

from datetime import date

from django.db import transaction

from accounts.models import User
from accounts.policies import Refused, require
from audit.actions import record
from disclosure.actions.conditions import demand_by_rules
from disclosure.actions.drafting import Conflict, forget_decision, lock, void_opinions
from disclosure.actions.scanning import rescan
from disclosure.models import DocumentEdition, Opinion
from disclosure.numbering import allocate
from disclosure.policies import (
    may_be_signed,
    may_recall,
    may_resolve,
    may_return,
    may_review,
    may_submit,
)
from disclosure.validation import forwarding_problem, remarks, restriction_problems
from disclosure.workflow import TRANSITIONS, Action, Attribute, Status, next_status, signed_status

Step, Decision = Opinion.Step, Opinion.Decision


@transaction.atomic
def submit(edition: DocumentEdition, *, by: User, on: date) -> DocumentEdition:
    """提交审查. Raises `Refused` naming what must be put right first, scan findings included."""
    edition = lock(edition)
    require(may_submit(by, edition))
    blocking = [remark for remark in remarks(edition, today=on) if remark.blocking]
    if blocking:
        raise Refused("还不能提交:" + " ".join(remark.message for remark in blocking[:4]))
    rescan(edition)
    _no_open_finding(edition)
    edition.status = next_status(edition.status, Action.SUBMIT)
    edition.round += 1
    edition.content_hash = edition.content().digest()
    edition.submitted_by, edition.step_since = by, on
    edition.save()
    edition.authors.add(by)
    demand_by_rules(edition, on=on)
    record(by, "document.submitted", edition, article=TRANSITIONS[Action.SUBMIT].article,
           organisation=edition.unit, attribute=edition.proposed_attribute, hash=edition.content_hash)  # fmt: skip
    return edition


def _no_open_finding(edition: DocumentEdition) -> None:
    found = list(edition.findings.open_blocking()[:3])
    if found:
        names = ";".join(f"{one.place}有{one.get_kind_display()}" for one in found)
        raise Refused(f"扫描发现的问题须逐条处理:{names}")


def _seen(edition: DocumentEdition, seen: str) -> None:
    if seen != edition.content_hash or edition.content().digest() != edition.content_hash:
        raise Conflict("您打开页面之后内容有改动,请看过新的内容再办理。")


def _opine(
    edition: DocumentEdition,
    step: str,
    decision: str,
    *,
    by: User,
    on: date,
    text: str,
    attribute: str = "",
    ground: str = "",
) -> Opinion:
    if not text.strip():
        raise Refused("请填写意见。")
    assert edition.submitted_by is not None  # noqa: S101  `submit` wrote it
    return Opinion.objects.create(
        edition=edition,
        round=edition.round,
        step=step,
        decision=decision,
        attribute=attribute,
        ground=ground,
        text=text.strip()[:2000],
        person=by,
        submitter=edition.submitted_by,
        organisation=edition.unit,
        content_hash=edition.content_hash,
        on=on,
    )


def _move(
    edition: DocumentEdition, action: Action, *, by: User, on: date, **details: object
) -> DocumentEdition:
    edition.status, edition.step_since = next_status(edition.status, action), on
    edition.save()
    record(by, f"document.{action.value}", edition, article=TRANSITIONS[action].article,
           organisation=edition.unit, **details)  # fmt: skip
    return edition


def _step(edition: DocumentEdition, by: User, action: Action, seen: str) -> DocumentEdition:
    """Locked, in the right state, by the right person, and unchanged since it was shown."""
    edition = lock(edition)
    next_status(edition.status, action)
    require(may_review(by, edition))
    _seen(edition, seen)
    return edition


def _differs(edition: DocumentEdition, attribute: str) -> str:
    """A reviewer who holds another attribute for right disagrees, and that is kept on record."""
    return Decision.DIFFERS if attribute and attribute != edition.proposed_attribute else Decision.AGREED


@transaction.atomic
def pass_secrecy(
    edition: DocumentEdition,
    *,
    by: User,
    on: date,
    text: str,
    seen: str,
    attribute: str = "",
    ground: str = "",
) -> DocumentEdition:
    """通过保密审查: exactly this content may be dealt with as `attribute` (the one proposed unless named)."""
    edition = _step(edition, by, Action.PASS_SECRECY, seen)
    _no_open_finding(edition)
    decision = _differs(edition, attribute)
    _opine(edition, Step.SECRECY, decision, by=by, on=on, text=text, ground=ground,
           attribute=attribute or edition.proposed_attribute)  # fmt: skip
    return _move(edition, Action.PASS_SECRECY, by=by, on=on, opinion=text.strip(), decision=decision)


@transaction.atomic
def refer(edition: DocumentEdition, *, by: User, on: date, text: str, seen: str) -> DocumentEdition:
    """提请确定 (第十七条第三款): who cannot tell asks the 主管部门 or the 保密行政管理部门."""
    edition = _step(edition, by, Action.REFER, seen)
    _opine(edition, Step.SECRECY, Decision.REFERRED, by=by, on=on, text=text)
    return _move(edition, Action.REFER, by=by, on=on, question=text.strip())


@transaction.atomic
def resolve(
    edition: DocumentEdition, *, by: User, on: date, text: str, attribute: str, ground: str = ""
) -> DocumentEdition:
    """登记确定意见: the answer is kept; the secrecy reviewer then decides."""
    edition = lock(edition)
    require(may_resolve(by, edition))
    if attribute not in Attribute.values:
        raise Refused("请选择认为应当的公开属性。")
    _opine(
        edition, Step.REFERRED, Decision.AGREED, by=by, on=on, text=text, attribute=attribute, ground=ground
    )
    return _move(edition, Action.RESOLVE, by=by, on=on, answer=text.strip(), attribute=attribute)


@transaction.atomic
def review(
    edition: DocumentEdition,
    *,
    by: User,
    on: date,
    text: str,
    seen: str,
    attribute: str = "",
    ground: str = "",
) -> DocumentEdition:
    """办公室审核: agrees, or states the attribute it holds for right; the signer decides."""
    edition = _step(edition, by, Action.REVIEW, seen)
    demand_by_rules(edition, on=on)
    require(may_be_signed(edition))
    decision = _differs(edition, attribute)
    _opine(edition, Step.OFFICE, decision, by=by, on=on, text=text, ground=ground,
           attribute=attribute or edition.proposed_attribute)  # fmt: skip
    return _move(edition, Action.REVIEW, by=by, on=on, opinion=text.strip(), decision=decision)


@transaction.atomic
def sign(
    edition: DocumentEdition,
    *,
    by: User,
    on: date,
    text: str,
    seen: str,
    attribute: str,
    ground: str = "",
    reason: str = "",
) -> DocumentEdition:
    """签发: the final word on text and attribute. The document gets its 索引号 and its mark.

    Anything but 主动公开 carries ground and reason; where the signer keeps the drafter's attribute,
    the drafter's ground and reason stand unless others are given.
    """
    edition = _step(edition, by, Action.SIGN, seen)
    _no_open_finding(edition)
    if attribute not in Attribute.values:
        raise Refused("请确定公开属性。")
    demand_by_rules(edition, on=on, attribute=attribute)
    require(may_be_signed(edition))
    if attribute == edition.proposed_attribute:
        ground, reason = ground or edition.proposed_ground, reason or edition.proposed_reason
    if attribute == Attribute.OPEN:
        ground = reason = ""
    elif problems := list(restriction_problems(attribute, ground, reason)):
        raise Refused(" ".join(problem.message for problem in problems))
    if problem := forwarding_problem(edition, attribute):
        raise Refused(problem)
    if attribute == Attribute.REDACTED and edition.proposed_attribute != Attribute.REDACTED:
        raise Refused("删减后公开须由起草人先作删减,请退回修改。")
    if attribute in (Attribute.OPEN, Attribute.REDACTED) and not edition.placements.exists():
        raise Refused("本件还没有归入目录事项,请退回补充后再定为公开。")
    decision = _differs(edition, attribute)
    _opine(edition, Step.SIGNING, decision, by=by, on=on, text=text, attribute=attribute, ground=ground)
    edition.attribute, edition.ground, edition.attribute_reason = attribute, ground, reason.strip()
    edition.signed_by, edition.signed_on, edition.attribute_reviewed_on = by, on, on
    edition.approved_hash, edition.step_since = edition.content_hash, on
    edition.status = signed_status(attribute)
    if edition.status == Status.LEDGER:
        _replace_current(edition)
    edition.save()
    allocate(edition.document, on.year)
    record(by, "document.signed", edition, article=TRANSITIONS[Action.SIGN].article, organisation=edition.unit,
           attribute=attribute, ground=ground, proposed=edition.proposed_attribute, hash=edition.approved_hash)  # fmt: skip
    return edition


def _replace_current(edition: DocumentEdition) -> None:
    """A document that is not to be open any more must leave the site by 撤下, never by a new edition."""
    current = edition.document.editions.filter(status=Status.PUBLISHED).first()
    if current is not None:
        raise Refused("本件已经公开,不能直接改为不予公开;请先撤下并说明理由。")
    standing = edition.document.editions.filter(status__in=(Status.LEDGER, Status.WITHDRAWN))
    standing.update(status=Status.SUPERSEDED)


@transaction.atomic
def return_document(edition: DocumentEdition, *, by: User, on: date, text: str, seen: str) -> DocumentEdition:
    """退回 to the drafter, with what is wrong. The whole chain starts again."""
    edition = lock(edition)
    next_status(edition.status, Action.RETURN)
    require(may_return(by, edition))
    _seen(edition, seen)
    step = {Status.SECRECY: Step.SECRECY, Status.REFERRED: Step.REFERRED, Status.OFFICE: Step.OFFICE}.get(
        Status(edition.status), Step.SIGNING
    )
    _opine(edition, step, Decision.RETURNED, by=by, on=on, text=text)
    void_opinions(edition, "被退回修改")
    return _move(edition, Action.RETURN, by=by, on=on, opinion=text.strip(), step=step.value)


@transaction.atomic
def recall(edition: DocumentEdition, *, by: User, on: date, reason: str) -> DocumentEdition:
    """撤回送审 by the unit itself; opinions given so far lapse."""
    edition = lock(edition)
    require(may_recall(by, edition))
    if not reason.strip():
        raise Refused("请说明撤回的理由。")
    void_opinions(edition, "起草单位撤回")
    forget_decision(edition)
    return _move(edition, Action.RECALL, by=by, on=on, reason=reason.strip())
