"""草稿: what was typed survives a lost session, a wrong field and a closed window (product: nothing typed is lost)."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from django.core.files.uploadedfile import UploadedFile
from django.db import IntegrityError, transaction
from django.db.models import Exists, OuterRef, Q

from accounts.models import User
from disclosure.actions.attaching import store
from requests_app.models import CaseFile, DraftFile, InformationRequest, RequestDraft

KEPT_DAYS: Final = 30
LONGEST: Final = 20_000  # characters of a draft
LONGEST_FIELD: Final = 5_000
LONGEST_NAME: Final = 60
UPLOADS: Final = {"identity_file": CaseFile.Kind.IDENTITY, "authority_file": CaseFile.Kind.AUTHORITY}


def find_draft(token: UUID | None, account: User | None, at: datetime) -> RequestDraft | None:
    """The draft of the cookie, else the newest of the account; never one that belongs to another account."""
    submitted = InformationRequest.objects.filter(idempotency_key=OuterRef("pk"))
    fresh = RequestDraft.objects.filter(~Exists(submitted), updated_at__gte=at - timedelta(days=KEPT_DAYS))
    found = fresh.filter(pk=token).first() if token else None
    if found is not None and found.account_id not in (None, account.pk if account else None):
        found = None
    if found is None and account is not None:
        found = fresh.filter(account=account).order_by("-updated_at").first()
    return found


@transaction.atomic
def save_draft(
    draft: RequestDraft | None, content: Mapping[str, str], *, account: User | None, at: datetime
) -> RequestDraft:
    """Keep the fields as typed, right or wrong.

    A page saves by itself while it is being submitted: whichever comes second finds the row, or finds it gone into a
    case, and neither makes a second one.
    """
    draft = draft or RequestDraft()
    draft.account = draft.account or account
    draft.content = json.dumps(_cut(content), ensure_ascii=False)
    draft.updated_at = at
    if draft._state.adding:  # noqa: SLF001  Django's own way of telling a new row from a read one
        try:
            with transaction.atomic():
                draft.save(force_insert=True)
        except IntegrityError:
            pass
        else:
            return draft
    own = RequestDraft.objects.filter(Q(account=None) | Q(account=account), pk=draft.pk)
    own.update(account=draft.account, content_sealed=draft.content_sealed, updated_at=at)
    return draft


def _cut(content: Mapping[str, str]) -> dict[str, str]:
    """Each field a little longer than the form takes it, so that its writer can shorten it; all together `LONGEST`."""
    kept: dict[str, str] = {}
    left = LONGEST
    for name, value in content.items():
        if len(name) <= LONGEST_NAME and left > 0:
            kept[name] = value[: min(LONGEST_FIELD, left)]
            left -= len(name) + len(kept[name])
    return kept


def content_of(draft: RequestDraft | None) -> dict[str, str]:
    if draft is None or not draft.content:
        return {}
    return dict(json.loads(draft.content))


@transaction.atomic
def keep_file(draft: RequestDraft, field: str, upload: UploadedFile) -> None:
    """Keep an upload with the draft; a new one of the same kind takes the old one's place. `Refused` says what is wrong."""
    if not RequestDraft.objects.select_for_update().filter(pk=draft.pk).exists():
        return  # submitted a moment ago, with the same files
    kind, name = UPLOADS[field], (upload.name or "文件")[:200]
    stored = store(upload, name, by=None)
    draft.files.filter(kind=kind).delete()
    DraftFile.objects.create(draft=draft, kind=kind, name=name, file=stored)


@transaction.atomic
def turn_into_case(draft: RequestDraft, request: InformationRequest) -> None:
    """The files go over into the case, the draft is gone."""
    for one in draft.files.select_related("file"):
        CaseFile.objects.create(
            request=request, file=one.file, kind=one.kind, audience=CaseFile.Audience.INTERNAL, name=one.name,
            added_on=request.arrived_on,
        )  # fmt: skip
    draft.delete()


def forget_drafts(at: datetime) -> int:
    """Drafts nobody came back to."""
    return RequestDraft.objects.filter(updated_at__lt=at - timedelta(days=KEPT_DAYS)).delete()[0]
