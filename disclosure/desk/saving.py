"""Saving what the form holds: alone, or before the act whose button was pressed. Nothing typed is lost."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from accounts.policies import Refused
from catalog.desk.acting import person
from catalog.differing import Cell, parts
from disclosure import body as bodies
from disclosure.actions import drafting
from disclosure.content import LABELS
from disclosure.desk.acting import attempt, back_to
from disclosure.desk.sheet import EditionForm
from disclosure.models import DocumentEdition
from disclosure.workflow import NotPossible

Page = Callable[..., HttpResponse]  # the edition's screen: (request, edition, form, status, **extra)


def fingerprint(edition: DocumentEdition) -> str:
    """SM3 of what the form edits: pictures and files added meanwhile must not make a save a conflict."""
    return replace(edition.content(), attachments=()).digest()


def _revision(request: HttpRequest, edition: DocumentEdition) -> int:
    """The revision to hold the save against; one without a revision counts as old."""
    if request.POST.get("seen") == fingerprint(edition):
        return edition.revision
    text = request.POST.get("revision", "")
    return int(text) if text.isdecimal() and len(text) < 10 else -1


def save(request: HttpRequest, edition: DocumentEdition, page: Page) -> HttpResponse | None:
    """保存. None when it was saved; otherwise the page with everything typed and why it was not.

    409 when somebody saved meanwhile: both texts side by side, and the form ready to be saved on the newest.
    """
    form = EditionForm(request.POST, edition=edition, person=person(request), today=timezone.localdate())
    if not form.is_valid():
        return page(request, edition, form)
    try:
        drafting.save_draft(
            edition,
            by=person(request),
            on=timezone.localdate(),
            revision=_revision(request, edition),
            values=form.values(),
            body=form.cleaned_data["body"],
            items=form.chosen_items(),
            co_issuers=form.chosen_partners(),
            relations=form.relations(),
        )
    except drafting.Conflict as conflict:
        edition.refresh_from_db()
        extra = {"conflict": str(conflict), "both": both(edition, form), "texts": _texts(edition, form)}
        return page(request, edition, form, 409, **extra)
    except (Refused, NotPossible) as refusal:
        form.add_error(None, str(refusal))
        return page(request, edition, form)
    for sentence in bodies.losses(form.cleaned_data["body"]):
        messages.warning(request, sentence)
    return None


def keep(request: HttpRequest, edition: DocumentEdition, page: Page) -> HttpResponse | None:
    """Save the form first when the button stood in it; a response when that was not possible."""
    return save(request, edition, page) if "revision" in request.POST else None


def after_saving(
    request: HttpRequest,
    edition: DocumentEdition,
    page: Page,
    act: Callable[[], Any],
    success: str,
    place: str = "",
) -> HttpResponse:
    """Save what came along, then carry out the act; back at `place` of the screen."""
    if refused := keep(request, edition, page):
        return refused
    attempt(request, act, success)
    return back_to(edition, place)


def both(edition: DocumentEdition, form: EditionForm) -> list[Cell]:
    """What differs between what is saved now and what was typed, field by field; the text has its own place."""
    theirs, yours = _saved(edition, form), _typed(form)
    return [
        Cell(LABELS[name], *parts(theirs[name], yours[name]))
        for name in theirs
        if theirs[name] != yours[name]
    ]


@dataclass(frozen=True)
class TextChange:
    """A paragraph on both sides; an empty side where only the other has it."""

    old: Any
    new: Any
    kind: str


def _texts(edition: DocumentEdition, form: EditionForm) -> list[TextChange]:
    changes = bodies.compare(edition.body, bodies.clean(form.cleaned_data["body"]))
    return [TextChange(one.old, one.new, one.kind) for one in changes if one.kind != "same"]


def _saved(edition: DocumentEdition, form: EditionForm) -> dict[str, str]:
    """Every field of the form but the text as it is saved now, in words."""
    fresh = EditionForm(None, edition=edition, person=form.forwards.person, today=timezone.localdate())
    return _in_words(fresh, {**fresh.initial, "forwards": fresh.forwards.chosen}, fresh.relation_words())


def _typed(form: EditionForm) -> dict[str, str]:
    return _in_words(form, {**form.cleaned_data, "forwards": form.forwards.chosen}, form.relation_words())


def _in_words(form: EditionForm, values: Mapping[str, Any], relations: list[str]) -> dict[str, str]:
    found = {}
    for name in LABELS:
        key = name.removesuffix("_id")
        if key in form.fields and key != "body":
            found[name] = in_words(form, key, values.get(key))
    found["forwards_id"] = str(values["forwards"] or "")
    found["relations"] = "；".join(sorted(relations))
    return found


def in_words(form: EditionForm, name: str, value: Any) -> str:
    """A value of the form as a person reads it: the label of a choice, 是 for a tick."""
    if isinstance(value, bool):
        return "是" if value else "否"
    labels = dict(_flat(getattr(form.fields[name], "choices", ())))
    if isinstance(value, list):
        return "；".join(sorted(labels.get(str(one), str(one)) for one in value))
    text = "" if value is None else str(value)
    return labels.get(text, text) if text else ""


def _flat(choices: Any) -> list[tuple[str, str]]:
    """(value, label) of choices with and without groups."""
    found: list[tuple[str, str]] = []
    for value, label in choices:
        found += (
            [(str(v), str(w)) for v, w in label]
            if isinstance(label, list | tuple)
            else [(str(value), str(label))]
        )
    return found
