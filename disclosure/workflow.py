"""The steps from a draft to the archive: attributes, states, acts, and one table that joins them. No queries here."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from django.db.models import TextChoices

from accounts.roles import Role


class Attribute(TextChoices):
    """公开属性 (条例第十三至十六条; 市实施意见三(二)1), decided when the document is drafted."""

    OPEN = "open", "主动公开"
    REDACTED = "open_redacted", "删减后公开"
    ON_REQUEST = "on_request", "依申请公开"
    NOT_OPEN = "not_open", "不予公开"

    @property
    def mark(self) -> str:
        """What is printed below the date of the document."""
        return MARKS[self]


MARKS: Final[Mapping[Attribute, str]] = {
    Attribute.OPEN: "此件公开发布",
    Attribute.REDACTED: "此件删减后公开发布",
    Attribute.ON_REQUEST: "此件依申请公开",
    Attribute.NOT_OPEN: "此件不予公开",
}
READABLE_ATTRIBUTES: Final = (Attribute.OPEN, Attribute.REDACTED)  # anybody may read the text
LISTED_ATTRIBUTES: Final = (*READABLE_ATTRIBUTES, Attribute.ON_REQUEST)  # anybody may know that it exists


class Status(TextChoices):
    DRAFT = "draft", "起草中"
    SECRECY = "secrecy", "保密审查"
    REFERRED = "referred", "提请主管部门确定"
    OFFICE = "office", "办公室审核"
    SIGNING = "signing", "待签发"
    SIGNED = "signed", "已签发待发布"
    PUBLISHED = "published", "已发布"
    LEDGER = "ledger", "登记备查"
    WITHDRAWN = "withdrawn", "已撤下"
    SUPERSEDED = "superseded", "已被新版取代"
    DISCARDED = "discarded", "已放弃"


class Action(TextChoices):
    EDIT = "edit", "修改"
    SUBMIT = "submit", "提交审查"
    PASS_SECRECY = "pass_secrecy", "通过保密审查"
    REFER = "refer", "提请确定"
    RESOLVE = "resolve", "登记确定意见"
    REVIEW = "review", "审核通过"
    SIGN = "sign", "签发"
    RETURN = "return", "退回"
    RECALL = "recall", "撤回"
    PUBLISH = "publish", "发布"
    SUPERSEDE = "supersede", "被新版取代"
    WITHDRAW = "withdraw", "撤下"
    RESTORE = "restore", "恢复"
    DISCARD = "discard", "放弃"


S, A = Status, Action
REVIEWS: Final = (S.SECRECY, S.OFFICE, S.SIGNING)
UNDER_REVIEW: Final = (S.SECRECY, S.REFERRED, S.OFFICE, S.SIGNING)
IN_PREPARATION: Final = (S.DRAFT, *UNDER_REVIEW, S.SIGNED)
CURRENT: Final = (S.PUBLISHED, S.LEDGER, S.WITHDRAWN)  # at most one edition of a document
DECIDED: Final = (S.SIGNED, *CURRENT, S.SUPERSEDED)  # signed in exactly this form
FINAL: Final = (S.SUPERSEDED, S.DISCARDED)

REVIEWER: Final[Mapping[Status, Role]] = {
    S.SECRECY: Role.SECRECY_REVIEWER,
    S.OFFICE: Role.OFFICE,
    S.SIGNING: Role.HEAD,
}


class NotPossible(Exception):  # noqa: N818  it reads as what it says
    """The act is not possible in this state; `str()` is a Chinese sentence."""


@dataclass(frozen=True)
class Transition:
    """From any of `sources` to `target`; `None` where it depends on the decision (see `signed_status`)."""

    sources: tuple[Status, ...]
    target: Status | None
    article: str


_AT_THE_SOURCE: Final = "市实施意见三(二)1 公开属性源头认定"
_REVIEW_FIRST: Final = "条例第十七条;保密法实施条例第四十二条 先审查、后公开"
TRANSITIONS: Final[Mapping[Action, Transition]] = {
    A.EDIT: Transition((S.DRAFT, *UNDER_REVIEW, S.SIGNED), S.DRAFT, _REVIEW_FIRST),
    A.SUBMIT: Transition((S.DRAFT,), S.SECRECY, _AT_THE_SOURCE),
    A.PASS_SECRECY: Transition((S.SECRECY,), S.OFFICE, _REVIEW_FIRST),
    A.REFER: Transition((S.SECRECY,), S.REFERRED, "条例第十七条第三款"),
    A.RESOLVE: Transition((S.REFERRED,), S.SECRECY, "条例第十七条第三款"),
    A.REVIEW: Transition((S.OFFICE,), S.SIGNING, _AT_THE_SOURCE),
    A.SIGN: Transition((S.SIGNING,), None, _AT_THE_SOURCE),
    A.RETURN: Transition(UNDER_REVIEW, S.DRAFT, _AT_THE_SOURCE),
    A.RECALL: Transition((*UNDER_REVIEW, S.SIGNED), S.DRAFT, ""),
    A.PUBLISH: Transition((S.SIGNED,), S.PUBLISHED, "条例第二十三条、第二十六条"),
    A.SUPERSEDE: Transition(CURRENT, S.SUPERSEDED, "条例第二十六条"),
    A.WITHDRAW: Transition((S.PUBLISHED,), S.WITHDRAWN, "保密法第三十四条;条例第六条"),
    A.RESTORE: Transition((S.WITHDRAWN,), S.PUBLISHED, "条例第十三条"),
    A.DISCARD: Transition((S.DRAFT,), S.DISCARDED, ""),
}


def next_status(status: str, action: Action) -> Status:
    """Where `action` leads from `status`. Raises `NotPossible`; `SIGN` asks `signed_status`."""
    transition = TRANSITIONS[action]
    if status not in transition.sources:
        raise NotPossible(f"本件现在是“{Status(status).label}”,不能{action.label}。")
    return transition.target or S.SIGNED


def signed_status(attribute: str) -> Status:
    """A signed document waits to be published; one 不予公开 is only kept on record."""
    return S.LEDGER if attribute == Attribute.NOT_OPEN else S.SIGNED


def available(status: str) -> tuple[Action, ...]:
    """The acts this state allows at all; who may do them is for the policies."""
    return tuple(action for action, transition in TRANSITIONS.items() if status in transition.sources)
