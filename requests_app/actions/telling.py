"""通知与建议: a row in the act's own transaction; a broker or mail server that is down loses nothing."""

from __future__ import annotations

import logging
from datetime import date, datetime
from typing import Final

from django.conf import settings
from django.db import transaction

from accounts import outbox
from accounts.models import User
from accounts.policies import Denied, Refused, require
from audit.actions import record
from requests_app.actions.stepping import lock, required
from requests_app.models import (
    Applicant,
    ClockChange,
    InformationRequest,
    Notice,
    RequestReminder,
    Suggestion,
)
from requests_app.policies import may_take
from requests_app.privacy import Unreadable
from requests_app.workflow import Status

logger = logging.getLogger(__name__)
SUBJECT: Final = "政府信息公开申请 {number} 的办理情况"


def tell(request: InformationRequest, kind: str, text: str) -> None:
    """Write what the applicant is to be told; once for each `kind` of a case. Inside the act's transaction."""
    Notice.objects.get_or_create(request=request, kind=kind, defaults={"text": text[:1000]})


def tell_moves(on: date) -> int:
    """Dates that a change of the calendar moved, told once each."""
    count = 0
    moves = ClockChange.objects.filter(by_calendar=True, told_at=None).select_related("request")
    for change in moves.order_by("pk"):
        with transaction.atomic():
            after = change.after.isoformat() if change.after else "待定"
            tell(change.request, f"moved-{change.pk}", f"因国务院办公厅放假安排变动，答复期限改为{after}。")
            RequestReminder.objects.get_or_create(  # the handlers learn it from their next mail
                request=change.request, kind="moved", due_on=change.after or on, defaults={"on": on}
            )
            ClockChange.objects.filter(pk=change.pk).update(told_at=change.at)
            count += 1
    return count


def send_due(at: datetime) -> int:
    """Mail what applicants are to be told; how many went."""
    return outbox.send_due(Notice, at, _mail, related=("request__applicant", "request__unit"))


def _mail(notice: Notice) -> outbox.Mail:
    subject = SUBJECT.format(number=notice.request.number)
    return outbox.Mail(_address(notice.request.applicant), subject, _body(notice))


def _address(applicant: Applicant) -> str:
    try:
        return str(applicant.email)
    except Unreadable:
        logger.error("the address of applicant %s cannot be opened", applicant.pk)  # noqa: TRY400  no trace needed
        return ""


def _body(notice: Notice) -> str:
    request, site = notice.request, settings.SITE
    return (
        f"您好：\n\n您向{request.unit}提交的政府信息公开申请（登记编号 {request.number}）：{notice.text}\n\n"
        f"查询办理情况：{settings.SITE_URL}/requests/track/\n查询时请输入登记编号和查询码。本邮件由系统发出，请不要直接回复。\n\n"
        f"{site['name']}\n"
    )


@transaction.atomic
def suggest_publication(request: InformationRequest, *, on: date, text: str = "") -> Suggestion:
    """建议主动公开 (第四十四条第二款): by the applicant, on what he was given."""
    request = lock(request)
    if request.status not in (Status.REPLIED, Status.CLOSED, Status.ARCHIVED) or request.outcome not in (
        "GRANT",
        "PARTIAL",
    ):
        require(Denied("得到公开的信息以后，才能建议将它主动公开（条例第四十四条第二款）。"))
    made, created = Suggestion.objects.get_or_create(
        request=request, defaults={"text": text.strip()[:1000], "made_on": on}
    )
    if not created:
        raise Refused(f"您已于{made.made_on}提出过建议。")
    record(
        None,
        "request.publication_suggested",
        request,
        article="条例第四十四条第二款",
        organisation=request.unit,
    )
    return made


@transaction.atomic
def decide_suggestion(
    suggestion: Suggestion, *, by: User, on: date, accepted: bool, reason: str
) -> Suggestion:
    """审核建议: with a reason either way; what is accepted is published by a document of its own, promptly."""
    request = lock(suggestion.request)
    require(may_take(by, request.unit))
    suggestion = Suggestion.objects.select_for_update().get(pk=suggestion.pk)
    if suggestion.decision:
        raise Refused("这条建议已经审核。")
    suggestion.decision = Suggestion.Decision.ACCEPTED if accepted else Suggestion.Decision.DECLINED
    suggestion.reason = required(reason, "请写明理由。")[:500]
    suggestion.decided_on, suggestion.decided_by = on, by
    suggestion.save()
    tell(
        request,
        "suggestion",
        f"您关于主动公开的建议：{suggestion.get_decision_display()}。{suggestion.reason}",
    )
    record(by, "request.suggestion_decided", request, article="条例第四十四条第二款", organisation=request.unit,
           decision=suggestion.decision)  # fmt: skip
    return suggestion
