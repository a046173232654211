"""The way of everything that is put to the public: prepared, reviewed by somebody else, published. No queries here.

Whether a consultation is open, closed or overdue follows from the clock (`phase`) and is never stored.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from django.db.models import TextChoices
from django.utils.timezone import get_default_timezone


class Status(TextChoices):
    DRAFT = "draft", "起草中"
    REVIEW = "review", "审核中"
    APPROVED = "approved", "审核通过，待公布"
    PUBLISHED = "published", "已公布"
    WITHDRAWN = "withdrawn", "已撤下"


class Action(TextChoices):
    EDIT = "edit", "修改"
    SUBMIT = "submit", "提交审核"
    RETURN = "return", "退回修改"
    APPROVE = "approve", "审核通过"
    PUBLISH = "publish", "公布"
    WITHDRAW = "withdraw", "撤下"


class Phase(TextChoices):
    """Where a consultation stands at a moment."""

    COMING = "coming", "即将开始"
    OPEN = "open", "正在征集"
    CLOSED = "closed", "已截止，正在研究"
    OVERDUE = "overdue", "逾期未反馈"
    SETTLED = "settled", "已反馈"


class NotPossible(Exception):  # noqa: N818  it reads as what it says
    """The act is not possible in this state; `str()` is a Chinese sentence."""


@dataclass(frozen=True)
class Transition:
    sources: tuple[Status, ...]
    target: Status


S, A = Status, Action
TRANSITIONS: Final[Mapping[Action, Transition]] = {
    A.EDIT: Transition((S.DRAFT, S.APPROVED), S.DRAFT),  # what was approved was another text
    A.SUBMIT: Transition((S.DRAFT,), S.REVIEW),
    A.RETURN: Transition((S.REVIEW, S.APPROVED), S.DRAFT),
    A.APPROVE: Transition((S.REVIEW,), S.APPROVED),
    A.PUBLISH: Transition((S.APPROVED,), S.PUBLISHED),
    A.WITHDRAW: Transition((S.PUBLISHED,), S.WITHDRAWN),
}
FINAL: Final = (S.WITHDRAWN,)


def next_status(status: str, action: Action) -> Status:
    """Where `action` leads from `status`. Raises `NotPossible`."""
    row = TRANSITIONS[action]
    if status not in row.sources:
        raise NotPossible(f"现在是“{Status(status).label}”，不能{action.label}。")
    return row.target


def available(status: str) -> tuple[Action, ...]:
    """The acts this state allows at all; who may do them is for the policies."""
    return tuple(action for action, row in TRANSITIONS.items() if status in row.sources)


def local(at: datetime) -> datetime:
    """The moment by the county's wall clock: days and dates are counted there."""
    return at.astimezone(get_default_timezone())


def phase(
    opens_at: datetime,
    closes_at: datetime,
    at: datetime,
    *,
    settled: bool = False,
    due: date | None = None,
    on: date | None = None,
) -> Phase:
    """Where a published consultation stands at `at` (on the day `on`); the closing moment itself is still in time."""
    if settled:
        return Phase.SETTLED
    if at < opens_at:
        return Phase.COMING
    if at <= closes_at:
        return Phase.OPEN
    return Phase.OVERDUE if due is not None and on is not None and on > due else Phase.CLOSED
