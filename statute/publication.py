"""主动公开的期限 (条例第二十六条): the day by which a document must be out, and the steps that led to it.

Twenty working days from formation or change, unless a law or regulation sets another period. A catalog item may
promise less. It can give more only by pointing to such a law: a catalog is no law, and a number in it that is
longer than the law's does not count, unless the item carries the clause 法律、法规另有规定的，从其规定 and no
special rule is known that would say how long. Then the item's number is taken as the period it points to, and
the steps ask for its basis to be checked.
"""

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from statute.calendar import WEEKDAYS, Counted, WorkingCalendar
from statute.limits import PUBLICATION_DAYS, TRIGGER_WORDS, TimeLimit, Trigger, Unit, end_of, span_words
from statute.special_rules import PeriodKind, SpecialRule

ARTICLE: Final = "条例第二十六条"


@dataclass(frozen=True, slots=True)
class PublicationDue:
    """The last day for publishing; `reason` says why it is provisional (暂定), `basis` what set it.

    `number` and `unit` are the period as the law or the catalog states it: working days are never converted.
    """

    date: dt.date
    provisional: bool
    basis: str
    steps: tuple[str, ...]
    number: int
    unit: Unit
    reason: str = ""

    @property
    def working_days(self) -> int | None:
        """The number, if it counts working days."""
        return self.number if self.unit is Unit.WORKDAY else None

    @property
    def calendar_days(self) -> int | None:
        """The number in days, if it counts days or weeks; months and years have no fixed number of days."""
        return {Unit.DAY: self.number, Unit.WEEK: self.number * 7}.get(self.unit)


@dataclass(frozen=True, slots=True)
class _Period:
    """A period that could decide: how long, on what basis, from which event, and when it ends."""

    number: int
    unit: Unit
    basis: str
    event: str
    counted: Counted

    @property
    def date(self) -> dt.date:
        return self.counted.date

    @property
    def repeats_article(self) -> bool:
        return (self.number, self.unit) == (PUBLICATION_DAYS, Unit.WORKDAY)


def publication_due(
    formed_on: dt.date,
    *,
    own: Sequence[TimeLimit],
    special: SpecialRule | None,
    calendar: WorkingCalendar,
    trigger: Trigger = Trigger.FORMED,
) -> PublicationDue:
    """The due date: the items' `own` limits (the earliest), else `special`, else twenty working days.

    `formed_on` is the day of formation or change, or of another event: then `trigger` names it, and own limits
    that count from it are read as well. A special rule counts from its own event, which must be that day's; own
    limits that count from the same event are read too.
    An own limit that is longer than the law's is cut (see the module). One that only repeats the twenty days with
    the clause 从其规定 gives way to a longer special rule. One without a readable number leaves it to the law.
    """
    law, notes = _law(formed_on, special, calendar, trigger)
    known = law.basis != ARTICLE
    events = [trigger, *([special.trigger] if special and special.trigger else []), Trigger.FORMED]
    candidates: list[_Period] = []
    for limit in own:
        period = _own(formed_on, limit, calendar, events)
        decided, note = _weigh(limit, period, law, special_known=known)
        candidates.append(decided)
        notes += [note] if note else []
    chosen = min(candidates or [law], key=lambda period: period.date)
    counted = chosen.counted
    return PublicationDue(
        date=counted.date,
        provisional=counted.provisional,
        basis=chosen.basis,
        steps=(*_steps(formed_on, chosen, calendar), *dict.fromkeys(notes)),
        number=chosen.number,
        unit=chosen.unit,
        reason=counted.reason,
    )


def working_days_late(due: dt.date, done: dt.date, calendar: WorkingCalendar) -> int:
    """Working days after `due` until it was `done`; 0 means on time, so a rest day after `due` counts as one."""
    return max(1, calendar.working_days_between(due, done)) if done > due else 0


def working_days_left(today: dt.date, due: dt.date, calendar: WorkingCalendar) -> int:
    """Working days after `today` until `due`: 0 when today is the last, negative by as many as it is late."""
    if today > due:
        return -working_days_late(due, today, calendar)
    return calendar.working_days_between(today, due)


def _law(
    on: dt.date, special: SpecialRule | None, calendar: WorkingCalendar, trigger: Trigger
) -> tuple[_Period, list[str]]:
    """What the law asks, whatever a catalog says, and what there is to say about it."""
    event = TRIGGER_WORDS[trigger]
    twenty = _Period(
        PUBLICATION_DAYS, Unit.WORKDAY, ARTICLE, event, calendar.add_working_days(on, PUBLICATION_DAYS)
    )
    if special is None:
        return twenty, []
    if special.kind is not PeriodKind.WITHIN:
        return twenty, [f"{special.basis}规定的“{special.describe()}”不是公开的期限，不影响截止日期"]
    end = special.end(on, calendar)
    if end is None or special.number is None or special.unit is None:
        return twenty, [f"{special.basis}规定“{special.event}”，未定天数，最迟不超过{ARTICLE}的期限"]
    basis = f"{special.basis}（{ARTICLE}“另有规定”）"
    words = special.event or TRIGGER_WORDS[special.trigger or Trigger.FORMED]
    return _Period(special.number, special.unit, basis, words, end), []


