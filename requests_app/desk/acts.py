"""The acts a case offers on its screen: one row each with its form, its act, and whether it may be done now."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

from accounts.models import User
from accounts.policies import Denied, Verdict
from requests_app import policies
from requests_app.actions import (
    asking,
    charging,
    closing,
    deciding,
    delivering,
    extending,
    gathering,
    intake,
    papers,
)
from requests_app.forms import desk as forms
from requests_app.models import InformationRequest
from requests_app.workflow import Action, available

Data = dict[str, Any]
Perform = Callable[[InformationRequest, Data], object]
Judge = Callable[[User, InformationRequest], Verdict]
A = Action


@dataclass(frozen=True)
class Act:
    """`group` is the part of the screen it belongs to; `offered` whether this case shows it at all."""

    name: str
    label: str
    form: type[forms.ActForm]
    perform: Perform
    judge: Judge
    group: str = "next"
    offered: Callable[[InformationRequest], bool] = lambda case: True
    is_danger: bool = False


def _handle(action: Action) -> Judge:
    return lambda user, case: policies.may_handle(user, case, action)


def _state(action: Action) -> Callable[[InformationRequest], bool]:
    return lambda case: action in available(case.status)


def _has(name: str) -> Callable[[InformationRequest], bool]:
    return lambda case: getattr(case, name, None) is not None


def _fee(case: InformationRequest, data: Data) -> object:
    units = {"items" if data["mode"] == "per_item" else "pages": data["units"]}
    return charging.notify(case, by=data["by"], on=data["on"], delivered_on=data["delivered_on"], **units)


def _add_file(case: InformationRequest, data: Data) -> object:
    return papers.add_file(
        case, data["file"], kind=data["kind"], by=data["by"], on=data["on"], name=data["name"]
    )


def _may_take(user: User, case: InformationRequest) -> Verdict:
    return policies.may_take(user, case.unit)


def _recall(user: User, case: InformationRequest) -> Verdict:
    reply = case.replies.in_preparation().first()
    return policies.may_recall_reply(user, reply) if reply else Denied("没有可以撤回的答复。")


def _recall_it(case: InformationRequest, data: Data) -> object:
    reply = case.replies.in_preparation().get()
    return deciding.recall_reply(reply, by=data["by"], on=data["on"], reason=data["reason"])


def _signed(case: InformationRequest) -> bool:
    """A reply waits to be written out, and was not yet."""
    reply = case.replies.filter(state="signed").first()
    return reply is not None and not case.letters.standing().filter(subject=f"reply:{reply.pk}").exists()


def _plainly(act: Callable[..., object], *names: str) -> Perform:
    """Hand the form's fields to the act by their names."""
    return lambda case, data: act(case, by=data["by"], on=data["on"], **{name: data[name] for name in names})


def _row(action: Action, label: str, form: type[forms.ActForm], act: Callable[..., object], *names: str,
         judge: Judge | None = None, **more: Any) -> Act:  # fmt: skip
    return Act(
        action.value,
        label,
        form,
        _plainly(act, *names),
        judge or _handle(action),
        offered=_state(action),
        **more,
    )


def _extended(case: InformationRequest) -> bool:
    return case.is_open and any(row.revoked_on is None for row in case.extensions.all())


