"""Rows ready to print: consultations with where they stand, feedback with its totals."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.utils import timezone

from participation.deadlines import Standing, feedback_days, report_days, report_due, standing
from participation.models import (
    Answer,
    CatalogueEntry,
    Consultation,
    DecisionCatalogue,
    DecisionMatter,
    Gathering,
    MatterStep,
    Opinion,
    OpinionPart,
)
from participation.procedure import OPTIONAL, ORDER, RULES, Step, current
from participation.workflow import Phase
from statute.loading import working_calendar

BADGES = {
    Phase.COMING: "provisional", Phase.OPEN: "valid", Phase.CLOSED: "plain", Phase.OVERDUE: "overdue", Phase.SETTLED: "done",
}  # fmt: skip


@dataclass(frozen=True)
class Line:
    """One consultation in a list."""

    consultation: Consultation
    standing: Standing
    badge: str
    countdown: str


@dataclass(frozen=True)
class Call:
    """One consultation that is open: how long one still has is all that is said of it."""

    consultation: Consultation
    countdown: str


def calls(consultations: Iterable[Consultation], at: datetime) -> list[Call]:
    """Open ones only; no query besides the consultations' own, for their feedback is not due yet."""
    today = timezone.localtime(at).date()
    return [
        Call(one, remaining(one, (timezone.localtime(one.closes_at).date() - today).days))
        for one in consultations
    ]


def countdown(consultation: Consultation, where: Standing) -> str:
    """How long one still has, in words; empty when it is over."""
    if where.phase == Phase.COMING:
        return f"{timezone.localtime(consultation.open_from):%m月%d日}开始"
    if where.phase != Phase.OPEN:
        return ""
    return remaining(consultation, where.days_left)


def remaining(consultation: Consultation, days_left: int) -> str:
    closes = timezone.localtime(consultation.closes_at)
    if days_left == 0:
        return f"今天{closes:%H:%M}截止"
    return f"还有{days_left}天，{closes:%m月%d日 %H:%M}截止"


def lines(consultations: Iterable[Consultation], at: datetime) -> list[Line]:
    """Two queries besides the consultations' own, however many there are."""
    days, calendar = feedback_days(timezone.localtime(at).date()), working_calendar()
    found = []
    for one in consultations:
        where = standing(one, at, days, calendar)
        found.append(Line(one, where, BADGES[where.phase], countdown(one, where)))
    return found


def line(consultation: Consultation, at: datetime) -> Line:
    return lines([consultation], at)[0]


@dataclass(frozen=True)
class Held:
    """One gathering that is over: published, still to be published, or late; `due` where it is not published."""

    gathering: Gathering
    badge: str
    said: str
    due: date | None


def held(gatherings: Iterable[Gathering], at: datetime) -> list[Held]:
    """Two queries besides the gatherings' own (`for_list`), however many there are."""
    today = timezone.localtime(at).date()
    days, calendar, found = report_days(today), working_calendar(), []
    for one in gatherings:
        due = report_due(one, days, calendar).date
        if one.is_reported:
            found.append(Held(one, "done", "已公布会议情况", None))
        elif due < today:
            found.append(Held(one, "overdue", "逾期未公布", due))
        else:
            found.append(Held(one, "plain", "等待公布会议情况", due))
    return found


@dataclass(frozen=True)
class Totals:
    """The figures of a feedback; parts = adopted + partly + not + unanswered, and by channel the opinions."""

    opinions: int
    parts: int
    adopted: int
    partly: int
    not_adopted: int
    unanswered: int
    channels: list[tuple[str, int]]

    @property
    def add_up(self) -> bool:
        return self.parts == self.adopted + self.partly + self.not_adopted + self.unanswered


def totals(consultation: Consultation) -> Totals:
    """Counted from the rows every time, so that nothing can disagree (two queries)."""
    channels = Counter(consultation.opinions.values_list("channel", flat=True))
    adoptions = Counter(
        OpinionPart.objects.filter(opinion__consultation=consultation).values_list(
            "answer__adoption", flat=True
        )
    )
    kind = Answer.Adoption
    return Totals(
        opinions=channels.total(), parts=adoptions.total(), adopted=adoptions[kind.ADOPTED],
        partly=adoptions[kind.PARTLY], not_adopted=adoptions[kind.NOT], unanswered=adoptions[None],
        channels=[(str(label), channels[value]) for value, label in Opinion.Channel.choices if channels[value]],
    )  # fmt: skip


def feedback_rows(consultation: Consultation) -> list[tuple[str, ...]]:
    """Item by item, for the table and the workbook: number, who, channel, clause, text, adopted?, reason."""
    parts = (
        OpinionPart.objects.filter(opinion__consultation=consultation)
        .select_related("opinion", "answer")
        .order_by("opinion__serial", "place")
    )
    return [
        (
            str(part.opinion.serial), part.opinion.shown_name, part.opinion.get_channel_display(), part.label,
            part.shown_text, part.answer.get_adoption_display() if part.answer else "",
            part.answer.summary if part.answer else "", part.answer.reason if part.answer else "",
        )
        for part in parts
    ]  # fmt: skip


COLUMNS = (
    ("编号", 8), ("提出人", 12), ("渠道", 12), ("条款", 14), ("意见", 60), ("是否采纳", 12), ("归并", 30), ("理由", 60),
)  # fmt: skip


@dataclass(frozen=True)
class MatterLine:
    """One line of a catalogue with the step its matter has come to."""

    entry: CatalogueEntry
    step: str


def catalogue_lines(catalogue: DecisionCatalogue) -> list[MatterLine]:
    """Two queries however many lines."""
    entries = catalogue.entries.select_related("lead", "matter").prefetch_related("matter__steps")
    found = []
    for entry in entries:
        here = current(entry.matter.done())
        found.append(MatterLine(entry, here.label if here else "尚未启动"))
    return found


@dataclass(frozen=True)
class Mark:
    """One step on the time line of a matter: taken, left out, or still to come."""

    label: str
    article: str
    row: MatterStep | None


def timeline(matter: DecisionMatter, entry: CatalogueEntry) -> list[Mark]:
    """What was done in its order, then what is still to come (hearings and surveys only where they must be)."""
    rows = list(matter.steps.all())
    found = [Mark(row.get_step_display(), RULES[Step(row.step)].article, row) for row in rows]
    taken = {row.step for row in rows}
    here = current(matter.done())
    rest = ORDER[ORDER.index(here) + 1 :] if here else ORDER
    for step in rest:
        if step in OPTIONAL and not (step == Step.SURVEY and entry.is_livelihood and step not in taken):
            continue
        found.append(Mark(step.label, RULES[step].article, None))
    return found
