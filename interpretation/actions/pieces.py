"""Short pieces (问答, 关切回应, 宣讲): saved, sent, let out by a second person, taken back, reworked."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from pathlib import PurePath
from typing import Any, TypeVar

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils import timezone

from accounts.models import Organisation, User
from accounts.policies import Refused, require
from audit.actions import record
from disclosure.actions.attaching import store
from disclosure.actions.drafting import Conflict
from disclosure.models import CountyWord, Document
from disclosure.scanner import scan_file, scan_text
from interpretation.findable import of_piece
from interpretation.models import (
    Concern,
    ConcernEntry,
    EventFile,
    Message,
    OutreachEvent,
    Piece,
    PolicyAnswer,
)
from interpretation.policies import (
    may_approve_piece,
    may_close_concern,
    may_confirm_answer,
    may_open_concern,
    may_prepare,
    may_start,
    may_tie,
    may_withdraw_piece,
)
from interpretation.workflow import PieceAction, PieceStatus, article, next_status
from search import actions as searching

Any_ = TypeVar("Any_", bound=Piece)
Action = PieceAction


def lock(piece: Any_) -> Any_:
    """The piece as it is now, locked until commit."""
    related = "concern__unit" if isinstance(piece, ConcernEntry) else "unit"
    rows: Any = type(piece)._meta.default_manager
    found: Any_ = rows.select_for_update(of=("self",)).select_related(related).get(pk=piece.pk)
    return found


def _unit(piece: Piece) -> Organisation:
    unit: Organisation = piece.unit  # type: ignore[attr-defined]  # every kind has one
    return unit


def _shown(piece: Any_, action: str, *, by: User, **details: Any) -> Any_:
    """The end of an act that changes what the public sees."""
    searching.refresh(*of_piece(piece))
    return _done(piece, action, by=by, **details)


def _done(piece: Any_, action: str, *, by: User, **details: Any) -> Any_:
    record(by, f"{piece._meta.model_name}.{action}", piece, article=piece.ARTICLE or article(Action.APPROVE),
           organisation=_unit(piece), **details)  # fmt: skip
    return piece


def _new(piece: Any_, *, by: User) -> Any_:
    piece.prepared_by = by
    piece.save()
    return _rehashed(piece)


def _rehashed(piece: Any_) -> Any_:
    piece.content_hash = piece.digest()
    piece.save(update_fields=["content_hash"])
    return piece


@transaction.atomic
def start_answer(
    unit: Organisation, *, by: User, question: str, source: str = "other", message: Message | None = None
) -> PolicyAnswer:
    """收入问答库: a question people ask, to be answered from documents in force."""
    require(may_start(by, unit))
    if not question.strip():
        raise Refused("请写明问题。")
    piece = _new(
        PolicyAnswer(unit=unit, question=question.strip()[:200], source=source, message=message), by=by
    )
    return _done(piece, "started", by=by)


@transaction.atomic
def start_event(
    unit: Organisation, *, by: User, title: str, audience: str, held_at: datetime, place: str
) -> OutreachEvent:
    """登记政策宣讲."""
    require(may_start(by, unit))
    if not title.strip() or not place.strip():
        raise Refused("请写明名称和地点。")
    event = OutreachEvent(
        unit=unit, title=title.strip()[:150], audience=audience, held_at=held_at, place=place.strip()[:150]
    )
    return _done(_new(event, by=by), "started", by=by)


@transaction.atomic
def open_concern(
    unit: Organisation, *, by: User, title: str, summary: str, severity: str, arisen_at: datetime
) -> Concern:
    """建立专题: the clock runs from when the matter arose, not from now."""
    require(may_open_concern(by, unit))
    if not title.strip():
        raise Refused("请写明专题的名称。")
    if arisen_at > timezone.now():
        raise Refused("发生时间不能晚于现在。")
    concern = Concern.objects.create(
        unit=unit, title=title.strip()[:100], summary=summary.strip()[:300], severity=severity,
        arisen_at=arisen_at, started_by=by,
    )  # fmt: skip
    record(by, "concern.opened", concern, article="条例第六条第二款", organisation=unit, severity=severity)
    return concern


@transaction.atomic
def start_entry(concern: Concern, *, by: User, kind: str, title: str, happened_at: datetime) -> ConcernEntry:
    """登记一次回应."""
    concern = Concern.objects.select_for_update(of=("self",)).select_related("unit").get(pk=concern.pk)
    require(may_open_concern(by, concern.unit))
    if concern.closed_on is not None:
        raise Refused("这个专题已经办结。")
    if not title.strip():
        raise Refused("请填写标题。")
    entry = ConcernEntry(concern=concern, kind=kind, title=title.strip()[:150], happened_at=happened_at)
    return _done(_new(entry, by=by), "started", by=by)


@transaction.atomic
def close_concern(concern: Concern, *, by: User, on: date) -> Concern:
    """办结: nothing more will be said; the page stays."""
    concern = Concern.objects.select_for_update(of=("self",)).select_related("unit").get(pk=concern.pk)
    require(may_close_concern(by, concern))
    if not concern.entries.filter(status=PieceStatus.PUBLISHED).exists():
        raise Refused("还没有作出回应，不能办结。")
    concern.closed_on = on
    concern.save(update_fields=["closed_on"])
    record(by, "concern.closed", concern, article="条例第六条第二款", organisation=concern.unit)
    return concern


@transaction.atomic
def save(
    piece: Any_,
    *,
    by: User,
    revision: int,
    values: Mapping[str, Any],
    documents: Sequence[Document] | None = None,
) -> Any_:
    """保存; a piece under review is a draft again."""
    piece = lock(piece)
    require(may_prepare(by, piece, Action.EDIT))
    if revision != piece.revision:
        raise Conflict("您打开页面之后，别人修改了本件。请对照两边的内容后再保存。")
    for name, value in values.items():
        if name not in piece.FIELDS:
            raise Refused("这一项不能在这里修改。")
        setattr(piece, name, value)
    piece.status = next_status(piece.status, Action.EDIT)
    piece.prepared_by, piece.revision = by, piece.revision + 1
    piece.save()
    if documents is not None:
        for document in documents:
            require(may_tie(by, document))
        piece.documents.set(documents)  # type: ignore[attr-defined]  # only where the kind has documents
    return _done(_rehashed(piece), "edited", by=by, revision=piece.revision)


@transaction.atomic
def add_event_file(event: OutreachEvent, upload: UploadedFile, *, by: User) -> EventFile:
    """宣讲材料, looked through before it is kept."""
    event = lock(event)
    require(may_prepare(by, event, Action.EDIT))
    name = PurePath((upload.name or "材料").replace("\\", "/")).name[-200:]
    stored = store(upload, name, by=by)
    with stored.file.open("rb") as handle:
        found = [one for one in scan_file(handle.read(), name) if one.blocking]
    if found:
        raise Refused(f"文件“{name}”中{found[0].place}有{found[0].kind.label}，请处理后再上传。")
    file = EventFile.objects.create(event=event, file=stored, name=name)
    event.status = next_status(event.status, Action.EDIT)
    event.prepared_by, event.revision = by, event.revision + 1
    event.save()
    _done(_rehashed(event), "file_added", by=by, name=name)
    return file


def lacking(piece: Piece) -> str:
    """What keeps the piece from being sent on; empty for nothing."""
    if said := piece.lacks():
        return said
    if isinstance(piece, PolicyAnswer):
        if not piece.answer.strip():
            return "请填写答复。"
        if not piece.documents.exists():
            return "请选择依据的文件，问答只从现行有效的文件中来。"
        if piece.documents.exclude(pk__in=_in_force()).exists():
            return "依据的文件中有失效、废止或者没有公开的，请更换。"
    if isinstance(piece, ConcernEntry):
        if not piece.text.strip():
            return "请填写内容。"
        if (
            piece.kind in (ConcernEntry.Kind.RUMOUR, ConcernEntry.Kind.CLARIFICATION)
            and not piece.rumour.strip()
        ):
            return "请先写明流传的不实说法。"
    if isinstance(piece, OutreachEvent) and not piece.summary.strip():
        return "请填写内容。"
    return _found(piece)


def _in_force() -> Any:
    return (
        Document.objects.public()
        .filter(editions__status="published", editions__validity__in=("in_force", "modified"))
        .values("pk")
    )


def _found(piece: Piece) -> str:
    words = tuple(CountyWord.objects.values_list("word", flat=True))
    for name in piece.FIELDS:
        value = getattr(piece, name)
        label = str(piece._meta.get_field(name).verbose_name)  # type: ignore[union-attr]  # plain columns, all of them
        found = (
            [one for one in scan_text(value, label, words=words) if one.blocking]
            if isinstance(value, str)
            else []
        )
        if found:
            return f"{label}中有{found[0].kind.label}，请先处理。"
    return ""


@transaction.atomic
def submit(piece: Any_, *, by: User) -> Any_:
    """提交审签. Raises `Refused` naming what is missing."""
    piece = lock(piece)
    require(may_prepare(by, piece, Action.SUBMIT))
    if said := lacking(piece):
        raise Refused(said)
    piece.status, piece.submitted_by = next_status(piece.status, Action.SUBMIT), by
    piece.content_hash = piece.digest()
    piece.save()
    return _done(piece, "submitted", by=by, hash=piece.content_hash)


def _second(piece: Any_, action: PieceAction, *, by: User, seen: str) -> Any_:
    piece = lock(piece)
    require(may_approve_piece(by, piece, action))
    if seen != piece.content_hash or piece.digest() != piece.content_hash:
        raise Conflict("您打开页面之后内容有改动，请看过新的内容再办理。")
    return piece


@transaction.atomic
def approve(piece: Any_, *, by: User, on: date, seen: str) -> Any_:
    """审签发布: by somebody who neither wrote nor sent it, exactly as shown."""
    piece = _second(piece, Action.APPROVE, by=by, seen=seen)
    if said := lacking(piece):
        raise Refused(said)
    now = timezone.now()
    piece.status, piece.approved_hash = next_status(piece.status, Action.APPROVE), piece.content_hash
    piece.approved_by, piece.approved_on, piece.note = by, on, ""
    piece.published_at = piece.published_at or now
    if isinstance(piece, PolicyAnswer):
        piece.confirmed_at, piece.confirmed_by = now, by
    piece.save()
    return _shown(piece, "published", by=by, hash=piece.approved_hash)


@transaction.atomic
def send_back(piece: Any_, *, by: User, seen: str, reason: str) -> Any_:
    piece = _second(piece, Action.RETURN, by=by, seen=seen)
    if not reason.strip():
        raise Refused("请说明退回的理由。")
    piece.status, piece.note = next_status(piece.status, Action.RETURN), reason.strip()[:300]
    piece.save()
    return _done(piece, "returned", by=by, reason=piece.note)


@transaction.atomic
def withdraw(piece: Any_, *, by: User, reason: str) -> Any_:
    """撤下: gone with the next request."""
    piece = lock(piece)
    require(may_withdraw_piece(by, piece))
    if not reason.strip():
        raise Refused("请说明撤下的原因。")
    piece.status, piece.note = next_status(piece.status, Action.WITHDRAW), reason.strip()[:300]
    piece.save()
    return _shown(piece, "withdrawn", by=by, reason=piece.note)


@transaction.atomic
def rework(piece: Any_, *, by: User, reason: str) -> Any_:
    """修订: a draft again, off the site until somebody else has let the new text out."""
    piece = lock(piece)
    require(may_prepare(by, piece, Action.REWORK))
    if not reason.strip():
        raise Refused("请说明为什么要修订。")
    piece.status, piece.note = next_status(piece.status, Action.REWORK), reason.strip()[:300]
    piece.approved_hash, piece.approved_by, piece.approved_on = "", None, None
    piece.prepared_by, piece.submitted_by = by, None
    piece.revision += 1
    piece.save()
    return _shown(piece, "reworked", by=by, reason=piece.note)


@transaction.atomic
def confirm(piece: PolicyAnswer, *, by: User, on: date) -> PolicyAnswer:
    """复核: the documents changed, the answer still holds. Impossible while one of them is not in force."""
    piece = lock(piece)
    require(may_confirm_answer(by, piece))
    if said := lacking(piece):
        raise Refused(said)
    piece.confirmed_at, piece.confirmed_by = timezone.now(), by
    piece.save(update_fields=["confirmed_at", "confirmed_by"])
    return _shown(piece, "confirmed", by=by, on=on.isoformat())
