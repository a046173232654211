"""拟答复、退回、审签答复、停止公开、评价: an answer has two people, and what is shown was approved with it."""

from __future__ import annotations

from datetime import date

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from accounts.policies import Refused, require
from audit.actions import record
from disclosure.actions.drafting import Conflict
from disclosure.models import CountyWord
from disclosure.scanner import mask, scan_text
from interpretation.actions.taking import lock, step
from interpretation.findable import MESSAGE
from interpretation.masking import masked
from interpretation.models import Message
from interpretation.policies import may_answer, may_handle, may_hide, may_see_sender
from interpretation.workflow import MessageAction, NotPossible, article, next_status, refusal
from search import actions as searching

SHORTEST = 10


def shown_by_default(message: Message) -> tuple[str, str]:
    """Subject and text with personal numbers starred out, to start from."""
    return mask(message.subject), mask(message.text)


@transaction.atomic
def draft(
    message: Message,
    *,
    by: User,
    on: date,
    revision: int,
    answer: str,
    to_show: bool = False,
    shown_subject: str = "",
    shown_text: str = "",
) -> Message:
    """拟答复 and send it to the second person, with what would be shown to everybody."""
    message = lock(message)
    require(may_handle(by, message, MessageAction.DRAFT))
    if revision != message.revision:
        raise Conflict("您打开页面之后，别人办理了这件留言，请看过再办理。")
    if len(answer.strip()) < SHORTEST:
        raise Refused(f"请写明答复（不少于{SHORTEST}个字）。")
    if to_show and not message.consent:
        raise Refused("留言人没有同意公开。")
    message.answer, message.to_show = answer.strip()[:4000], to_show
    subject, text = shown_by_default(message)
    message.shown_subject = (shown_subject.strip() or subject)[:100] if to_show else ""
    message.shown_text = (shown_text.strip() or text)[:3000] if to_show else ""
    message.shown_name = masked(message.sender.name) if to_show else ""
    if to_show:
        _nothing_personal(message)
    message.prepared_by, message.revision = by, message.revision + 1
    message.content_hash = message.digest()
    message.status = next_status(message.status, MessageAction.DRAFT)
    message.save()
    step(message, "拟答复", on=on, by=by)
    record(by, "message.drafted", message, article=article(MessageAction.DRAFT), organisation=message.unit,
           hash=message.content_hash)  # fmt: skip
    return message


@transaction.atomic
def look(message: Message, *, by: User) -> dict[str, str]:
    """查看联系方式: by who handles the message, and each look is recorded."""
    require(may_see_sender(by, message))
    sender = message.sender
    found = {"name": sender.name, "phone": sender.phone, "email": sender.email}
    record(by, "message.sender_seen", message, article="个人信息保护法第五十一条", organisation=message.unit)
    return found


def _nothing_personal(message: Message) -> None:
    """What is shown carries no number of a person, no mark of secrecy, and not the sender's own name."""
    words = tuple(CountyWord.objects.values_list("word", flat=True))
    for place, text in (
        ("标题", message.shown_subject),
        ("内容", message.shown_text),
        ("答复", message.answer),
    ):
        for found in scan_text(text, place, words=words):
            if found.blocking:
                raise Refused(f"公开的{place}中有{found.kind.label}，请先隐去。")
        name = "".join(message.sender.name.split())
        if len(name) > 1 and name in text:
            raise Refused(f"公开的{place}中有留言人的姓名，请先隐去。")


def _second(message: Message, action: MessageAction, *, by: User, seen: str) -> Message:
    message = lock(message)
    require(may_answer(by, message, action))
    if seen != message.content_hash or message.digest() != message.content_hash:
        raise Conflict("您打开页面之后答复有改动，请看过新的内容再办理。")
    return message


@transaction.atomic
def send_back(message: Message, *, by: User, on: date, seen: str, reason: str) -> Message:
    """退回 to be written anew."""
    message = _second(message, MessageAction.RETURN, by=by, seen=seen)
    if not reason.strip():
        raise Refused("请说明退回的理由。")
    message.status = next_status(message.status, MessageAction.RETURN)
    message.revision += 1
    message.save()
    step(message, "退回", on=on, by=by, note=reason.strip())
    record(by, "message.returned", message, article=article(MessageAction.RETURN), organisation=message.unit,
           reason=reason.strip())  # fmt: skip
    return message


@transaction.atomic
def answer(message: Message, *, by: User, on: date, seen: str) -> Message:
    """审签答复: exactly this answer goes out, and is shown where the sender agreed."""
    message = _second(message, MessageAction.ANSWER, by=by, seen=seen)
    now = timezone.now()
    message.status = next_status(message.status, MessageAction.ANSWER)
    message.approved_by, message.answered_at, message.answered_on = by, now, on
    message.shown_at = now if message.to_show and message.consent else None
    message.revision += 1
    message.save()
    step(message, "答复", on=on, by=by, told="您的留言已经答复，可以凭编号和查询码查看，并作出评价。")
    searching.refresh(MESSAGE, message.pk)
    late = message.due_on is not None and on > message.due_on
    record(by, "message.answered", message, article=article(MessageAction.ANSWER), organisation=message.unit,
           hash=message.content_hash, late=late, shown=message.shown_at is not None)  # fmt: skip
    return message


@transaction.atomic
def hide(message: Message, *, by: User, on: date, reason: str) -> Message:
    """停止公开 what was shown; the answer itself stands."""
    message = lock(message)
    require(may_hide(by, message))
    if not reason.strip():
        raise Refused("请说明理由。")
    message.shown_at, message.to_show = None, False
    message.save(update_fields=["shown_at", "to_show"])
    step(message, "停止公开", on=on, by=by, note=reason.strip())
    searching.refresh(MESSAGE, message.pk)
    record(by, "message.hidden", message, article=article(MessageAction.HIDE), organisation=message.unit,
           reason=reason.strip())  # fmt: skip
    return message


@transaction.atomic
def rate(message: Message, *, on: date, rating: int, note: str = "") -> Message:
    """评价 by who wrote the message, once."""
    message = lock(message)
    if said := refusal(message.status, MessageAction.RATE):
        raise NotPossible(said)
    if message.rating is not None:
        raise Refused("您已经评价过了。")
    if not 1 <= rating <= 5:
        raise Refused("请选择1至5分。")
    message.rating, message.rating_note = rating, note.strip()[:200]
    message.save(update_fields=["rating", "rating_note"])
    step(message, "评价", on=on, by=None, note=f"{rating}分 {message.rating_note}")
    record(None, "message.rated", message, organisation=message.unit, rating=rating)
    return message
