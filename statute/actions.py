"""Acts that change what the platform holds to be the law. Each supersedes a row; the old one stays."""

import datetime as dt
from collections.abc import Iterable
from typing import TYPE_CHECKING, TypedDict, Unpack

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import Max

from audit.actions import record
from statute.calendar import YearNotice
from statute.loading import working_calendar
from statute.models import (
    NOTICE_BASIS,
    CalendarDay,
    CalendarNotice,
    LegalInstrument,
    ReviewPeriod,
    SpecialPeriod,
)
from statute.notices import DayChange, changes_of, notice_of
from statute.open_deadlines import Moved, moved, open_deadlines
from statute.special_rules import SpecialRule

if TYPE_CHECKING:
    from django.contrib.auth.models import AbstractUser as User

ARTICLE = "第二十六条、第三十三条"


class InstrumentValues(TypedDict):
    """What is known of a law, regulation or document beside its key; as the fields of `LegalInstrument`."""

    title: str
    number: str
    in_force_from: str
    in_force_on: dt.date | None
    tag: str
    verified: bool
    on_platform: bool
    url: str
    note: str


def preview_year(*, year: int, days: Iterable[DayChange]) -> list[Moved]:
    """The open deadlines that would move; nothing is saved. ValidationError if the days are no notice."""
    old = working_calendar()
    return moved(old, old.with_year(year, _notice(year, days)), open_deadlines())


@transaction.atomic
def announce_year(
    *,
    year: int,
    days: Iterable[DayChange],
    by: "User | None",
    on: dt.date,
    document_number: str,
    issued_on: dt.date | None = None,
    source: str = "",
    legal_basis: str = NOTICE_BASIS,
    verified: bool = False,
) -> list[Moved]:
    """公布 or 更正 a year's holiday arrangement. Returns the open deadlines that move.

    The former revision stays, closed as of `on`. ValidationError when the days are not a notice of that year.
    """
    _may_change(by, "statute.add_calendarnotice")
    notice = _notice(year, days)
    former = CalendarNotice.objects.select_for_update().current().filter(year=year).first()
    if former and former.effective_from and former.effective_from > on:
        raise ValidationError(f"现行版次自{former.effective_from}起启用，更正不得早于该日。")
    old = working_calendar()
    moves = moved(old, old.with_year(year, notice), open_deadlines())
    if former:
        former.effective_to = on
        former.save(update_fields=["effective_to"])
    row = CalendarNotice(
        year=year,
        revision=_next_revision(year),
        document_number=document_number,
        issued_on=issued_on,
        source=source,
        legal_basis=legal_basis,
        verified=verified,
        effective_from=on,
    )
    row.full_clean()
    row.save()
    CalendarDay.objects.bulk_create(
        CalendarDay(notice=row, date=day.date, is_working=day.is_working, name=day.name)
        for day in changes_of(notice)
    )
    if former:
        former.superseded_by = row
        former.save(update_fields=["superseded_by"])
    record(
        by,
        "calendar.announced",
        row,
        article=ARTICLE,
        year=year,
        revision=row.revision,
        document_number=document_number,
        moved=len(moves),
    )
    return moves


@transaction.atomic
def set_review_period(
    *, step: str, working_days: int, legal_basis: str, by: "User | None", on: dt.date, verified: bool = False
) -> ReviewPeriod:
    """Set how many working days a review step should take from `on`; the former row ends then."""
    _may_change(by, "statute.add_reviewperiod")
    former = ReviewPeriod.objects.select_for_update().current().for_step(step).first()
    if former:
        if former.effective_from > on:
            raise ValidationError(f"现行时限自{former.effective_from}起启用，更改不得早于该日。")
        former.effective_to = on
        former.save(update_fields=["effective_to"])
    row = ReviewPeriod(
        step=step, working_days=working_days, legal_basis=legal_basis, verified=verified, effective_from=on
    )
    row.full_clean()
    row.save()
    record(by, "review_period.set", row, step=step, working_days=working_days)
    return row


@transaction.atomic
def set_special_period(*, rule: SpecialRule, by: "User | None", on: dt.date | None) -> SpecialPeriod:
    """Set what another law asks for a matter (第二十六条 另有规定) from `on`; the matter's former row ends then.

    `on` is None for a rule older than anything here, which only a matter's first row can be.
    """
    _may_change(by, "statute.add_specialperiod")
    former = SpecialPeriod.objects.select_for_update().current().for_key(rule.key).first()
    if former:
        _end_special_period(former, rule, on)
    row = SpecialPeriod(
        key=rule.key,
        matter=rule.matter,
        kind=rule.kind.value,
        number=rule.number,
        unit=rule.unit.value if rule.unit else "",
        trigger=rule.trigger.value if rule.trigger else "",
        event=rule.event,
        source=rule.source,
        article=rule.article,
        verified=rule.verified,
        effective_from=on,
    )
    row.full_clean()
    row.save()
    record(
        by,
        "special_period.set",
        row,
        article="第二十六条",
        key=rule.key,
        period=rule.describe(),
        basis=rule.basis,
        effective_from=on.isoformat() if on else "",
    )
    return row


def _end_special_period(former: SpecialPeriod, rule: SpecialRule, on: dt.date | None) -> None:
    if on is None:
        raise ValidationError("该事项已有特别期限，更改须有启用日期。")
    if former.effective_from and former.effective_from > on:
        raise ValidationError(f"现行期限自{former.effective_from}起启用，更改不得早于该日。")
    if former.rule() == rule:
        raise ValidationError("与现行规定相同，没有改动。")
    former.effective_to = on
    former.save(update_fields=["effective_to"])


@transaction.atomic
def set_legal_instrument(
    *, key: str, by: "User | None", on: dt.date, **values: Unpack[InstrumentValues]
) -> LegalInstrument:
    """Write down an instrument as it reads from `on`: a new one, or a change of one; the former row ends then."""
    _may_change(by, "statute.add_legalinstrument")
    former = LegalInstrument.objects.select_for_update().current().for_key(key).first()
    if former:
        if former.effective_from and former.effective_from > on:
            raise ValidationError(f"现行记录自{former.effective_from}起启用，更改不得早于该日。")
        if all(getattr(former, name) == value for name, value in values.items()):
            raise ValidationError("与现行记录相同，没有改动。")
        former.effective_to = on
        former.save(update_fields=["effective_to"])
    row = LegalInstrument(key=key, effective_from=on, **values)
    row.full_clean()
    row.save()
    record(by, "legal_instrument.set", row, key=key, title=row.title, number=row.number, url=row.url)
    return row


def _may_change(by: "User | None", permission: str) -> None:
    """The office's right, asked in the act itself; `None` is the installation (a command on the machine)."""
    if by is not None and not by.has_perm(permission):
        raise PermissionDenied("只有政务公开主管部门可以维护放假安排、时限规则和法律依据。")


def _notice(year: int, days: Iterable[DayChange]) -> YearNotice:
    try:
        return notice_of(year, days)
    except ValueError as error:
        raise ValidationError(str(error)) from error


def _next_revision(year: int) -> int:
    newest = CalendarNotice.objects.of_year(year).aggregate(newest=Max("revision"))["newest"]
    return (newest or 0) + 1
