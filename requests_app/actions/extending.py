"""延长、征求意见、协办、转办: dated rows beside the state, several at once (条例第三十二至三十四条)."""

from __future__ import annotations

from datetime import date

from django.db import transaction

from accounts.models import Organisation, User
from accounts.policies import Denied, Refused, require
from requests_app import wording
from requests_app.actions.delivering import tell
from requests_app.actions.filing import file
from requests_app.actions.issuing import void_letters
from requests_app.actions.stepping import finish, lawful, lock, required, unchanged
from requests_app.models import AssistTask, Consultation, Extension, Filing, InformationRequest, Transfer
from requests_app.policies import (
    may_answer_task,
    may_assist,
    may_extend,
    may_handle,
    may_reassign,
    receives,
)
from requests_app.workflow import Action
from statute.clock import ClockEvent, EventKind

RELEASED = "本机关权衡后认为，不公开可能对公共利益造成重大影响"


@transaction.atomic
def extend(
    request: InformationRequest,
    *,
    by: User,
    on: date,
    days: int,
    reason: str,
    told_on: date | None = None,
    revision: int | None = None,
) -> InformationRequest:
    """延长答复期限: 1 to 20 working days, once, before the last day, with notice (第三十三条第二款)."""
    request = lock(request)
    unchanged(request, revision)
    require(may_extend(by, request))
    reason = required(reason, "请写明延长的理由。")
    told = told_on or on
    lawful(request, ClockEvent(EventKind.EXTENSION, on, days=days, delivered=told), max(on, told))
    row = Extension.objects.create(
        request=request, approved_on=on, approved_by=by, days=days, reason=reason, told_on=told
    )
    file(request, Filing.Kind.EXTENSION, f"延长答复期限{days}个工作日：{reason}", on)
    finish(
        request, Action.EXTEND, by=by, on=max(on, told), note=reason,
        told=f"经负责人同意，答复期限延长{days}个工作日", days=days,
    )  # fmt: skip
    content = wording.of_extension(request, days, reason, request.reply_due, on)
    tell(request, "T05", content, by=by, on=on, subject=f"extension:{row.pk}")
    return request


@transaction.atomic
def revoke_extension(request: InformationRequest, *, by: User, on: date, reason: str) -> InformationRequest:
    """撤销延期: the date is exactly what it would be without."""
    request = lock(request)
    require(may_extend(by, request))
    reason = required(reason, "请写明撤销的理由。")
    standing = next((row for row in request.extensions.all() if row.revoked_on is None), None)
    if standing is None:
        raise Refused("没有生效的延期可以撤销。")
    lawful(request, ClockEvent(EventKind.EXTENSION_REVOKED, on), on)
    standing.revoked_on, standing.revoked_by, standing.revoke_reason = on, by, reason[:300]
    standing.save(update_fields=["revoked_on", "revoked_by", "revoke_reason"])
    void_letters(request, f"extension:{standing.pk}", by=by, on=on, reason=f"撤销延期：{reason}")
    return finish(request, Action.EXTEND, by=by, on=on, note=f"撤销延期：{reason}", told="撤销延期")


@transaction.atomic
def consult(
    request: InformationRequest,
    *,
    by: User,
    on: date,
    kind: str,
    party: str,
    question: str,
    organisation: Organisation | None = None,
    delivered_on: date | None = None,
    applicant_told_on: date | None = None,
) -> Consultation:
    """征求第三方 (第三十二条) 或者共同制作机关 (第三十四条) 的意见; the applicant is told that the clock stands still."""
    request = lock(request)
    require(may_handle(by, request, Action.CONSULT))
    party = required(party, "请写明征求谁的意见。")
    question = required(question, "请写明征求意见的内容。")
    if delivered_on is not None and delivered_on < on:
        raise Refused("对方收到日期不能早于发出日期。")
    event = ClockEvent(EventKind(kind), on, delivered=delivered_on, party=party)
    lawful(request, event, max(on, delivered_on or on))
    made = Consultation.objects.create(
        request=request, kind=kind, party=party[:100], organisation=organisation, question=question, sent_on=on,
        sent_by=by, delivered_on=delivered_on, applicant_told_on=applicant_told_on or on,
    )  # fmt: skip
    finish(
        request, Action.CONSULT, by=by, on=on, note=f"{made.get_kind_display()}：{party}",
        told=f"正在{made.get_kind_display()}，所需时间不计算在答复期限内", kind=kind,
    )  # fmt: skip
    asked = "T06" if made.kind == Consultation.Kind.THIRD_PARTY else "T10"
    for code in (asked, "T08"):
        letter = wording.of_consultation(made, on, code)
        tell(request, code, letter, by=by, on=on, subject=f"consultation:{made.pk}")
    return made


@transaction.atomic
def deliver_consultation(consultation: Consultation, *, by: User, on: date) -> Consultation:
    """登记对方收到: the fifteen working days run from here."""
    request = lock(consultation.request)
    require(may_handle(by, request, Action.CONSULT))
    consultation = request.consultations.get(pk=consultation.pk)
    if consultation.delivered_on is not None:
        raise Refused(f"已登记{consultation.party}于{consultation.delivered_on}收到。")
    if on < consultation.sent_on:
        raise Refused("对方收到日期不能早于发出日期。")
    consultation.delivered_on = on
    consultation.save(update_fields=["delivered_on"])
    finish(request, Action.CONSULT, by=by, on=on, note=f"{consultation.party}收到征求意见书")
    return consultation


