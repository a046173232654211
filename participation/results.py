"""The results of a survey as tables: from the counters, small cells suppressed; as many queries for one sheet as for a million."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from itertools import islice
from typing import Final
from uuid import UUID

from disclosure.bulk.sheets import safe
from participation.models import FileReply, Mark, Question, Response, Survey, Tally, TextReply
from participation.tabulating import share, suppressed
from participation.workflow import local

Column = tuple[int, int | None]  # question, row of a matrix
CHUNK: Final = 1000
UNLISTED: Final = (
    Question.Kind.TEXT,
    Question.Kind.FILE,
)  # what was written and handed in is never published


@dataclass(frozen=True)
class Bar:
    """One cell: what is counted, how often (None: too few to be shown), per cent of those who answered."""

    label: str
    count: int | None
    share: float | None


@dataclass(frozen=True)
class Block:
    """One table: a question, or one row of a matrix. `mean` of a scale, where every step may be shown."""

    question: Question
    row: str
    answered: int | None
    bars: list[Bar]
    mean: float | None = None

    @property
    def is_unlisted(self) -> bool:
        return self.question.kind in UNLISTED


def blocks(survey: Survey) -> list[Block]:
    """Four queries."""
    counts = {
        (one.question_id, one.row_id, one.choice_id): one.count
        for one in Tally.objects.filter(question__survey=survey)
    }
    found: list[Block] = []
    for question in survey.questions.prefetch_related("choices", "rows"):
        answered = counts.get((question.pk, None, None), 0)
        if question.kind in UNLISTED:
            found.append(Block(question, "", _shown(answered, survey.least), []))
            continue
        for row in list(question.rows.all()) or [None]:
            cells = [
                counts.get((question.pk, row.pk if row else None, one.pk), 0)
                for one in question.choices.all()
            ]
            total = sum(cells) if row else answered
            found.append(_block(survey, question, row.text if row else "", total, cells))
    return found


def _shown(count: int, least: int) -> int | None:
    return None if 0 < count < least else count


def _block(survey: Survey, question: Question, row: str, total: int, cells: list[int]) -> Block:
    shown: list[int | None] = (
        [None] * len(cells) if 0 < total < survey.least else suppressed(cells, survey.least)
    )
    bars = [
        Bar(choice.text, count, share(count, total))
        for choice, count in zip(question.choices.all(), shown, strict=True)
    ]
    mean = None
    if question.kind == Question.Kind.SCALE and total and None not in shown:
        mean = round(sum(step * count for step, count in enumerate(cells, 1)) / total, 2)
    return Block(question, row, _shown(total, survey.least), bars, mean)


def result_lines(survey: Survey) -> Iterator[list[str]]:
    """The published results as lines of a table; the same suppression as on the page."""
    yield ["题号", "题目", "行", "选项", "人数", "百分比"]
    for block in blocks(survey):
        for bar in block.bars or [Bar(f"（{block.question.get_kind_display()}）", block.answered, None)]:
            few = f"少于{survey.least}" if bar.count is None else str(bar.count)
            percent = "" if bar.share is None else str(bar.share)
            yield [
                str(block.question.number),
                safe(block.question.text),
                safe(block.row),
                safe(bar.label),
                few,
                percent,
            ]


def response_lines(survey: Survey) -> Iterator[list[str]]:
    """Every response as one line, a column for each question and matrix row; a thousand at a time, nothing kept."""
    columns: list[Column] = []
    choices: dict[int, str] = {}
    head = ["提交时间"]
    for question in survey.questions.prefetch_related("choices", "rows"):
        choices |= {choice.pk: choice.text for choice in question.choices.all()}
        for row in list(question.rows.all()) or [None]:
            columns.append((question.pk, row.pk if row else None))
            head.append(safe(f"{question}{' · ' + row.text if row else ''}"))
    yield head
    responses = Response.objects.filter(survey=survey).order_by("at", "pk").values_list("pk", "at")
    rows = responses.iterator(chunk_size=CHUNK)
    while sheets := dict(islice(rows, CHUNK)):
        cells = _cells(sheets, choices)
        for key, at in sheets.items():
            values = [safe("；".join(cells[key].get(column, ()))) for column in columns]
            yield [f"{local(at):%Y-%m-%d}", *values]


def _cells(sheets: Collection[UUID], choices: Mapping[int, str]) -> Mapping[UUID, Mapping[Column, list[str]]]:
    """What these responses say, cell by cell (three queries)."""
    found: dict[UUID, dict[Column, list[str]]] = defaultdict(lambda: defaultdict(list))
    marks = Mark.objects.filter(response__in=sheets).order_by("choice__number")
    for sheet, question, row, choice in marks.values_list("response", "question", "row", "choice"):
        found[sheet][question, row].append(choices[choice])
    texts = TextReply.objects.filter(response__in=sheets)
    for sheet, question, text in texts.values_list("response", "question", "text"):
        found[sheet][question, None].append(text)
    files = FileReply.objects.filter(response__in=sheets)
    for sheet, question, key, name in files.values_list("response", "question", "pk", "name"):
        found[sheet][question, None].append(f"文件{key}：{name}")
    return found
