"""告知: rows written with the publication, mailed later; a mail server that is down loses nothing."""

from __future__ import annotations

import logging
from datetime import datetime
from typing import Final
from uuid import UUID

from django.conf import settings
from django.core import signing
from django.core.exceptions import ValidationError
from django.core.mail import EmailMessage
from django.core.validators import validate_email
from django.db import transaction

from accounts import outbox
from participation.actions import texting
from participation.models import Opinion, OpinionNotice, SurveyPass
from participation.privacy import Unreadable
from participation.workflow import local

logger = logging.getLogger(__name__)


def send_due(at: datetime) -> int:
    """Mail what contributors are to be told; how many went."""
    return outbox.send_due(OpinionNotice, at, _mail, related=("opinion__consultation__feedback", "extension"))


def _mail(notice: OpinionNotice) -> outbox.Mail:
    return outbox.Mail(_address(notice.opinion), *_words(notice))


def _address(opinion: Opinion) -> str:
    try:
        address = str(opinion.contact)
        validate_email(address)
    except (Unreadable, ValidationError):
        return ""
    return address


def _words(notice: OpinionNotice) -> tuple[str, str]:
    """Subject and text: what became of the opinion, or until when one may add to it."""
    opinion, site = notice.opinion, settings.SITE
    about = f"您对“{opinion.consultation}”提出的意见（编号 {opinion.serial}）"
    if (extension := notice.extension) is not None:
        subject = f"征求意见延长：{opinion.consultation}"
        said = (
            f"{about}已经收到。征求意见的时间延长到{local(extension.closes_at):%Y-%m-%d %H:%M}，理由：{extension.reason}\n"
            f"想补充的，可以再提：\n{settings.SITE_URL}{opinion.consultation.get_absolute_url()}"
        )
    else:
        subject = f"您的意见已有答复：{opinion.consultation}"
        said = f"{about}已经研究，是否采纳和理由见：\n{settings.SITE_URL}{opinion.consultation.feedback.get_absolute_url()}"
    return (
        subject,
        f"您好：\n\n{said}\n\n感谢您的参与。本邮件由系统发出，请不要直接回复。\n\n{site['name']}\n",
    )


LINKS: Final = "participation.survey-pass"


def pass_token(found: SurveyPass) -> str:
    return signing.dumps([found.survey_id, found.voter], salt=LINKS)


def voter_in(token: str, survey_id: int) -> str:
    """The voter a link was made for; empty when it is not one of ours, or of another survey."""
    try:
        survey, voter = signing.loads(token, salt=LINKS)
    except (signing.BadSignature, ValueError, TypeError):
        return ""
    return str(voter) if survey == survey_id else ""


def send_passes(at: datetime) -> int:
    """Links that were asked for; the address is forgotten as soon as the mail is on its way."""
    if not (settings.MAIL_ENABLED or texting.is_on()):
        return 0
    keys = list(SurveyPass.objects.due(at).order_by("asked_at").values_list("pk", flat=True)[:500])
    return sum(_send_pass(pk, at) for pk in keys)


@transaction.atomic
def _send_pass(pk: UUID, at: datetime) -> bool:
    waiting = SurveyPass.objects.select_for_update(skip_locked=True, of=("self",)).select_related("survey")
    found = waiting.filter(pk=pk, sent_at=None).first()
    if found is None:
        return False
    found.attempts += 1
    link = f"{settings.SITE_URL}{found.survey.get_absolute_url()}?pass={pass_token(found)}"
    try:
        address = str(found.address)
        if "@" in address:
            text = f"您好：\n\n请打开下面的链接填写“{found.survey}”，一个邮箱只能填写一次：\n{link}\n\n如果不是您本人索取，请不用理会。\n"
            headers = outbox.message_id("survey-pass", found.pk, int(found.asked_at.timestamp()))
            EmailMessage(f"填写链接：{found.survey}"[:120], text, to=[address], headers=headers).send()
        else:
            said = f"【{settings.SITE['name']}】填写“{str(found.survey)[:30]}”请打开 {link} 一个号码只能填写一次。"
            texting.send(address, said, key=found.pk.int + int(found.asked_at.timestamp()))
    except (OSError, Unreadable) as error:
        logger.warning("pass %s was not sent: %s", found.pk, type(error).__name__)
        found.next_attempt_at = at + outbox.wait_after(found.attempts)
        found.save()
        return False
    found.sent_at, found.address_sealed = at, b""
    found.save()
    return True