@transaction.atomic
def answer_consultation(
    consultation: Consultation,
    *,
    by: User,
    on: date,
    position: str,
    answer: str,
    is_reasonable: bool | None = None,
) -> Consultation:
    """登记意见. One that comes after the case ended is filed and reopens nothing."""
    request = lock(consultation.request)
    consultation = request.consultations.get(pk=consultation.pk)
    if request.is_open:
        require(may_handle(by, request, Action.CONSULT))
    if consultation.answered_on is not None:
        raise Refused(f"已登记{consultation.party}的意见。")
    if position not in Consultation.Position.values:
        raise Refused("请选择对方同意或者不同意。")
    if position == Consultation.Position.OBJECTS:
        answer = required(answer, "不同意的，请写明对方的理由（条例第三十二条）。")
    if on < (consultation.delivered_on or consultation.sent_on):
        raise Refused("收到意见日期不能早于对方收到日期。")
    consultation.answered_on, consultation.position = on, position
    consultation.answer, consultation.is_reasonable = answer.strip()[:2000], is_reasonable
    consultation.delivered_on = consultation.delivered_on or consultation.sent_on
    consultation.save()
    if request.is_open:
        finish(request, Action.CONSULT, by=by, on=on, note=f"{consultation.party}{consultation.get_position_display()}",
               told="收到征求的意见，继续计算答复期限")  # fmt: skip
    return consultation


@transaction.atomic
def note_release(consultation: Consultation, *, by: User, on: date) -> Consultation:
    """因公共利益公开的书面告知 to the third party, before or with the release (第三十二条)."""
    request = lock(consultation.request)
    require(may_handle(by, request, Action.CONSULT))
    consultation = request.consultations.get(pk=consultation.pk)
    if on < consultation.sent_on:
        raise Refused("告知日期不能早于征求意见的日期。")
    consultation.release_notice_on = on
    consultation.save(update_fields=["release_notice_on"])
    finish(request, Action.CONSULT, by=by, on=on, note=f"公开前已书面告知{consultation.party}")
    letter = wording.of_consultation(consultation, on, "T09", RELEASED)
    tell(request, "T09", letter, by=by, on=on, subject=f"consultation:{consultation.pk}")
    return consultation


@transaction.atomic
def ask_assistance(
    request: InformationRequest,
    *,
    by: User,
    on: date,
    organisation: Organisation,
    question: str,
    due_on: date,
) -> AssistTask:
    """协办: another unit of the county looks something up; it sees the task and not the applicant."""
    request = lock(request)
    require(may_handle(by, request, Action.ASSIST))
    question = required(question, "请写明协办事项。")
    if organisation.pk == request.unit_id:
        raise Refused("协办机关不能是承办机关自己。")
    require(may_assist(organisation))
    if due_on < on:
        raise Refused("协办期限不能早于今天。")
    task = AssistTask.objects.create(
        request=request, organisation=organisation, question=question, asked_on=on, asked_by=by, due_on=due_on
    )
    finish(request, Action.ASSIST, by=by, on=on, note=f"请{organisation}协办，{due_on}前回复")
    return task


@transaction.atomic
def answer_assistance(task: AssistTask, *, by: User, on: date, answer: str) -> AssistTask:
    request = lock(task.request)
    task = AssistTask.objects.select_related("organisation").get(pk=task.pk)
    require(may_answer_task(by, task))
    task.answered_on, task.answered_by = on, by
    task.answer = required(answer, "请写明协办的结果。")[:4000]
    task.save()
    if request.is_open:
        finish(request, Action.ASSIST, by=by, on=on, note=f"{task.organisation}已回复协办事项")
    return task


@transaction.atomic
def cancel_assistance(task: AssistTask, *, by: User, on: date) -> AssistTask:
    request = lock(task.request)
    task = AssistTask.objects.get(pk=task.pk)
    require(may_handle(by, request, Action.ASSIST))
    if not task.is_open:
        raise Refused("这项协办已经办结。")
    task.cancelled_on = on
    task.save(update_fields=["cancelled_on"])
    finish(request, Action.ASSIST, by=by, on=on, note=f"取消{task.organisation}的协办")
    return task


@transaction.atomic
def reassign(
    request: InformationRequest, *, by: User, on: date, target: Organisation, reason: str
) -> InformationRequest:
    """转办 inside the county: number and receipt date stay what they were."""
    request = lock(request)
    require(may_reassign(by, request))
    require(receives(target))
    reason = required(reason, "请写明转办的理由。")
    if target.pk == request.unit_id:
        raise Refused("这件申请已经由该机关办理。")
    if target.get_root().pk != request.unit.get_root().pk:
        require(Denied("只能在本县范围内转办；不属于本县的，答复不由本机关负责（条例第三十六条第五项）。"))
    Transfer.objects.create(
        request=request, source=request.unit, target=target, on=on, by=by, reason=reason[:300]
    )
    source, request.unit, request.handler = request.unit, target, None
    return finish(
        request, Action.REASSIGN, by=by, on=on, note=reason,
        told=f"由{source}转{target}办理，收到日期不变", source=source.pk, target=target.pk,
    )  # fmt: skip
