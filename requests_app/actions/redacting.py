"""区分处理 (条例第三十七条): the boxes of a paper, and the copy that is given instead of it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from django.core.files.base import ContentFile
from django.db import transaction

from accounts.models import User
from accounts.policies import Refused, require
from audit.actions import record
from disclosure.actions.attaching import store
from requests_app.actions.deciding import touch_given_files
from requests_app.actions.stepping import Conflict, lock
from requests_app.models import CaseFile, Redaction
from requests_app.policies import may_redact
from requests_app.redaction import Box, CannotRedact, faults, read_boxes, redact


def boxes_of(file: CaseFile) -> tuple[list[Box], int]:
    """The boxes as last saved, and their version."""
    row = Redaction.objects.filter(file=file).first()
    return (read_boxes(row.boxes), row.version) if row else ([], 0)


@transaction.atomic
def save_boxes(
    file: CaseFile, rows: Iterable[Mapping[str, Any]], *, by: User, on: date, version: int
) -> Redaction:
    """Keep the boxes. `Conflict` when somebody saved others meanwhile; `Refused` names the box that is wrong."""
    request = lock(file.request)
    require(may_redact(by, request, file))
    boxes = _read(rows)
    row = Redaction.objects.select_for_update(of=("self",)).filter(file=file).first()
    if (row.version if row else 0) != version:
        raise Conflict("别人刚才保存了新的遮盖位置，请核对后再保存。")
    row = row or Redaction(file=file)
    row.boxes, row.version = [box.as_json() for box in boxes], version + 1
    row.saved_on, row.saved_by = on, by
    row.save()
    record(by, "request.boxes_saved", request, article="条例第三十七条", organisation=request.unit, file=file.pk,
           boxes=len(boxes))  # fmt: skip
    return row


def _read(rows: Iterable[Mapping[str, Any]]) -> list[Box]:
    try:
        return read_boxes(rows)
    except CannotRedact as error:
        raise Refused(str(error)) from None


def make(file: CaseFile, *, by: User, on: date) -> CaseFile:
    """生成遮盖件: pages made anew with the saved boxes, read again, and given to the applicant instead of the original.

    The pictures are made outside the transaction, which would hold the case's lock for seconds. Raises `Refused` when
    the result does not pass its own examination, and keeps nothing then.
    """
    require(may_redact(by, file.request, file))
    boxes, version = boxes_of(file)
    with file.file.file.storage.open(file.file.file.name, "rb") as source:
        data = source.read()
    try:
        made = redact(data, boxes)
    except CannotRedact as error:
        raise Refused(str(error)) from None
    if wrong := faults(made, boxes):
        raise Refused("".join(wrong))
    return _give(file, made, by=by, on=on, version=version)


@transaction.atomic
def _give(file: CaseFile, data: bytes, *, by: User, on: date, version: int) -> CaseFile:
    request = lock(file.request)
    require(may_redact(by, request, file))
    row = Redaction.objects.select_for_update(of=("self",)).get(file=file)
    if row.version != version:
        raise Conflict("别人刚才保存了新的遮盖位置，请核对后再生成。")
    name = f"{file.name.rsplit('.', 1)[0][:180]}（遮盖）.pdf"
    stored = store(ContentFile(data, name=name), name, by=by)
    file.redactions.update(replaced=True)
    made = CaseFile.objects.create(
        request=request, file=stored, kind=CaseFile.Kind.GIVEN, audience=CaseFile.Audience.APPLICANT, name=name, source=file,
        added_on=on, added_by=by,
    )  # fmt: skip
    CaseFile.objects.filter(pk=file.pk).update(
        kind=CaseFile.Kind.WORKING, audience=CaseFile.Audience.INTERNAL
    )
    touch_given_files(request)
    record(by, "request.redacted", request, article="条例第三十七条", organisation=request.unit, file=file.pk,
           sm3=stored.sm3)  # fmt: skip
    return made
