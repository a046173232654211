"""Attachments, pictures and the text from a Word file. Each button saves the form first, then does its act."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.views.decorators.http import require_POST

from accounts.policies import Refused
from catalog.desk.acting import person
from disclosure.actions import attaching, scanning
from disclosure.desk.acting import attempt, back_to, find_edition
from disclosure.desk.editions import page
from disclosure.desk.saving import keep
from disclosure.models import Attachment, DocumentEdition
from disclosure.workflow import NotPossible

AT = "attachments"


def _attachment(edition: DocumentEdition, pk: int) -> Attachment:
    return get_object_or_404(edition.attachments.select_related("file", "edition"), pk=pk)


def _done(
    request: HttpRequest, edition: DocumentEdition, act: Callable[[], Any], success: str, place: str = AT
) -> HttpResponse:
    """The act, then a scan of what is there now: what it finds stands on the page at once."""
    if attempt(request, act, success):
        attempt(request, lambda: scanning.scan_now(edition, by=person(request)), "")
    return back_to(edition, place)


@require_POST
def add(request: HttpRequest, pk: int) -> HttpResponse:
    """上传附件, several at once: those that fail say why, the others are kept."""
    edition = find_edition(request, pk)
    if refused := keep(request, edition, page):
        return refused
    user, today = person(request), timezone.localdate()
    uploads = request.FILES.getlist("files")
    if not uploads:
        messages.error(request, "请先选择文件。")
        return back_to(edition, AT)
    for upload in uploads:
        attempt(
            request,
            lambda upload=upload: attaching.attach(edition, upload, by=user, on=today),  # type: ignore[misc]
            f"已上传“{upload.name}”。",
        )
    attempt(request, lambda: scanning.scan_now(edition, by=user), "")
    return back_to(edition, AT)


@require_POST
def replace(request: HttpRequest, pk: int, attachment_pk: int) -> HttpResponse:
    edition = find_edition(request, pk)
    attachment = _attachment(edition, attachment_pk)
    if refused := keep(request, edition, page):
        return refused
    upload = request.FILES.get(f"replace-{attachment.pk}")
    if upload is None:
        messages.error(request, f"请先选择用来更换“{attachment.name}”的文件。")
        return back_to(edition, AT)
    return _done(
        request,
        edition,
        lambda: attaching.replace(attachment, upload, by=person(request), on=timezone.localdate()),
        f"已用“{upload.name}”更换“{attachment.name}”。",
    )


@require_POST
def remove(request: HttpRequest, pk: int, attachment_pk: int) -> HttpResponse:
    edition = find_edition(request, pk)
    attachment = _attachment(edition, attachment_pk)
    if refused := keep(request, edition, page):
        return refused
    return _done(
        request,
        edition,
        lambda: attaching.remove(attachment, by=person(request), on=timezone.localdate()),
        f"已删除“{attachment.name}”。已发布版次里的附件不受影响。",
    )


@require_POST
def clean(request: HttpRequest, pk: int, attachment_pk: int) -> HttpResponse:
    """清除隐藏内容."""
    edition = find_edition(request, pk)
    attachment = _attachment(edition, attachment_pk)
    if refused := keep(request, edition, page):
        return refused
    return _done(
        request,
        edition,
        lambda: attaching.clean_up(attachment, by=person(request), on=timezone.localdate()),
        f"已清除“{attachment.name}”的批注、修订、作者等隐藏内容。",
    )


@require_POST
def body(request: HttpRequest, pk: int) -> HttpResponse:
    """上传 .docx 作为正文. A text that is there already is replaced only when the box is ticked."""
    edition = find_edition(request, pk)
    if refused := keep(request, edition, page):
        return refused
    edition.refresh_from_db()
    upload = request.FILES.get("docx")
    if upload is None:
        messages.error(request, "请先选择Word文件（.docx）。")
        return back_to(edition, "text")
    if edition.text.strip() and not request.POST.get("replace_body"):
        messages.error(request, "正文已有内容。确实要用Word文件替换的，请勾选“替换现有正文”再上传。")
        return back_to(edition, "text")
    said: list[str] = []

    def act() -> None:
        said.extend(attaching.body_from_docx(edition, upload, by=person(request), on=timezone.localdate()))

    response = _done(request, edition, act, f"已读取“{upload.name}”作为正文，请核对。", "text")
    for sentence in said:
        messages.warning(request, sentence)
    return response


@require_POST
def image(request: HttpRequest, pk: int) -> JsonResponse:
    """插入图片 from the editor: `file` and `alt` in; `url` out, or `error`."""
    try:
        edition = find_edition(request, pk)
    except Http404:
        return JsonResponse({"error": "没有这份文件。"}, status=404)
    upload = request.FILES.get("file")
    if upload is None:
        return JsonResponse({"error": "没有收到图片。"}, status=400)
    alt = request.POST.get("alt", "").replace("\x00", "")
    try:
        made = attaching.attach_image(edition, upload, by=person(request), on=timezone.localdate(), alt=alt)
    except (Refused, NotPossible) as refusal:
        return JsonResponse({"error": str(refusal)}, status=400)
    return JsonResponse({"url": attaching.image_url(made), "alt": made.alt})
