"""The four steps: 村委会提出, 监督委员会审查, 联席会议决定, 村委会公布 (山东省村务公开条例第十一条)."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils import timezone

from accounts.models import User
from accounts.policies import Refused, require
from statute.villages import last_day
from village.actions.pictures import keep_picture
from village.actions.stepping import finish, lock, required, unchanged
from village.content import content_hash, hide_numbers, safe_table
from village.models import BoardItem, LedgerMonth, Objection, Rules
from village.policies import (
    may_decide,
    may_propose,
    may_publish,
    may_return,
    may_review,
    may_withdraw,
)
from village.workflow import Action, Status


@dataclass(frozen=True)
class Content:
    """What the village wants to publish; `photo` an upload, its `photo_alt` what it shows."""

    text: str = ""
    table: dict[str, Any] = field(default_factory=dict)
    photo: UploadedFile | None = None
    photo_alt: str = ""
    title: str = ""


@transaction.atomic
def propose(
    item: BoardItem,
    content: Content,
    *,
    by: User,
    on: date,
    revision: int | None = None,
    month: LedgerMonth | None = None,
) -> BoardItem:
    """提出公开方案; accounts come from the closed `month` of the book and from nowhere else. Personal numbers are starred and closed columns dropped before anything is kept."""
    item = lock(item)
    unchanged(item, revision)
    require(may_propose(by, item))
    if item.matter.is_ledger and month is None:
        raise Refused("财务按账本公开，请先结账。")
    item.ledger_month = month
    item.title = hide_numbers(content.title.strip())[:120] or item.title
    item.text = hide_numbers(content.text.strip())[:5000]
    item.table = safe_table(content.table)
    if content.photo is not None:
        item.photo = keep_picture(content.photo, by=by)
    if content.photo_alt.strip():
        item.photo_alt = hide_numbers(content.photo_alt.strip())[:200]
    if item.photo_id and not item.photo_alt:
        raise Refused("请用一句话说明照片里是什么，看不见图的人要听得到。")
    if not (item.text or item.table or item.photo_id):
        raise Refused("请写几句话、贴一张表或者拍一张照片，不能空着。")
    item.proposed_by, item.proposed_on = by, on
    item.reviewed_by = item.decided_by = None
    item.reviewed_on = item.decided_on = None
    item.review_note = item.meeting = item.decided_hash = ""
    item.content_hash = _hash(item)
    _answer_plan_objections(item, by=by, on=on)
    return finish(item, Action.PROPOSE, by=by, on=on, hash=item.content_hash)


def _hash(item: BoardItem) -> str:
    photo = item.photo.sm3 if item.photo else ""
    return content_hash(
        title=item.title, text=item.text, table=item.table, photo=f"{photo} {item.photo_alt}".strip()
    )


def _answer_plan_objections(item: BoardItem, *, by: User, on: date) -> None:
    """A plan proposed anew is the answer to the committee's objection."""
    item.objections.filter(stage=Objection.Stage.PLAN, answered_on=None).update(
        answer="已修改，重新提出。", answered_on=on, answered_by=by
    )


@transaction.atomic
def review(item: BoardItem, *, by: User, on: date, note: str, seen: str) -> BoardItem:
    """监督委员会审查通过 exactly what `seen` (the hash the page showed) stands for."""
    item = lock(item)
    require(may_review(by, item))
    _same(item, seen)
    _not_before(on, item.proposed_on)
    item.reviewed_by, item.reviewed_on, item.review_note = by, on, note.strip()[:300]
    return finish(item, Action.REVIEW, by=by, on=on, hash=seen)


@transaction.atomic
def send_back(item: BoardItem, *, by: User, on: date, reason: str) -> Objection:
    """提出异议并退回 (第十六条): the village committee answers by proposing anew, within five days."""
    item = lock(item)
    require(may_return(by, item))
    reason = required(reason, "请写明哪里不对，要怎么改。")
    rules = Rules(on)
    _not_before(on, item.proposed_on)
    if item.status == Status.PROPOSED and item.proposed_on:
        limit = last_day(item.proposed_on, rules.days("plan_objection_days"))
        if on > limit:
            raise Refused(f"对公开方案的异议应当在{limit}前提出（{rules.basis('plan_objection_days')}）。")
    made = Objection.objects.create(
        item=item, stage=Objection.Stage.PLAN, text=reason[:1000], received_on=on, by=by,
        due_on=last_day(on, rules.days("answer_days")),
    )  # fmt: skip
    finish(item, Action.RETURN, by=by, on=on, reason=reason[:300])
    return made


@transaction.atomic
def decide(item: BoardItem, *, by: User, on: date, meeting: str, seen: str) -> BoardItem:
    """联席会议讨论决定: the minutes in a line, and the very content that was reviewed."""
    item = lock(item)
    require(may_decide(by, item))
    _same(item, seen)
    _not_before(on, item.reviewed_on)
    item.meeting = required(meeting, "请写明联席会议的情况，例如到会人数和表决结果。")[:200]
    item.decided_by, item.decided_on, item.decided_hash = by, on, item.content_hash
    return finish(item, Action.DECIDE, by=by, on=on, hash=seen)


@transaction.atomic
def publish(item: BoardItem, *, by: User, on: date) -> BoardItem:
    """公布: the server sets the moment; open orders are fulfilled by it."""
    item = lock(item)
    require(may_publish(by, item))
    _not_before(on, item.decided_on)
    item.published_by, item.published_on, item.published_at = by, on, timezone.now()
    item.orders.filter(fulfilled_on=None).update(fulfilled_on=on)
    return finish(item, Action.PUBLISH, by=by, on=on, hash=item.content_hash, late=item.was_late)


@transaction.atomic
def withdraw(item: BoardItem, *, by: User, on: date, reason: str) -> BoardItem:
    """撤下更正: at once from every page; the same matter is due anew, its day unchanged. Returns the new row."""
    item = lock(item)
    require(may_withdraw(by, item))
    item.withdrawn_reason = required(reason, "请写明为什么撤下。")[:300]
    item.withdrawn_on = on
    finish(item, Action.WITHDRAW, by=by, on=on, reason=item.withdrawn_reason)
    item.postings.filter(taken_on=None).update(taken_on=on)
    return BoardItem.objects.create(
        village=item.village, matter=item.matter, period_start=item.period_start, period_end=item.period_end,
        due_on=item.due_on, title=item.title,
    )  # fmt: skip


def _same(item: BoardItem, seen: str) -> None:
    if seen != item.content_hash:
        raise Refused("内容在您打开之后改动过，请重新看过再决定。")


def _not_before(on: date, earlier: date | None) -> None:
    if earlier is not None and on < earlier:
        raise Refused(f"日期不能早于上一步的{earlier}。")
