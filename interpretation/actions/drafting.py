"""Starting an interpretation or a new edition of one, and changing its draft."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from pathlib import PurePath
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import IntegrityError, transaction
from django.db.models import Max

from accounts.models import Organisation, User
from accounts.policies import Refused, require
from audit.actions import record
from disclosure.actions.attaching import store
from disclosure.actions.drafting import Conflict
from disclosure.models import Document
from disclosure.scanner import scan_file
from interpretation.content import FIELDS
from interpretation.models import Interpretation, InterpretationEdition, InterpretationFile, Question
from interpretation.policies import may_discard, may_edit, may_revise, may_start, may_tie
from interpretation.validation import cleaned
from interpretation.workflow import CURRENT, Action, Form, Status, article, next_status

MOST_QUESTIONS = 60


def lock(edition: InterpretationEdition) -> InterpretationEdition:
    """The edition as it is now, locked until commit: every change of it or its parts holds this lock."""
    return (
        InterpretationEdition.objects.select_for_update(of=("self",))
        .select_related("interpretation__unit")
        .get(pk=edition.pk)
    )


@transaction.atomic
def start(
    unit: Organisation, *, form: str, title: str, documents: Sequence[Document], by: User, on: date
) -> InterpretationEdition:
    """起草解读 of one form for at least one document."""
    require(may_start(by, unit))
    if form not in Form.values:
        raise Refused("请选择解读形式。")
    if not title.strip():
        raise Refused("请填写标题。")
    _tied(by, documents)
    interpretation = Interpretation.objects.create(unit=unit, form=form)
    interpretation.documents.set(documents)
    edition = InterpretationEdition.objects.create(
        interpretation=interpretation, title=title.strip()[:200], started_by=by, updated_on=on
    )
    edition.authors.add(by)
    _rehash(edition)
    record(by, "interpretation.started", edition, organisation=unit, form=form)
    return edition


def _tied(by: User, documents: Sequence[Document]) -> None:
    if not documents:
        raise Refused("请选择解读的文件。")
    for document in documents:
        require(may_tie(by, document))


@transaction.atomic
def start_edition(
    interpretation: Interpretation, *, by: User, on: date, reason: str
) -> InterpretationEdition:
    """起草新版 from the edition that stands; the whole review starts again."""
    interpretation = Interpretation.objects.select_for_update().get(pk=interpretation.pk)
    require(may_revise(by, interpretation))
    if not reason.strip():
        raise Refused("请说明为什么要修改。")
    current = interpretation.editions.get(status__in=CURRENT)
    newest = interpretation.editions.aggregate(newest=Max("version"))["newest"] or 0
    try:
        with transaction.atomic():
            edition = InterpretationEdition.objects.create(
                interpretation=interpretation, version=newest + 1, started_by=by, updated_on=on, text=current.text,
                change_note=reason.strip()[:300], **{name: getattr(current, name) for name in FIELDS},
            )  # fmt: skip
    except IntegrityError:
        raise Refused("这篇解读已有一个起草中的版次。") from None
    for question in current.questions.all():
        question.pk, question.edition = None, edition
        question.save(force_insert=True)
    for file in current.files.all():
        file.pk, file.edition = None, edition
        file.save(force_insert=True)
    edition.authors.add(by)
    _rehash(edition)
    record(by, "interpretation.revised", edition, organisation=interpretation.unit, reason=reason.strip())
    return edition


@transaction.atomic
def save(
    edition: InterpretationEdition,
    *,
    by: User,
    on: date,
    revision: int,
    values: Mapping[str, Any],
    questions: Sequence[tuple[str, str]] | None = None,
    documents: Sequence[Document] | None = None,
) -> InterpretationEdition:
    """保存: fields of `content.FIELDS`, the questions in order, the documents. `Conflict` when `revision` is old.

    An edit after submission voids the opinions and takes the material back to its drafter.
    """
    edition = _open(edition, by, revision)
    for name, value in values.items():
        if name not in FIELDS:
            raise Refused("这一项不能在这里修改。")
        setattr(edition, name, value)
    edition.body, edition.text = cleaned(edition.body)
    if questions is not None:
        _ask(edition, questions)
    if documents is not None:
        _tied(by, documents)
        edition.interpretation.documents.set(documents)
    return _close(edition, by=by, on=on, action="interpretation.edited")


def _ask(edition: InterpretationEdition, questions: Iterable[tuple[str, str]]) -> None:
    """Questions keep their places; one without an answer is not kept quietly but refused."""
    kept = [(q.strip()[:200], a.strip()[:4000]) for q, a in questions if q.strip() or a.strip()]
    if any(not question or not answer for question, answer in kept):
        raise Refused("每个问答都要有问有答。")
    if len(kept) > MOST_QUESTIONS:
        raise Refused(f"一篇最多{MOST_QUESTIONS}个问答，请分成几篇。")
    edition.questions.all().delete()
    Question.objects.bulk_create(
        Question(edition=edition, position=place, question=question, answer=answer)
        for place, (question, answer) in enumerate(kept, start=1)
    )


def _open(edition: InterpretationEdition, by: User, revision: int | None) -> InterpretationEdition:
    edition = lock(edition)
    require(may_edit(by, edition))
    if revision is not None and revision != edition.revision:
        raise Conflict("您打开页面之后，别人修改了本件。请对照两边的内容后再保存。")
    return edition


def _close(
    edition: InterpretationEdition, *, by: User, on: date, action: str, **details: Any
) -> InterpretationEdition:
    """End a change of content: new hash and revision, opinions void, back to the drafter."""
    edition.revision += 1
    edition.updated_on = on
    if edition.status != Status.DRAFT:
        edition.status = next_status(edition.status, Action.EDIT)
        forget_decision(edition)
    edition.save()
    _rehash(edition)
    edition.authors.add(by)
    record(by, action, edition, article=article(Action.EDIT), organisation=edition.interpretation.unit,
           revision=edition.revision, **details)  # fmt: skip
    return edition


def forget_decision(edition: InterpretationEdition) -> None:
    """What was approved is approved no more."""
    edition.opinions.filter(voided=False).update(voided=True)
    edition.approved_hash = ""
    edition.secrecy_by = edition.approved_by = edition.approved_on = None


def _rehash(edition: InterpretationEdition) -> None:
    edition.content_hash = edition.digest()
    edition.save(update_fields=["content_hash"])


@transaction.atomic
def add_file(
    edition: InterpretationEdition, upload: UploadedFile, *, by: User, on: date, alt: str = ""
) -> InterpretationFile:
    """上传: a picture with its alternative text, a sound, a film, or a paper. Looked through before it is kept."""
    edition = _open(edition, by, None)
    name = PurePath((upload.name or "文件").replace("\\", "/")).name[-200:]
    stored = store(upload, name, by=by)
    with stored.file.open("rb") as handle:
        found = [one for one in scan_file(handle.read(), name) if one.blocking]
    if found:
        raise Refused(f"文件“{name}”中{found[0].place}有{found[0].kind.label}，请处理后再上传。")
    if stored.mime.startswith("image/") and not alt.strip():
        raise Refused("请填写图片的替代文本，说明图片的内容。")
    newest = edition.files.aggregate(newest=Max("position"))["newest"] or 0
    file = InterpretationFile.objects.create(
        edition=edition, file=stored, name=name, alt=alt.strip()[:300], position=newest + 1
    )
    _close(edition, by=by, on=on, action="interpretation.file_added", name=name, sm3=stored.sm3)
    return file


@transaction.atomic
def remove_file(file: InterpretationFile, *, by: User, on: date) -> InterpretationEdition:
    edition = _open(file.edition, by, None)
    name = file.name
    edition.files.filter(pk=file.pk).delete()
    return _close(edition, by=by, on=on, action="interpretation.file_removed", name=name)


@transaction.atomic
def discard(edition: InterpretationEdition, *, by: User, on: date, reason: str) -> InterpretationEdition:
    """放弃 a draft; it stays in the records."""
    edition = lock(edition)
    require(may_discard(by, edition))
    if not reason.strip():
        raise Refused("请说明放弃的理由。")
    edition.status, edition.updated_on = next_status(edition.status, Action.DISCARD), on
    edition.save(update_fields=["status", "updated_on"])
    record(
        by,
        "interpretation.discarded",
        edition,
        organisation=edition.interpretation.unit,
        reason=reason.strip(),
    )
    return edition
