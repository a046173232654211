"""Files of documents: who may have them, and how the bytes go out.

Every request is judged anew and answered `no-cache`, so a withdrawal holds from the next request on.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator
from typing import IO, Any, Final
from urllib.parse import quote
from uuid import UUID

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import (
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponseBase,
    HttpResponseRedirect,
    StreamingHttpResponse,
)
from django.utils.http import http_date, parse_etags
from django.views.decorators.http import require_safe

from accounts.models import User
from disclosure.models import Attachment, DocumentEdition, StoredFile, VirusState
from disclosure.models.edition import STAFF
from disclosure.views.framing import LARGEST_KEY

logger = logging.getLogger(__name__)
CHUNK: Final = 64 * 1024
SHOWN_IN_PLACE: Final = ("application/pdf", "image/", "text/plain", "video/", "audio/")
_RANGE: Final = re.compile(r"bytes=(\d*)-(\d*)")
# What a file may do when a browser shows it: nothing. `sandbox` also takes away its origin.
CLOSED: Final = "default-src 'none'; style-src 'unsafe-inline'; img-src 'self'; media-src 'self'; sandbox"


@login_not_required
@require_safe
def attachment(request: HttpRequest, document: int, pk: int) -> HttpResponseBase:
    """An attachment of what anybody may read, or of what the member of staff may open; else 404."""
    found = _files().filter(edition__document=min(document, LARGEST_KEY), pk=min(pk, LARGEST_KEY)).first()
    if found is None:
        raise Http404
    if found.edition.is_readable:
        return serve(request, found)
    if _is_earlier(found.edition):
        newest = _files().filter(edition__in=_readable(document), lineage=found.lineage).first()
        if newest is not None and newest.file_id != found.file_id:
            return _moved(newest)
        return serve(request, found)
    if _staff_may_open(request, found.edition):
        return serve(request, found, private=True)
    raise Http404


@login_not_required
@require_safe
def image(request: HttpRequest, document: int, lineage: UUID) -> HttpResponseBase:
    """A picture in the text, by what stays the same in every edition that keeps it.

    The public text comes first, then earlier ones. Staff may name the draft they look at with `?edition=`.
    """
    document = min(document, LARGEST_KEY)
    pictures = _files().filter(edition__document=document, lineage=lineage).order_by("-edition__version")
    wanted = request.GET.get("edition", "")
    if wanted.isdecimal() and len(wanted) < 19:
        draft = pictures.filter(edition=int(wanted)).first()
        if draft is not None and _staff_may_open(request, draft.edition):
            return serve(request, draft, private=True)
    public = pictures.filter(edition__in=_readable(document)).first()
    public = public or pictures.filter(edition__in=DocumentEdition.objects.earlier()).first()
    if public is not None:
        return serve(request, public)
    staff = next((one for one in pictures if _staff_may_open(request, one.edition)), None)
    if staff is None:
        raise Http404
    return serve(request, staff, private=True)


def _files() -> Any:
    return Attachment.objects.select_related("file", "edition").defer(
        "file__text", "edition__body", "edition__text"
    )


def _readable(document: int) -> Any:
    return DocumentEdition.objects.readable().filter(document=document)


def _is_earlier(edition: DocumentEdition) -> bool:
    return DocumentEdition.objects.earlier().filter(pk=edition.pk).exists()


def _staff_may_open(request: HttpRequest, edition: DocumentEdition) -> bool:
    """The unit's own people. `visible_to` alone is too wide: it knows of directory entries of every unit."""
    user = request.user
    return isinstance(user, User) and edition.unit_id in user.roles.organisations(*STAFF)


def _moved(newest: Attachment) -> HttpResponse:
    """The file was replaced: the old address leads to the new one and says so."""
    url = newest.get_absolute_url()
    response = HttpResponseRedirect(f"{url}?replaced=1")
    response.headers["Link"] = f'<{url}>; rel="latest-version"'
    response.headers["Cache-Control"] = "no-cache"
    return response


# --- the bytes ----------------------------------------------------------------------------------------------


