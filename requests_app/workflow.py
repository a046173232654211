"""The steps of an application from receipt to the archive (条例第四十五条: 登记、审核、办理、答复、归档). No queries here.

Consultations, 协办, extensions and payments are dated rows, several at once, and no states; being late is derived.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from django.db.models import TextChoices

from statute.outcomes import OutcomeCode


class Status(TextChoices):
    RECEIVED = "received", "已接收"
    REGISTERED = "registered", "已登记"
    IN_REVIEW = "in_review", "审核中"
    AWAITING_CORRECTION = "awaiting_correction", "等待补正"
    AWAITING_REASON = "awaiting_reason", "等待说明理由"
    AWAITING_FEE = "awaiting_fee", "等待缴费"
    PROCESSING = "processing", "办理中"
    REVIEWING_REPLY = "reviewing_reply", "答复审核中"
    REPLIED = "replied", "已答复"
    CLOSED = "closed", "已办结"
    ARCHIVED = "archived", "已归档"
    WITHDRAWN = "withdrawn", "已撤回"
    ABANDONED = "abandoned", "视为放弃"


class Action(TextChoices):
    REGISTER = "register", "登记"
    START_REVIEW = "start_review", "开始审核"
    ACCEPT = "accept", "受理"
    ASK_CORRECTION = "ask_correction", "告知补正"
    CORRECT = "correct", "登记补正"
    ASK_REASON = "ask_reason", "要求说明理由"
    GIVE_REASON = "give_reason", "登记理由"
    NOTIFY_FEE = "notify_fee", "通知收费"
    PAY = "pay", "登记缴费"
    WAIVE_FEE = "waive_fee", "免收"
    EXTEND = "extend", "延长答复期限"
    DEFER = "defer", "确定延迟答复期限"
    CONSULT = "consult", "征求意见"
    ASSIST = "assist", "请求协办"
    REASSIGN = "reassign", "转办"
    DECIDE = "decide", "拟定答复"
    SUBMIT_REPLY = "submit_reply", "提交答复审核"
    RETURN_REPLY = "return_reply", "退回答复"
    SIGN_REPLY = "sign_reply", "签发答复"
    ANSWER = "answer", "答复"
    CLOSE = "close", "办结"
    ARCHIVE = "archive", "归档"
    WITHDRAW = "withdraw", "撤回申请"
    REOPEN = "reopen", "重新办理"


class NotPossible(Exception):  # noqa: N818  it reads as what it says
    """The act is not possible in this state; `str()` is a Chinese sentence."""


@dataclass(frozen=True)
class Transition:
    """From any of `sources` to `target`; `None` where the state stays as it is."""

    sources: tuple[Status, ...]
    target: Status | None
    article: str


S, A = Status, Action
WAITING: Final = (S.AWAITING_CORRECTION, S.AWAITING_REASON, S.AWAITING_FEE)  # for the applicant
HANDLED: Final = (S.IN_REVIEW, S.PROCESSING)  # on the handler's desk
OPEN: Final = (S.RECEIVED, S.REGISTERED, *HANDLED, *WAITING, S.REVIEWING_REPLY)  # no reply yet
ENDED: Final = (S.REPLIED, S.CLOSED, S.ARCHIVED, S.WITHDRAWN, S.ABANDONED)  # with one of the 21 results
FINAL: Final = (S.ARCHIVED,)

_CLOCK: Final = "条例第三十三条第二款"
_FEE: Final = "条例第四十二条、国办函〔2020〕109号"
TRANSITIONS: Final[Mapping[Action, Transition]] = {
    A.REGISTER: Transition((S.RECEIVED,), S.REGISTERED, "条例第三十一条、第四十五条"),
    A.START_REVIEW: Transition((S.REGISTERED,), S.IN_REVIEW, "条例第四十五条"),
    A.ACCEPT: Transition((S.IN_REVIEW,), S.PROCESSING, "条例第四十五条"),
    A.ASK_CORRECTION: Transition((S.REGISTERED, *HANDLED), S.AWAITING_CORRECTION, "条例第三十条"),
    A.CORRECT: Transition((S.AWAITING_CORRECTION,), S.IN_REVIEW, "条例第三十条"),
    A.ASK_REASON: Transition(HANDLED, S.AWAITING_REASON, "条例第三十五条"),
    A.GIVE_REASON: Transition((S.AWAITING_REASON,), S.IN_REVIEW, "条例第三十五条"),
    A.NOTIFY_FEE: Transition((S.PROCESSING,), S.AWAITING_FEE, _FEE),
    A.PAY: Transition((S.AWAITING_FEE,), S.PROCESSING, _FEE),
    A.WAIVE_FEE: Transition((S.AWAITING_FEE,), S.PROCESSING, _FEE),
    A.EXTEND: Transition((S.REGISTERED, *HANDLED, S.REVIEWING_REPLY), None, _CLOCK),
    A.DEFER: Transition(HANDLED, None, "条例第三十五条"),
    A.CONSULT: Transition(HANDLED, None, "条例第三十二条、第三十四条"),
    A.ASSIST: Transition((S.REGISTERED, *HANDLED, *WAITING, S.REVIEWING_REPLY), None, "市实施意见三(二)4 协助调查、会商"),
    A.REASSIGN: Transition((S.RECEIVED, S.REGISTERED, *HANDLED), None, "条例第十条、第三十六条第五项"),
    A.DECIDE: Transition((*HANDLED, *WAITING), None, "条例第三十六条"),
    A.SUBMIT_REPLY: Transition((*HANDLED, *WAITING), S.REVIEWING_REPLY, "条例第十七条、第三十六条"),
    A.RETURN_REPLY: Transition((S.REVIEWING_REPLY,), S.PROCESSING, "条例第十七条"),
    A.SIGN_REPLY: Transition((S.REVIEWING_REPLY,), None, "条例第三十六条"),
    A.ANSWER: Transition((S.REVIEWING_REPLY,), S.REPLIED, "条例第三十六条"),
    A.CLOSE: Transition((S.REPLIED,), S.CLOSED, "条例第四十五条"),
    A.ARCHIVE: Transition((S.CLOSED, S.WITHDRAWN, S.ABANDONED), S.ARCHIVED, "条例第四十五条"),
    A.WITHDRAW: Transition(OPEN, S.WITHDRAWN, "条例第三十六条"),
    A.REOPEN: Transition((S.REPLIED, S.CLOSED, S.ARCHIVED, S.ABANDONED), S.PROCESSING, "行政复议法第七十七条"),
}  # fmt: skip
# «Deemed abandoned» is where these results of an answer lead.
ABANDONING: Final = frozenset({OutcomeCode.OTHER_UNCORRECTED, OutcomeCode.OTHER_UNPAID})


def next_status(status: str, action: Action) -> Status:
    """Where `action` leads from `status`. Raises `NotPossible`."""
    row = TRANSITIONS[action]
    if status not in row.sources:
        raise NotPossible(f"本件现在是“{Status(status).label}”，不能{action.label}。")
    return row.target or Status(status)


def answered_status(outcome: OutcomeCode) -> Status:
    """What an issued reply makes of the case."""
    return S.ABANDONED if outcome in ABANDONING else S.REPLIED


def available(status: str) -> tuple[Action, ...]:
    """The acts this state allows at all; who may do them is for the policies."""
    return tuple(action for action, row in TRANSITIONS.items() if status in row.sources)


# 接收、登记、审核、办理、答复、归档 (市实施意见三(二)4): what a citizen is told about where the case stands.
STAGES: Final[tuple[tuple[str, tuple[Status, ...]], ...]] = (
    ("接收", (S.RECEIVED,)),
    ("登记", (S.REGISTERED,)),
    ("审核", (S.IN_REVIEW, S.AWAITING_CORRECTION, S.AWAITING_REASON)),
    ("办理", (S.PROCESSING, S.AWAITING_FEE, S.REVIEWING_REPLY)),
    ("答复", (S.REPLIED, S.WITHDRAWN, S.ABANDONED)),
    ("归档", (S.CLOSED, S.ARCHIVED)),
)


def stage(status: str) -> int:
    """The place of a state in `STAGES`, from 0."""
    return next(place for place, (_, states) in enumerate(STAGES) if status in states)
