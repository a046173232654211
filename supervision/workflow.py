"""The way of an annual report (条例第四十九条、第五十条). No queries here."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from django.db.models import TextChoices


class State(TextChoices):
    DRAFT = "draft", "编制中"
    SUBMITTED = "submitted", "待签发"
    PUBLISHED = "published", "已公布"


class Action(TextChoices):
    EDIT = "edit", "修改"
    RECOUNT = "recount", "重新统计"
    EXPLAIN = "explain", "说明差异"
    SUBMIT = "submit", "送签"
    WITHDRAW = "withdraw", "撤回"
    RETURN = "return", "退回"
    PUBLISH = "publish", "签发公布"
    ADJUST = "adjust", "更正"


class NotPossible(Exception):  # noqa: N818  it reads as what it says
    """The act is not possible in this state; `str()` is a Chinese sentence."""


@dataclass(frozen=True)
class Transition:
    """From any of `sources` to `target`; `None` where the state stays as it is."""

    sources: tuple[State, ...]
    target: State | None
    article: str


S, A = State, Action
FINAL: Final = (S.PUBLISHED,)
_DUE: Final = "条例第四十九条"
_CONTENT: Final = "条例第五十条"
TRANSITIONS: Final[Mapping[Action, Transition]] = {
    A.EDIT: Transition((S.DRAFT,), None, _CONTENT),
    A.RECOUNT: Transition((S.DRAFT,), None, _CONTENT),
    A.EXPLAIN: Transition((S.DRAFT,), None, _CONTENT),
    A.SUBMIT: Transition((S.DRAFT,), S.SUBMITTED, _DUE),
    A.WITHDRAW: Transition((S.SUBMITTED,), S.DRAFT, _DUE),
    A.RETURN: Transition((S.SUBMITTED,), S.DRAFT, _DUE),
    A.PUBLISH: Transition((S.SUBMITTED,), S.PUBLISHED, _DUE),
    A.ADJUST: Transition((S.PUBLISHED,), None, _CONTENT),
}


def next_state(state: str, action: Action) -> State:
    """Where `action` leads from `state`. Raises `NotPossible`."""
    row = TRANSITIONS[action]
    if state not in row.sources:
        raise NotPossible(f"报告现在是“{State(state).label}”，不能{action.label}。")
    return row.target or State(state)


def available(state: str) -> tuple[Action, ...]:
    """The acts this state allows at all; who may do them is for the policies."""
    return tuple(action for action, row in TRANSITIONS.items() if state in row.sources)
