"""答卷: a field for each question, page by page; what other pages hold travels along in the form, so nothing is lost."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.http import QueryDict

from participation.actions.filing import ALLOWED, NAMES
from participation.actions.surveying import TEXT_MOST, Given
from participation.forms.public import GuardedForm
from participation.models import Question

K = Question.Kind


@dataclass(frozen=True)
class Block:
    """One question as it is shown: its fields, the file that lies there already, the box to take it back."""

    question: Question
    fields: list[forms.BoundField]
    kept: str = ""
    drop: str = ""


def field_names(question: Question) -> list[tuple[int | None, str]]:
    """(row, name of the field): one for each row of a matrix."""
    if question.kind == K.MATRIX:
        return [(row.pk, f"q{question.pk}r{row.pk}") for row in question.rows.all()]
    return [(None, f"q{question.pk}")]


def drop_name(question: Question) -> str:
    return f"q{question.pk}drop"


def chosen(typed: QueryDict, question: Question) -> set[int]:
    values = [value for _, name in field_names(question) for value in typed.getlist(name)]
    return {int(value) for value in values if value.isdecimal() and len(value) < 19}


def asked(questions: list[Question], typed: QueryDict) -> list[Question]:
    """Those this person is asked: whether a condition of an earlier page holds is known, of the same page it is not."""
    taken: set[int] = set()
    found = []
    for question in questions:
        holds = question.only_if is None or question.only_if_id in taken
        if holds:
            taken |= chosen(typed, question)
        if holds or (question.only_if is not None and question.only_if.question.page == question.page):
            found.append(question)
    return found


def turned(questions: list[Question], typed: QueryDict, here: int, step: int) -> int:
    """The next page (step 1) or the one before (-1) that has something to ask this person; `here` if there is none."""
    pages = sorted({question.page for question in asked(questions, typed)})
    beyond = [page for page in pages if (page - here) * step > 0]
    return (min(beyond) if step > 0 else max(beyond)) if beyond else here


class ResponseForm(GuardedForm):
    """One page of the questions; `needed`: the pages whose required questions must be answered now."""

    ticket = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(
        self, *args: Any, questions: list[Question], typed: QueryDict, page: int = 1, needed: Collection[int] = (),
        kept: Mapping[int, str] | None = None, **kwargs: Any,
    ) -> None:  # fmt: skip
        super().__init__(*args, **kwargs)
        self.every, self.typed, self.page, self.kept = questions, typed, page, kept or {}
        self.questions = asked(questions, typed)
        self.pages = sorted({question.page for question in self.questions}) or [1]
        for question in self.questions:
            for row, name in field_names(question):
                label = f"{question.number}. {question.text}" if row is None else self._row(question, row)
                self.fields[name] = self._field(question, label, question.page in needed)
                self.initial.setdefault(name, self._typed(question, name))

    def _row(self, question: Question, key: int) -> str:
        return next(row.text for row in question.rows.all() if row.pk == key)

    def _typed(self, question: Question, name: str) -> Any:
        return self.typed.getlist(name) if question.kind == K.MULTIPLE else self.typed.get(name)

    def _field(self, question: Question, label: str, is_now: bool) -> forms.Field:
        """Required where everybody who sees it is asked; of a condition on the same page the act decides."""
        on_this_page = question.only_if is not None and question.only_if.question.page == question.page
        needed = is_now and question.required and not on_this_page and question.pk not in self.kept
        help_text = (
            f"第{question.only_if.question.number}题选了“{question.only_if}”的填写"
            if question.only_if
            else ""
        )
        if question.kind == K.TEXT:
            return forms.CharField(
                label=label, required=needed, max_length=TEXT_MOST, help_text=help_text, widget=forms.Textarea(attrs={"rows": 3})
            )  # fmt: skip
        if question.kind == K.FILE:
            return forms.FileField(
                label=label, required=needed, help_text="；".join(filter(None, (ALLOWED, help_text))),
                widget=forms.FileInput(attrs={"accept": ",".join(NAMES)}),
            )  # fmt: skip
        choices = [(choice.pk, choice.text) for choice in question.choices.all()]
        if question.kind == K.MULTIPLE:
            most = f"最多选{question.most}项" if question.most else "可以选几项"
            return forms.TypedMultipleChoiceField(
                label=label, required=needed, choices=choices, coerce=int, widget=forms.CheckboxSelectMultiple,
                help_text="；".join(filter(None, (most, help_text))),
            )  # fmt: skip
        return forms.TypedChoiceField(
            label=label, required=needed, choices=choices, coerce=int, empty_value=None, widget=forms.RadioSelect,
            help_text=help_text,
        )  # fmt: skip

    def blocks(self) -> list[Block]:
        """What this page shows."""
        return [
            Block(
                question, [self[name] for _, name in field_names(question)], self.kept.get(question.pk, ""),
                drop_name(question),
            )
            for question in self.questions if question.page == self.page
        ]  # fmt: skip

    def carried(self) -> list[tuple[str, str]]:
        """What was answered on the other pages, also where the person is not asked any more: turning back finds it."""
        shown = {question.pk for question in self.questions if question.page == self.page}
        return [
            (name, value)
            for question in self.every if question.pk not in shown and question.kind != K.FILE
            for _, name in field_names(question) for value in self.typed.getlist(name) if value
        ]  # fmt: skip

    @property
    def place(self) -> int:
        return self.pages.index(self.page) + 1 if self.page in self.pages else 1

    @property
    def is_first(self) -> bool:
        return self.page <= self.pages[0]

    @property
    def is_last(self) -> bool:
        return self.page >= self.pages[-1]

    def show_first_fault(self) -> None:
        """Turn to the first page with something wrong; what is wrong on later ones is said when they are reached."""
        pages = {name: question.page for question in self.questions for _, name in field_names(question)}
        faulty = sorted({pages[name] for name in self.errors if name in pages})
        self.show_only(faulty[0] if faulty else self.page)

    def show_only(self, page: int) -> None:
        """This page with its own faults; the question asked of busy addresses stands on the last one."""
        pages = {name: question.page for question in self.questions for _, name in field_names(question)}
        self.page = page
        self.challenged = self.challenged and self.is_last
        other = [name for name in self.errors if pages.get(name, page) != page]
        for name in other if self.challenged else [*other, *({"answer"} & set(self.errors))]:
            del self.errors[name]

    def answers(self) -> dict[int, Given]:
        found = {}
        for question in self.questions:
            values = {row: self.cleaned_data.get(name) for row, name in field_names(question)}
            if question.kind == K.MATRIX:
                found[question.pk] = Given(
                    rows={row: choice for row, choice in values.items() if row and choice}
                )
                continue
            value = values[None]
            if question.kind == K.TEXT:
                found[question.pk] = Given(text=value or "")
            elif question.kind == K.MULTIPLE:
                found[question.pk] = Given(choices=value or ())
            elif question.kind != K.FILE:
                found[question.pk] = Given(choices=[value] if value else ())
        return found
