"""Consultations, surveys, gatherings and decision matters as search knows them.

Opinions are not in the text: what people said is read beside the answer it got, not found by their words or names.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from datetime import date, datetime

from django.db.models import Exists, OuterRef, QuerySet
from django.urls import reverse
from django.utils import timezone

from disclosure import body as bodies
from participation.models import (
    Answer,
    CatalogueEntry,
    Consultation,
    DecisionCatalogue,
    DecisionMatter,
    Feedback,
    Gathering,
    Report,
    Reviewed,
    Survey,
)
from search.sources import Findable, Source, of_rows

CONSULTATION, SURVEY, GATHERING, MATTER = "consultation", "survey", "gathering", "matter"


def _day(at: datetime | None) -> date | None:
    return timezone.localdate(at) if at else None


def _text(*parts: str) -> str:
    return "\n".join(part for part in parts if part)


def _common(one: Reviewed) -> dict[str, object]:
    return {
        "object_id": one.pk,
        "unit_id": one.unit_id,
        "unit_name": one.unit.name,
        "date": _day(one.published_at),
    }


def _consultations(consultations: QuerySet) -> Iterator[Findable]:
    """The draft and its explanation; once the feedback is published, what became of the opinions."""
    rows = list(consultations.select_related("unit", "feedback"))
    settled = [row.pk for row in rows if row.is_settled]
    answers: dict[int, list[str]] = {}
    for one in Answer.objects.filter(consultation__in=settled).order_by("pk"):
        answers.setdefault(one.consultation_id, []).append(_text(one.summary, one.reason))
    for row in rows:
        feedback = [row.feedback.summary, *answers.get(row.pk, [])] if row.is_settled else []
        yield Findable(
            kind=CONSULTATION,
            url=row.get_absolute_url(),
            title=row.title,
            body=_text(bodies.to_text(row.body), bodies.to_text(row.explanation), *feedback),
            status="已反馈" if row.is_settled else "",
            weight=0.95,
            opens_at=row.open_from,
            closes_at=row.closes_at,
            **_common(row),
        )


def _surveys(surveys: QuerySet) -> Iterator[Findable]:
    for row in surveys.select_related("unit").prefetch_related("questions__choices"):
        asked = [
            _text(one.text, *(choice.text for choice in one.choices.all())) for one in row.questions.all()
        ]
        yield Findable(
            kind=SURVEY,
            url=row.get_absolute_url(),
            title=row.title,
            body=_text(row.intro, *asked),
            topic=str(row.get_kind_display()),
            weight=0.85,
            opens_at=row.open_from,
            closes_at=row.closes_at,
            **_common(row),
        )


def _gatherings(gatherings: QuerySet) -> Iterator[Findable]:
    """The notice; the report once it is published. Who takes part is on the page and not in the text."""
    rows = list(gatherings.select_related("unit"))
    reports = {
        one.gathering_id: one
        for one in Report.objects.public().filter(gathering__in=[row.pk for row in rows])
    }
    for row in rows:
        report = reports.get(row.pk)
        yield Findable(
            kind=GATHERING,
            url=row.get_absolute_url(),
            title=row.title,
            body=_text(bodies.to_text(row.notice), row.place, bodies.to_text(report.text) if report else ""),
            topic=str(row.get_kind_display()),
            status="已公布报告" if report else "",
            weight=0.9,
            opens_at=max(row.signup_opens, row.published_at) if row.published_at else row.signup_opens,
            closes_at=row.signup_closes,
            **_common(row),
        )


def _matters_public() -> QuerySet:
    """As on the page of a matter: some published catalogue names it."""
    named = CatalogueEntry.objects.filter(
        matter=OuterRef("pk"), catalogue__in=DecisionCatalogue.objects.public()
    )
    return DecisionMatter.objects.filter(Exists(named))


def _matters(matters: QuerySet) -> Iterator[Findable]:
    """What the newest published catalogue says about each (as `actions.deciding.standing_entry`)."""
    entries = (
        CatalogueEntry.objects.filter(matter__in=matters, catalogue__in=DecisionCatalogue.objects.public())
        .select_related("catalogue__unit", "lead")
        .order_by("catalogue__year", "catalogue__version")
    )
    newest = {entry.matter_id: entry for entry in entries}
    for pk, entry in sorted(newest.items()):
        yield Findable(
            kind=MATTER,
            object_id=pk,
            url=reverse("participation:matter", args=[pk]),
            title=entry.title,
            body=_text(
                f"{entry.catalogue.year}年度重大行政决策事项",
                entry.lead.name,
                entry.legal_basis,
                entry.planned,
            ),
            unit_id=entry.catalogue.unit_id,
            unit_name=entry.catalogue.unit.name,
            date=_day(entry.catalogue.published_at),
            weight=0.85,
        )


def _led_by(units: Collection[int]) -> Iterable[int]:
    """The name of who prepares a decision is in the text."""
    led = CatalogueEntry.objects.filter(lead__in=units, catalogue__in=DecisionCatalogue.objects.public())
    return led.distinct().values_list("matter_id", flat=True)


def of_thing(thing: Reviewed) -> tuple[str, list[int]]:
    """Kind and numbers under which what was published or withdrawn is found; nothing for what has no page."""
    if isinstance(thing, Consultation):
        return CONSULTATION, [thing.pk]
    if isinstance(thing, Feedback):
        return CONSULTATION, [thing.consultation_id]
    if isinstance(thing, Survey):
        return SURVEY, [thing.pk]
    if isinstance(thing, Gathering):
        return GATHERING, [thing.pk]
    if isinstance(thing, Report):
        return GATHERING, [thing.gathering_id]
    if isinstance(thing, DecisionCatalogue):
        return MATTER, list(thing.entries.order_by("pk").values_list("matter_id", flat=True))
    raise TypeError(type(thing).__name__)


SOURCES: tuple[Source, ...] = (
    of_rows(
        CONSULTATION,
        "征求意见",
        Consultation.objects.public,
        _consultations,
        order=50,
        opening="征集中，{}截止",
    ),
    of_rows(SURVEY, "调查投票", Survey.objects.public, _surveys, order=52, opening="可以填写，{}截止"),
    of_rows(
        GATHERING, "听证会和会议", Gathering.objects.public, _gatherings, order=54, opening="报名中，{}截止"
    ),
    of_rows(MATTER, "重大决策事项", _matters_public, _matters, order=56, hangs_on={"unit": _led_by}),
)
