"""答复期限 (条例第三十三条): the date, whether it is provisional or paused, and everything that led to it.

A count is: day 0 (receipt, or the correction or payment that started it anew), twenty working days, the
extension, and the working days spent consulting. A consultation takes out the working days after its dispatch
up to and including the day of the answer, or of its lapse; days that several cover are taken out once.
An extension stays with the application when the count starts anew; a consultation before that does not.
"""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final

from statute.calendar import Counted, Provisional, WorkingCalendar
from statute.clock.facts import Channel, ClockEvent, EventKind, Receipt
from statute.clock.history import History, Refusal
from statute.clock.limits import Limit, limits_of
from statute.clock.rules import retell
from statute.clock.steps import steps_of
from statute.publication import working_days_late


class State(StrEnum):
    """Where the clock stands. Nothing here is stored: it follows from the facts."""

    NOT_RECEIVED = "not_received"
    RUNNING = "running"
    AWAITING_CORRECTION = "awaiting_correction"
    AWAITING_PAYMENT = "awaiting_payment"
    PAUSED = "paused"
    WITHDRAWN = "withdrawn"
    REPLIED = "replied"

    @property
    def label(self) -> str:
        return _STATE_LABELS[self]


_STATE_LABELS: Final = {
    State.NOT_RECEIVED: "尚未收到",
    State.RUNNING: "计时",
    State.AWAITING_CORRECTION: "等待补正",
    State.AWAITING_PAYMENT: "等待缴费",
    State.PAUSED: "暂停计时",
    State.WITHDRAWN: "已撤回",
    State.REPLIED: "已答复",
}


class Breach(StrEnum):
    """A duty of the agency that was missed; it changes no date."""

    UNCONFIRMED_MAIL = "unconfirmed_mail"
    LATE_CORRECTION_NOTICE = "late_correction_notice"
    LATE_CONSULTATION = "late_consultation"
    LATE_REPLY = "late_reply"
    OVERDUE = "overdue"

    @property
    def label(self) -> str:
        return _BREACH_LABELS[self]


_BREACH_LABELS: Final = {
    Breach.UNCONFIRMED_MAIL: "平常信函未当日确认",
    Breach.LATE_CORRECTION_NOTICE: "补正超期",
    Breach.LATE_CONSULTATION: "期满后征求意见",
    Breach.LATE_REPLY: "超期答复",
    Breach.OVERDUE: "逾期未答复",
}


@dataclass(frozen=True, slots=True)
class ReplyDeadline:
    """What the facts come to on `as_of`.

    `reply_due` is None while nothing runs: not received, waiting for the applicant, withdrawn; `reason` says so, or
    why a date may still move. While a consultation is open, `paused` is the floor: the earliest the date can be.
    `limits`, `steps` and `breaches` are worked out when asked for.
    """

    received_on: dt.date | None
    correction_limit: dt.date | None
    reply_due: dt.date | None
    provisional: bool
    reason: str
    state: State
    refused: tuple[Refusal, ...]
    paused: dt.date | None
    receipt: Receipt = field(repr=False)
    as_of: dt.date = field(repr=False)
    _history: History | None = field(repr=False, compare=False)

    @property
    def firm(self) -> dt.date | None:
        """The date for printing. Raises Provisional: no letter may carry a date that can still move."""
        if self.provisional or self.paused:
            raise Provisional(self.reason)
        return self.reply_due

    @property
    def overdue(self) -> bool:
        """Whether the last day has passed without a reply."""
        running = self.state in {State.RUNNING, State.PAUSED}
        return running and self.reply_due is not None and self.as_of > self.reply_due

    @property
    def limits(self) -> tuple[Limit, ...]:
        """Every running or past sub-limit."""
        return tuple(limits_of(self._history)) if self._history else ()

    @property
    def steps(self) -> tuple[str, ...]:
        return self.explain()

    def explain(self) -> tuple[str, ...]:
        """Sentences that let anybody recount the date with a wall calendar."""
        return tuple(steps_of(self.receipt, self._history, self.reason))

    @property
    def breaches(self) -> tuple[tuple[Breach, str], ...]:
        """Each missed duty with a sentence."""
        found = [_unconfirmed(self.receipt, self.as_of)]
        if self._history:
            found += [_late_correction(self._history), *_late_consultations(self._history)]
            found.append(_late_reply(self._history))
        if self.overdue and self._history and self.reply_due:
            late = working_days_late(self.reply_due, self.as_of, self._history.calendar)
            found.append((Breach.OVERDUE, f"答复期限{self.reply_due}已过{late}个工作日，尚未答复"))
        return tuple(one for one in found if one)


