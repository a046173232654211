"""Forms of interpretation, the steps of a material, a short piece and a message. No queries here."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from django.db.models import TextChoices

from accounts.roles import Role


class Form(TextChoices):
    """解读形式 (市实施意见三(二)2: 新闻发布会、吹风会、简明问答、图表图解、音频视频等多种方式)."""

    TEXT = "text", "文字解读"
    QUESTIONS = "questions", "简明问答"
    GRAPHIC = "graphic", "图表图解"
    AUDIO = "audio", "音频"
    VIDEO = "video", "视频"
    PRESS = "press", "新闻发布会"
    BRIEFING = "briefing", "吹风会"
    INTERVIEW = "interview", "访谈"
    HEAD = "head", "负责人解读"
    EXPERT = "expert", "专家解读"
    MEDIA = "media", "媒体解读"


F = Form
HEARD_OR_SEEN: Final = (F.AUDIO, F.VIDEO)
MEETINGS: Final = (F.PRESS, F.BRIEFING, F.INTERVIEW)
BEYOND_TEXT: Final = (F.GRAPHIC, *HEARD_OR_SEEN, *MEETINGS)  # what evaluations count as 非文字形式
WITH_ELEMENTS: Final = (F.TEXT, F.HEAD)  # what carries 背景依据 … 新旧差异


class Status(TextChoices):
    DRAFT = "draft", "起草中"
    SECRECY = "secrecy", "保密审查"
    SIGNING = "signing", "待审签"
    APPROVED = "approved", "已审签待发布"
    PUBLISHED = "published", "已发布"
    WITHDRAWN = "withdrawn", "已撤下"
    SUPERSEDED = "superseded", "已被新版取代"
    DISCARDED = "discarded", "已放弃"


class Action(TextChoices):
    EDIT = "edit", "修改"
    SUBMIT = "submit", "提交审查"
    PASS_SECRECY = "pass_secrecy", "通过保密审查"
    APPROVE = "approve", "审签"
    RETURN = "return", "退回"
    RECALL = "recall", "撤回"
    PUBLISH = "publish", "发布"
    SUPERSEDE = "supersede", "被新版取代"
    WITHDRAW = "withdraw", "撤下"
    RESTORE = "restore", "恢复"
    DISCARD = "discard", "放弃"


S, A = Status, Action
REVIEWS: Final = (S.SECRECY, S.SIGNING)
IN_PREPARATION: Final = (S.DRAFT, *REVIEWS, S.APPROVED)
CURRENT: Final = (S.PUBLISHED, S.WITHDRAWN)
DECIDED: Final = (S.APPROVED, *CURRENT, S.SUPERSEDED)
FINAL: Final = (S.SUPERSEDED, S.DISCARDED)
REVIEWER: Final[Mapping[Status, Role]] = {S.SECRECY: Role.SECRECY_REVIEWER, S.SIGNING: Role.HEAD}


class NotPossible(Exception):  # noqa: N818  it reads as what it says
    """The act is not possible in this state; `str()` is a Chinese sentence."""


@dataclass(frozen=True)
class Transition:
    """From any of `sources` to `target`, under `article`."""

    sources: tuple[str, ...]
    target: str
    article: str


TOGETHER: Final = "市实施意见三(二)2 同步组织、同步审签、同步部署"
FIRST_REVIEWED: Final = "条例第十七条 先审查、后公开"
TRANSITIONS: Final[Mapping[str, Transition]] = {
    A.EDIT: Transition((S.DRAFT, *REVIEWS, S.APPROVED), S.DRAFT, FIRST_REVIEWED),
    A.SUBMIT: Transition((S.DRAFT,), S.SECRECY, TOGETHER),
    A.PASS_SECRECY: Transition((S.SECRECY,), S.SIGNING, FIRST_REVIEWED),
    A.APPROVE: Transition((S.SIGNING,), S.APPROVED, TOGETHER),
    A.RETURN: Transition(REVIEWS, S.DRAFT, TOGETHER),
    A.RECALL: Transition((*REVIEWS, S.APPROVED), S.DRAFT, ""),
    A.PUBLISH: Transition((S.APPROVED,), S.PUBLISHED, TOGETHER),
    A.SUPERSEDE: Transition(CURRENT, S.SUPERSEDED, ""),
    A.WITHDRAW: Transition((S.PUBLISHED,), S.WITHDRAWN, "条例第六条"),
    A.RESTORE: Transition((S.WITHDRAWN,), S.PUBLISHED, "条例第十三条"),
    A.DISCARD: Transition((S.DRAFT,), S.DISCARDED, ""),
}


class PieceStatus(TextChoices):
    """A short text of its own: an answer of the library, an entry about a concern, an event."""

    DRAFT = "draft", "起草中"
    REVIEWING = "reviewing", "待审签"
    PUBLISHED = "published", "已发布"
    WITHDRAWN = "withdrawn", "已撤下"


class PieceAction(TextChoices):
    EDIT = "edit", "修改"
    SUBMIT = "submit", "提交审签"
    APPROVE = "approve", "审签发布"
    RETURN = "return", "退回"
    WITHDRAW = "withdraw", "撤下"
    REWORK = "rework", "修订"


P, B = PieceStatus, PieceAction
PIECE_TRANSITIONS: Final[Mapping[str, Transition]] = {
    B.EDIT: Transition((P.DRAFT, P.REVIEWING), P.DRAFT, FIRST_REVIEWED),
    B.SUBMIT: Transition((P.DRAFT,), P.REVIEWING, FIRST_REVIEWED),
    B.APPROVE: Transition((P.REVIEWING,), P.PUBLISHED, FIRST_REVIEWED),
    B.RETURN: Transition((P.REVIEWING,), P.DRAFT, FIRST_REVIEWED),
    B.WITHDRAW: Transition((P.PUBLISHED,), P.WITHDRAWN, "条例第六条"),
    B.REWORK: Transition((P.PUBLISHED, P.WITHDRAWN), P.DRAFT, "条例第六条"),
}


class MessageStatus(TextChoices):
    RECEIVED = "received", "待分办"
    ASSIGNED = "assigned", "办理中"
    REVIEWING = "reviewing", "答复待审"
    ANSWERED = "answered", "已答复"


class MessageAction(TextChoices):
    ASSIGN = "assign", "分办"
    DRAFT = "draft", "拟答复"
    RETURN = "return", "退回"
    ANSWER = "answer", "审签答复"
    EXTEND = "extend", "延期"
    HIDE = "hide", "停止公开"
    RATE = "rate", "评价"


M, C = MessageStatus, MessageAction
OPEN: Final = (M.RECEIVED, M.ASSIGNED, M.REVIEWING)
_ANSWERED: Final = "市实施意见三(二)2 及时回应公众关切"
MESSAGE_TRANSITIONS: Final[Mapping[str, Transition]] = {
    C.ASSIGN: Transition((M.RECEIVED, M.ASSIGNED, M.REVIEWING), M.ASSIGNED, _ANSWERED),
    C.DRAFT: Transition((M.ASSIGNED, M.REVIEWING), M.REVIEWING, _ANSWERED),
    C.RETURN: Transition((M.REVIEWING,), M.ASSIGNED, _ANSWERED),
    C.ANSWER: Transition((M.REVIEWING,), M.ANSWERED, _ANSWERED),
    C.EXTEND: Transition(OPEN, "", "国办发〔2017〕47号"),
    C.HIDE: Transition((M.ANSWERED,), M.ANSWERED, "条例第十五条"),
    C.RATE: Transition((M.ANSWERED,), M.ANSWERED, ""),
}
Table = tuple[type[TextChoices], Mapping[str, Transition]]
TABLES: Final[Mapping[type[TextChoices], Table]] = {
    Action: (Status, TRANSITIONS),
    PieceAction: (PieceStatus, PIECE_TRANSITIONS),
    MessageAction: (MessageStatus, MESSAGE_TRANSITIONS),
}


def _row(action: TextChoices) -> tuple[type[TextChoices], Transition]:
    states, table = TABLES[type(action)]
    return states, table[action]


def refusal(status: str, action: TextChoices) -> str:
    """Why `action` is not possible in `status`, or nothing where it is."""
    states, transition = _row(action)
    if status in transition.sources:
        return ""
    return f"现在是“{states(status).label}”，不能{action.label}。"


def next_status(status: str, action: TextChoices) -> str:
    """Where `action` leads from `status` (an act without a target stays). Raises `NotPossible`."""
    if said := refusal(status, action):
        raise NotPossible(said)
    return _row(action)[1].target or status


def article(action: TextChoices) -> str:
    return _row(action)[1].article
