"""A picture as the village gives it, kept without position data and other traces."""

from __future__ import annotations

from django.core.files.base import ContentFile
from django.core.files.uploadedfile import UploadedFile

from accounts.models import User
from accounts.policies import Refused
from disclosure.actions.attaching import LARGEST_IMAGE, MEGABYTE, store
from disclosure.models import StoredFile
from disclosure.scanner import CannotScrub, scrub


def keep_picture(upload: UploadedFile, *, by: User) -> StoredFile:
    """Raises `Refused` for what is no picture. Where and with what it was taken concerns nobody (个人信息保护法第六条)."""
    name = upload.name or "照片.jpg"
    if (upload.size or 0) > LARGEST_IMAGE:
        raise Refused(f"照片不能超过{LARGEST_IMAGE // MEGABYTE}MB。")
    data = upload.read()
    try:
        data = scrub(data, name)
    except CannotScrub as error:
        raise Refused(f"这张照片不能用：{error}。请另拍一张，存成 jpg 或者 png。") from error
    return store(ContentFile(data), name, by=by, images_only=True)
