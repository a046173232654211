"""调查: the questions while it is a draft, one response per person while it is open, the counts in the same act."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from accounts.models import User
from accounts.policies import Refused
from participation.actions.opining import TooLate
from participation.actions.publishing import lock, rework
from participation.models import (
    Choice,
    FileReply,
    Mark,
    MatrixRow,
    Question,
    Response,
    Survey,
    SurveyPass,
    Tally,
    TextReply,
)
from participation.policies import may_respond
from participation.privacy import person_key
from participation.questionnaire import Item

TEXT_MOST = 1000
Cell = tuple[int, int | None, int | None]  # question, row, choice


class AlreadyAnswered(Refused):
    """This person's response is there."""


@dataclass(frozen=True)
class Given:
    """What one person answered to one question: choices (of the row, in a matrix), or a text; a file lies there already."""

    choices: Sequence[int] = ()
    rows: Mapping[int, int] | None = None
    text: str = ""

    @property
    def is_empty(self) -> bool:
        return not (self.choices or self.rows or self.text.strip())


def write_questions(
    survey: Survey, items: Sequence[Item], *, by: User, revision: int | None = None
) -> Survey:
    """The questions of a survey in preparation, whole; each with its counters at zero."""

    def change(now: Survey) -> None:
        now.questions.all().delete()
        made: list[list[Choice]] = []
        for number, item in enumerate(items, start=1):
            only_if = made[item.condition[0] - 1][item.condition[1] - 1] if item.condition else None
            question = Question.objects.create(
                survey=now, number=number, kind=item.kind, text=item.text[:300], required=item.required, most=item.most,
                only_if=only_if, page=item.page,
            )  # fmt: skip
            made.append(
                Choice.objects.bulk_create(
                    Choice(question=question, number=place, text=text[:200])
                    for place, text in enumerate(item.choices, 1)
                )
            )
            made_rows = MatrixRow.objects.bulk_create(
                MatrixRow(question=question, number=place, text=text[:200])
                for place, text in enumerate(item.rows, 1)
            )
            rows: list[MatrixRow | None] = [*made_rows] or [None]
            cells = [Tally(question=question, row=row, choice=choice) for row in rows for choice in made[-1]]
            Tally.objects.bulk_create([Tally(question=question), *cells])

    return rework(survey, change, by=by, revision=revision)


@transaction.atomic
def respond(
    survey: Survey, answers: Mapping[int, Given], *, key: UUID, voter: str = "", at: datetime | None = None
) -> Response:
    """填写. `answers` by question id; the same form again (`key`) gives the same response.

    The moment is read under the lock (see `opining.opine`). Raises `TooLate`, `AlreadyAnswered`, `Refused`.
    """
    survey = lock(survey)
    if standing := Response.objects.filter(pk=key, survey=survey).first():
        return standing
    moment = at or timezone.now()
    if not (verdict := may_respond(survey, moment)):
        raise TooLate(verdict.reason)
    if survey.protection != Survey.Protection.OPEN:
        if not voter:
            raise Refused("请先核验身份再填写。")
        if Response.objects.filter(survey=survey, voter=voter).exists():
            raise AlreadyAnswered("您已经填写过这份调查，每人只能填写一次。")
    response = Response.objects.create(
        pk=key, survey=survey, at=moment, voter="" if survey.protection == Survey.Protection.OPEN else voter
    )
    cells = Counter(_store(response, answers))
    for question, row, choice in sorted(cells, key=lambda cell: tuple(part or 0 for part in cell)):
        Tally.objects.filter(question=question, row=row, choice=choice).update(count=F("count") + 1)
    Survey.objects.filter(pk=survey.pk).update(answered=F("answered") + 1)
    return response


