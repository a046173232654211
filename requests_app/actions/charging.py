"""信息处理费 (条例第四十二条, 国办函〔2020〕109号): proposed with its workings, decided by a person, never automatic."""

from __future__ import annotations

from datetime import date

from django.db import transaction

from accounts.models import User
from accounts.policies import Refused, require
from requests_app import wording
from requests_app.actions.delivering import tell
from requests_app.actions.stepping import finish, lawful, lock, required
from requests_app.models import FeeNotice, InformationRequest
from requests_app.policies import may_handle, may_waive_fee
from requests_app.workflow import Action
from statute import fees
from statute.clock import ClockEvent, EventKind
from statute.fees import Fee, Mode


def asked_before(request: InformationRequest) -> int:
    """Applications of the same person to the same body received earlier in the same natural month, whatever the account.

    Counted by the blind index of the principal's identity (第四条); 0 where no identity is known.
    """
    day = request.received_on
    if day is None:
        return 0
    same = InformationRequest.objects.of_person(request.applicant.person_index).filter(
        unit=request.unit_id, received_on__year=day.year, received_on__month=day.month
    )
    earlier = same.filter(received_on__lt=day) | same.filter(received_on=day, pk__lt=request.pk)
    return earlier.count()


def propose(request: InformationRequest, *, items: int | None = None, pages: int | None = None) -> Fee:
    """What might be charged, with its workings. `Refused` for both modes at once (第三条) or neither."""
    try:
        return fees.propose(before=asked_before(request), items=items, pages=pages)
    except ValueError as error:
        raise Refused(f"{error}。") from None


@transaction.atomic
def notify(
    request: InformationRequest,
    *,
    by: User,
    on: date,
    items: int | None = None,
    pages: int | None = None,
    delivered_on: date | None = None,
) -> FeeNotice:
    """收费通知 within the reply period; the clock stands still until payment and begins anew after it."""
    request = lock(request)
    require(may_handle(by, request, Action.NOTIFY_FEE))
    if hasattr(request, "fee_notice"):
        raise Refused("一件申请只发一次收费通知。")
    fee = propose(request, items=items, pages=pages)
    if not fee.total:
        raise Refused("按标准计算不需要收费。")
    lawful(request, ClockEvent(EventKind.FEE_NOTICE, on, delivered=delivered_on), max(on, delivered_on or on))
    notice = FeeNotice.objects.create(
        request=request, mode=fee.mode, units=(items if fee.mode is Mode.PER_ITEM else pages) or 0, amount=fee.total,
        workings=[*fee.workings, fee.source], notified_on=on, notified_by=by, delivered_on=delivered_on,
    )  # fmt: skip
    finish(
        request, Action.NOTIFY_FEE, by=by, on=on, told=f"收取信息处理费{fee.total}元，缴费后继续办理",
        amount=fee.total,
    )  # fmt: skip
    tell(request, "T10b", wording.of_fee(request, on), by=by, on=on, subject="fee:")
    return notice


@transaction.atomic
def pay(request: InformationRequest, *, by: User, on: date, receipt_no: str) -> FeeNotice:
    """登记缴费: the money goes to the treasury, the receipt's number is kept."""
    request = lock(request)
    require(may_handle(by, request, Action.PAY))
    receipt_no = required(receipt_no, "请填写非税收入票据号。")
    lawful(request, ClockEvent(EventKind.PAID, on), on)
    notice = request.fee_notice
    notice.paid_on, notice.receipt_no = on, receipt_no[:60]
    notice.save(update_fields=["paid_on", "receipt_no"])
    finish(request, Action.PAY, by=by, on=on, told="已缴费，答复期限自缴费次日起重新计算")
    return notice


@transaction.atomic
def waive(request: InformationRequest, *, by: User, on: date, reason: str) -> FeeNotice:
    """免收 by the head, with a reason: the article says 可以收取, not 应当."""
    request = lock(request)
    require(may_waive_fee(by, request))
    notice = request.fee_notice
    notice.waived_on, notice.waived_by = on, by
    notice.waive_reason = required(reason, "请写明免收的理由。")[:300]
    notice.save(update_fields=["waived_on", "waived_by", "waive_reason"])
    finish(request, Action.WAIVE_FEE, by=by, on=on, told="免收信息处理费，继续办理")
    return notice
