"""案卷材料: files of the applicant and of the handlers; who may have each of them is settled file by file."""

from __future__ import annotations

from contextlib import suppress
from datetime import date

import pypdfium2
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction

from accounts.models import User
from accounts.policies import Denied, Refused, require
from audit.actions import record
from disclosure.actions.attaching import store
from disclosure.models import StoredFile
from requests_app.actions.deciding import touch_given_files
from requests_app.actions.stepping import lock
from requests_app.models import CaseFile, InformationRequest
from requests_app.policies import may_take
from requests_app.workflow import ENDED

INTERNAL = (CaseFile.Kind.IDENTITY, CaseFile.Kind.AUTHORITY, CaseFile.Kind.CONSULTATION)
SENT_BY_APPLICANT = (*INTERNAL[:2], CaseFile.Kind.APPLICATION, CaseFile.Kind.CORRECTION)


@transaction.atomic
def add_file(
    request: InformationRequest,
    upload: UploadedFile | ContentFile,
    *,
    kind: str,
    by: User | None,
    on: date,
    name: str = "",
    audience: str = "",
) -> CaseFile:
    """Keep a file in the case. `by` None is the applicant, who adds papers of the application only.

    What is given goes to the applicant by default (申请人), everything else stays inside (内部).
    """
    request = lock(request)
    if by is None and kind not in SENT_BY_APPLICANT:
        require(Denied("申请人只能提交申请材料。"))
    if by is not None:
        require(may_take(by, request.unit))
    if kind == CaseFile.Kind.GIVEN and request.status in ENDED:
        raise Refused("本件已经办结，不能再增加提供的信息；需要重新答复的，请先重新办理。")
    label = (name or upload.name or "").strip()[:200]
    default = CaseFile.Audience.APPLICANT if kind == CaseFile.Kind.GIVEN else CaseFile.Audience.INTERNAL
    if kind in INTERNAL:
        audience = CaseFile.Audience.INTERNAL
    stored = store(upload, label, by=by)
    made = CaseFile.objects.create(
        request=request,
        file=stored,
        kind=kind,
        audience=audience or default,
        name=label,
        pages=_pages(stored),
        added_on=on,
        added_by=by,
    )
    if kind == CaseFile.Kind.GIVEN:
        touch_given_files(request)
    record(by, "request.file_added", request, organisation=request.unit, kind=kind, sm3=stored.sm3)
    return made


def _pages(stored: StoredFile) -> int | None:
    """Sides of a PDF or a picture, for the list of enclosures; None where a file has none to count."""
    if stored.extension == ".pdf":
        with stored.file.open("rb") as handle, suppress(pypdfium2.PdfiumError):
            return len(pypdfium2.PdfDocument(handle.read()))
    return 1 if stored.mime.startswith("image/") else None


@transaction.atomic
def set_audience(file: CaseFile, *, audience: str, by: User) -> CaseFile:
    """谁可以取得: 申请人, 公开 or 内部."""
    request = lock(file.request)
    require(may_take(by, request.unit))
    file = request.files.get(pk=file.pk)
    if audience not in CaseFile.Audience.values:
        raise Refused("请选择谁可以取得这份材料。")
    if file.kind in INTERNAL and audience != CaseFile.Audience.INTERNAL:
        raise Refused("身份证明、委托书和征求意见材料只供内部使用。")
    if file.kind == CaseFile.Kind.GIVEN and request.status in ENDED:
        raise Refused("本件已经答复，不能再改变提供的信息。")
    file.audience = audience
    file.save(update_fields=["audience"])
    touch_given_files(request)
    record(by, "request.file_audience", request, organisation=request.unit, file=file.pk, audience=audience)
    return file


@transaction.atomic
def remove_given(file: CaseFile, *, by: User) -> None:
    """不再提供: before the reply went out; the bytes stay in the case as working papers."""
    request = lock(file.request)
    require(may_take(by, request.unit))
    file = request.files.get(pk=file.pk)
    if file.kind != CaseFile.Kind.GIVEN or request.status in ENDED:
        raise Refused("只能撤去答复之前拟提供的信息。")
    file.kind, file.audience = CaseFile.Kind.WORKING, CaseFile.Audience.INTERNAL
    file.save(update_fields=["kind", "audience"])
    touch_given_files(request)
    record(by, "request.file_withheld", request, organisation=request.unit, file=file.pk)


@transaction.atomic
def look_at_person(request: InformationRequest, *, by: User) -> None:
    """查看个人信息: every look leaves an entry (个人信息保护法第五十四条)."""
    record(by, "request.person_seen", request, organisation=request.unit)


@transaction.atomic
def note_fetched(file: CaseFile, *, on: date) -> None:
    """已读回执: the first time the applicant fetches a file is kept; it proves delivery on line."""
    updated = CaseFile.objects.filter(pk=file.pk, fetched_on=None).update(fetched_on=on)
    if updated:
        record(None, "request.file_fetched", file.request, organisation=file.request.unit, file=file.pk)
