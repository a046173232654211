"""Which events the law allows (条例第三十至三十五条): each is taken over, or refused with a sentence and changes nothing."""

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from typing import Final

from statute.calendar import WorkingCalendar
from statute.clock.facts import EXTENSION_DAYS, RANK, ClockEvent, EventKind
from statute.clock.history import History, Refusal

_CLOSED: Final = {EventKind.WITHDRAWN: "撤回", EventKind.REPLIED: "答复"}


def retell(
    received_on: dt.date, events: Sequence[ClockEvent], calendar: WorkingCalendar, as_of: dt.date
) -> History:
    """The history by date, whatever order the rows come in. On one day the order of `EventKind` holds.

    A revoked extension is told again as if it had never been. What was refused while it stood stays refused.
    """
    history = History(received_on, calendar, as_of)
    if not events:
        return history
    ordered, duplicates = _once_each(sorted(events, key=lambda event: (event.on, RANK[event.kind])))
    revoked: list[tuple[ClockEvent, ClockEvent]] = []
    refused: dict[int, str] = {}
    while (at := _tell(history, ordered, revoked, refused)) is not None:
        assert history.extension is not None  # noqa: S101 - a revocation is taken only while one stands
        revoked.append((history.extension, ordered[at]))
        known = {id(refusal.event): refusal.reason for refusal in history.refused}
        refused |= {n: known[id(event)] for n, event in enumerate(ordered[:at]) if id(event) in known}
        history = History(received_on, calendar, as_of)
    history.revoked = revoked
    history.refused += duplicates
    return history


def _once_each(events: Sequence[ClockEvent]) -> tuple[list[ClockEvent], list[Refusal]]:
    """Each event once, and a refusal for every row that repeats one."""
    seen: set[ClockEvent] = set()
    ordered: list[ClockEvent] = []
    repeated: list[Refusal] = []
    for event in events:
        if event in seen:
            repeated.append(Refusal(event, f"{event.on} 的{event.kind.label}重复登记"))
        else:
            seen.add(event)
            ordered.append(event)
    return ordered, repeated


def _tell(
    history: History,
    ordered: Sequence[ClockEvent],
    revoked: Sequence[tuple[ClockEvent, ClockEvent]],
    refused: Mapping[int, str],
) -> int | None:
    """Take the events one by one; stops at a revocation that is allowed and gives its place."""
    gone = {id(event) for pair in revoked for event in pair}
    for number, event in enumerate(ordered):
        if id(event) in gone:
            continue
        if number in refused:
            history.refused.append(Refusal(event, refused[number]))
            continue
        _take(history, event)
        if event.kind is EventKind.EXTENSION_REVOKED and history.taken and history.taken[-1] is event:
            return number
    return None


def _take(history: History, event: ClockEvent) -> None:
    reason = _untimely(history, event) or _RULES[event.kind](history, event)
    if reason:
        history.refused.append(Refusal(event, reason))
    else:
        history.taken.append(event)


def _untimely(history: History, event: ClockEvent) -> str:
    if event.on < history.received_on:
        return f"{event.on} 早于收到申请之日（{history.received_on}）"
    if event.on > history.as_of:
        return f"{event.on} 晚于推算日（{history.as_of}），尚未发生"
    if history.closed:
        return f"申请已于{history.closed.on}{_CLOSED[history.closed.kind]}，此后的事项只作归档，不影响期限"
    if event.delivered is not None and event.delivered < event.on:
        return f"送达日（{event.delivered}）早于发出日（{event.on}）"
    if event.until is not None and event.until < event.on:
        return f"写明的期限（{event.until}）早于{event.on}"
    return ""


# --- what the law says to each kind: a reason to refuse it, or empty once it is taken over -----------------------


def _correction_notice(history: History, event: ClockEvent) -> str:
    """第三十条: once; later than seven working days is a breach, and after the end of the reply period too late."""
    if history.correction:
        return f"补正只能一次性告知，已于{history.correction.on}告知（条例第三十条）"
    if late := history.expired(event.on, doing="要求补正"):
        return late
    history.correction = event
    return ""


def _corrected(history: History, event: ClockEvent) -> str:
    """第三十条: the reply period runs from the day the correction is received."""
    if history.correction is None:
        return "没有告知过补正，不能登记收到补正（条例第三十条）"
    if history.corrected:
        return f"已于{history.corrected.on}收到补正，期限不再重新起算"
    history.corrected = event
    history.start = event.on
    return ""


def _fee_notice(history: History, event: ClockEvent) -> str:
    if history.fee:
        return f"已于{history.fee.on}发出收费通知，一件申请只收一次费"
    if late := history.expired(event.on, doing="发出收费通知"):
        return late
    history.fee = event
    return ""


