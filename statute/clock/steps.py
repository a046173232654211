"""The count in sentences (条例第三十至三十五条), so that anybody can repeat it with a wall calendar."""

import datetime as dt
from collections.abc import Iterator

from statute.calendar import WEEKDAYS, Interval, WorkingCalendar
from statute.clock.facts import CORRECTION_DAYS, REPLY_DAYS, Channel, ClockEvent, EventKind, Receipt
from statute.clock.history import History
from statute.clock.limits import SILENCE


def steps_of(receipt: Receipt, history: History | None, reason: str) -> Iterator[str]:
    """From receipt to the last day; `reason` ends it where there is no date, or where it may still move."""
    if history is None:
        yield reason
        return
    yield _received(receipt)
    limit = history.correction_limit().date
    yield f"需要补正的，{CORRECTION_DAYS}个工作日内一次性告知，最迟 {_day(limit)}（条例第三十条）"
    for extension, revocation in history.revoked:
        yield f"{extension.on} 的延期已于 {revocation.on} 撤销，按没有延期计算"
    for event in history.taken:
        yield from _event(history, event)
    due = history.due_at(history.until)
    withdrawn = history.closed is not None and history.closed.kind is EventKind.WITHDRAWN
    if due is not None and not withdrawn:
        yield from _count(history)
        if history.deferred and due.date == history.deferred.until:
            yield f"依条例第三十五条延迟至 {_day(due.date)} 答复"
    if reason:
        yield f"{reason}，先按周一至周五推算" if due and due.provisional else reason


def _received(receipt: Receipt) -> str:
    channel, article = receipt.channel, receipt.channel.article
    if not channel.needs_confirmation:
        act = "签收" if channel is Channel.REGISTERED_MAIL else "当面提交"
        return f"{_day(receipt.arrived)} {act}，当日为收到申请之日（{article}），不计入期限"
    confirmed = _day(receipt.confirmed) if receipt.confirmed else ""
    act, whose = ("到达", "与申请人") if channel is Channel.ORDINARY_MAIL else ("提交", "双方")
    return (
        f"{_day(receipt.arrived)} {channel.label}{act}，{confirmed} {whose}确认，"
        f"确认之日为收到申请之日（{article}），不计入期限"
    )


def _event(history: History, event: ClockEvent) -> Iterator[str]:
    plain = {
        EventKind.CORRECTION_NOTICE: "告知补正，原期限不再计算（条例第三十条）",
        EventKind.CORRECTED: "收到补正，当日不计，期限重新起算（条例第三十条）",
        EventKind.FEE_NOTICE: "发出收费通知，停止计时（国办函〔2020〕109号）",
        EventKind.PAID: "缴费，自次日起重新计算期限（国办函〔2020〕109号）",
        EventKind.REASON_NOTICE: "要求申请人说明理由，期限照常计算（条例第三十五条）",
        EventKind.REASONS_GIVEN: "申请人说明理由（条例第三十五条）",
        EventKind.WITHDRAWN: "申请人撤回申请",
        EventKind.REPLIED: "作出答复",
    }
    if event.kind in plain:
        yield f"{_day(event.on)} {plain[event.kind]}"
    elif event.kind is EventKind.EXTENSION:
        yield f"{_day(event.on)} 批准延长{event.days}个工作日并告知申请人（条例第三十三条第二款）"
    elif event.kind is EventKind.DEFERRED:
        yield f"{_day(event.on)} 认为理由合理，确定延迟至 {event.until} 答复（条例第三十五条）"
    elif event.kind.consults:
        yield _consultation(history, event)


def _consultation(history: History, event: ClockEvent) -> str:
    article = "第三十二条" if event.kind is EventKind.THIRD_PARTY else "第三十四条"
    text = (
        f"{_day(event.on)} {event.kind.label}{f'（{event.party}）' if event.party else ''}（条例{article}）"
    )
    if event.delivered is not None:
        text += f"，{event.delivered} 送达"
    lapse = history.lapse(event)
    _, end = history.interval(event, history.until)
    if event.answered is not None and event.answered <= history.until:
        text += f"，{event.answered} 收到意见"
        if lapse and event.answered > lapse.date:
            text += f"，已过{lapse.date}的意见期限"
    elif lapse and lapse.date <= history.until:
        text += f"，至 {lapse.date} 未提出意见，{SILENCE[event.kind].partition('，')[2]}"
    else:
        text += f"，截至 {end} 未收到意见"
    return f"{text}；期满后征求，不予扣除" if event in history.late else text


def _count(history: History) -> Iterator[str]:
    day, calendar, start = history.until, history.calendar, history.start
    excluded = history.excluded(day)
    total = REPLY_DAYS + history.extension_days + excluded
    for first, last in _united(history.excluded_intervals(day)):
        days = calendar.workdays_in([(first, last)])
        yield f"{first} 次日至 {last} 征求意见，{days}个工作日不计入期限（条例第三十三条第三款）"
    parts = [f"期限{REPLY_DAYS}个工作日"]
    parts += [f"延长{history.extension_days}个"] if history.extension_days else []
    parts += [f"征求意见顺延{excluded}个"] if excluded else []
    whole = f"，共{total}个工作日" if len(parts) > 1 else ""
    yield f"自 {start} 次日起计算，{'，'.join(parts)}{whole}（条例第三十三条）"
    yield "周六、周日不计，调休上班的计入"
    yield from _noteworthy(start, total, calendar)
    yield f"第{total}个工作日 {_day(history.counted(day).date)}"


def _united(intervals: list[Interval]) -> list[Interval]:
    """Overlapping or touching intervals as one."""
    united: list[Interval] = []
    for first, last in sorted(intervals):
        if united and first <= united[-1][1]:
            united[-1] = (united[-1][0], max(united[-1][1], last))
        else:
            united.append((first, last))
    return united


def _noteworthy(start: dt.date, days: int, calendar: WorkingCalendar) -> Iterator[str]:
    """Each weekend day worked, and each festival with every weekday it gives off, in order."""
    notices = calendar.notices
    found: list[tuple[str, list[str]]] = []
    for step in calendar.explain(start, days):
        if step.number is not None:
            found.append(("", [f"{_day(step.date)} 调休上班，计第{step.number}个工作日"]))
            continue
        name = notices[step.date.year].names.get(step.date, "")
        if found and found[-1][0] == name != "":
            found[-1][1].append(_day(step.date))
        else:
            found.append((name or "法定节假日", [_day(step.date)]))
    for name, dates in found:
        yield f"{name}放假不计：{'、'.join(dates)}" if name else dates[0]


def _day(day: dt.date) -> str:
    return f"{day.isoformat()}（周{WEEKDAYS[day.weekday()]}）"
