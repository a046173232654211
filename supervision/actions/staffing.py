"""政务公开工作人员 are entered, changed and end; who served when stays (市实施意见四(二))."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Final

from django.core.exceptions import ValidationError
from django.db import transaction

from accounts.models import Organisation, User
from accounts.policies import Refused, require
from audit.actions import record
from supervision.actions.stepping import required
from supervision.models import StaffMember
from supervision.organising_policies import may_change_member, may_keep_staff

ARTICLE: Final = "市实施意见四(二)"


@dataclass(frozen=True)
class Post:
    """What somebody does: an account or a name, full or part time, since when, with which certificate."""

    post: str
    duty: str
    since: date
    user: User | None = None
    name: str = ""
    certificate: str = ""


@transaction.atomic
def enter(unit: Organisation, given: Post, *, by: User, on: date) -> StaffMember:
    """登记. An account must be one of the unit's own."""
    unit = Organisation.objects.select_for_update(of=("self",)).get(pk=unit.pk)
    require(may_keep_staff(by, unit))
    if given.user is not None and given.user.organisation_id != unit.pk:
        raise Refused(f"账号“{given.user}”不是{unit}的。")
    if given.since > on:
        raise Refused("开始日期不得晚于今天。")
    member = StaffMember(
        unit=unit, user=given.user, name=given.name.strip()[:50], post=StaffMember.Post(given.post),
        duty=required(given.duty, "请写明负责的工作。")[:100], since=given.since,
        certificate=given.certificate.strip()[:200], entered_by=by,
    )  # fmt: skip
    return _saved(member, "entered", by=by)


def _saved(member: StaffMember, what: str, *, by: User, **details: object) -> StaffMember:
    try:
        member.full_clean()
    except ValidationError as wrong:
        raise Refused("".join(wrong.messages)) from wrong
    member.save()
    record(by, f"staff_member.{what}", member, article=ARTICLE, organisation=member.unit, **details)
    return member


def lock(member: StaffMember) -> StaffMember:
    """The row as it is now, locked until commit."""
    return (
        StaffMember.objects.select_for_update(of=("self",)).select_related("unit", "user").get(pk=member.pk)
    )


@transaction.atomic
def change(
    member: StaffMember, *, by: User, post: str, duty: str, certificate: str, revision: int | None = None
) -> StaffMember:
    """更改 post, duty or certificate; the record says which."""
    member = lock(member)
    require(may_change_member(by, member))
    if revision is not None and revision != member.revision:
        raise Refused("您打开页面之后，别人改动了这条登记，请核对后再操作。")
    values = {
        "post": StaffMember.Post(post), "duty": required(duty, "请写明负责的工作。")[:100], "certificate": certificate.strip()[:200],
    }  # fmt: skip
    changed = [name for name, value in values.items() if getattr(member, name) != value]
    for name, value in values.items():
        setattr(member, name, value)
    member.revision += 1
    return _saved(member, "changed", by=by, fields=changed)


@transaction.atomic
def end(member: StaffMember, *, by: User, on: date) -> StaffMember:
    """结束: no longer in the post from today on."""
    member = lock(member)
    require(may_change_member(by, member))
    member.until = on
    member.revision += 1
    return _saved(member, "ended", by=by)