def _paid(history: History, event: ClockEvent) -> str:
    """国办函〔2020〕109号: twenty working days; afterwards the application counts as abandoned."""
    if history.fee is None:
        return "没有发出过收费通知，不能登记缴费"
    if history.paid:
        return f"已于{history.paid.on}缴费"
    limit = history.payment_limit(history.fee).date
    if event.on > limit:
        return f"缴费期限已于{limit}届满，视为放弃申请，所收款项应当退还"
    history.paid = event
    history.start = event.on
    return ""


def _reason_notice(history: History, event: ClockEvent) -> str:
    """第三十五条. It says nothing of a pause, so the clock runs on."""
    if history.reason_notice:
        return f"已于{history.reason_notice.on}要求说明理由（条例第三十五条）"
    if late := history.expired(event.on, doing="要求说明理由"):
        return late
    history.reason_notice = event
    return ""


def _reasons_given(history: History, event: ClockEvent) -> str:
    if history.reason_notice is None:
        return "没有要求过说明理由（条例第三十五条）"
    if history.reasons:
        return f"申请人已于{history.reasons.on}说明理由"
    history.reasons = event
    return ""


def _deferred(history: History, event: ClockEvent) -> str:
    """第三十五条: reasonable reasons, but no reply possible in time: a later day, told to the applicant."""
    if history.reasons is None:
        return "申请人尚未说明理由，不能确定延迟答复的期限（条例第三十五条）"
    if history.deferred:
        return f"已确定延迟至{history.deferred.until}答复（条例第三十五条）"
    due = history.due_at(event.on)
    if due is None:
        return "正在等待申请人，没有答复期限可以延迟"
    if event.on > due.date:
        return f"答复期限已于{due.date}届满，不能再确定延迟答复的期限"
    if event.until is None:
        return "没有写明延迟到哪一天（条例第三十五条）"
    if event.until <= due.date:
        return f"延迟的期限（{event.until}）不晚于答复期限（{due.date}）"
    history.deferred = event
    return ""


def _extension(history: History, event: ClockEvent) -> str:
    """第三十三条第二款: once, at most twenty working days, approved and told to the applicant in time."""
    if history.extension:
        return f"已于{history.extension.on}延长过一次，不能再次延长（条例第三十三条第二款）"
    if event.days is None or not 1 <= event.days <= EXTENSION_DAYS:
        return f"延长须为1至{EXTENSION_DAYS}个工作日（条例第三十三条第二款）"
    if history.deferred:
        return "已依条例第三十五条确定延迟答复的期限，不再延长"
    due = history.due_at(event.on)
    if due is None:
        return "正在等待申请人，没有答复期限可以延长"
    if event.served > history.as_of:
        return "延期告知书尚未送达申请人，延长尚未生效（条例第三十三条第二款）"
    if late := history.expired(event.on, doing="延长"):
        return late
    due = history.due_at(event.served)
    if due and event.served > due.date:
        return f"延期告知书{event.served}送达时答复期限已于{due.date}届满，延长无效"
    history.extension = event
    return ""


def _extension_revoked(history: History, event: ClockEvent) -> str:
    return "" if history.extension else "没有生效的延期可以撤销"


def _consultation(history: History, event: ClockEvent) -> str:
    """第三十二条、第三十四条. Whoever is asked after the end of the period is asked, but nothing is excluded."""
    if event.answered is not None and event.answered < event.served:
        return f"收到意见日（{event.answered}）早于征求意见书送达日（{event.served}）"
    if history.expired(event.on, doing="扣除"):
        history.late.append(event)
    history.consultations.append(event)
    return ""


def _closes(history: History, event: ClockEvent) -> str:
    history.closed = event
    return ""


_RULES: Final[Mapping[EventKind, Callable[[History, ClockEvent], str]]] = {
    EventKind.CORRECTION_NOTICE: _correction_notice,
    EventKind.CORRECTED: _corrected,
    EventKind.FEE_NOTICE: _fee_notice,
    EventKind.PAID: _paid,
    EventKind.REASON_NOTICE: _reason_notice,
    EventKind.REASONS_GIVEN: _reasons_given,
    EventKind.DEFERRED: _deferred,
    EventKind.EXTENSION: _extension,
    EventKind.EXTENSION_REVOKED: _extension_revoked,
    EventKind.THIRD_PARTY: _consultation,
    EventKind.JOINT_AGENCY: _consultation,
    EventKind.WITHDRAWN: _closes,
    EventKind.REPLIED: _closes,
}
