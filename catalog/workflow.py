"""The steps of 逐级审核、先审后发: states, acts, and one table that joins them. No queries here."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from django.db.models import TextChoices

from accounts.models import OrganisationKind
from accounts.roles import Role


class Status(TextChoices):
    DRAFT = "draft", "编制中"
    COUNTY_DEPARTMENT = "county_department", "县级业务部门审核"
    COUNTY_OFFICE = "county_office", "县政务公开主管部门审核"
    CITY_DEPARTMENT = "city_department", "市直部门业务审核"
    CITY_OFFICE = "city_office", "市政务公开主管部门审核"
    APPROVED = "approved", "审核通过待发布"
    PUBLISHED = "published", "已发布"
    SUPERSEDED = "superseded", "已被新版取代"
    DISCARDED = "discarded", "已放弃"


class Action(TextChoices):
    EDIT = "edit", "修改"
    SUBMIT = "submit", "提交审核"
    RECALL = "recall", "撤回"
    PASS = "pass", "审核通过"
    RETURN = "return", "退回"
    PUBLISH = "publish", "发布"
    SUPERSEDE = "supersede", "被新版取代"
    DISCARD = "discard", "放弃本版"


S, A = Status, Action
REVIEWS: Final = (S.COUNTY_DEPARTMENT, S.COUNTY_OFFICE, S.CITY_DEPARTMENT, S.CITY_OFFICE)
IN_PREPARATION: Final = (S.DRAFT, *REVIEWS, S.APPROVED)
READABLE: Final = (S.PUBLISHED, S.SUPERSEDED)
FINAL: Final = (S.PUBLISHED, S.SUPERSEDED, S.DISCARDED)

# The role that decides each step, and the place it must be granted on (see policies.reviewing_body).
REVIEWER: Final[Mapping[Status, Role]] = {
    S.COUNTY_DEPARTMENT: Role.HEAD,
    S.COUNTY_OFFICE: Role.COUNTY_OFFICE,
    S.CITY_DEPARTMENT: Role.CITY_DEPARTMENT,
    S.CITY_OFFICE: Role.CITY_OFFICE,
}


class NotPossible(Exception):  # noqa: N818  it reads as what it says
    """The act is not possible in this state; `str()` is a Chinese sentence."""


@dataclass(frozen=True)
class Transition:
    """From any of `sources` to `target`; `None` means the target depends on the unit (see `next_status`)."""

    sources: tuple[Status, ...]
    target: Status | None
    article: str


_REVIEWED_FIRST: Final = "国办发〔2019〕54号;市实施意见三(一)1 逐级审核、先审后发"
TRANSITIONS: Final[Mapping[Action, Transition]] = {
    A.EDIT: Transition((S.DRAFT, *REVIEWS, S.APPROVED), None, "条例第十二条第三款"),
    A.SUBMIT: Transition((S.DRAFT,), None, _REVIEWED_FIRST),
    A.RECALL: Transition((*REVIEWS, S.APPROVED), S.DRAFT, _REVIEWED_FIRST),
    A.PASS: Transition(REVIEWS, None, _REVIEWED_FIRST),
    A.RETURN: Transition(REVIEWS, S.DRAFT, _REVIEWED_FIRST),
    A.PUBLISH: Transition((S.APPROVED,), S.PUBLISHED, "市实施意见三(一)1 集中在县级政府门户网站公开"),
    A.SUPERSEDE: Transition((S.PUBLISHED,), S.SUPERSEDED, "条例第十二条第三款"),
    A.DISCARD: Transition((S.DRAFT,), S.DISCARDED, ""),
}


def review_chain(kind: str) -> tuple[Status, ...]:
    """The review steps of a unit of this kind: a township's list passes the county department first."""
    return REVIEWS if kind == OrganisationKind.TOWNSHIP else REVIEWS[1:]


def next_status(status: Status, action: Action, unit_kind: str) -> Status:
    """Where `action` leads from `status`. Raises `NotPossible`."""
    transition = TRANSITIONS[action]
    if status not in transition.sources:
        raise NotPossible(f"本版目录现在是“{Status(status).label}”,不能{action.label}。")
    if transition.target is not None:
        return transition.target
    chain = review_chain(unit_kind)
    if action == A.SUBMIT:
        return chain[0]
    if action == A.EDIT:  # an edit after submission brings the edition back to the first reviewer
        return status if status == S.DRAFT else chain[0]
    # A step the unit's chain no longer has (its kind was changed meanwhile) leads to the start of the chain.
    place = chain.index(Status(status)) if status in chain else -1
    return chain[place + 1] if place + 1 < len(chain) else S.APPROVED


def available(status: Status) -> tuple[Action, ...]:
    """The acts this state allows at all; who may do them is for the policies."""
    return tuple(action for action, transition in TRANSITIONS.items() if status in transition.sources)
