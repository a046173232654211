"""What is due by when: material promised for a document, and answers to messages. Time is an argument."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from django.urls import reverse
from django.utils.timezone import localtime

from interpretation.models import (
    InterpretationEdition,
    InterpretationPlan,
    Message,
    MessageKind,
    ReplyRule,
)
from interpretation.workflow import Form, Status
from statute.calendar import WorkingCalendar
from statute.open_deadlines import OpenDeadline

MATERIAL_DAYS: Final = 3  # working days after the document (国办发〔2016〕80号 practice)
LOOK_BACK: Final = timedelta(days=400)
# What holds where a county has set no row of its own (law-book §8).
DEFAULTS: Final = {
    MessageKind.CONSULT: (5, 5), MessageKind.SUGGEST: (15, 15), MessageKind.ERROR: (3, 7), MessageKind.MAILBOX: (15, 15),
}  # fmt: skip
DEFAULT_BASIS: Final = "国办发〔2017〕47号；本平台默认值，待县里确定"


@dataclass(frozen=True)
class Missing:
    """A document on the site whose promised material is not: which forms, since when it should have been there."""

    plan: InterpretationPlan
    forms: tuple[Form, ...]
    due_on: date
    provisional: bool
    late: bool


def missing_materials(
    plans: Iterable[InterpretationPlan], today: date, calendar: WorkingCalendar
) -> list[Missing]:
    """The plans of published documents that are not kept; two queries however many there are.

    A plan that names no form (the document was released first, 免除除外) lacks at least one material.
    """
    kept = [plan for plan in plans if plan.status == InterpretationPlan.Status.FILED]
    out = _forms_out([plan.edition.document_id for plan in kept])
    found = []
    for plan in kept:
        published = plan.edition.published_at
        if published is None:
            continue
        there = out.get(plan.edition.document_id, set())
        lacking = tuple(Form(form) for form in plan.forms if form not in there)
        due = calendar.add_working_days(localtime(published).date(), MATERIAL_DAYS)
        if lacking:
            found.append(Missing(plan, lacking, due.date, due.provisional, today > due.date))
    return found


def recent_plans(today: date, units: Iterable[int] | None = None) -> list[InterpretationPlan]:
    """Filed plans of documents published within about a year; one query."""
    plans = InterpretationPlan.objects.published().filter(
        status=InterpretationPlan.Status.FILED, edition__published_at__date__gte=today - LOOK_BACK
    )
    if units is not None:
        plans = plans.filter(unit__in=units)
    return list(
        plans.select_related("edition", "unit")
        .defer("edition__body", "edition__text")
        .order_by("edition__published_at")
    )


def _forms_out(documents: list[int]) -> dict[int, set[str]]:
    """Document → forms that are on the site."""
    rows = InterpretationEdition.objects.filter(
        status=Status.PUBLISHED, interpretation__documents__in=documents
    ).values_list("interpretation__documents", "interpretation__form")
    found: dict[int, set[str]] = {}
    for document, form in rows:
        found.setdefault(document, set()).add(form)
    return found


def reply_rule(kind: str, on: date) -> ReplyRule:
    """The row in force on that day, or the platform's default as an unsaved one."""
    row: ReplyRule | None = (
        ReplyRule.objects.in_force(on).filter(kind=kind).order_by("-effective_from").first()
    )
    if row is not None:
        return row
    days, more = DEFAULTS[MessageKind(kind)]
    return ReplyRule(
        kind=kind, working_days=days, extension_days=more, legal_basis=DEFAULT_BASIS, effective_from=on
    )


@dataclass(frozen=True)
class AnswerDue:
    """The last day for the answer, whether provisional, and how it was found."""

    date: date
    provisional: bool
    steps: tuple[str, ...]


def answer_due(message: Message, calendar: WorkingCalendar) -> AnswerDue:
    """答复期限: the rule of the day it was received, and the extension that was decided."""
    rule = reply_rule(message.kind, message.received_on)
    extension = getattr(message, "extension", None)
    more = extension.working_days if extension is not None else 0
    due = calendar.add_working_days(message.received_on, rule.working_days + more)
    steps = [
        f"{message.received_on}收到，当天不计。",
        f"{message.get_kind_display()}的答复时限是{rule.working_days}个工作日（{rule.legal_basis}）。",
    ]
    if extension is not None:
        steps.append(f"{extension.on}决定延长{more}个工作日：{extension.reason}")
    steps += [step.label for step in calendar.explain(message.received_on, rule.working_days + more)]
    steps.append(f"到{due.date}为止。" + (due.reason if due.provisional else ""))
    return AnswerDue(due.date, due.provisional, tuple(steps))


def open_answers() -> Iterator[OpenDeadline]:
    """Every answer still owed, for the preview of a change of the calendar."""
    for message in Message.objects.open().select_related("extension").order_by("pk"):
        url = reverse("admin:interpretation_message_change", args=[message.pk])
        rule = reply_rule(message.kind, message.received_on)
        extension = getattr(message, "extension", None)
        days = rule.working_days + (extension.working_days if extension is not None else 0)
        yield OpenDeadline(f"留言{message.number} 答复期限", url, message.received_on, days)
