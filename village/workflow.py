"""The four steps of 村务公开 (山东省村务公开条例第十一条). No queries here; overdue is derived, never stored."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from django.db.models import TextChoices


class Status(TextChoices):
    DUE = "due", "待提出"
    PROPOSED = "proposed", "待监督委员会审查"
    REVIEWED = "reviewed", "待联席会议决定"
    DECIDED = "decided", "待公布"
    PUBLISHED = "published", "已公布"
    WITHDRAWN = "withdrawn", "已撤下"


class Action(TextChoices):
    PROPOSE = "propose", "提出公开方案"
    REVIEW = "review", "审查通过"
    RETURN = "return", "提出异议并退回"
    DECIDE = "decide", "联席会议决定"
    PUBLISH = "publish", "公布"
    POST = "post", "登记上墙"
    WITHDRAW = "withdraw", "撤下更正"
    ORDER = "order", "责令公布"
    OBJECT = "object", "提出异议"


class NotPossible(Exception):  # noqa: N818  it reads as what it says
    """The act is not possible in this state; `str()` is a Chinese sentence."""


@dataclass(frozen=True)
class Transition:
    """From any of `sources` to `target` (`None`: it stays); `rule` is the key of the row that cites the law."""

    sources: tuple[Status, ...]
    target: Status | None
    rule: str = "steps"


S, A = Status, Action
WAITING: Final = (S.DUE, S.PROPOSED, S.REVIEWED, S.DECIDED)
TRANSITIONS: Final[Mapping[Action, Transition]] = {
    A.PROPOSE: Transition((S.DUE,), S.PROPOSED),
    A.REVIEW: Transition((S.PROPOSED,), S.REVIEWED),
    A.RETURN: Transition((S.PROPOSED, S.REVIEWED), S.DUE, "plan_objection_days"),
    A.DECIDE: Transition((S.REVIEWED,), S.DECIDED),
    A.PUBLISH: Transition((S.DECIDED,), S.PUBLISHED),
    A.POST: Transition((S.PUBLISHED,), None, "board_days"),
    A.WITHDRAW: Transition((S.PUBLISHED,), S.WITHDRAWN, "truth"),
    A.ORDER: Transition(WAITING, None, "order"),
    A.OBJECT: Transition((S.PUBLISHED,), None, "objection_days"),
}
STEPS: Final = (
    ("村民委员会提出", S.DUE),
    ("村务监督委员会审查", S.PROPOSED),
    ("两委联席会议决定", S.REVIEWED),
    ("村民委员会公布", S.DECIDED),
)


def next_status(status: str, action: Action) -> Status:
    """Where `action` leads from `status`. Raises `NotPossible`."""
    row = TRANSITIONS[action]
    if status not in row.sources:
        raise NotPossible(f"这件事现在是“{Status(status).label}”，不能{action.label}。")
    return row.target or Status(status)


def available(status: str) -> tuple[Action, ...]:
    """The acts this state allows at all; who may do them is for the policies."""
    return tuple(action for action, row in TRANSITIONS.items() if status in row.sources)
