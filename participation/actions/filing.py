"""文件题: an upload is kept at once, beside the unfinished form; a private file, looked at like every other upload."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from functools import partial
from pathlib import PurePath
from typing import Final
from uuid import UUID

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.db.models import QuerySet

from accounts.policies import Refused
from disclosure.actions.attaching import MEGABYTE, store
from participation.actions.opining import TooLate
from participation.actions.publishing import lock
from participation.models import FileReply, Question, Response, Survey
from participation.policies import may_respond

LARGEST: Final = 10 * MEGABYTE
NAMES: Final = (
    ".pdf",
    ".ofd",
    ".docx",
    ".doc",
    ".wps",
    ".xlsx",
    ".xls",
    ".jpg",
    ".jpeg",
    ".png",
    ".webp",
    ".txt",
)
KEPT: Final = timedelta(days=1)  # with a form nobody finishes
ALLOWED: Final = (
    f"可以交 pdf、ofd、docx、doc、xlsx、xls、图片、txt，不超过{LARGEST // MEGABYTE}MB；只供研究，不公布"
)


@transaction.atomic
def keep_file(
    survey: Survey, question: Question, upload: UploadedFile, *, sheet: UUID, at: datetime
) -> FileReply | None:
    """Keep one upload with the form `sheet`; a new one takes the old one's place. Raises `TooLate`, `Refused`.

    None where the form was sent already: what was handed in does not change.
    """
    survey = lock(survey)
    if not (verdict := may_respond(survey, at)):
        raise TooLate(verdict.reason)
    if question.survey_id != survey.pk or question.kind != Question.Kind.FILE:
        raise Refused("这道题不收文件。")
    if Response.objects.filter(pk=sheet).exists():
        return None
    name = (upload.name or "文件")[-200:]
    if PurePath(name).suffix.lower() not in NAMES:
        raise Refused(f"文件“{name}”不是可以交的格式。{ALLOWED}。")
    if (upload.size or 0) > LARGEST:
        raise Refused(f"文件“{name}”超过{LARGEST // MEGABYTE}MB，没有上传。")
    stored = store(upload, name, by=None)
    _drop(FileReply.objects.filter(sheet=sheet, question=question, response=None))
    return FileReply.objects.create(sheet=sheet, question=question, file=stored, name=name, at=at)


@transaction.atomic
def drop_file(question: Question, *, sheet: UUID) -> None:
    """不交了: gone at once, bytes and all, as long as the form was not sent."""
    _drop(FileReply.objects.filter(sheet=sheet, question=question, response=None))


def kept_with(sheet: UUID) -> Mapping[int, str]:
    """What lies beside an unfinished form: question → name."""
    return dict(FileReply.objects.filter(sheet=sheet, response=None).values_list("question", "name"))


@transaction.atomic
def forget_left_behind(at: datetime) -> int:
    """Files of forms nobody finished within a day (个人信息保护法第十九条: no longer than needed)."""
    return _drop(FileReply.objects.left_behind(at - KEPT).select_for_update(of=("self",)))


def _drop(rows: QuerySet[FileReply]) -> int:
    found = list(rows.select_related("file"))
    for one in found:
        stored = one.file
        one.delete()
        stored.delete()
        transaction.on_commit(partial(stored.file.storage.delete, stored.file.name))
    return len(found)
