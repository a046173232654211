"""听证会和会议: signing up under the gathering's lock, the draw, the waiting list, and what is published about it."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.crypto import constant_time_compare

from accounts.models import User
from accounts.policies import Refused, require
from participation import draw as lots
from participation.actions.opining import TooLate
from participation.actions.publishing import lock, noted, required, rework, start, touch
from participation.models import Gathering, Group, PeriodRule, Report, SignUp, rule_days
from participation.policies import may_edit, may_run, may_sign_up
from participation.privacy import keyed_digest, person_key, shown_name
from participation.workflow import local

S = SignUp.State


class AlreadyThere(Refused):
    """This person signed up before."""


@dataclass(frozen=True)
class Seats:
    """One group of a gathering in preparation."""

    name: str
    seats: int
    is_affected: bool = False


@dataclass(frozen=True)
class Slip:
    """The sign-up and the code to withdraw it with, shown once; empty on a repeated submission."""

    signup: SignUp
    code: str


def write_groups(
    gathering: Gathering, groups: Sequence[Seats], *, by: User, revision: int | None = None
) -> Gathering:
    def change(now: Gathering) -> None:
        now.groups.all().delete()
        Group.objects.bulk_create(
            Group(
                gathering=now, number=number, name=one.name[:60], seats=one.seats, is_affected=one.is_affected
            )
            for number, one in enumerate(groups, start=1)
        )

    return rework(gathering, change, by=by, revision=revision)


@transaction.atomic
def sign_up(
    gathering: Gathering, group: Group, *, name: str, phone: str, key: UUID, at: datetime | None = None
) -> Slip:
    """报名. The gathering's row is locked first, so that seats are given one after another, never two for one."""
    gathering = lock(gathering)
    if standing := SignUp.objects.filter(pk=key, gathering=gathering).first():
        return Slip(standing, "")
    moment = at or timezone.now()
    if not (verdict := may_sign_up(gathering, moment)):
        raise TooLate(verdict.reason)
    if group.gathering_id != gathering.pk:
        raise Refused("请选择参加人类别。")
    name, phone = required(name, "请填写姓名。"), required(phone, "请填写电话。")
    person = person_key(name, phone, purpose=f"gathering:{gathering.pk}")
    if SignUp.objects.filter(gathering=gathering, person=person).exists():
        raise AlreadyThere("您已经报过名，不用再报。要换类别的，请先取消。")
    code = f"{secrets.randbelow(10**8):08d}"
    serial = (gathering.signups.aggregate(last=Max("serial"))["last"] or 0) + 1
    made = SignUp(
        pk=key, gathering=gathering, group=group, serial=serial, person=person, at=moment, shown_name=shown_name(name),
        code_hash=_code(gathering, serial, code),
    )  # fmt: skip
    made.name, made.phone = name[:50], phone[:30]
    if gathering.selection == Gathering.Selection.FIRST:
        made.rank = (group.signups.aggregate(last=Max("rank"))["last"] or 0) + 1
        made.seat = _free_seat(group)
        made.state = S.SEATED if made.seat else S.WAITING
    made.save(force_insert=True)
    noted(gathering, None, "signed_up", serial=serial)
    return Slip(made, code)


def _code(gathering: Gathering, serial: int, code: str) -> str:
    return keyed_digest(f"{gathering.pk}:{serial}:{code.strip()}", purpose="signup-code")


def _free_seat(group: Group) -> int | None:
    """The lowest seat nobody has; None when all are taken. Under the gathering's lock."""
    taken = set(group.signups.seated().values_list("seat", flat=True))
    return next((seat for seat in range(1, group.seats + 1) if seat not in taken), None)


def find_by_code(gathering: Gathering, serial: int, code: str) -> SignUp:
    found = gathering.signups.filter(serial=serial).first()
    if found is None or not constant_time_compare(found.code_hash, _code(gathering, serial, code)):
        raise Refused("编号或者取消码不对。")
    return found


@transaction.atomic
def withdraw_signup(signup: SignUp, *, at: datetime | None = None) -> SignUp | None:
    """取消报名, until it starts. The first of the waiting list takes the seat; returns who moved up."""
    gathering = lock(signup.gathering)
    signup = SignUp.objects.select_related("group").get(pk=signup.pk)
    if signup.state == S.WITHDRAWN:
        return None
    if (at or timezone.now()) >= gathering.starts_at:
        raise Refused("已经开始，不能取消。")
    freed = signup.seat is not None
    signup.state, signup.seat, signup.person = S.WITHDRAWN, None, f"withdrawn:{signup.pk.hex}"
    signup.save()
    noted(gathering, None, "signup_withdrawn", serial=signup.serial)
    return _promote(gathering, signup.group) if freed else None