def serve(request: HttpRequest, attachment: Attachment, *, private: bool = False) -> HttpResponseBase:
    """The file with its name: whole, one range of it, or 304. Memory does not grow with the file."""
    stored = attachment.file
    if stored.virus_state == VirusState.INFECTED:
        raise Http404
    etag = f'"{stored.sm3}"'
    headers = _headers(attachment, etag, private=private)
    if _unchanged(request, etag):
        return HttpResponse(status=304, headers={name: headers[name] for name in ("ETag", "Cache-Control")})
    prefix = getattr(settings, "ACCEL_REDIRECT_PREFIX", "")
    if prefix:
        del headers["ETag"], headers["Accept-Ranges"]
        headers["X-Accel-Redirect"] = f"{prefix.rstrip('/')}/{quote(stored.file.name)}"
        return HttpResponse(headers=headers)
    try:
        span = requested(request, stored.size, etag, headers["Last-Modified"])
    except ValueError:
        return HttpResponse(status=416, headers=headers | {"Content-Range": f"bytes */{stored.size}"})
    first, last = span or (0, stored.size - 1)
    headers["Content-Length"] = str(last - first + 1)
    if span:
        headers["Content-Range"] = f"bytes {first}-{last}/{stored.size}"
    status = 206 if span else 200
    if request.method == "HEAD":
        return HttpResponse(status=status, headers=headers)
    if not stored.file.storage.exists(stored.file.name):
        logger.error("a stored file is missing: %s", stored.pk)
        raise Http404
    return StreamingHttpResponse(_Pieces(stored, first, last - first + 1), status=status, headers=headers)


def _headers(attachment: Attachment, etag: str, *, private: bool) -> dict[str, str]:
    stored = attachment.file
    in_place = stored.mime.startswith(SHOWN_IN_PLACE) and stored.mime != "image/svg+xml"
    plain = f"attachment-{attachment.pk}{stored.extension}"
    kind = "inline" if in_place else "attachment"
    return {
        "Content-Type": stored.mime,
        "Content-Disposition": f"{kind}; filename=\"{plain}\"; filename*=UTF-8''{quote(attachment.name, safe='')}",
        "X-Content-Type-Options": "nosniff",
        "Content-Security-Policy": CLOSED,
        "Cache-Control": "private, no-cache" if private else "no-cache",
        "ETag": etag,
        "Last-Modified": http_date(stored.uploaded_at.timestamp()),
        "Accept-Ranges": "bytes",
    }


def _unchanged(request: HttpRequest, etag: str) -> bool:
    known = parse_etags(request.headers.get("If-None-Match", ""))
    return "*" in known or etag in [one.removeprefix("W/") for one in known]


def requested(request: HttpRequest, size: int, etag: str, modified: str) -> tuple[int, int] | None:
    """First and last byte of the one range asked for; None for the whole. ValueError: beyond the end (416).

    Several ranges, another unit, or a file that has changed since (`If-Range`) get the whole file (RFC 9110 §14).
    """
    match = _RANGE.fullmatch(request.headers.get("Range", "").strip())
    condition = request.headers.get("If-Range")
    if match is None or match.groups() == ("", "") or (condition and condition not in (etag, modified)):
        return None
    first, last = match.groups()
    if not first:
        length = min(_bounded(last, size), size)
        if length == 0:
            raise ValueError
        return size - length, size - 1
    start, end = _bounded(first, size), _bounded(last, size) if last else size
    if last and end < start:
        return None
    if start >= size:
        raise ValueError
    return start, min(end, size - 1)


def _bounded(digits: str, size: int) -> int:
    """A number however long it was typed, at most `size`."""
    return size if len(digits) > 18 else min(int(digits), size)


class _Pieces:
    """`length` bytes from `first` on, piece by piece; opened when first read, closed however the response ends.

    Storages without a path of their own (S3) are read the same way.
    """

    def __init__(self, stored: StoredFile, first: int, length: int) -> None:
        self.stored, self.first, self.left = stored, first, length
        self.handle: IO[bytes] | None = None

    def __iter__(self) -> Iterator[bytes]:
        return self

    def __next__(self) -> bytes:
        if self.handle is None:
            self.handle = self.stored.file.storage.open(self.stored.file.name, "rb")
            self.handle.seek(self.first)
        piece = self.handle.read(min(CHUNK, self.left)) if self.left > 0 else b""
        if not piece:
            self.close()
            raise StopIteration
        self.left -= len(piece)
        return piece

    def close(self) -> None:
        if self.handle is not None:
            self.handle.close()
