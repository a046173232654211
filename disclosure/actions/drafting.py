"""Starting a document or a new edition of one, and changing its draft."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Max
from django.utils import timezone

from accounts.models import Organisation, User
from accounts.policies import Refused, require
from audit.actions import record
from catalog.models import Item
from disclosure import body as bodies
from disclosure.content import FIELDS
from disclosure.models import Attachment, Document, DocumentEdition, Placement, Relation
from disclosure.policies import may_discard, may_draft, may_edit, may_revise
from disclosure.workflow import CURRENT, TRANSITIONS, Action, Status, next_status
from statute.document_numbers import normalise

# Copied into a new edition; what the signer decided is decided anew.
COPIED = (*FIELDS, "text", "before_portal_on")
EDITABLE = tuple(name for name in FIELDS if name != "body")


class Conflict(Refused):
    """Somebody else changed it meanwhile; the page shows both texts."""


@dataclass(frozen=True)
class RelationTo:
    """A relation as typed: the kind, and a document of ours or the name of one we do not have."""

    kind: str
    target: int | None = None
    target_text: str = ""


def lock(edition: DocumentEdition) -> DocumentEdition:
    """The edition as it is now, locked until commit: every change of it or its parts holds this lock."""
    return (
        DocumentEdition.objects.select_for_update(of=("self",))
        .select_related("unit", "document__unit", "forwards")
        .get(pk=edition.pk)
    )


@transaction.atomic
def start_document(unit: Organisation, *, title: str, kind: str, by: User, on: date) -> DocumentEdition:
    """起草文件: a document without a number yet, and its first edition."""
    require(may_draft(by, unit))
    if not title.strip():
        raise Refused("请填写标题。")
    document = Document.objects.create(unit=unit)
    edition = DocumentEdition.objects.create(
        document=document,
        unit=unit,
        title=title.strip()[:300],
        kind=kind,
        issuer=unit.name,
        formed_on=on,
        started_by=by,
        started_on=on,
    )
    edition.authors.add(by)
    rehash(edition)
    record(by, "document.started", edition, organisation=unit)
    return edition


@transaction.atomic
def start_edition(document: Document, *, by: User, on: date, reason: str) -> DocumentEdition:
    """起草新版 from the edition that stands; it has to be reviewed anew as a whole."""
    document = Document.objects.select_for_update(of=("self",)).select_related("unit").get(pk=document.pk)
    require(may_revise(by, document))
    if not reason.strip():
        raise Refused("请说明为什么要修改。")
    edition = copy_of(document, by=by, on=on, reason=reason.strip())
    record(by, "document.revised", edition, organisation=document.unit, reason=reason.strip())
    return edition


def copy_of(document: Document, *, by: User, on: date, reason: str) -> DocumentEdition:
    """A draft with the content of the edition that stands. Under the document's lock."""
    current = document.of_status(*CURRENT)
    version = document.editions.aggregate(newest=Max("version"))["newest"] or 0
    values = {name: getattr(current, name) for name in COPIED}
    try:
        with transaction.atomic():
            edition = DocumentEdition.objects.create(
                document=document,
                unit=document.unit,
                version=version + 1,
                started_by=by,
                started_on=on,
                change_note=reason[:300],
                first_publication=current.published_at is None,
                **values,
            )
    except IntegrityError:
        raise Refused("这份文件已有一个起草中的版次。") from None
    _copy_parts(current, edition)
    edition.authors.add(by)
    rehash(edition)
    return edition


def _copy_parts(source: DocumentEdition, target: DocumentEdition) -> None:
    """Attachments (same lineage), catalog items and joint publishers; relations took effect once."""
    for attachment in source.attachments.all():
        attachment.pk, attachment.edition = None, target
        attachment.save(force_insert=True)
    Placement.objects.bulk_create(
        Placement(edition=target, item_id=placement.item_id, domain_id=placement.domain_id)
        for placement in source.placements.all()
    )
    target.co_issuers.set(source.co_issuers.all())


def open_for_edit(edition: DocumentEdition, by: User, revision: int | None) -> DocumentEdition:
    """Lock, check the right, and check that nobody changed it since the page was shown (`revision`)."""
    edition = lock(edition)
    require(may_edit(by, edition))
    if revision is not None and revision != edition.revision:
        raise Conflict("您打开页面之后,别人修改了本件。请对照两边的内容后再保存。")
    return edition


