"""What is asked of the applicant: a correction (第三十条), reasons (第三十五条); and what comes back."""

from __future__ import annotations

from datetime import date

from django.db import transaction

from accounts.models import User
from accounts.policies import Refused, require
from requests_app import wording
from requests_app.actions.delivering import tell
from requests_app.actions.stepping import finish, lawful, lock, required, unchanged
from requests_app.models import Correction, InformationRequest, ReasonRequest
from requests_app.policies import may_defer, may_handle
from requests_app.workflow import Action
from statute.clock import ClockEvent, EventKind


@transaction.atomic
def ask_correction(
    request: InformationRequest,
    *,
    by: User,
    on: date,
    what: str,
    until: date,
    guidance: str = "",
    delivered_on: date | None = None,
    revision: int | None = None,
) -> InformationRequest:
    """告知补正, once and with everything that is unclear. After the seventh working day it is allowed and kept as 超期补正."""
    request = lock(request)
    unchanged(request, revision)
    require(may_handle(by, request, Action.ASK_CORRECTION))
    if hasattr(request, "correction"):
        raise Refused("补正只能一次性告知（条例第三十条）。")
    what = required(what, "请写明需要补正的全部内容（条例第三十条）。")
    if until <= on:
        raise Refused("请给申请人合理的补正期限（条例第三十条）。")
    lawful(request, ClockEvent(EventKind.CORRECTION_NOTICE, on, until=until, delivered=delivered_on), on)
    late = request.correction_limit is not None and on > request.correction_limit
    Correction.objects.create(
        request=request, asked_on=on, asked_by=by, what=what, guidance=guidance.strip(), until=until,
        delivered_on=delivered_on, is_late=late,
    )  # fmt: skip
    finish(
        request, Action.ASK_CORRECTION, by=by, on=on, note="超期补正" if late else "",
        told=f"请在{until}前补正：{what}", late=late,
    )  # fmt: skip
    tell(request, "T03", wording.of_correction(request, on), by=by, on=on, subject="correction:")
    return request


@transaction.atomic
def correct(
    request: InformationRequest, *, by: User | None, on: date, answer: str, revision: int | None = None
) -> InformationRequest:
    """收到补正: the count begins anew on this day. `by` None is the applicant on the tracking page."""
    request = lock(request)
    unchanged(request, revision)
    if by is not None:
        require(may_handle(by, request, Action.CORRECT))
    correction = getattr(request, "correction", None)
    if correction is None:
        raise Refused("没有告知过补正（条例第三十条）。")
    answer = required(answer, "请写明补正的内容。")
    lawful(request, ClockEvent(EventKind.CORRECTED, on), on)
    correction.answered_on, correction.answer = on, answer[:2000]
    correction.save(update_fields=["answered_on", "answer"])
    return finish(request, Action.CORRECT, by=by, on=on, told="收到补正，答复期限自当日起重新计算")


@transaction.atomic
def ask_reason(
    request: InformationRequest,
    *,
    by: User,
    on: date,
    count: int,
    text: str,
    until: date,
    revision: int | None = None,
) -> InformationRequest:
    """要求说明理由: the numbers are stated, so that the applicant can answer them (第三十五条)."""
    request = lock(request)
    unchanged(request, revision)
    require(may_handle(by, request, Action.ASK_REASON))
    if hasattr(request, "reason_request"):
        raise Refused("已经要求过说明理由（条例第三十五条）。")
    text = required(text, "请写明申请的数量、频次为什么明显超过合理范围（条例第三十五条）。")
    if until <= on:
        raise Refused("请给申请人合理的期限说明理由。")
    lawful(request, ClockEvent(EventKind.REASON_NOTICE, on, until=until), on)
    ReasonRequest.objects.create(
        request=request, asked_on=on, asked_by=by, count=count, text=text, until=until
    )
    finish(request, Action.ASK_REASON, by=by, on=on, told=f"请在{until}前说明理由：{text}")
    tell(request, "T04", wording.of_reason_request(request, on), by=by, on=on, subject="reason:")
    return request


@transaction.atomic
def give_reason(
    request: InformationRequest,
    *,
    by: User | None,
    on: date,
    answer: str,
    is_reasonable: bool | None = None,
    revision: int | None = None,
) -> InformationRequest:
    """登记申请人的理由; whether they are reasonable is for the handler (`by`), never for the applicant."""
    request = lock(request)
    unchanged(request, revision)
    if by is not None:
        require(may_handle(by, request, Action.GIVE_REASON))
    reasons = getattr(request, "reason_request", None)
    if reasons is None:
        raise Refused("没有要求过说明理由（条例第三十五条）。")
    answer = required(answer, "请写明理由。")
    lawful(request, ClockEvent(EventKind.REASONS_GIVEN, on), on)
    reasons.answered_on, reasons.answer = on, answer[:2000]
    reasons.is_reasonable = is_reasonable if by is not None else None
    reasons.save(update_fields=["answered_on", "answer", "is_reasonable"])
    return finish(request, Action.GIVE_REASON, by=by, on=on, told="收到说明的理由")


@transaction.atomic
def judge_reason(
    request: InformationRequest, *, by: User, on: date, is_reasonable: bool
) -> InformationRequest:
    """理由是否合理: decides between a deferred period and 不予处理 (第三十五条)."""
    request = lock(request)
    require(may_handle(by, request, Action.DEFER))
    reasons = getattr(request, "reason_request", None)
    if reasons is None or reasons.answered_on is None:
        raise Refused("申请人还没有说明理由。")
    reasons.is_reasonable = is_reasonable
    reasons.save(update_fields=["is_reasonable"])
    return finish(request, Action.DEFER, by=by, on=on, note=f"理由{'' if is_reasonable else '不'}合理")


@transaction.atomic
def defer(request: InformationRequest, *, by: User, on: date, until: date, reason: str) -> InformationRequest:
    """延迟答复: reasonable, but not to be answered within 第三十三条: a settled later day, told to the applicant."""
    request = lock(request)
    require(may_defer(by, request))
    reasons = getattr(request, "reason_request", None)
    if reasons is None or not reasons.is_reasonable:
        raise Refused("申请人说明的理由经认定合理的，才能确定延迟答复的期限（条例第三十五条）。")
    reason = required(reason, "请写明为什么不能在期限内答复。")
    lawful(request, ClockEvent(EventKind.DEFERRED, on, until=until), on)
    reasons.deferred_on, reasons.deferred_until = on, until
    reasons.save(update_fields=["deferred_on", "deferred_until"])
    return finish(request, Action.DEFER, by=by, on=on, note=reason, told=f"延迟至{until}前答复：{reason}")
