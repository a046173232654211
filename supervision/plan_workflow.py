"""The way of a year's work plan (市实施意见四(一)), and how a task of it stands on a day. No queries here."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

from django.db.models import TextChoices

from supervision.workflow import NotPossible

SOON: Final = 10  # days before the last one, when a task is amber


class PlanState(TextChoices):
    DRAFT = "draft", "编制中"
    SUBMITTED = "submitted", "待审定"
    PUBLISHED = "published", "已公布"


class PlanAction(TextChoices):
    EDIT = "edit", "修改"
    SUBMIT = "submit", "报审"
    RETURN = "return", "退回"
    PUBLISH = "publish", "审定公布"
    FOLLOW = "follow", "跟踪"


class Standing(TextChoices):
    """How a task stands; worked out from its day and its reports, never stored."""

    DONE = "done", "已完成"
    REPORTED = "reported", "待核实"
    OVERDUE = "overdue", "逾期"
    SOON = "soon", "将到期"
    UNDERWAY = "underway", "进行中"

    @property
    def badge(self) -> str:
        return {"done": "done", "overdue": "overdue", "soon": "provisional"}.get(self, "plain")


@dataclass(frozen=True)
class Transition:
    """From any of `sources` to `target`; `None` where the state stays as it is."""

    sources: tuple[PlanState, ...]
    target: PlanState | None


S, A = PlanState, PlanAction
ARTICLE: Final = "市实施意见四(一)"
TRANSITIONS: Final[Mapping[PlanAction, Transition]] = {
    A.EDIT: Transition((S.DRAFT,), None),
    A.SUBMIT: Transition((S.DRAFT,), S.SUBMITTED),
    A.RETURN: Transition((S.SUBMITTED,), S.DRAFT),
    A.PUBLISH: Transition((S.SUBMITTED,), S.PUBLISHED),
    A.FOLLOW: Transition((S.PUBLISHED,), None),
}


def possible(state: str, action: PlanAction) -> bool:
    return state in TRANSITIONS[action].sources


def refusal(state: str, action: PlanAction) -> str:
    """Why the act is not possible in this state."""
    return f"工作要点现在是“{PlanState(state).label}”，不能{action.label}。"


def next_state(state: str, action: PlanAction) -> PlanState:
    """Where `action` leads from `state`. Raises `NotPossible`."""
    if not possible(state, action):
        raise NotPossible(refusal(state, action))
    return TRANSITIONS[action].target or PlanState(state)


def standing(done_on: date | None, due_on: date, *, waits: bool, on: date) -> Standing:
    """A task that was reported as done waits for the office, and is not the unit's delay meanwhile."""
    if done_on is not None:
        return Standing.DONE
    if waits:
        return Standing.REPORTED
    if due_on < on:
        return Standing.OVERDUE
    return Standing.SOON if (due_on - on).days <= SOON else Standing.UNDERWAY