def _own(
    on: dt.date, limit: TimeLimit, calendar: WorkingCalendar, events: Sequence[Trigger]
) -> _Period | None:
    """The earliest end the item sets for what happened `on`; None where it sets no sure number."""
    found = []
    for event in dict.fromkeys(events):
        span = limit.span(event)
        end = end_of(on, *span, calendar) if span else None
        if span and end:
            words = TRIGGER_WORDS[event]
            found.append(_Period(*span, f"{ARTICLE}，目录公开时限“{_short(limit.text)}”", words, end))
    return min(found, key=lambda period: period.date, default=None)


def _weigh(
    limit: TimeLimit, period: _Period | None, law: _Period, *, special_known: bool
) -> tuple[_Period, str]:
    """The item's period or the law's, whichever holds between the two, and a sentence where they differ."""
    text = _short(limit.text)
    if period is None:
        return law, f"目录公开时限“{text}”没有可以计算的天数，按{law.basis}" if text else ""
    if special_known and limit.escape and (period.repeats_article or period.date > law.date):
        return law, f"目录公开时限“{text}”写明另有规定的从其规定，按{law.basis}"
    if period.date <= law.date:
        return period, ""
    if limit.escape and not special_known:
        return period, (
            f"目录公开时限长于{ARTICLE}的{PUBLICATION_DAYS}个工作日（{law.date}），"
            "目录写明法律、法规另有规定的从其规定，请核对所依据的法律、法规"
        )
    return law, f"目录公开时限“{text}”（{period.date}）长于法定期限，目录不能延长法定期限，按{law.basis}"


def _short(text: str) -> str:
    plain = "".join(text.split())
    return plain if len(plain) <= 60 else f"{plain[:59]}…"


# --- the steps ----------------------------------------------------------------------------------------------


def _steps(on: dt.date, period: _Period, calendar: WorkingCalendar) -> Iterator[str]:
    yield f"{on} {period.event}，当日不计"
    yield f"期限{span_words(period.number, period.unit)}：{period.basis}"
    if period.unit is Unit.WORKDAY:
        yield from _working_days(on, period, calendar)
    elif period.unit in {Unit.MONTH, Unit.YEAR}:
        yield _corresponding_day(on, period)
    else:
        days = (period.date - on).days
        yield f"次日起第{days}日 {period.date}（自然日，节假日计算在内）"
    if period.counted.provisional:
        yield period.counted.reason


def _corresponding_day(on: dt.date, period: _Period) -> str:
    span = span_words(period.number, period.unit)
    if period.date.day == on.day:
        return f"{span}后的对应日 {period.date}（民法典第二百零二条）"
    return f"{span}后没有对应日，以月末 {period.date} 为最后一日（民法典第二百零二条）"


def _working_days(on: dt.date, period: _Period, calendar: WorkingCalendar) -> Iterator[str]:
    first = calendar.add_working_days(on, 1).date
    between = sorted([*_worked(on, period.number, calendar), *_holidays(on, period.number, calendar)])
    if period.number > 1:
        yield from (words for day, words in between if day < first)
        yield f"次日起第1个工作日 {first}"
        between = [(day, words) for day, words in between if day > first]
    yield from (words for _, words in between)
    yield f"第{period.number}个工作日 {period.date}"


def _worked(on: dt.date, number: int, calendar: WorkingCalendar) -> Iterator[tuple[dt.date, str]]:
    """Weekend days worked in exchange, but for the first and the last day, which have their own lines."""
    for step in calendar.explain(on, number):
        if step.number is not None and 1 < step.number < number:
            weekday = WEEKDAYS[step.date.weekday()]
            yield step.date, f"{step.date} 周{weekday}调休上班，计第{step.number}个工作日"


def _holidays(on: dt.date, number: int, calendar: WorkingCalendar) -> Iterator[tuple[dt.date, str]]:
    """Festivals skipped, each from its first to its last weekday off: 春节放假 2026-02-16 至 2026-02-23."""
    notices = calendar.notices
    runs: list[tuple[str, dt.date, dt.date]] = []
    for step in calendar.explain(on, number):
        if step.number is not None:
            continue
        name = notices[step.date.year].names.get(step.date, "")
        joins = (
            bool(runs) and runs[-1][0] == name and not calendar.working_days_between(runs[-1][2], step.date)
        )
        start = runs.pop()[1] if joins else step.date
        runs.append((name, start, step.date))
    for name, start, end in runs:
        span = f"{start}" if start == end else f"{start} 至 {end}"
        yield start, f"{name}放假 {span}，不计"
