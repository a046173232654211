"""提交、保密审查、审签、退回、撤回: two people who did not write it, bound to exactly what they saw (条例第十七条)."""

from __future__ import annotations

from datetime import date

from django.db import transaction

from accounts.models import User
from accounts.policies import Refused, require
from audit.actions import record
from disclosure.actions.drafting import Conflict
from interpretation.actions.drafting import forget_decision, lock
from interpretation.models import InterpretationEdition, MaterialOpinion
from interpretation.policies import may_recall, may_review, may_submit
from interpretation.validation import material_remarks
from interpretation.workflow import Action, Status, article, next_status

Decision = MaterialOpinion.Decision


@transaction.atomic
def submit(edition: InterpretationEdition, *, by: User, on: date) -> InterpretationEdition:
    """提交审查. Raises `Refused` naming what must be put right first."""
    edition = lock(edition)
    require(may_submit(by, edition))
    blocking = [remark.message for remark in material_remarks(edition) if remark.blocking]
    if blocking:
        raise Refused("还不能提交：" + "".join(blocking[:4]))
    edition.round += 1
    edition.submitted_by = by
    edition.content_hash = edition.digest()
    edition.authors.add(by)
    return _move(edition, Action.SUBMIT, by=by, on=on, hash=edition.content_hash)


def _move(
    edition: InterpretationEdition, action: Action, *, by: User, on: date, **details: object
) -> InterpretationEdition:
    edition.status, edition.updated_on = next_status(edition.status, action), on
    edition.save()
    record(by, f"interpretation.{action.value}", edition, article=article(action),
           organisation=edition.interpretation.unit, **details)  # fmt: skip
    return edition


def _step(
    edition: InterpretationEdition, action: Action, *, by: User, on: date, text: str, seen: str
) -> InterpretationEdition:
    """Locked, in the right state, by the right person, unchanged since it was shown; the opinion is kept."""
    edition = lock(edition)
    next_status(edition.status, action)
    require(may_review(by, edition))
    if seen != edition.content_hash or edition.digest() != edition.content_hash:
        raise Conflict("您打开页面之后内容有改动，请看过新的内容再办理。")
    if not text.strip():
        raise Refused("请填写意见。")
    MaterialOpinion.objects.create(
        edition=edition,
        round=edition.round,
        step=edition.status,
        decision=Decision.RETURNED if action == Action.RETURN else Decision.AGREED,
        text=text.strip()[:1000],
        person=by,
        content_hash=edition.content_hash,
        on=on,
    )
    return edition


@transaction.atomic
def pass_secrecy(
    edition: InterpretationEdition, *, by: User, on: date, text: str, seen: str
) -> InterpretationEdition:
    """通过保密审查."""
    edition = _step(edition, Action.PASS_SECRECY, by=by, on=on, text=text, seen=seen)
    edition.secrecy_by = by
    return _move(edition, Action.PASS_SECRECY, by=by, on=on, opinion=text.strip())


@transaction.atomic
def approve(
    edition: InterpretationEdition, *, by: User, on: date, text: str, seen: str
) -> InterpretationEdition:
    """审签 by the head, who is the first interpreter (第一解读人和责任人): exactly this text may be published."""
    edition = _step(edition, Action.APPROVE, by=by, on=on, text=text, seen=seen)
    blocking = [remark.message for remark in material_remarks(edition) if remark.blocking]
    if blocking:
        raise Refused("还不能审签：" + "".join(blocking[:4]))
    edition.approved_by, edition.approved_on = by, on
    edition.approved_hash = edition.content_hash
    return _move(edition, Action.APPROVE, by=by, on=on, opinion=text.strip(), hash=edition.approved_hash)


@transaction.atomic
def send_back(
    edition: InterpretationEdition, *, by: User, on: date, text: str, seen: str
) -> InterpretationEdition:
    """退回 to the drafter, with what is wrong."""
    step = edition.status
    edition = _step(edition, Action.RETURN, by=by, on=on, text=text, seen=seen)
    forget_decision(edition)
    return _move(edition, Action.RETURN, by=by, on=on, opinion=text.strip(), step=step)


@transaction.atomic
def recall(edition: InterpretationEdition, *, by: User, on: date, reason: str) -> InterpretationEdition:
    """撤回 by the unit itself; opinions given so far lapse."""
    edition = lock(edition)
    require(may_recall(by, edition))
    if not reason.strip():
        raise Refused("请说明撤回的理由。")
    forget_decision(edition)
    return _move(edition, Action.RECALL, by=by, on=on, reason=reason.strip())


def needs(status: str) -> str:
    """The act a reviewer's «同意» means in this step."""
    return Action.PASS_SECRECY if status == Status.SECRECY else Action.APPROVE
