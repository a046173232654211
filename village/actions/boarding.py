"""The wall, objections of villagers, orders of the township, reminders, and forgetting."""

from __future__ import annotations

import uuid
from datetime import date, timedelta
from typing import Final

from django.core.files.uploadedfile import UploadedFile
from django.db import IntegrityError, transaction

from accounts.models import User
from accounts.policies import Refused, require
from audit.actions import record
from statute.villages import last_day
from village.actions.pictures import keep_picture
from village.actions.stepping import finish, lock, required
from village.content import hide_numbers, names_people, without_names
from village.models import BoardItem, Notice, Objection, Order, Posting, Rules
from village.policies import in_state, may_answer, may_order, may_post
from village.workflow import Action

MAIN_BOARD: Final = "村公开栏"
SOON: Final = 3  # days before the last day a village is told once


@transaction.atomic
def post(
    item: BoardItem, *, by: User, on: date, place: str = MAIN_BOARD, photo: UploadedFile | None = None
) -> Posting:
    """登记上墙 (第十三条): from this day on the five days are counted."""
    item = lock(item)
    require(may_post(by, item))
    place = place.strip()[:60] or MAIN_BOARD
    if item.published_on and on < item.published_on:
        raise Refused(f"上墙日期不能早于公布日期{item.published_on}。")
    if item.postings.filter(place=place, taken_on=None).exists():
        raise Refused(f"“{place}”上现在就贴着，不用再登记。")
    stored = keep_picture(photo, by=by) if photo else None
    made = Posting.objects.create(item=item, place=place, posted_on=on, photo=stored, by=by)
    finish(item, Action.POST, by=by, on=on, place=place)
    return made


@transaction.atomic
def take_down(posting: Posting, *, by: User, on: date) -> bool:
    """登记取下; False when it hung less than five days and must be posted anew (第十三条)."""
    item = lock(posting.item)
    require(may_post(by, item))
    posting = item.postings.get(pk=posting.pk)
    if posting.taken_on is not None:
        raise Refused("已经登记取下。")
    if on < posting.posted_on:
        raise Refused(f"取下日期不能早于张贴日期{posting.posted_on}。")
    posting.taken_on = on
    posting.save(update_fields=["taken_on"])
    rules = Rules(on)
    enough = not posting.was_too_short(rules.days("board_days"))
    record(
        by, "village.taken_down", item, article=rules.basis("board_days"), organisation=item.village,
        place=posting.place, enough=enough,
    )  # fmt: skip
    return enough


def to_post_anew(item: BoardItem, days: int) -> list[str]:
    """The places whose last posting was too short and where nothing hangs now."""
    newest: dict[str, Posting] = {}
    for posting in item.postings.all():  # newest first
        newest.setdefault(posting.place, posting)
    return [place for place, posting in newest.items() if posting.was_too_short(days)]


@transaction.atomic
def object_to(
    item: BoardItem, *, key: uuid.UUID, on: date, text: str, name: str = "", phone: str = ""
) -> Objection:
    """村民提出异议 within five days of publication (第十六条). A second click finds the first one."""
    item = lock(item)
    require(in_state(item, Action.OBJECT))
    assert item.published_on is not None  # noqa: S101  published (board_step_published)
    if before := Objection.objects.filter(key=key, item=item).first():
        return before
    rules = Rules(on)
    limit = last_day(item.published_on, rules.days("objection_days"))
    if on > limit:
        raise Refused(
            f"提出异议的时间到{limit}为止（{rules.basis('objection_days')}）。现在可以向乡镇(街道)反映。"
        )
    text = hide_numbers(required(text, "请写明哪里不对。"))[:1000]
    try:
        with transaction.atomic():
            made = Objection.objects.create(
                item=item, key=key, stage=Objection.Stage.PUBLISHED, text=text, name=name.strip()[:30],
                phone=phone.strip()[:20], received_on=on, due_on=last_day(on, rules.days("answer_days")),
            )  # fmt: skip
    except IntegrityError:
        raise Refused("这条异议已经提交。") from None
    finish(item, Action.OBJECT, by=None, on=on, objection=made.pk)
    return made


