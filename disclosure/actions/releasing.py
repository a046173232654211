"""发布、撤下、恢复: what the public sees changes here and nowhere else (条例第二十三条、第二十六条)."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from accounts.policies import Refused, require
from audit.actions import record
from disclosure.actions.delivering import fan_out
from disclosure.actions.drafting import Conflict, lock
from disclosure.actions.lifecycle import apply_relations, take_effect
from disclosure.deadlines import due_of
from disclosure.findable import KIND, findable
from disclosure.models import Delivery, Document, DocumentEdition, ReleaseCondition, Withdrawal
from disclosure.policies import (
    may_close_condition,
    may_edit,
    may_publish,
    may_restore,
    may_waive,
    may_withdraw,
)
from disclosure.workflow import TRANSITIONS, Action, Status, next_status
from search import actions as searching
from statute.loading import working_calendar
from statute.publication import working_days_late


@transaction.atomic
def publish(edition: DocumentEdition, *, by: User, on: date) -> DocumentEdition:
    """发布: exactly what was signed, stamped by the server; the edition in force until now is superseded.

    On time or late is written down with the day it was due. Documents this one repeals or modifies
    change in the same transaction once it is in effect.
    """
    edition = lock(edition)
    require(may_publish(by, edition))
    if edition.content().digest() != edition.approved_hash:
        raise Conflict("内容与签发时不一致,不能发布,须重新审查。")
    calendar, now = working_calendar(), timezone.now()
    due = due_of(edition, calendar)
    if due is not None:
        edition.due_on = due.date
        edition.days_late = working_days_late(due.date, on, calendar)
    replaced = _supersede(edition.document, now)
    edition.status = next_status(edition.status, Action.PUBLISH)
    edition.published_at, edition.published_by = now, by
    edition.save()
    take_effect(edition, on=on)
    touched = apply_relations(edition, on=on)
    event = Delivery.Event.UPDATED if replaced else Delivery.Event.PUBLISHED
    fan_out(edition, event)
    searching.put(*findable([edition]))
    record(by, "document.published", edition, article=TRANSITIONS[Action.PUBLISH].article,
           organisation=edition.unit, hash=edition.approved_hash, attribute=edition.attribute,
           due_on=edition.due_on.isoformat() if edition.due_on else None, days_late=edition.days_late,
           touched=touched)  # fmt: skip
    return edition


def _supersede(document: Document, now: datetime) -> bool:
    """The edition that stood steps aside; whether one was published before."""
    standing = (
        document.editions.select_for_update(of=("self",))
        .filter(status__in=TRANSITIONS[Action.SUPERSEDE].sources)
        .first()
    )
    if standing is None:
        return False
    was_public = standing.status == Status.PUBLISHED
    standing.withdrawals.filter(restored_at=None).update(restored_at=now, restore_reason="发布了新版")
    standing.status, standing.superseded_at = Status.SUPERSEDED, now
    standing.save(update_fields=["status", "superseded_at"])
    return was_public


@transaction.atomic
def withdraw(
    edition: DocumentEdition,
    *,
    by: User,
    reason: str,
    behaviour: str,
    public_note: str = "",
    redirect_to: Document | None = None,
) -> Withdrawal:
    """撤下: page, attachments and every outlet in one transaction; receivers are told."""
    edition = lock(edition)
    require(may_withdraw(by, edition))
    if not reason.strip():
        raise Refused("请说明撤下的原因。")
    if behaviour not in Withdrawal.Behaviour.values:
        raise Refused("请选择公众看到什么。")
    if behaviour == Withdrawal.Behaviour.REDIRECT and not _may_lead_to(redirect_to, edition.document):
        raise Refused("请选择要转到的、已经公开的另一份文件。")
    edition.status = next_status(edition.status, Action.WITHDRAW)
    edition.save(update_fields=["status"])
    withdrawal = Withdrawal.objects.create(
        edition=edition,
        reason=reason.strip()[:500],
        public_note=public_note.strip()[:200],
        behaviour=behaviour,
        redirect_to=redirect_to if behaviour == Withdrawal.Behaviour.REDIRECT else None,
        by=by,
        at=timezone.now(),
    )
    fan_out(edition, Delivery.Event.WITHDRAWN)
    searching.remove(KIND, edition.document_id)
    record(by, "document.withdrawn", edition, article=TRANSITIONS[Action.WITHDRAW].article,
           organisation=edition.unit, reason=withdrawal.reason, behaviour=behaviour)  # fmt: skip
    return withdrawal


def _may_lead_to(target: Document | None, document: Document) -> bool:
    return (
        target is not None and target != document and Document.objects.public().filter(pk=target.pk).exists()
    )


@transaction.atomic
def restore(edition: DocumentEdition, *, by: User, reason: str) -> DocumentEdition:
    """恢复: the same edition, its first publication stamp unchanged, the interruption on record."""
    edition = lock(edition)
    require(may_restore(by, edition))
    if not reason.strip():
        raise Refused("请说明恢复的原因。")
    edition.status = next_status(edition.status, Action.RESTORE)
    edition.save(update_fields=["status"])
    edition.withdrawals.filter(restored_at=None).update(
        restored_by=by, restored_at=timezone.now(), restore_reason=reason.strip()[:500]
    )
    fan_out(edition, Delivery.Event.PUBLISHED)
    searching.put(*findable([edition]))
    record(by, "document.restored", edition, article=TRANSITIONS[Action.RESTORE].article,
           organisation=edition.unit, reason=reason.strip())  # fmt: skip
    return edition


@transaction.atomic
def add_condition(edition: DocumentEdition, kind: str, *, by: User, note: str) -> ReleaseCondition:
    """登记发布前提 (第十一条): other bodies to be consulted, or an approval to be obtained first."""
    edition = lock(edition)
    require(may_edit(by, edition))
    if kind not in (ReleaseCondition.Kind.CONFIRMATION, ReleaseCondition.Kind.APPROVAL):
        raise Refused("这类前提由相应的业务登记。")
    if not note.strip():
        raise Refused("请写明与哪个机关确认、报谁批准。")
    condition = ReleaseCondition.objects.create(
        edition=edition, kind=kind, note=note.strip()[:300], opened_by=by
    )
    record(
        by,
        "condition.opened",
        edition,
        article="第十一条",
        organisation=edition.unit,
        kind=kind,
        note=condition.note,
    )
    return condition


@transaction.atomic
def close_condition(
    condition: ReleaseCondition, *, by: User, outcome: str, waived: bool = False
) -> ReleaseCondition:
    """办结 with its outcome, or waive with a reason."""
    edition = lock(condition.edition)
    condition = ReleaseCondition.objects.select_related("edition__unit").get(pk=condition.pk)
    require(may_waive(by, condition) if waived else may_close_condition(by, condition))
    if not outcome.strip():
        raise Refused("请写明结果或理由。")
    condition.outcome, condition.waived = outcome.strip()[:300], waived
    condition.closed_by, condition.closed_at = by, timezone.now()
    condition.save()
    record(by, "condition.closed", edition, article="第十一条", organisation=edition.unit,
           kind=condition.kind, outcome=condition.outcome, waived=waived)  # fmt: skip
    return condition
