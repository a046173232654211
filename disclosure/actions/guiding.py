"""公开指南 (条例第十二条): written by one, approved by another, published in the same act; and what feeds the columns."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from django.db import IntegrityError, transaction

from accounts.models import Organisation, User
from accounts.policies import Refused, require
from audit.actions import record
from disclosure.actions.drafting import Conflict
from disclosure.findable import GUIDE
from disclosure.guide_policies import may_approve_guide, may_edit_guide, may_start_guide, may_submit_guide
from disclosure.models import Guide, StatutorySource
from disclosure.models.guide import FIELDS
from search import actions as searching

ARTICLE = "第十二条第二款"
Status = Guide.Status


def _lock(guide: Guide) -> Guide:
    return Guide.objects.select_for_update(of=("self",)).select_related("unit").get(pk=guide.pk)


@transaction.atomic
def start_guide(unit: Organisation, *, by: User) -> Guide:
    """编写: the next edition starts from the one in force; the first one from nothing."""
    require(may_start_guide(by, unit))
    newest = Guide.objects.filter(unit=unit).order_by("-version").first()
    guide = Guide(unit=unit, version=newest.version + 1 if newest else 1, started_by=by)
    for name, value in (newest.values() if newest else {}).items():
        setattr(guide, name, value)
    guide.content_hash = guide.digest()
    try:
        with transaction.atomic():
            guide.save()
    except IntegrityError:
        raise Refused("本单位已有一份编写中的公开指南。") from None
    guide.authors.add(by)
    record(by, "guide.started", guide, article=ARTICLE, organisation=unit, version=guide.version)
    return guide


@transaction.atomic
def save_guide(guide: Guide, *, by: User, revision: int, values: Mapping[str, str]) -> Guide:
    """保存. What was submitted goes back to being written. `Conflict` when somebody saved since `revision`."""
    guide = _lock(guide)
    require(may_edit_guide(by, guide))
    if guide.revision != revision:
        raise Conflict("您打开页面之后,别人修改了公开指南。请刷新后再改。")
    for name in FIELDS:
        setattr(guide, name, values.get(name, "").strip())
    changed = guide.digest()
    if changed == guide.content_hash:
        return guide
    guide.content_hash, guide.revision, guide.status = changed, revision + 1, Status.DRAFT
    guide.submitted_by = None
    guide.save()
    guide.authors.add(by)
    record(by, "guide.saved", guide, article=ARTICLE, organisation=guide.unit, sm3=changed)
    return guide


@transaction.atomic
def submit_guide(guide: Guide, *, by: User) -> Guide:
    """送审: only a guide with everything the article lists."""
    guide = _lock(guide)
    require(may_submit_guide(by, guide))
    guide.status, guide.submitted_by, guide.opinion = Status.SUBMITTED, by, ""
    guide.save()
    record(by, "guide.submitted", guide, article=ARTICLE, organisation=guide.unit, sm3=guide.content_hash)
    return guide


@transaction.atomic
def recall_guide(guide: Guide, *, by: User) -> Guide:
    """撤回: who writes takes back what nobody has decided yet."""
    guide = _lock(guide)
    require(may_edit_guide(by, guide))
    guide.status, guide.submitted_by = Status.DRAFT, None
    guide.save()
    record(by, "guide.recalled", guide, article=ARTICLE, organisation=guide.unit)
    return guide


@transaction.atomic
def return_guide(guide: Guide, *, by: User, opinion: str) -> Guide:
    """退回, with what has to be changed."""
    guide = _lock(guide)
    require(may_approve_guide(by, guide))
    if not opinion.strip():
        raise Refused("请写明退回的理由。")
    guide.status, guide.opinion, guide.submitted_by = Status.DRAFT, opinion.strip()[:500], None
    guide.save()
    record(by, "guide.returned", guide, article=ARTICLE, organisation=guide.unit, opinion=guide.opinion)
    return guide


@transaction.atomic
def approve_guide(guide: Guide, *, by: User, seen: str, at: datetime) -> Guide:
    """审定并发布 exactly the content that was seen; the former edition stays readable."""
    guide = _lock(guide)
    require(may_approve_guide(by, guide))
    if seen != guide.content_hash or guide.digest() != guide.content_hash:
        raise Conflict("您打开页面之后内容有改动,请看过新的内容再审定。")
    Guide.objects.in_force().filter(unit=guide.unit).update(status=Status.SUPERSEDED, superseded_at=at)
    guide.status, guide.approved_by, guide.approved_hash = Status.PUBLISHED, by, seen
    guide.published_at = at
    guide.save()
    searching.refresh(GUIDE, guide.unit_id)
    record(
        by,
        "guide.published",
        guide,
        article=ARTICLE,
        organisation=guide.unit,
        version=guide.version,
        sm3=seen,
    )
    return guide


@transaction.atomic
def save_source(source: StatutorySource, *, by: User) -> StatutorySource:
    """归集规则: which domain or topic feeds which column; the admin's permission table lets only the offices here."""
    source.save()
    record(by, "statutory_source.saved", source, article="第二十条、第二十一条")
    return source


@transaction.atomic
def remove_source(source: StatutorySource, *, by: User) -> None:
    record(by, "statutory_source.removed", source, article="第二十条、第二十一条")
    source.delete()