def _promote(gathering: Gathering, group: Group) -> SignUp | None:
    following = group.signups.waiting().first()
    if following is None:
        return None
    following.seat, following.state = _free_seat(group), S.SEATED
    following.save()
    noted(gathering, None, "promoted", serial=following.serial)
    return following


@transaction.atomic
def draw(gathering: Gathering, *, by: User, seed: str, at: datetime) -> Gathering:
    """抽签, once, after the closing: every group in the order of the digests, the rest is the waiting list."""
    gathering = lock(gathering)
    require(may_run(by, gathering))
    if gathering.selection != Gathering.Selection.DRAW or gathering.drawn_at is not None:
        raise Refused("已经抽过签。" if gathering.drawn_at else "这次按报名先后，不抽签。")
    if at <= gathering.signup_closes:
        raise Refused("报名还没有截止，截止后才能抽签。")
    gathering.seed = required(seed, f"请填写种子（{gathering.seed_source}）。")[:100]
    for group in gathering.groups.all():
        rows = {one.serial: one for one in group.signups.standing()}
        for rank, serial in enumerate(lots.order(gathering.seed, rows), start=1):
            row = rows[serial]
            row.rank = rank
            row.seat = rank if rank <= group.seats else None
            row.state = S.SEATED if row.seat else S.WAITING
            row.save()
    gathering.drawn_at, gathering.drawn_by = at, by
    gathering.save()
    noted(gathering, by, "drawn", seed=gathering.seed)
    return gathering


@transaction.atomic
def send_materials(gathering: Gathering, *, by: User, on: date) -> Gathering:
    """材料送达: at least seven days before a hearing (第十六条)."""
    gathering = lock(gathering)
    require(may_run(by, gathering))
    days = rule_days(PeriodRule.Purpose.MATERIALS, on) or 7
    latest = local(gathering.starts_at).date() - timedelta(days=days)
    if gathering.kind == Gathering.Kind.HEARING and on > latest:
        raise Refused(
            f"听证材料应当在举行前{days}日送达，最晚{latest}（重大行政决策程序暂行条例第十六条）；晚了的，请改期另行公告。"
        )
    gathering.materials_on = on
    gathering.save()
    noted(gathering, by, "materials_sent", on=on.isoformat())
    return gathering


@transaction.atomic
def publish_participants(gathering: Gathering, *, by: User, at: datetime) -> Gathering:
    """公布参加人名单, before it begins."""
    gathering = lock(gathering)
    require(may_run(by, gathering))
    if gathering.selection == Gathering.Selection.DRAW and gathering.drawn_at is None:
        raise Refused("还没有抽签。")
    if at <= gathering.signup_closes:
        raise Refused("报名还没有截止。")
    if at >= gathering.starts_at:
        raise Refused("参加人名单应当在举行前公布。")
    gathering.participants_at = at
    gathering.save()
    noted(gathering, by, "participants_published", seats=gathering.signups.seated().count())
    return gathering


@transaction.atomic
def check_in(gathering: Gathering, serial: int, *, by: User, at: datetime, code: str = "") -> SignUp:
    """签到, by the code on the slip or by a look at the list."""
    gathering = lock(gathering)
    require(may_run(by, gathering))
    found = find_by_code(gathering, serial, code) if code else gathering.signups.filter(serial=serial).first()
    if found is None or found.state != S.SEATED:
        raise Refused("参加人名单里没有这个编号。")
    found.checked_in_at = found.checked_in_at or at
    found.save(update_fields=["checked_in_at"])
    noted(gathering, by, "checked_in", serial=serial)
    return found


@transaction.atomic
def write_report(gathering: Gathering, values: dict[str, Any], *, by: User) -> Report:
    """记录和报告: begun once, then edited like every draft."""
    gathering = lock(gathering)
    require(may_run(by, gathering))
    standing = Report.objects.filter(gathering=gathering).first()
    if standing is None:
        return start(Report(gathering=gathering, **values), gathering.unit, by=by)
    report: Report = lock(standing)
    require(may_edit(by, report))
    for name, value in values.items():
        setattr(report, name, value)
    report.save()
    touch(report, by=by)
    return report
