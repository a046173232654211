"""有效性: what one document does to another, and what the calendar does to all."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

from django.db import transaction

from accounts.models import User
from audit.actions import record
from disclosure.actions.drafting import lock
from disclosure.findable import findable
from disclosure.models import DocumentEdition, Relation, Validity, ValidityEvent
from disclosure.workflow import Status
from search import actions as searching

ARTICLE = "市实施意见三(二)1 对失效、废止的政府信息定期清理"
GONE = (Validity.REPEALED, Validity.EXPIRED)


def validity_on(edition: DocumentEdition, on: date) -> str:
    """What the document's own dates say; relations of others are not looked at."""
    if edition.valid_until and edition.valid_until < on:
        return Validity.EXPIRED
    if edition.effective_on and edition.effective_on > on:
        return Validity.NOT_YET
    return Validity.IN_FORCE


def take_effect(edition: DocumentEdition, *, on: date) -> None:
    """The validity a document has on the day it is published; a new edition keeps what others did to the old."""
    edition.validity = validity_on(edition, on)
    earlier = edition.document.editions.filter(status=Status.SUPERSEDED).order_by("-version").first()
    if earlier is not None and earlier.validity == Validity.REPEALED:
        edition.validity, edition.repealed_on = earlier.validity, earlier.repealed_on
    edition.save(update_fields=["validity", "repealed_on"])


def apply_relations(edition: DocumentEdition, *, on: date) -> int:
    """修改、废止、替代 by a published edition in effect on `on`; how many documents were touched.

    Call it under the edition's lock; each target is locked in turn, in the order of its key.
    """
    due = Relation.objects.due(on).filter(edition=edition).order_by("target_id")
    return sum(_apply(relation, edition, on=on) for relation in due)


def _apply(relation: Relation, edition: DocumentEdition, *, on: date) -> bool:
    since = edition.effective_on or on
    target = (
        DocumentEdition.objects.select_for_update(of=("self",))
        .filter(document=relation.target, status__in=(Status.PUBLISHED, Status.LEDGER, Status.WITHDRAWN))
        .first()
    )
    relation.applied_on = on
    relation.save(update_fields=["applied_on"])
    if target is None or target.validity == Validity.REPEALED:
        return False
    if relation.kind == Relation.Kind.MODIFIES:
        if target.validity in GONE:
            return False
        target.validity = Validity.MODIFIED
    else:
        target.validity, target.repealed_on = Validity.REPEALED, since
    target.save(update_fields=["validity", "repealed_on"])
    ValidityEvent.objects.create(
        edition=target, validity=target.validity, cause=edition, due_on=since, applied_on=on
    )
    searching.put(*findable([target]))
    return True


@transaction.atomic
def relate_now(edition: DocumentEdition, *, by: User | None, on: date) -> int:
    """Relations of a published document whose 施行日期 has come."""
    edition = lock(edition)
    touched = apply_relations(edition, on=on)
    if touched:
        record(
            by,
            "document.relations_applied",
            edition,
            article=ARTICLE,
            organisation=edition.unit,
            touched=touched,
        )
    return touched


@transaction.atomic
def expire(edition: DocumentEdition, *, by: User | None, on: date) -> bool:
    """失效 the day after 有效期至; a late run says how late it was."""
    edition = lock(edition)
    if edition.status != Status.PUBLISHED or edition.validity in GONE or not edition.valid_until:
        return False
    if edition.valid_until >= on:
        return False
    return _change(edition, Validity.EXPIRED, edition.valid_until + timedelta(days=1), by=by, on=on)


@transaction.atomic
def come_into_force(edition: DocumentEdition, *, by: User | None, on: date) -> bool:
    """尚未施行 becomes 有效 on 施行日期."""
    edition = lock(edition)
    if edition.status != Status.PUBLISHED or edition.validity != Validity.NOT_YET or not edition.effective_on:
        return False
    if edition.effective_on > on:
        return False
    return _change(edition, Validity.IN_FORCE, edition.effective_on, by=by, on=on)


def _change(edition: DocumentEdition, validity: str, due_on: date, *, by: User | None, on: date) -> bool:
    edition.validity = validity
    edition.save(update_fields=["validity"])
    event = ValidityEvent.objects.create(edition=edition, validity=validity, due_on=due_on, applied_on=on)
    searching.put(*findable([edition]))
    record(by, "document.validity_changed", edition, article=ARTICLE, organisation=edition.unit,
           validity=validity, due_on=due_on.isoformat(), late_days=event.days_late)  # fmt: skip
    return True


def due_changes(on: date) -> list[tuple[int, Callable[..., object]]]:
    """(edition, act) for everything the calendar changes by `on`, however long ago it was due."""
    published = DocumentEdition.objects.filter(status=Status.PUBLISHED).order_by("pk")
    starting = published.filter(validity=Validity.NOT_YET, effective_on__lte=on)
    ending = published.exclude(validity__in=GONE).filter(valid_until__lt=on)
    related = published.filter(pk__in=Relation.objects.due(on).values("edition"))
    return [
        *((pk, come_into_force) for pk in starting.values_list("pk", flat=True)),
        *((pk, expire) for pk in ending.values_list("pk", flat=True)),
        *((pk, relate_now) for pk in related.values_list("pk", flat=True)),
    ]