def reply_deadline(
    received: Receipt, events: Sequence[ClockEvent], calendar: WorkingCalendar, *, as_of: dt.date
) -> ReplyDeadline:
    """The deadline as known on `as_of`, from the receipt and the events in any order. Never raises for an event."""
    received_on = received.received_on(as_of)
    if received_on is None:
        return _not_received(received, events, as_of)
    history = retell(received_on, events, calendar, as_of)
    due = history.due_at(history.until)
    paused = bool(history.consultations) and due is not None and bool(history.open_consultations())
    state = _state(history, paused=paused)
    if state is State.WITHDRAWN:
        due = None
    return ReplyDeadline(
        received_on,
        history.correction_limit().date,
        due.date if due else None,
        due is not None and due.provisional,
        _reason(history, state, due),
        state,
        tuple(history.refused),
        due.date if due and paused else None,
        received,
        as_of,
        history,
    )


def _not_received(received: Receipt, events: Sequence[ClockEvent], as_of: dt.date) -> ReplyDeadline:
    reason = f"{received.arrived} 尚未到，申请尚未收到"
    if received.arrived <= as_of:
        whose = "与申请人" if received.channel is Channel.ORDINARY_MAIL else "双方"
        reason = f"{received.arrived} {received.channel.label}到达，截至{as_of}尚未{whose}确认，尚未收到，期限未起算"
    refused = tuple(Refusal(event, "申请尚未收到，期限未起算") for event in events)
    return ReplyDeadline(
        None, None, None, False, reason, State.NOT_RECEIVED, refused, None, received, as_of, None
    )


def _state(history: History, *, paused: bool) -> State:
    if history.closed:
        return State.WITHDRAWN if history.closed.kind is EventKind.WITHDRAWN else State.REPLIED
    if history.awaits_correction:
        return State.AWAITING_CORRECTION
    if history.awaits_payment:
        return State.AWAITING_PAYMENT
    return State.PAUSED if paused else State.RUNNING


def _reason(history: History, state: State, due: Counted | None) -> str:
    """Why there is no date, or why the date may still move; empty when it is firm."""
    if state is State.WITHDRAWN:
        return f"申请人已于{history.until}撤回申请，不再计算期限"
    if due is None and history.awaits_correction and history.correction:
        return f"等待补正：已于{history.correction.on}告知补正，自收到补正之日起重新计算"
    if due is None and history.fee:
        limit = history.payment_limit(history.fee).date
        if history.as_of > limit:
            return f"等待缴费：缴费期限{limit}已过，申请人未缴费的视为放弃申请"
        return f"等待缴费：最迟{limit}缴费，自缴费次日起重新计算"
    reasons = ["征求意见期间暂停计时，所列日期为最早日期"] if state is State.PAUSED else []
    return "；".join([*reasons, *([due.reason] if due and due.provisional else [])])


Missed = tuple[Breach, str] | None


def _unconfirmed(receipt: Receipt, as_of: dt.date) -> Missed:
    """第三十一条第二项: whoever sends an ordinary letter is asked the same day."""
    if receipt.channel is not Channel.ORDINARY_MAIL or (receipt.confirmed or as_of) <= receipt.arrived:
        return None
    when = "至今未" if receipt.confirmed is None or receipt.confirmed > as_of else f"{receipt.confirmed}才"
    return (
        Breach.UNCONFIRMED_MAIL,
        f"平常信函{receipt.arrived}到达，{when}与申请人确认，应当当日确认（条例第三十一条第二项）",
    )


def _late_correction(history: History) -> Missed:
    limit = history.correction_limit().date
    if history.correction is None or history.correction.on <= limit:
        return None
    text = f"{history.correction.on} 才告知补正，最迟应当在{limit}告知（条例第三十条）"
    return Breach.LATE_CORRECTION_NOTICE, text


def _late_consultations(history: History) -> list[Missed]:
    text = "{}在答复期限届满后才征求意见，所需时间不予扣除"
    return [(Breach.LATE_CONSULTATION, text.format(event.on)) for event in history.late]


def _late_reply(history: History) -> Missed:
    due, closed = history.due_at(history.until), history.closed
    if closed is None or closed.kind is not EventKind.REPLIED or due is None or closed.on <= due.date:
        return None
    late = working_days_late(due.date, closed.on, history.calendar)
    return Breach.LATE_REPLY, f"{closed.on} 答复，超过期限{due.date}共{late}个工作日（条例第三十三条第二款）"
