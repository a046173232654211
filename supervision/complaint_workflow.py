"""The ways of a complaint (条例第四十七条、第五十一条) and of an order to put right (第四十七条、第五十三条). No queries here."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from django.db.models import TextChoices

from supervision.workflow import NotPossible


class ComplaintKind(TextChoices):
    """What may be complained of: the two of 第四十七条第二款 and those of 第五十三条."""

    UNPUBLISHED = "unpublished", "应当主动公开而没有公开"
    NO_REPLY = "no_reply", "申请公开没有依法答复"
    OUTDATED = "outdated", "公开的内容、指南或者目录没有及时更新"
    CONVENIENCE = "convenience", "查阅场所、申请渠道不畅通"
    OTHER = "other", "其他违反《政府信息公开条例》的情形"


class ComplaintState(TextChoices):
    RECEIVED = "received", "待受理"
    CHECKING = "checking", "核查中"
    RECTIFYING = "rectifying", "整改中"
    DECIDING = "deciding", "待审定"
    CONCLUDED = "concluded", "已办结"


class ComplaintAction(TextChoices):
    ACCEPT = "accept", "受理"
    ORDER = "order", "下达整改"
    FIND = "find", "提出核查结论"
    RETURN = "return", "退回核查"
    CONFIRM = "confirm", "审定"
    CONCLUDE = "conclude", "整改办结"


class Finding(TextChoices):
    """核查结论."""

    UPHELD = "upheld", "属实，已经整改"
    UNFOUNDED = "unfounded", "不属实"
    OUT_OF_SCOPE = "out_of_scope", "不属于政务公开投诉的范围"


class OrderKind(TextChoices):
    URGE = "urge", "督促整改"
    ORDER = "order", "责令改正"


class OrderState(TextChoices):
    OPEN = "open", "待整改"
    HANDED_IN = "handed_in", "待验收"
    CLOSED = "closed", "验收合格"
    CANCELLED = "cancelled", "已撤销"


class OrderAction(TextChoices):
    EXTEND = "extend", "延长期限"
    HAND_IN = "hand_in", "报送整改情况"
    PASS = "pass", "验收合格"
    REJECT = "reject", "退回重新整改"
    CRITICISE = "criticise", "通报批评"
    CANCEL = "cancel", "撤销"


State = ComplaintState | OrderState
Action = ComplaintAction | OrderAction


@dataclass(frozen=True)
class Transition:
    """From any of `sources` to `target`; `None` where the state stays as it is."""

    sources: tuple[State, ...]
    target: State | None
    article: str


C, CA, O, OA = ComplaintState, ComplaintAction, OrderState, OrderAction  # noqa: E741  O as in order
_COMPLAINT: Final = "条例第四十七条第二款"
_ORDER: Final = "条例第四十七条第一款"
TRANSITIONS: Final[Mapping[Action, Transition]] = {
    CA.ACCEPT: Transition((C.RECEIVED,), C.CHECKING, _COMPLAINT),
    CA.ORDER: Transition((C.CHECKING,), C.RECTIFYING, _COMPLAINT),
    CA.FIND: Transition((C.CHECKING,), C.DECIDING, _COMPLAINT),
    CA.RETURN: Transition((C.DECIDING,), C.CHECKING, _COMPLAINT),
    CA.CONFIRM: Transition((C.DECIDING,), C.CONCLUDED, "条例第五十一条"),
    CA.CONCLUDE: Transition((C.RECTIFYING,), C.CONCLUDED, "条例第五十一条"),
    OA.EXTEND: Transition((O.OPEN,), None, _ORDER),
    OA.HAND_IN: Transition((O.OPEN,), O.HANDED_IN, _ORDER),
    OA.PASS: Transition((O.HANDED_IN,), O.CLOSED, _ORDER),
    OA.REJECT: Transition((O.HANDED_IN,), O.OPEN, _ORDER),
    OA.CRITICISE: Transition((O.OPEN, O.HANDED_IN), None, _ORDER),
    OA.CANCEL: Transition((O.OPEN, O.HANDED_IN), O.CANCELLED, _ORDER),
}
OPEN_COMPLAINTS: Final = tuple(state for state in C if state != C.CONCLUDED)
OPEN_ORDERS: Final = (O.OPEN, O.HANDED_IN)
FINAL: Final = (C.CONCLUDED, O.CLOSED, O.CANCELLED)


def possible(state: str, action: Action) -> bool:
    return state in TRANSITIONS[action].sources


def refusal(state: str, action: Action) -> str:
    """Why the act is not possible in this state."""
    kind = C if isinstance(action, ComplaintAction) else O
    return f"现在是“{kind(state).label}”，不能{action.label}。"


def next_state(state: str, action: Action) -> str:
    """Where `action` leads from `state`. Raises `NotPossible`."""
    if not possible(state, action):
        raise NotPossible(refusal(state, action))
    return str(TRANSITIONS[action].target or state)


def article(action: Action) -> str:
    return TRANSITIONS[action].article
