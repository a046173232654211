"""附件: adding, replacing, renaming, removing; the allow-list is by content and told beforehand."""

from __future__ import annotations

import errno
import uuid
from datetime import date
from pathlib import PurePath
from typing import Final

from django.core.files.base import ContentFile
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.db.models import Max

from accounts.models import User
from accounts.policies import Refused, require
from audit.chain import sm3
from disclosure import body as bodies
from disclosure.actions.drafting import attachment_of, close_edit, lock, open_for_edit
from disclosure.models import Attachment, DocumentEdition, StoredFile
from disclosure.policies import may_edit
from disclosure.scanner import CannotScrub, read_file, scrub

MEGABYTE: Final = 1024 * 1024
LARGEST: Final = 50 * MEGABYTE
LARGEST_IMAGE: Final = 5 * MEGABYTE
LONGEST_TEXT: Final = 2_000_000  # characters kept for search
DISK_IS_FULL: Final = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
# What may be attached: the format found in the content → its media type and the names it may carry.
FORMATS: Final[dict[str, tuple[str, tuple[str, ...]]]] = {
    "pdf": ("application/pdf", (".pdf",)),
    "docx": ("application/vnd.openxmlformats-officedocument.wordprocessingml.document", (".docx",)),
    "xlsx": ("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", (".xlsx",)),
    "pptx": ("application/vnd.openxmlformats-officedocument.presentationml.presentation", (".pptx",)),
    "doc": ("application/msword", (".doc", ".wps")),
    "xls": ("application/vnd.ms-excel", (".xls", ".et")),
    "ofd": ("application/ofd", (".ofd",)),
    "jpeg": ("image/jpeg", (".jpg", ".jpeg")),
    "png": ("image/png", (".png",)),
    "gif": ("image/gif", (".gif",)),
    "webp": ("image/webp", (".webp",)),
    "txt": ("text/plain; charset=utf-8", (".txt",)),
    "csv": ("text/csv; charset=utf-8", (".csv",)),
    "zip": ("application/zip", (".zip",)),
    "mp4": ("video/mp4", (".mp4",)),
    "mp3": ("audio/mpeg", (".mp3",)),
}
IMAGES: Final = ("jpeg", "png", "gif", "webp")
ALLOWED_SENTENCE: Final = f"可以上传 pdf、ofd、docx、xlsx、pptx、doc、xls、图片、txt、csv、zip、mp4、mp3,每个不超过{LARGEST // MEGABYTE}MB"


def store(
    upload: UploadedFile | ContentFile, name: str, *, by: User | None, images_only: bool = False
) -> StoredFile:
    """Keep the bytes outside the web root. Raises `Refused`: empty, too big, or not what its name says."""
    limit = LARGEST_IMAGE if images_only else LARGEST
    if not upload.size:
        raise Refused(f"文件“{name}”是空的,没有上传。")
    if upload.size > limit:
        raise Refused(f"文件“{name}”超过{limit // MEGABYTE}MB,没有上传。")
    data = upload.read()
    seen = read_file(data, name)
    extension = PurePath(name).suffix.lower()
    media_type, extensions = FORMATS.get(seen.format, ("", ()))
    if not media_type or (images_only and seen.format not in IMAGES):
        allowed = "正文图片只能是 jpg、png、gif、webp" if images_only else ALLOWED_SENTENCE
        raise Refused(f"文件“{name}”的内容不是可以上传的格式。{allowed}。")
    if extension not in extensions:
        raise Refused(f"文件“{name}”的内容是{seen.format},与扩展名“{extension}”不符,没有上传。")
    stored = StoredFile(
        sm3=sm3(data),
        size=len(data),
        mime=media_type,
        extension=extension,
        text="\n".join(piece.text for piece in seen.pieces)[:LONGEST_TEXT],
        uploaded_by=by,
    )
    try:
        stored.file.save(f"{uuid.uuid4().hex}{extension}", ContentFile(data), save=False)
    except OSError as error:
        if error.errno in DISK_IS_FULL:
            raise Refused(f"服务器的存储空间不足,文件“{name}”没有保存,请稍后再试,或者联系管理员。") from error
        raise
    stored.save()
    return stored


@transaction.atomic
def attach(
    edition: DocumentEdition,
    upload: UploadedFile,
    *,
    by: User,
    on: date,
    name: str = "",
    revision: int | None = None,
) -> Attachment:
    """上传附件. Raises `Refused` with the reason; nothing was kept then."""
    edition = open_for_edit(edition, by, revision)
    label = _name(name or upload.name or "")
    attachment = Attachment.objects.create(
        edition=edition, file=store(upload, label, by=by), name=label, position=_next_position(edition)
    )
    close_edit(edition, by=by, on=on, action="attachment.added", name=label, sm3=attachment.file.sm3)
    return attachment