@transaction.atomic
def answer(objection: Objection, *, by: User, on: date, text: str) -> Objection:
    """答复异议 within five days; the answer is public beside what it answers."""
    item = lock(objection.item)
    objection = item.objections.select_related("item__village").get(pk=objection.pk)
    require(may_answer(by, objection))
    if on < objection.received_on:
        raise Refused("答复日期不能早于提出日期。")
    objection.answer = hide_numbers(required(text, "请写明查的结果和怎么处理。"))[:1000]
    objection.answered_on, objection.answered_by = on, by
    objection.save()
    record(
        by, "village.objection_answered", item, article=Rules(on).basis("answer_days"),
        organisation=item.village, late=objection.was_late,
    )  # fmt: skip
    return objection


@transaction.atomic
def order(item: BoardItem, *, by: User, on: date, reason: str, until: date) -> Order:
    """责令公布 after looking into it; one at a time, public beside the matter that is missing."""
    item = lock(item)
    require(may_order(by, item, on))
    if until < on:
        raise Refused("限期不能早于今天。")
    if item.orders.filter(fulfilled_on=None).exists():
        raise Refused("已经责令公布，限期还没有办结。")
    made = Order.objects.create(
        item=item, reason=required(reason, "请写明调查核实的情况。")[:500], until=until, ordered_by=by, ordered_on=on
    )  # fmt: skip
    finish(item, Action.ORDER, by=by, on=on, until=str(until))
    return made


def remind(*, on: date) -> int:
    """Once before the day, once after it, then once to the township; each only once, however often this runs."""
    made = 0
    soon = BoardItem.objects.waiting().filter(due_on__gte=on, due_on__lte=on + timedelta(days=SOON))
    for item in soon.select_related("village"):
        made += _tell(item, "soon", on, f"“{item}”最晚{item.due_on}公布")
    for item in BoardItem.objects.overdue(on).select_related("village").order_by("due_on"):
        kind, escalated = ("overdue", False) if (on - item.due_on).days <= SOON else ("escalated", True)
        made += _tell(item, kind, on, f"“{item}”应于{item.due_on}公布，至今没有公布", escalated=escalated)
    return made


def _tell(item: BoardItem, kind: str, on: date, text: str, *, escalated: bool = False) -> int:
    _, created = Notice.objects.get_or_create(
        item=item,
        kind=kind,
        due_on=item.due_on,
        defaults={"on": on, "text": text[:200], "escalated": escalated},
    )
    return int(created)


def due_for_forgetting(on: date) -> list[BoardItem]:
    """Published lists whose publicity period is over."""
    before = on - timedelta(days=Rules(on).days("names_days"))
    return list(
        BoardItem.objects.filter(status__in=("published", "withdrawn"), published_on__lte=before, anonymised_on=None)
        .exclude(table={})
        .order_by("pk")[:2000]
    )  # fmt: skip


@transaction.atomic
def forget_names(item: BoardItem, *, on: date) -> None:
    """隐去姓名: sums and numbers stay (个人信息保护法第十九条)."""
    item = lock(item)
    if item.anonymised_on is not None:
        return
    had = names_people(item.table)
    item.table, item.anonymised_on = without_names(item.table), on
    item.save(update_fields=["table", "anonymised_on"])
    if had:
        record(
            None,
            "village.names_hidden",
            item,
            article=Rules(on).basis("names_days"),
            organisation=item.village,
        )


def forget_contacts(*, on: date) -> int:
    """Names and telephones of objectors, a month after the answer: they were needed for it only."""
    old = Objection.objects.filter(answered_on__lt=on - timedelta(days=30)).exclude(name="", phone="")
    return old.update(name="", phone="")
