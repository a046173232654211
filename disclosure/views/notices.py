"""/documents/<pk>/notice.pdf: the document on paper for the notice board, A4 or A3."""

from __future__ import annotations

import logging
import re
from collections.abc import Mapping
from typing import Any, Final
from urllib.parse import quote
from uuid import UUID

from django.contrib.auth.decorators import login_not_required
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.safestring import mark_safe
from django.views.decorators.http import require_safe

from disclosure.models import Attachment, DocumentEdition, VirusState
from disclosure.views.details import code, public_edition
from disclosure.views.framing import about, absolute

logger = logging.getLogger(__name__)
SIZES: Final[Mapping[str, str]] = {"a4": "A4", "a3": "A3"}
LARGEST: Final = 300 * 1024  # bytes of the text; a page layout takes about a second for each 100 KB
MOST_IMAGES: Final = 20 * 1024 * 1024
BASE: Final = "notice:/"
_IMAGE: Final = re.compile(r"notice:/documents/(\d+)/images/([0-9a-f-]{36})/")


class _Refused(Exception):  # noqa: N818  it reads as what it says
    """Nothing but the document's own pictures is fetched."""


@login_not_required
@require_safe
def notice(request: HttpRequest, pk: int) -> HttpResponse:
    """A PDF to be printed and posted; where it cannot be made, a page says so and offers the browser's printing."""
    edition = public_edition(pk)
    if edition is None or not edition.is_readable:
        raise Http404
    size = SIZES.get(request.GET.get("size", "a4").lower(), "A4")
    if len(edition.body.encode()) > LARGEST:
        return _instead(request, edition, "这份文件太长，不能生成张贴版。", status=413)
    if request.method == "HEAD":
        return _pdf(b"", edition, size)
    try:
        return _pdf(_laid_out(request, edition, size), edition, size)
    except (ImportError, OSError):  # WeasyPrint without Pango raises OSError when it is imported
        logger.exception("a notice could not be laid out")
        return _instead(
            request, edition, "这台服务器没有安装排版所需的组件，暂时不能生成张贴版。", status=503
        )


def _laid_out(request: HttpRequest, edition: DocumentEdition, size: str) -> bytes:
    import weasyprint  # noqa: PLC0415  needs system libraries that may be missing; only this page does without them

    url = absolute(request, edition.get_absolute_url())
    context = {
        "edition": edition,
        "size": size,
        "body": mark_safe(edition.body),  # cleaned when it was written, hashed when it was signed
        "number": "" if "doc-number" in edition.body else edition.doc_number,
        "mark": "" if edition.mark in edition.text else edition.mark,
        "attachments": edition.attachments.listed(),
        "url": url,
        "qr": f"{BASE}qr",
    }
    html = render_to_string("disclosure/notice.html", context, request=request)
    document = weasyprint.HTML(string=html, base_url=BASE, url_fetcher=_fetcher(edition, url))
    return document.write_pdf(presentational_hints=False)  # type: ignore[no-any-return]


def _fetcher(edition: DocumentEdition, url: str) -> Any:
    """Gives the code and the pictures of this very document; whatever else is asked for is refused."""
    from weasyprint.urls import URLFetcher, URLFetcherResponse  # noqa: PLC0415  as above

    class OwnPictures(URLFetcher):  # type: ignore[misc]
        left = MOST_IMAGES

        def fetch(self, asked: str, headers: Any = None) -> URLFetcherResponse:
            if asked == f"{BASE}qr":
                return URLFetcherResponse(asked, code(url), {"Content-Type": "image/svg+xml"})
            picture = _picture(edition, asked)
            self.left -= picture.file.size
            if self.left < 0:
                raise _Refused(asked)
            with picture.file.file.storage.open(picture.file.file.name, "rb") as handle:
                return URLFetcherResponse(asked, handle.read(), {"Content-Type": picture.file.mime})

    return OwnPictures(allowed_protocols=["notice"])


def _picture(edition: DocumentEdition, asked: str) -> Attachment:
    match = _IMAGE.fullmatch(asked)
    if match is None or int(match[1]) != edition.document_id:
        raise _Refused(asked)
    pictures: QuerySet[Attachment] = Attachment.objects.filter(edition=edition, lineage=UUID(match[2]))
    found = pictures.select_related("file").exclude(file__virus_state=VirusState.INFECTED).first()
    if found is None or not found.file.mime.startswith("image/"):
        raise _Refused(asked)
    return found


def _pdf(content: bytes, edition: DocumentEdition, size: str) -> HttpResponse:
    name = quote(f"{edition.title[:60]}({size}).pdf", safe="")
    plain = f"notice-{edition.document_id}.pdf"
    response = HttpResponse(content, content_type="application/pdf")
    response.headers["Content-Disposition"] = f"inline; filename=\"{plain}\"; filename*=UTF-8''{name}"
    response.headers["Cache-Control"] = "no-cache"
    return response


def _instead(request: HttpRequest, edition: DocumentEdition, sentence: str, *, status: int) -> HttpResponse:
    context = {
        "edition": edition,
        "sentence": sentence,
        "back": reverse("documents:detail", args=[edition.document_id]),
    }
    context |= about(edition, ("张贴版", ""))
    return TemplateResponse(request, "disclosure/no_notice.html", context, status=status)
