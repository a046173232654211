"""答复: every part of every opinion gets adopted, partly, or not, with a reason; several of a kind get one answer."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from django.db import transaction

from accounts.models import User
from accounts.policies import Refused, require
from disclosure.models import Document
from participation.actions import publishing
from participation.actions.publishing import lock, required, touch
from participation.models import Answer, Consultation, Feedback, Opinion, OpinionNotice, OpinionPart
from participation.policies import may_work_on_opinions


def _feedback(consultation: Consultation, by: User) -> Feedback:
    """The consultation's feedback, locked; begun with the first answer."""
    require(may_work_on_opinions(by, consultation))
    feedback, _ = Feedback.objects.get_or_create(
        consultation=consultation, defaults={"unit": consultation.unit}
    )
    return lock(feedback)


@transaction.atomic
def answer(
    consultation: Consultation,
    parts: Collection[OpinionPart],
    *,
    by: User,
    summary: str,
    adoption: str,
    reason: str,
    into: Answer | None = None,
) -> Answer:
    """答复 one part or many at once (归并). With `into` they join a standing answer, which then says this."""
    consultation = lock(consultation)
    feedback = _feedback(consultation, by)
    if not parts and into is None:
        raise Refused("请先勾选要答复的意见。")
    if adoption not in Answer.Adoption.values:
        raise Refused("请选择采纳、部分采纳或者未采纳。")
    made = into or Answer(consultation=consultation)
    made.summary = required(summary, "请概括意见的内容。")[:300]
    made.adoption = adoption
    made.reason = required(reason, "采纳与否都请写明理由（不采纳的说明为什么，采纳的说明改在哪里）。")[:1000]
    made.save()
    left = set(
        OpinionPart.objects.filter(pk__in=[part.pk for part in parts]).values_list("answer", flat=True)
    )
    count = OpinionPart.objects.filter(
        opinion__consultation=consultation, pk__in=[part.pk for part in parts]
    ).update(answer=made)
    if count != len(parts):
        raise Refused("有的意见不属于这次征求意见。")
    Answer.objects.filter(
        pk__in=left - {None, made.pk}, parts=None
    ).delete()  # an answer nothing points to says nothing
    touch(feedback, by=by, verb="answered", answer=made.pk, parts=count)
    return made


@transaction.atomic
def conclude(
    consultation: Consultation, *, by: User, summary: str, document: Document | None = None
) -> Feedback:
    """总的情况, and the document that was adopted."""
    consultation = lock(consultation)
    feedback = _feedback(consultation, by)
    if document is not None and not Document.objects.public().filter(pk=document.pk).exists():
        raise Refused("正式文件还没有公开，公开后再关联。")
    feedback.summary = required(summary, "请写明总的情况；没有收到意见的，也要写明。")[:2000]
    feedback.document = document
    touch(feedback, by=by)
    return feedback


@transaction.atomic
def publish(feedback: Feedback, *, by: User, at: datetime) -> Feedback:
    """公布反馈, and write down whom to tell: everybody who left an address, once."""
    lock(feedback.consultation)
    feedback = publishing.publish(feedback, by=by, at=at)
    with_address = Opinion.objects.filter(consultation=feedback.consultation_id).exclude(contact_sealed=b"")
    OpinionNotice.objects.bulk_create(
        [OpinionNotice(opinion=opinion) for opinion in with_address], ignore_conflicts=True
    )
    return feedback
