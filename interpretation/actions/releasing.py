"""发布: the document and its interpretations in one act, or what came later by itself; 撤下 and 恢复."""

from __future__ import annotations

from datetime import date

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from accounts.policies import Refused, require
from audit.actions import record
from disclosure.actions import conditions
from disclosure.actions import releasing as documents
from disclosure.actions.drafting import Conflict
from disclosure.actions.drafting import lock as lock_document
from disclosure.models import DocumentEdition, ReleaseCondition
from interpretation.actions.drafting import lock
from interpretation.findable import INTERPRETATION
from interpretation.models import InterpretationEdition
from interpretation.policies import may_publish, may_release, may_restore, may_withdraw
from interpretation.workflow import TOGETHER, Action, Status, article, next_status
from search import actions as searching


@transaction.atomic
def release(edition: DocumentEdition, *, by: User, on: date) -> list[InterpretationEdition]:
    """文件与解读一并发布 (三同步): either all of it is on the site afterwards, or nothing is.

    The materials are those approved so far; what the plan promises beyond them is due three working days later.
    """
    edition = lock_document(edition)
    require(may_release(by, edition))
    waiting = InterpretationEdition.objects.of_document(edition.document_id).filter(status=Status.APPROVED)
    materials = [lock(one) for one in waiting.order_by("pk")]
    names = "、".join(one.title for one in materials)
    if materials:
        conditions.meet(edition, ReleaseCondition.Kind.INTERPRETATION, by=by, outcome=f"同步发布：{names}")
    edition = documents.publish(edition, by=by, on=on)
    for one in materials:
        _publish(one, by=by, on=on)
    record(by, "interpretation.released", edition, article=TOGETHER, organisation=edition.unit,
           materials=[one.pk for one in materials])  # fmt: skip
    return materials


@transaction.atomic
def publish(edition: InterpretationEdition, *, by: User, on: date) -> InterpretationEdition:
    """单独发布 of what came after its document, or of a new edition."""
    edition = lock(edition)
    require(may_publish(by, edition))
    return _publish(edition, by=by, on=on)


def _publish(edition: InterpretationEdition, *, by: User, on: date) -> InterpretationEdition:
    """Under the lock: exactly what was approved, stamped by the server; the edition before it steps aside."""
    if edition.digest() != edition.approved_hash:
        raise Conflict("内容与审签时不一致，不能发布，须重新审查。")
    standing = edition.interpretation.editions.select_for_update(of=("self",)).filter(
        status__in=(Status.PUBLISHED, Status.WITHDRAWN)
    )
    for one in standing:
        one.status = next_status(one.status, Action.SUPERSEDE)
        one.save(update_fields=["status"])
    edition.status = next_status(edition.status, Action.PUBLISH)
    edition.published_at, edition.updated_on = timezone.now(), on
    edition.save()
    searching.refresh(INTERPRETATION, edition.interpretation_id)
    record(by, "interpretation.published", edition, article=article(Action.PUBLISH),
           organisation=edition.interpretation.unit, hash=edition.approved_hash)  # fmt: skip
    return edition


@transaction.atomic
def withdraw(edition: InterpretationEdition, *, by: User, on: date, reason: str) -> InterpretationEdition:
    """撤下: from every outlet with the next request."""
    edition = lock(edition)
    require(may_withdraw(by, edition))
    if not reason.strip():
        raise Refused("请说明撤下的原因。")
    edition.status, edition.updated_on = next_status(edition.status, Action.WITHDRAW), on
    edition.withdrawn_by, edition.withdrawn_reason = by, reason.strip()[:300]
    edition.save()
    searching.refresh(INTERPRETATION, edition.interpretation_id)
    record(by, "interpretation.withdrawn", edition, article=article(Action.WITHDRAW),
           organisation=edition.interpretation.unit, reason=edition.withdrawn_reason)  # fmt: skip
    return edition


@transaction.atomic
def restore(edition: InterpretationEdition, *, by: User, on: date, reason: str) -> InterpretationEdition:
    """恢复: the same edition with its first stamp, by somebody else than who took it down."""
    edition = lock(edition)
    require(may_restore(by, edition))
    if not reason.strip():
        raise Refused("请说明恢复的原因。")
    edition.status, edition.updated_on = next_status(edition.status, Action.RESTORE), on
    edition.save(update_fields=["status", "updated_on"])
    searching.refresh(INTERPRETATION, edition.interpretation_id)
    record(by, "interpretation.restored", edition, article=article(Action.RESTORE),
           organisation=edition.interpretation.unit, reason=reason.strip())  # fmt: skip
    return edition
