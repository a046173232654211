"""The sub-limits inside a reply: who has how long for what, from when, and what silence means."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from statute.calendar import Counted, WorkingCalendar
from statute.clock.facts import (
    CONSULTATION_DAYS,
    CORRECTION_DAYS,
    PAYMENT_DAYS,
    ClockEvent,
    EventKind,
)
from statute.clock.history import History


class LimitKind(StrEnum):
    """Which limit it is."""

    CORRECTION_NOTICE = "correction_notice"
    CORRECTION = "correction"
    REASONS = "reasons"
    PAYMENT = "payment"
    THIRD_PARTY = "third_party"
    JOINT_AGENCY = "joint_agency"
    EXTENSION = "extension"
    DEFERRAL = "deferral"


@dataclass(frozen=True, slots=True)
class Limit:
    """One running or past limit. `due` is None where the start or the length is not known; `days` are working days.

    `done_on` is the day it was met, or the matter came late; `note` says what follows from silence.
    """

    kind: LimitKind
    label: str
    article: str
    start: dt.date | None
    days: int | None
    due: dt.date | None
    provisional: bool
    done_on: dt.date | None
    note: str = ""

    def overdue(self, on: dt.date) -> bool:
        """Whether it was missed, or has run out without anything by `on`."""
        return self.due is not None and (self.done_on or on) > self.due


SILENCE: Final = {
    EventKind.THIRD_PARTY: "逾期未提出意见的，由行政机关依照条例的规定决定是否公开",
    EventKind.JOINT_AGENCY: "逾期未提出意见的，视为同意公开",
}
_CONSULTED: Final = {
    EventKind.THIRD_PARTY: (LimitKind.THIRD_PARTY, "第三方答复意见", "条例第三十二条"),
    EventKind.JOINT_AGENCY: (LimitKind.JOINT_AGENCY, "共同制作机关答复意见", "条例第三十四条"),
}


def limits_of(history: History) -> Iterator[Limit]:
    """Every limit inside this reply, in the order of the law's steps."""
    yield _to_ask_for_correction(history)
    if history.correction:
        yield _applicants(history, history.correction, history.corrected)
    if history.reason_notice:
        yield _applicants(history, history.reason_notice, history.reasons)
    if history.fee:
        yield _payment(history, history.fee)
    for consultation in history.consultations:
        yield _consultation(history, consultation)
    if history.extension:
        yield _extension(history, history.extension)
    if history.deferred and history.deferred.until:
        yield Limit(
            LimitKind.DEFERRAL, "延迟答复", "条例第三十五条", history.deferred.on, None, history.deferred.until,
            provisional=False, done_on=_replied(history),
        )  # fmt: skip


def _to_ask_for_correction(history: History) -> Limit:
    limit = history.correction_limit()
    return Limit(
        LimitKind.CORRECTION_NOTICE, "一次性告知补正", "条例第三十条", history.received_on, CORRECTION_DAYS, limit.date,
        provisional=limit.provisional, done_on=history.correction.on if history.correction else None,
        note="逾期告知的，记为补正超期",
    )  # fmt: skip


def _applicants(history: History, notice: ClockEvent, done: ClockEvent | None) -> Limit:
    """The applicant's period: as long as the notice says, and unknown where the row does not."""
    limit = period_of(notice, history.calendar)
    correcting = notice.kind is EventKind.CORRECTION_NOTICE
    silence = "无正当理由逾期不补正的，视为放弃申请，不再处理" if correcting else "由行政机关认定理由是否合理"
    return Limit(
        LimitKind.CORRECTION if correcting else LimitKind.REASONS,
        "申请人补正" if correcting else "申请人说明理由",
        "条例第三十条" if correcting else "条例第三十五条",
        notice.served, notice.days if notice.until is None else None,
        limit.date if limit else None, provisional=bool(limit and limit.provisional),
        done_on=done.on if done else None,
        note=silence if limit else f"以告知书写明的合理期限为准；{silence}",
    )  # fmt: skip


def period_of(notice: ClockEvent, calendar: WorkingCalendar) -> Counted | None:
    """The end of the period a notice sets the applicant, if the row says how long."""
    if notice.until is not None:
        return Counted(notice.until)
    if notice.days is None or notice.days < 1:
        return None
    return calendar.add_working_days(notice.served, notice.days)


def _payment(history: History, fee: ClockEvent) -> Limit:
    limit = history.payment_limit(fee)
    return Limit(
        LimitKind.PAYMENT, "申请人缴费", "国办函〔2020〕109号", fee.served, PAYMENT_DAYS, limit.date,
        provisional=limit.provisional, done_on=history.paid.on if history.paid else None,
        note="逾期未缴费的，视为放弃申请，不再处理",
    )  # fmt: skip


def _consultation(history: History, event: ClockEvent) -> Limit:
    kind, label, article = _CONSULTED[event.kind]
    limit = history.lapse(event)
    known = event.answered is not None and event.answered <= history.as_of
    silence = SILENCE[event.kind]
    return Limit(
        kind, f"{label}（{event.party}）" if event.party else label, article,
        event.delivered, CONSULTATION_DAYS, limit.date if limit else None,
        provisional=bool(limit and limit.provisional), done_on=event.answered if known else None,
        note=silence if limit else f"自征求意见书送达之日起算，尚无送达日期；{silence}",
    )  # fmt: skip


def _extension(history: History, event: ClockEvent) -> Limit:
    before = history.counted(history.until, extended=False)
    after = history.counted(history.until)
    return Limit(
        LimitKind.EXTENSION, "延长答复", "条例第三十三条第二款", before.date, event.days, after.date,
        provisional=after.provisional, done_on=_replied(history), note="只能延长一次",
    )  # fmt: skip


def _replied(history: History) -> dt.date | None:
    closed = history.closed
    return closed.on if closed and closed.kind is EventKind.REPLIED else None
