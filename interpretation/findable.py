"""Interpretations, answers, concerns, events and messages as search knows them: what their pages show, and nothing more.

A message is found by what is shown of it with its writer's consent. The starred name is on the page and not in the text:
nobody is found by asking for a name (个人信息保护法第六条).
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from datetime import date, datetime

from django.db.models import Prefetch, QuerySet
from django.utils import timezone

from disclosure.models import DocumentEdition, Validity
from interpretation.content import ELEMENTS
from interpretation.models import (
    Concern,
    ConcernEntry,
    Interpretation,
    InterpretationEdition,
    Message,
    OutreachEvent,
    Piece,
    PolicyAnswer,
)
from interpretation.workflow import PieceStatus
from search.sources import Findable, Source, of_rows

INTERPRETATION, ANSWER, CONCERN, EVENT, MESSAGE = "interpretation", "answer", "concern", "event", "message"
GONE = (Validity.REPEALED, Validity.EXPIRED)


def _day(at: datetime | None) -> date | None:
    return timezone.localdate(at) if at else None


def _text(*parts: str) -> str:
    return "\n".join(part for part in parts if part)


def _interpretations(editions: QuerySet) -> Iterator[Findable]:
    """An interpretation is in force as long as one of its public documents is."""
    rows = list(editions.select_related("interpretation__unit").prefetch_related("questions"))
    found = DocumentEdition.objects.readable().filter(
        document__interpretations__in=[row.interpretation_id for row in rows]
    )
    standing: dict[int, list[str]] = {}
    for key, validity in found.values_list("document__interpretations", "validity"):
        standing.setdefault(key, []).append(validity)
    for row in rows:
        lasting = any(validity not in GONE for validity in standing.get(row.interpretation_id, []))
        asked = [_text(one.question, one.answer) for one in row.questions.all()]
        said = [getattr(row, name) for name in ELEMENTS]
        unit = row.interpretation.unit
        yield Findable(
            kind=INTERPRETATION,
            object_id=row.interpretation_id,
            url=row.get_absolute_url(),
            title=row.title,
            body=_text(
                row.sentence, row.keywords, *said, row.text, row.text_equivalent, row.transcript, *asked
            ),
            unit_id=unit.pk,
            unit_name=unit.name,
            topic=str(row.interpretation.get_form_display()),
            date=_day(row.published_at),
            in_force=lasting,
            status="" if lasting else "所解读的文件已失效",
            weight=0.97,  # beside its document: after it, before what only mentions it
        )


def _answers(answers: QuerySet) -> Iterator[Findable]:
    for one in answers.select_related("unit"):
        yield Findable(
            kind=ANSWER,
            object_id=one.pk,
            url=one.get_absolute_url(),
            title=one.question,
            body=_text(one.answer, one.keywords),
            unit_id=one.unit_id,
            unit_name=one.unit.name,
            date=_day(one.published_at),
            weight=0.9,
        )


def _concerns(concerns: QuerySet) -> Iterator[Findable]:
    said = ConcernEntry.objects.published().order_by("happened_at", "pk")
    for one in concerns.select_related("unit").prefetch_related(Prefetch("entries", said, "said")):
        parts = [part for entry in one.said for part in (entry.title, entry.rumour, entry.text)]
        yield Findable(
            kind=CONCERN,
            object_id=one.pk,
            url=one.get_absolute_url(),
            title=one.title,
            body=_text(one.summary, *parts),
            unit_id=one.unit_id,
            unit_name=one.unit.name,
            date=_day(max(entry.published_at for entry in one.said)),
            weight=0.9,
        )


def _events(events: QuerySet) -> Iterator[Findable]:
    """Open until it begins: people may come."""
    for one in events.select_related("unit"):
        yield Findable(
            kind=EVENT,
            object_id=one.pk,
            url=one.get_absolute_url(),
            title=one.title,
            body=_text(one.summary, one.audience_name, one.place, one.record),
            unit_id=one.unit_id,
            unit_name=one.unit.name,
            date=_day(one.held_at),
            status="已举行",
            weight=0.75,
            closes_at=one.held_at,
        )


def _messages(messages: QuerySet) -> Iterator[Findable]:
    for one in messages.select_related("unit", "domain"):
        yield Findable(
            kind=MESSAGE,
            object_id=one.pk,
            url=one.get_absolute_url(),
            title=one.shown_subject,
            body=_text(one.shown_text, one.answer),
            unit_id=one.unit_id,
            unit_name=one.unit.name,
            domains=[one.domain.code] if one.domain else [],
            topic=str(one.get_kind_display()),
            date=one.answered_on,
            status="已答复",
            weight=0.75,
        )


def _of_documents(documents: Collection[int]) -> Iterable[int]:
    return (
        Interpretation.objects.filter(documents__in=documents, editions__published_at__isnull=False)
        .distinct()
        .values_list("pk", flat=True)
    )


def _resting_on(documents: Collection[int]) -> Iterable[int]:
    """Answers rest on documents in force; one that changes withholds them."""
    published = PolicyAnswer.objects.filter(documents__in=documents, status=PieceStatus.PUBLISHED)
    return published.distinct().values_list("pk", flat=True)


def of_piece(piece: Piece) -> tuple[str, int]:
    """Kind and number under which a short piece is found; of an entry it is the concern's."""
    if isinstance(piece, ConcernEntry):
        return CONCERN, piece.concern_id
    if piece.FOUND_AS:
        return piece.FOUND_AS, piece.pk
    return (ANSWER if isinstance(piece, PolicyAnswer) else EVENT), piece.pk


SOURCES: tuple[Source, ...] = (
    of_rows(
        INTERPRETATION,
        "政策解读",
        InterpretationEdition.objects.public,
        _interpretations,
        key="interpretation",
        order=12,
        hangs_on={"document": _of_documents},
    ),
    of_rows(
        ANSWER,
        "政策问答",
        PolicyAnswer.objects.public,
        _answers,
        order=14,
        hangs_on={"document": _resting_on},
    ),
    of_rows(MESSAGE, "留言答复", Message.objects.public, _messages, order=60),
    of_rows(CONCERN, "回应关切", Concern.objects.public, _concerns, order=62),
    of_rows(EVENT, "政策宣讲", OutreachEvent.objects.published, _events, order=64, opening="即将举行，{}"),
)