def _store(response: Response, answers: Mapping[int, Given]) -> Iterator[Cell]:
    """Write what was answered, question by question, and yield the counters it moves."""
    questions = response.survey.questions.prefetch_related("choices", "rows").order_by("number")
    uploads = set(
        FileReply.objects.filter(sheet=response.pk, response=None).values_list("question", flat=True)
    )
    taken: set[int] = set()
    kept: list[int] = []
    marks: list[Mark] = []
    texts: list[TextReply] = []
    for question in questions:
        asked = question.only_if_id is None or question.only_if_id in taken
        given = answers.get(question.pk, Given())
        if not asked or (given.is_empty and question.pk not in uploads):
            if asked and question.required:
                raise Refused(f"第{question.number}题必须回答。")
            continue
        yield (question.pk, None, None)
        if question.kind == Question.Kind.TEXT:
            texts.append(TextReply(response=response, question=question, text=given.text.strip()[:TEXT_MOST]))
            continue
        if question.kind == Question.Kind.FILE:
            kept.append(question.pk)
            continue
        for row, choice in _cells(question, given):
            marks.append(
                Mark(response=response, question=question, row_id=row, choice_id=choice, exclusive=question.kind != "multiple")
            )  # fmt: skip
            taken.add(choice)
            yield (question.pk, row, choice)
    if not marks and not texts and not kept:
        raise Refused("请至少回答一道题。")
    Mark.objects.bulk_create(marks)
    TextReply.objects.bulk_create(texts)
    FileReply.objects.filter(sheet=response.pk, question__in=kept).update(response=response)


def _cells(question: Question, given: Given) -> list[tuple[int | None, int]]:
    """The ticked cells of a question with choices; refuses what the question does not offer."""
    known = {choice.pk for choice in question.choices.all()}
    if question.kind == Question.Kind.MATRIX:
        rows = {row.pk for row in question.rows.all()}
        given_rows = given.rows or {}
        if question.required and rows - set(given_rows):
            raise Refused(f"第{question.number}题每一行都要回答。")
        cells: list[tuple[int | None, int]] = [(row, choice) for row, choice in sorted(given_rows.items())]
        if not set(given_rows) <= rows:
            raise Refused(f"第{question.number}题没有这一行。")
    else:
        cells = [(None, choice) for choice in dict.fromkeys(given.choices)]
    most = (question.most or len(known)) if question.kind == Question.Kind.MULTIPLE else 1
    if question.kind != Question.Kind.MATRIX and len(cells) > most:
        raise Refused(f"第{question.number}题最多选{most}项。")
    if any(choice not in known for _, choice in cells):
        raise Refused(f"第{question.number}题没有这个选项。")
    return cells


def counted(survey: Survey) -> dict[Cell, int]:
    """Every counter, counted anew from the responses: what `Tally` must equal."""
    found: Counter[Cell] = Counter()
    marks = Mark.objects.filter(response__survey=survey)
    found.update(marks.values_list("question", "row", "choice"))
    answered = set(marks.values_list("response", "question"))
    for kind in (TextReply, FileReply):
        answered |= set(kind.objects.filter(response__survey=survey).values_list("response", "question"))
    found.update((question, None, None) for _, question in answered)
    return dict(found)


def voter_of(survey: Survey, who: str) -> str:
    """The digest of an address or an account for this one survey: it cannot be compared with another survey's."""
    return person_key(who, purpose=f"survey:{survey.pk}")


@transaction.atomic
def ask_pass(survey: Survey, address: str, *, at: datetime | None = None) -> None:
    """索取填写链接: once an hour for an address, and never a word on whether it was used."""
    moment = at or timezone.now()
    if not (verdict := may_respond(survey, moment)):
        raise TooLate(verdict.reason)
    voter = voter_of(survey, address)
    found, _ = SurveyPass.objects.select_for_update().get_or_create(
        survey=survey, voter=voter, defaults={"asked_at": moment - timedelta(hours=2)}
    )
    if moment - found.asked_at < timedelta(hours=1):
        return
    found.address = address
    found.asked_at, found.sent_at, found.attempts, found.next_attempt_at = moment, None, 0, None
    found.save()