_ALL: Final = (
    Act("confirm", "确认收到", forms.EvidenceForm, _plainly(intake.confirm, "evidence"),
        policies.may_confirm,
        offered=lambda case: case.is_open and case.confirmed_on is None and case.received_on is None),
    _row(A.REGISTER, "登记", forms.PlainForm, intake.register),
    _row(A.START_REVIEW, "开始审核", forms.PlainForm, intake.start_review),
    _row(A.ACCEPT, "受理", forms.PlainForm, intake.accept),
    _row(A.CORRECT, "登记补正", forms.CorrectedForm, asking.correct, "answer"),
    _row(A.GIVE_REASON, "登记理由", forms.GivenReasonForm, asking.give_reason, "answer", "is_reasonable"),
    _row(A.PAY, "登记缴费", forms.PaidForm, charging.pay, "receipt_no"),
    _row(A.WAIVE_FEE, "免收", forms.ReasonForm, charging.waive, "reason", judge=policies.may_waive_fee),
    Act("draw_up", "出具答复书", forms.PlainForm, _plainly(delivering.draw_up), _handle(A.ANSWER), offered=_signed),
    _row(A.ANSWER, "送达答复", forms.DeliverForm, delivering.answer, "way", "evidence"),
    _row(A.CLOSE, "办结", forms.PlainForm, closing.close),
    _row(A.ARCHIVE, "归档", forms.PlainForm, closing.archive),
    Act("recall_reply", "撤回答复稿", forms.ReasonForm, _recall_it, _recall,
        offered=lambda case: A.RETURN_REPLY in available(case.status)),
    _row(A.ASK_CORRECTION, "告知补正", forms.CorrectionForm, asking.ask_correction, "what", "guidance", "until", group="ask"),
    _row(A.ASK_REASON, "要求说明理由", forms.AskReasonForm, asking.ask_reason, "count", "text", "until", group="ask"),
    Act("judge_reason", "认定理由", forms.JudgeForm, _plainly(asking.judge_reason, "is_reasonable"), _handle(A.DEFER),
        group="ask", offered=lambda case: A.DEFER in available(case.status) and _has("reason_request")(case)),
    Act("defer", "确定延迟期限", forms.DeferForm, _plainly(asking.defer, "until", "reason"), policies.may_defer,
        group="ask", offered=lambda case: A.DEFER in available(case.status) and _has("reason_request")(case)),
    _row(A.EXTEND, "延长答复期限", forms.ExtendForm, extending.extend, "days", "reason", "told_on",
         judge=policies.may_extend, group="ask"),
    Act("revoke_extension", "撤销延期", forms.ReasonForm, _plainly(extending.revoke_extension, "reason"),
        policies.may_extend, group="ask", offered=_extended),
    _row(A.CONSULT, "征求意见", forms.ConsultForm, extending.consult, "kind", "party", "question", "delivered_on", group="ask"),
    _row(A.ASSIST, "请求协办", forms.AssistForm, extending.ask_assistance, "organisation", "question", "due_on", group="ask"),
    Act(A.NOTIFY_FEE.value, "通知收费", forms.FeeForm, _fee, _handle(A.NOTIFY_FEE), group="ask", offered=_state(A.NOTIFY_FEE)),
    _row(A.REASSIGN, "转办", forms.ReassignForm, extending.reassign, "target", "reason", judge=policies.may_reassign, group="more"),
    Act("search", "登记检索", forms.SearchForm, _plainly(deciding.record_search, "scope", "keywords", "people", "result"),
        _handle(A.DECIDE), group="ask", offered=_state(A.DECIDE)),
    Act("add_file", "加入材料", forms.FileForm, _add_file, _may_take, group="files"),
    Act("note_help", "登记提供的帮助", forms.NoteForm, _plainly(intake.note_help, "note"), _may_take, group="more",
        offered=lambda case: case.needs_help),
    Act("reset_code", "重置查询码", forms.CheckedForm, _plainly(intake.reset_code, "checked"), _may_take, group="more"),
    Act("mark_same", "确认同一信息", forms.SameForm, _plainly(gathering.mark_same, "words"), _may_take, group="more",
        offered=lambda case: case.published_as_id is None),
    Act("publish_for_all", "转为主动公开", forms.PublishForm, _plainly(gathering.publish_for_all, "title"), _may_take,
        group="more", offered=lambda case: bool(case.subject_key) and case.published_as_id is None and not case.is_open),
    Act("rectify", "出具更正答复", forms.RectifyForm, _plainly(delivering.answer_rectification, "text"), _may_take,
        group="more"),
    _row(A.WITHDRAW, "登记撤回", forms.ReasonForm, closing.withdraw, "reason", group="more", is_danger=True),
    _row(A.REOPEN, "重新办理", forms.ReopenForm, deciding.reopen, "reason", "until", judge=policies.may_reopen, group="more"),
)  # fmt: skip
ACTS: Final = {act.name: act for act in _ALL}


@dataclass
class Offer:
    """An act as the screen draws it: its form, or why it is off."""

    act: Act
    form: forms.ActForm
    verdict: Verdict

    @property
    def is_bound(self) -> bool:
        return self.form.is_bound


def offers(
    case: InformationRequest, user: User, bound: dict[str, forms.ActForm] | None = None
) -> dict[str, list[Offer]]:
    """By group, what this state offers; what belongs to other states is left out rather than shown dead."""
    found: dict[str, list[Offer]] = {"next": [], "ask": [], "files": [], "more": []}
    for act in _ALL:
        if act.offered(case):
            form = (bound or {}).get(act.name) or act.form(case=case, user=user, auto_id=f"id_{act.name}_%s")
            found[act.group].append(Offer(act, form, act.judge(user, case)))
    return found