@transaction.atomic
def save_draft(
    edition: DocumentEdition,
    *,
    by: User,
    on: date,
    revision: int,
    values: Mapping[str, Any],
    body: str | None = None,
    items: Sequence[Item] | None = None,
    co_issuers: Iterable[Organisation] | None = None,
    relations: Sequence[RelationTo] | None = None,
) -> DocumentEdition:
    """保存: metadata (`values`, names of `content.FIELDS`), text and ties. Raises `Conflict` when `revision` is old.

    An edit after submission voids the opinions and takes the document back to its drafter.
    """
    edition = open_for_edit(edition, by, revision)
    before = edition.content()
    for name, value in values.items():
        if name not in EDITABLE:
            raise Refused("这一项不能在这里修改。")
        setattr(edition, name, value)
    edition.doc_number = normalise(edition.doc_number)
    if body is not None:
        edition.body = bodies.clean(body)
        edition.text = bodies.to_text(edition.body)
    _tie(edition, items, co_issuers, relations)
    changed = edition.content().changed_from(before)
    if not changed:
        return edition
    return close_edit(edition, by=by, on=on, action="document.edited", changed=list(changed))


def _tie(
    edition: DocumentEdition,
    items: Sequence[Item] | None,
    co_issuers: Iterable[Organisation] | None,
    relations: Sequence[RelationTo] | None,
) -> None:
    if items is not None:
        if any(item.unit_id != edition.unit_id for item in items):
            raise Refused("只能选择本单位目录中的事项。")
        edition.placements.all().delete()
        Placement.objects.bulk_create(
            Placement(edition=edition, item=item, domain_id=item.domain_id) for item in items
        )
    if co_issuers is not None:
        edition.co_issuers.set(co_issuers)
    if relations is not None:
        if any(relation.target == edition.document_id for relation in relations):
            raise Refused("文件不能修改、废止或替代自己。")
        edition.relations.all().delete()
        Relation.objects.bulk_create(
            Relation(edition=edition, kind=one.kind, target_id=one.target, target_text=one.target_text)
            for one in relations
        )


def close_edit(
    edition: DocumentEdition, *, by: User, on: date, action: str, **details: Any
) -> DocumentEdition:
    """End a change of content: new hash and revision, opinions void, back to the drafter. Every edit ends here."""
    edition.revision += 1
    if edition.status != Status.DRAFT:
        void_opinions(edition, f"送审后内容有改动({by})")
        edition.status = next_status(edition.status, Action.EDIT)
        edition.step_since = on
        forget_decision(edition)
    edition.save()
    rehash(edition)
    edition.authors.add(by)
    record(
        by,
        action,
        edition,
        article=TRANSITIONS[Action.EDIT].article,
        organisation=edition.unit,
        revision=edition.revision,
        **details,
    )
    return edition


def forget_decision(edition: DocumentEdition) -> None:
    """What was signed is signed no more."""
    edition.approved_hash = edition.attribute = edition.ground = edition.attribute_reason = ""
    edition.signed_by = edition.signed_on = None


def void_opinions(edition: DocumentEdition, reason: str) -> None:
    edition.opinions.standing().filter(round=edition.round).update(
        voided_at=timezone.now(), void_reason=reason[:200]
    )


def rehash(edition: DocumentEdition) -> None:
    edition.content_hash = edition.content().digest()
    edition.save(update_fields=["content_hash"])


@transaction.atomic
def discard(edition: DocumentEdition, *, by: User, on: date, reason: str) -> DocumentEdition:
    """放弃 a draft; it stays in the records."""
    edition = lock(edition)
    require(may_discard(by, edition))
    if not reason.strip():
        raise Refused("请说明放弃的理由。")
    edition.status = next_status(edition.status, Action.DISCARD)
    edition.step_since = on
    edition.save(update_fields=["status", "step_since"])
    record(by, "document.discarded", edition, organisation=edition.unit, reason=reason.strip())
    return edition


def attachment_of(edition: DocumentEdition, pk: int) -> Attachment:
    """The edition's attachment, or `Refused`: nobody reaches into another document."""
    found = edition.attachments.filter(pk=pk).select_related("file").first()
    if found is None:
        raise Refused("本件没有这个附件。")
    return found
