"""The way of an evaluation (条例第四十六条; 市实施意见四): prepared, looked at by the units, frozen, published. No queries here."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from django.db.models import TextChoices

from supervision.workflow import NotPossible


class Stage(TextChoices):
    PREPARING = "preparing", "编制中"
    REVIEWING = "reviewing", "征求被评单位意见"
    FROZEN = "frozen", "已封存，待公布"
    PUBLISHED = "published", "已公布"
    VOID = "void", "已作废"


class Act(TextChoices):
    MEASURE = "measure", "取数"
    ENTER = "enter", "填写人工指标"
    ASK = "ask", "征求意见"
    OBJECT = "object", "提出异议"
    ANSWER = "answer", "答复异议"
    FREEZE = "freeze", "封存"
    PUBLISH = "publish", "公布"
    VOID = "void", "作废"


class Notice(TextChoices):
    PRAISE = "praise", "通报表扬"
    NONE = "", "—"
    URGE = "urge", "督促整改"
    CRITICISE = "criticise", "通报批评"


@dataclass(frozen=True)
class Transition:
    """From any of `sources` to `target`; `None` where the state stays as it is."""

    sources: tuple[Stage, ...]
    target: Stage | None


S, A = Stage, Act
ARTICLE: Final = "条例第四十六条"
TRANSITIONS: Final[Mapping[Act, Transition]] = {
    A.MEASURE: Transition((S.PREPARING, S.REVIEWING), None),
    A.ENTER: Transition((S.PREPARING, S.REVIEWING), None),
    A.ASK: Transition((S.PREPARING,), S.REVIEWING),
    A.OBJECT: Transition((S.REVIEWING,), None),
    A.ANSWER: Transition((S.REVIEWING,), None),
    A.FREEZE: Transition((S.REVIEWING,), S.FROZEN),
    A.PUBLISH: Transition((S.FROZEN,), S.PUBLISHED),
    A.VOID: Transition((S.PREPARING, S.REVIEWING, S.FROZEN), S.VOID),
}


def possible(stage: str, act: Act) -> bool:
    return stage in TRANSITIONS[act].sources


def refusal(stage: str, act: Act) -> str:
    return f"考核现在是“{Stage(stage).label}”，不能{act.label}。"


def next_stage(stage: str, act: Act) -> Stage:
    """Where `act` leads from `stage`. Raises `NotPossible`."""
    if not possible(stage, act):
        raise NotPossible(refusal(stage, act))
    return TRANSITIONS[act].target or Stage(stage)
