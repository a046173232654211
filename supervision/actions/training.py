"""政务公开培训 are registered, attended, proved by papers, and void when entered by mistake (条例第四十八条)."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction

from accounts.models import Organisation, User
from accounts.policies import Refused, require
from audit.actions import record
from supervision.actions.complaining import county_of
from supervision.actions.keeping_files import keep
from supervision.actions.stepping import required
from supervision.models import Attendance, StaffMember, Training, TrainingFile
from supervision.organising_policies import TRAINED, may_change_training, may_register

ARTICLE: Final = "条例第四十八条"
MOST: Final = 5000  # people of one unit at one training


@dataclass(frozen=True)
class Lesson:
    """What is taught, when, where, to whom."""

    subject: str
    held_on: date
    place: str
    audience: str
    summary: str = ""


@transaction.atomic
def register(organiser: Organisation, lesson: Lesson, *, units: Iterable[Organisation], by: User) -> Training:
    """登记培训, past or planned, with the units that are asked."""
    require(may_register(by, organiser))
    training = Training.objects.create(
        county=county_of(organiser), organiser=organiser, subject=required(lesson.subject, "请写明培训内容。")[:150],
        held_on=lesson.held_on, place=required(lesson.place, "请写明地点或者方式。")[:100],
        audience=required(lesson.audience, "请写明参加对象。")[:200], summary=lesson.summary.strip()[:2000], entered_by=by,
    )  # fmt: skip
    _ask(training, units)
    if not training.attendances.exists():
        raise Refused("请选择通知哪些单位参加。")
    return _done(training, "registered", by=by, held_on=lesson.held_on.isoformat())


def _ask(training: Training, units: Iterable[Organisation]) -> None:
    known = set(training.attendances.values_list("unit", flat=True))
    for unit in units:
        if unit.kind not in TRAINED or not unit.is_descendant_of(training.county, include_self=True):
            raise Refused(f"“{unit}”不在{training.county}的培训范围。")
        if unit.pk not in known:
            Attendance.objects.create(training=training, unit=unit)


def lock(training: Training) -> Training:
    """The training as it is now, locked until commit."""
    rows = Training.objects.select_for_update(of=("self",))
    return rows.select_related("county", "organiser").get(pk=training.pk)


def _done(training: Training, what: str, *, by: User, **details: object) -> Training:
    record(by, f"training.{what}", training, article=ARTICLE, organisation=training.organiser, **details)
    return training


@transaction.atomic
def attend(
    training: Training, unit: Organisation, *, came: int, by: User, on: date, people: Collection[StaffMember] = ()
) -> Attendance:  # fmt: skip
    """登记参训人数 by who held it, once it took place; 0 where nobody came."""
    training = lock(training)
    require(may_change_training(by, training))
    if training.held_on > on:
        raise Refused("培训还没有举行，不能登记参训人数。")
    if not 0 <= came <= MOST:
        raise Refused(f"参训人数应在0至{MOST}之间。")
    row = training.attendances.filter(unit=unit).first()
    if row is None:
        raise Refused(f"没有通知{unit}参加这次培训。")
    if any(one.unit_id != unit.pk for one in people):
        raise Refused(f"有的人不是{unit}的工作人员。")
    if len(people) > came:
        raise Refused("点名的人比参加的人还多，请核对。")
    row.came = came
    row.save(update_fields=["came"])
    row.people.set(people)
    _done(training, "attended", by=by, unit=unit.pk, came=came)
    return row


@transaction.atomic
def attend_all(
    training: Training, sheet: Mapping[int, tuple[int, Collection[StaffMember]]], *, by: User, on: date
) -> int:
    """登记签到表: attendance → (how many, who of those on the list); all rows or none. How many rows changed."""
    changed = 0
    for row in lock(training).attendances.filter(pk__in=sheet).select_related("unit"):
        came, people = sheet[row.pk]
        if row.came != came or set(row.people.all()) != set(people):
            attend(training, row.unit, came=came, people=people, by=by, on=on)
            changed += 1
    return changed


@transaction.atomic
def ask_more(training: Training, units: Iterable[Organisation], *, by: User) -> Training:
    """增加通知的单位."""
    training = lock(training)
    require(may_change_training(by, training))
    before = training.attendances.count()
    _ask(training, units)
    return _done(training, "asked", by=by, more=training.attendances.count() - before)


@transaction.atomic
def summarise(training: Training, *, by: User, on: date, summary: str) -> Training:
    """填写培训情况 once it took place."""
    training = lock(training)
    require(may_change_training(by, training))
    if training.held_on > on:
        raise Refused("培训还没有举行。")
    training.summary = required(summary, "请填写培训情况。")[:2000]
    training.revision += 1
    training.save(update_fields=["summary", "revision"])
    return _done(training, "summarised", by=by)


@transaction.atomic
def add_file(training: Training, upload: UploadedFile, *, kind: str, by: User, on: date) -> TrainingFile:
    """上传培训资料; it stays inside."""
    training = lock(training)
    require(may_change_training(by, training))
    stored, name = keep(upload, by=by)
    made = TrainingFile.objects.create(
        training=training, file=stored, kind=TrainingFile.Kind(kind), name=name, added_on=on, added_by=by
    )
    _done(training, "file_added", by=by, kind=kind, sm3=stored.sm3)
    return made


@transaction.atomic
def void(training: Training, *, by: User, on: date, reason: str) -> Training:
    """作废 what was entered by mistake or did not take place: it counts nowhere, and stays to be read."""
    training = lock(training)
    require(may_change_training(by, training))
    training.void_on, training.void_reason = on, required(reason, "请说明作废的理由。")[:300]
    training.revision += 1
    training.save()
    return _done(training, "voided", by=by, reason=training.void_reason)
