"""Files as evidence: looked at like every other upload, kept outside the web root, shown to nobody by being there."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import PurePath
from typing import Final

from django.core.files.uploadedfile import UploadedFile

from accounts.models import User
from accounts.policies import Refused
from disclosure.actions.attaching import MEGABYTE, store
from disclosure.models import StoredFile
from disclosure.scanner import scan_file

LARGEST: Final = 10 * MEGABYTE
MOST: Final = 5  # files at once
NAMES: Final = (
    ".pdf", ".ofd", ".docx", ".doc", ".wps", ".xlsx", ".xls", ".pptx", ".jpg", ".jpeg", ".png", ".webp", ".txt",
)  # fmt: skip
ALLOWED: Final = (
    f"可以上传 pdf、ofd、Word、Excel、pptx、图片、txt，每个不超过{LARGEST // MEGABYTE}MB，一次最多{MOST}个"
)
ACCEPT: Final = ",".join(NAMES)


def checked(uploads: Sequence[UploadedFile]) -> Sequence[UploadedFile]:
    """Not more than may be sent at once. Raises `Refused`."""
    if len(uploads) > MOST:
        raise Refused(f"一次最多上传{MOST}个文件，没有提交。")
    return uploads


def keep(upload: UploadedFile, *, by: User | None) -> tuple[StoredFile, str]:
    """The file and the name it is shown under. Raises `Refused`: kind, size, or content that is not what the name says."""
    plain = PurePath((upload.name or "").replace("\\", "/")).name
    name = "".join(character for character in plain if character.isprintable()).strip()[-200:] or "文件"
    if PurePath(name).suffix.lower() not in NAMES:
        raise Refused(f"文件“{name}”不是可以上传的格式。{ALLOWED}。")
    if (upload.size or 0) > LARGEST:
        raise Refused(f"文件“{name}”超过{LARGEST // MEGABYTE}MB，没有上传。")
    return store(upload, name, by=by), name


def blocking(stored: StoredFile, name: str) -> str:
    """What in the file must not go out (personal numbers, secrecy marks); empty where there is nothing."""
    with stored.file.open("rb") as handle:
        found = [one for one in scan_file(handle.read(), name) if one.blocking]
    return f"文件“{name}”中{found[0].place}有{found[0].kind.label}，不能公开。" if found else ""
