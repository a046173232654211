"""提意见: by anybody while it is open, by the server's clock; or entered by clerks from paper, mail and telephone."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID, uuid4

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from accounts.models import User
from accounts.policies import Refused, require
from disclosure.scanner import scan_text
from participation.actions.publishing import lock, noted, required, touch
from participation.clauses import WHOLE
from participation.models import Consultation, Feedback, Opinion, OpinionPart
from participation.policies import may_opine, may_work_on_opinions
from participation.privacy import shown_name
from participation.validation import county_words

MOST = 2000  # characters of one part


class TooLate(Refused):
    """It came in outside the two moments; the text goes back to who wrote it."""


@dataclass(frozen=True)
class Said:
    """What was said: place of the clause (0: as a whole) → text; who said it, as far as he wants to tell."""

    parts: Mapping[int, str]
    name: str = ""
    contact: str = ""


@dataclass(frozen=True)
class Source:
    """Where an opinion a clerk enters came from."""

    channel: str
    origin: str
    received_at: datetime


@transaction.atomic
def opine(consultation: Consultation, said: Said, *, key: UUID, at: datetime | None = None) -> Opinion:
    """网上提意见. Sending the same form again (`key`) gives the same opinion.

    The moment that counts is read after the lock, so that nothing gets in behind the closing; `at` stands in for the
    server's clock where a past is told. Raises `TooLate`.
    """
    consultation = lock(consultation)
    if standing := Opinion.objects.filter(pk=key, consultation=consultation).first():
        return standing
    moment = at or timezone.now()
    if not (verdict := may_opine(consultation, moment)):
        raise TooLate(verdict.reason)
    made = _keep(consultation, said, Opinion(pk=key, at=moment, channel=Opinion.Channel.WEB))
    noted(consultation, None, "opinion_received", serial=made.serial)
    return made


@transaction.atomic
def enter(
    consultation: Consultation, said: Said, source: Source, *, by: User, key: UUID | None = None
) -> Opinion:
    """录入 what came by mail, letter, telephone or in person: it counts by the day it arrived; with a `key`, once."""
    consultation = lock(consultation)
    require(may_work_on_opinions(by, consultation))
    if key and (standing := Opinion.objects.filter(pk=key, consultation=consultation).first()):
        return standing
    if source.channel not in Opinion.Channel.values or source.channel == Opinion.Channel.WEB:
        raise Refused("请选择意见来的渠道。")
    origin = required(source.origin, "请写明来源：邮件的日期、信封邮戳、通话时间等。")
    if not (verdict := may_opine(consultation, source.received_at)):
        raise Refused(f"{verdict.reason}按收到的时间，这件意见不在期间内，不能计入；请另行答复来信人。")
    opinion = Opinion(
        pk=key or uuid4(), at=source.received_at, channel=source.channel, origin=origin[:200], entered_by=by
    )
    made = _keep(consultation, said, opinion)
    _reopen_feedback(consultation, by)
    noted(consultation, by, "opinion_entered", serial=made.serial, channel=source.channel)
    return made


def _keep(consultation: Consultation, said: Said, opinion: Opinion) -> Opinion:
    """Number it under the consultation's lock, seal who said it, hold it where a word of the list stands in it."""
    labels = {WHOLE: "整体意见"} | {clause.place: clause.label for clause in consultation.clauses()}
    parts = {place: text.strip() for place, text in said.parts.items() if text.strip()}
    if not parts:
        raise Refused("请至少写一条意见。")
    if unknown := [place for place in parts if place not in labels]:
        raise Refused(f"征求意见稿没有第{unknown[0]}处条款。")
    if any(len(text) > MOST for text in parts.values()):
        raise Refused(f"每条意见不超过{MOST}字，更长的材料可以寄送或者发邮件。")
    words = county_words(consultation)
    found = {one.excerpt for text in parts.values() for one in scan_text(text, "意见", words=words) if one.kind == "county_word"}  # fmt: skip
    opinion.consultation = consultation
    opinion.serial = (consultation.opinions.aggregate(last=Max("serial"))["last"] or 0) + 1
    opinion.name, opinion.contact = said.name[:50], said.contact[:100]
    opinion.shown_name = shown_name(said.name)
    if found:
        opinion.state, opinion.held_for = Opinion.State.HELD, "、".join(sorted(found))[:200]
    opinion.save(force_insert=True)
    OpinionPart.objects.bulk_create(
        OpinionPart(opinion=opinion, place=place, label=labels[place], text=text) for place, text in sorted(parts.items())
    )  # fmt: skip
    return opinion


@transaction.atomic
def moderate(opinion: Opinion, *, by: User, shown: bool, reason: str = "") -> Opinion:
    """核看: whether the text is shown. Nothing is ever dropped: what is not shown is counted and answered all the same."""
    consultation = lock(opinion.consultation)
    require(may_work_on_opinions(by, consultation))
    opinion = Opinion.objects.select_for_update().get(pk=opinion.pk)
    opinion.state = Opinion.State.SHOWN if shown else Opinion.State.HIDDEN
    opinion.reason = "" if shown else required(reason, "不展示的，请写明理由。")[:300]
    opinion.moderated_by = by
    opinion.save()
    _reopen_feedback(consultation, by)
    noted(consultation, by, "opinion_moderated", serial=opinion.serial, shown=shown)
    return opinion


def _reopen_feedback(consultation: Consultation, by: User) -> None:
    """What a standing feedback says about the opinions is no longer what was reviewed."""
    feedback = Feedback.objects.select_for_update().filter(consultation=consultation).first()
    if feedback is not None:
        touch(feedback, by=by)