@transaction.atomic
def attach_image(
    edition: DocumentEdition, upload: UploadedFile, *, by: User, on: date, alt: str
) -> Attachment:
    """正文图片 with its alternative text, without which nobody blind would know what it shows."""
    edition = open_for_edit(edition, by, None)
    if not alt.strip():
        raise Refused("请填写图片的替代文本,说明图片的内容。")
    label = _name(upload.name or "图片")
    stored = store(upload, label, by=by, images_only=True)
    attachment = Attachment.objects.create(
        edition=edition,
        file=stored,
        name=label,
        alt=alt.strip()[:300],
        inline=True,
        position=_next_position(edition),
    )
    close_edit(edition, by=by, on=on, action="image.added", name=label, sm3=stored.sm3)
    return attachment


@transaction.atomic
def replace(attachment: Attachment, upload: UploadedFile, *, by: User, on: date) -> Attachment:
    """更换附件: the old address leads to the new file."""
    edition = open_for_edit(attachment.edition, by, None)
    attachment = attachment_of(edition, attachment.pk)
    label = _name(upload.name or attachment.name)
    attachment.file, attachment.name = store(upload, label, by=by), label
    attachment.save()
    close_edit(edition, by=by, on=on, action="attachment.replaced", name=label, sm3=attachment.file.sm3)
    return attachment


@transaction.atomic
def clean_up(attachment: Attachment, *, by: User, on: date) -> Attachment:
    """清除隐藏内容: a copy without comments, traces of revision, authors, position data."""
    edition = open_for_edit(attachment.edition, by, None)
    attachment = attachment_of(edition, attachment.pk)
    with attachment.file.file.open("rb") as handle:
        data = handle.read()
    try:
        cleaned = scrub(data, attachment.name)
    except CannotScrub as error:
        raise Refused(f"附件“{attachment.name}”不能自动清除:{error}") from error
    attachment.file = store(ContentFile(cleaned), attachment.name, by=by)
    attachment.save()
    close_edit(
        edition, by=by, on=on, action="attachment.cleaned", name=attachment.name, sm3=attachment.file.sm3
    )
    return attachment


@transaction.atomic
def remove(attachment: Attachment, *, by: User, on: date) -> None:
    """删除 from this edition; what earlier editions published stays theirs."""
    edition = open_for_edit(attachment.edition, by, None)
    attachment = attachment_of(edition, attachment.pk)
    name = attachment.name
    attachment.delete()
    close_edit(edition, by=by, on=on, action="attachment.removed", name=name)


@transaction.atomic
def body_from_docx(edition: DocumentEdition, upload: UploadedFile, *, by: User, on: date) -> list[str]:
    """上传 .docx 作为正文: text, tables and pictures; returns what the clerk should look at."""
    edition = lock(edition)
    require(may_edit(by, edition))
    if (upload.size or 0) > LARGEST:
        raise Refused(f"文件超过{LARGEST // MEGABYTE}MB,没有读取。")
    try:
        read = bodies.from_docx(upload.read())
    except bodies.DocxRefused as error:
        raise Refused(str(error)) from error
    edition.attachments.filter(inline=True).delete()
    sources: dict[int, str] = {}
    for number, image in enumerate(read.images):
        stored = store(ContentFile(image.data), image.name, by=by, images_only=True)
        picture = Attachment.objects.create(
            edition=edition, file=stored, name=image.name, alt=image.alt[:300], inline=True,
            position=_next_position(edition),
        )  # fmt: skip
        sources[number] = image_url(picture)
    edition.body = bodies.clean(bodies.with_sources(read.html, sources))
    edition.text = bodies.to_text(edition.body)
    close_edit(edition, by=by, on=on, action="document.body_replaced", file=upload.name, images=len(sources))
    return list(read.messages)


def image_url(attachment: Attachment) -> str:
    """The address of a picture in the text: the same in every edition that keeps it."""
    return f"/documents/{attachment.edition.document_id}/images/{attachment.lineage}/"


def _name(name: str) -> str:
    """A file name without folders and control characters, at most 200 characters."""
    plain = "".join(
        character for character in PurePath(name.replace("\\", "/")).name if character.isprintable()
    )
    return plain.strip()[-200:] or "附件"


def _next_position(edition: DocumentEdition) -> int:
    newest = edition.attachments.aggregate(newest=Max("position"))["newest"]
    return 0 if newest is None else newest + 1
