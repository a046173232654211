"""历史文件导入 by screen: upload, watch, look at every row, submit, approve, watch again, take the result home."""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import Any, Final

from celery import current_app
from django import forms
from django.core.paginator import Paginator
from django.db import transaction
from django.db.models import QuerySet, TextField
from django.db.models.functions import Cast
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe
from kombu.exceptions import OperationalError

from accounts.models import Organisation, User
from accounts.policies import Allowed, Denied, Refused, Verdict
from catalog.desk.acting import first_errors, person
from disclosure.actions import archive_batches, importing
from disclosure.bulk import ArchiveDocument, Field, Level, template, workbook
from disclosure.desk.acting import attempt, show
from disclosure.models import ArchiveBatch, ArchiveRow, Topic, Validity
from disclosure.models.edition import STAFF
from disclosure.policies import EDITORS, PUBLISHERS, may_approve_batch, may_import
from disclosure.workflow import Attribute
from statute.document_kinds import DocumentKind

logger = logging.getLogger(__name__)
TASK: Final = "disclosure.tasks.work_on_archive"
ROWS: Final = 50
BATCHES: Final = 30
XLSX: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
State = ArchiveBatch.State
WORKING = (State.WAITING, State.READING, State.APPROVED, State.WRITING)
LEVELS = {Level.ERROR: "有错误", Level.FINDING: "扫描发现", Level.WARNING: "有提示"}
REPORT = (
    ("行", 10), ("结果", 12), ("索引号", 30), ("标题", 44), ("发文字号", 20), ("成文日期", 12), ("原发布日期", 12),
    ("公开属性", 12), ("说明", 60), ("网址", 40),
)  # fmt: skip


class UploadForm(forms.Form):
    """导入: for which unit, the list, and the files it names."""

    unit = forms.ModelChoiceField(label="单位", queryset=Organisation.objects.none())
    file = forms.FileField(label="清单", help_text="Excel(.xlsx)、CSV 或者 JSON 行(.jsonl),第一行是栏目名称")
    pack = forms.FileField(
        label="附件包", required=False, help_text="可以不传。清单“附件”栏写文件名,文件打成一个 .zip"
    )

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        mine = user.roles.organisations(*EDITORS)
        units = Organisation.objects.active().filter(pk__in=mine, kind__in=PUBLISHERS)
        self.fields["unit"].queryset = units  # type: ignore[attr-defined]
        if len(units) == 1:
            self.fields["unit"].initial = units[0].pk


def visible(user: User) -> QuerySet[ArchiveBatch]:
    """Batches of the units a person works for."""
    batches = ArchiveBatch.objects.filter(unit__in=user.roles.organisations(*STAFF))
    return batches.select_related("unit", "by", "approved_by")


def find_batch(request: HttpRequest, pk: int) -> ArchiveBatch:
    return get_object_or_404(visible(person(request)), pk=pk)


def wake(batch: ArchiveBatch) -> None:
    """Tell a worker. When the broker is down the row stays, and the sweep picks it up."""
    try:
        current_app.send_task(TASK, args=[batch.pk])
    except (OperationalError, OSError):
        logger.warning("broker unreachable; archive %s waits for the sweep", batch.pk)


@require_safe
def batches(request: HttpRequest) -> HttpResponse:
    """The batches of my units, and the form for a new one."""
    user = person(request)
    form = UploadForm(user=user)
    page = Paginator(visible(user), BATCHES).get_page(request.GET.get("page"))
    may_upload = form.fields["unit"].queryset.exists()  # type: ignore[attr-defined]
    context = {"title": "历史文件导入", "page": page, "form": form, "may_upload": may_upload}
    return show(request, "disclosure/desk/archive_list.html", context)


@require_POST
def upload(request: HttpRequest) -> HttpResponse:
    """Take the files; a worker reads them while the page shows how far it is."""
    form = UploadForm(request.POST, request.FILES, user=person(request))
    received: list[ArchiveBatch] = []

    def act() -> None:
        if not form.is_valid():
            raise Refused(first_errors(form))
        data, file = form.cleaned_data, form.cleaned_data["file"]
        batch = importing.receive(
            data["unit"], by=person(request), file_name=file.name or "", data=file.read(), pack=data["pack"]
        )
        received.append(batch)

    if not attempt(request, act, "清单已收到，正在读取。"):
        return redirect("admin:disclosure_archive_list")
    transaction.on_commit(lambda: wake(received[0]))
    return redirect("admin:disclosure_archive_batch", received[0].pk)


@require_safe
def batch(request: HttpRequest, pk: int) -> HttpResponse:
    """Every row with what it would become or became; `only` picks those with one kind of problem."""
    found, user = find_batch(request, pk), person(request)
    header, only = archive_batches.header_of(found), request.GET.get("only", "")
    rows = found.rows.exclude(number=archive_batches.HEADER).select_related("document").order_by("number")
    if only in LEVELS:
        rows = rows.annotate(said=Cast("problems", TextField())).filter(said__contains=f'"level": "{only}"')
    page = Paginator(rows, ROWS).get_page(request.GET.get("page"))
    context = {
        "title": f"导入：{found.file_name}",
        "batch": found,
        "page": page,
        "lines": [line(row) for row in page.object_list],
        "only": only,
        "counts": [(level.value, label, header["counts"][level]) for level, label in LEVELS.items()] if header else [],
        "notes": header.get("notes", ()),
        "columns": [(name, Field(field).label if field else "") for name, field in header.get("columns", ())],
        "justification": header.get("justification"),
        "findings": header.get("only_findings", 0),
        "wrong": found.errors - header.get("only_findings", 0) if found.state == State.READ else 0,
        "seal": archive_batches.seal(found) if header else "",
        "is_working": found.state in WORKING,
        "may_submit": _may_submit(user, found),
        "may_approve": may_approve_batch(user, found),
        "may_discard": may_import(user, found.unit) if found.state not in (State.WRITING, State.DONE, State.DISCARDED) else None,
        "progress_url": reverse("admin:disclosure_archive_progress", args=[found.pk]),
    }  # fmt: skip
    return show(request, "disclosure/desk/archive_batch.html", context)


def _may_submit(user: User, found: ArchiveBatch) -> Verdict:
    if found.by_id != user.pk:
        return Denied("由导入人送审。")
    return may_import(user, found.unit) if found.state == State.READ else Allowed()


def line(row: ArchiveRow) -> dict[str, Any]:
    """A row for the list: the document as it would be, its problems, and the page it has by now."""
    made = ArchiveDocument.from_json(row.values)
    levels = {problem["level"] for problem in row.problems}
    return {
        "row": row,
        "made": made,
        "attribute": Attribute(made.attribute).label if made.attribute else "",
        "validity": Validity(made.validity).label if made.validity else "",
        "is_wrong": bool(levels & {Level.ERROR, Level.FINDING}),
        "problems": [(one["column"], one["reason"], one["level"]) for one in row.problems],
    }


@require_safe
def row(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """One row as its document would read, for whoever decides on the batch."""
    found = find_batch(request, pk)
    shown = get_object_or_404(found.rows.exclude(number=archive_batches.HEADER), number=number)
    made = ArchiveDocument.from_json(shown.values)
    topic = Topic.objects.filter(pk=made.topic).first() if made.topic else None
    facts = [
        ("索引号", made.index_number or "导入时编定"), ("发文字号", made.doc_number), ("发文机关", made.issuer),
        ("公文种类", DocumentKind(made.kind).label if made.kind else ""), ("主题分类", topic), ("成文日期", made.formed_on),
        ("印发日期", made.issued_on), ("原发布日期", made.before_portal_on), ("施行日期", made.effective_on),
        ("有效期至", made.valid_until), ("废止日期", made.repealed_on), ("统一登记号", made.registration_no),
        ("主题词", made.keywords), ("内容概述", made.summary), ("法定事由", made.ground), ("理由", made.reason),
        ("附件", "、".join(one.name for one in made.files)),
    ]  # fmt: skip
    context = {
        "title": made.title or made.where,
        "batch": found,
        "facts": [(k, v) for k, v in facts if v],
        **line(shown),
    }
    return show(request, "disclosure/desk/archive_row.html", context)


@require_safe
def progress(request: HttpRequest, pk: int) -> JsonResponse:
    """How far reading or writing is, for the live bar."""
    found = find_batch(request, pk)
    working = found.state in WORKING
    return JsonResponse(
        {
            "state": "working" if working else "done",
            "done": found.done,
            "total": found.total,
            "message": found.error if working and found.error else found.get_state_display(),
            "url": reverse("admin:disclosure_archive_batch", args=[found.pk]),
        }
    )


def _act(request: HttpRequest, found: ArchiveBatch, act: Callable[[], Any], success: str) -> HttpResponse:
    attempt(request, act, success)
    return redirect("admin:disclosure_archive_batch", found.pk)


@require_POST
def submit(request: HttpRequest, pk: int) -> HttpResponse:
    found, text = find_batch(request, pk), request.POST.get("justification", "")
    return _act(
        request,
        found,
        lambda: importing.submit(found, by=person(request), justification=text),
        "已送负责人审核。",
    )


@require_POST
def approve(request: HttpRequest, pk: int) -> HttpResponse:
    """审核通过: the rows the page showed, and a worker begins to write."""
    found, said = find_batch(request, pk), request.POST

    def act() -> None:
        importing.approve(
            found, by=person(request), seen=said.get("seen", ""), opinion=said.get("opinion", "")
        )
        transaction.on_commit(lambda: wake(found))

    return _act(request, found, act, "审核通过，正在导入。")


@require_POST
def return_batch(request: HttpRequest, pk: int) -> HttpResponse:
    found, text = find_batch(request, pk), request.POST.get("opinion", "")
    return _act(
        request,
        found,
        lambda: importing.return_batch(found, by=person(request), opinion=text),
        "已退回导入人。",
    )


@require_POST
def discard(request: HttpRequest, pk: int) -> HttpResponse:
    found, text = find_batch(request, pk), request.POST.get("reason", "")
    return _act(
        request, found, lambda: importing.discard(found, by=person(request), reason=text), "已放弃这个批次。"
    )


@require_safe
def report(request: HttpRequest, pk: int) -> HttpResponse:
    """逐行结果 as .xlsx in which nothing is ever run as a formula."""
    found = find_batch(request, pk)
    rows = found.rows.exclude(number=archive_batches.HEADER).select_related("document").order_by("number")
    lines = (_reported(request, one) for one in rows.iterator(chunk_size=500))
    return _download(workbook("逐行结果", REPORT, lines), f"import-{found.pk}.xlsx")


def _reported(request: HttpRequest, row: ArchiveRow) -> list[str]:
    made, shown = row.values, line(row)
    result = "已导入" if row.document else "有错误" if shown["is_wrong"] else "未导入"
    reasons = ";".join(f"{column}:{reason}" for column, reason, _ in shown["problems"])
    url = request.build_absolute_uri(row.document.get_absolute_url()) if row.document else ""
    index = row.document.index_number if row.document else made.get("index_number", "")
    return [
        made["where"], result, index, made.get("title", ""), made.get("doc_number", ""), made.get("formed_on", ""),
        made.get("before_portal_on", ""), shown["attribute"], reasons, url,
    ]  # fmt: skip


@require_safe
def blank(request: HttpRequest) -> HttpResponse:
    """An empty list to fill in."""
    return _download(template(), "archive-template.xlsx")


def _download(data: bytes, name: str) -> HttpResponse:
    return HttpResponse(
        data, content_type=XLSX, headers={"Content-Disposition": f'attachment; filename="{name}"'}
    )


# Rows for `disclosure.admin`: (route, view, name); they belong before the routes that end in a primary key.
ROUTES: Final[tuple[tuple[str, Callable[..., HttpResponse], str], ...]] = (
    ("archive/", batches, "archive_list"),
    ("archive/upload/", upload, "archive_upload"),
    ("archive/template.xlsx", blank, "archive_template"),
    ("archive/<int:pk>/", batch, "archive_batch"),
    ("archive/<int:pk>/progress/", progress, "archive_progress"),
    ("archive/<int:pk>/rows/<int:number>/", row, "archive_row"),
    ("archive/<int:pk>/submit/", submit, "archive_submit"),
    ("archive/<int:pk>/approve/", approve, "archive_approve"),
    ("archive/<int:pk>/return/", return_batch, "archive_return"),
    ("archive/<int:pk>/discard/", discard, "archive_discard"),
    ("archive/<int:pk>/report.xlsx", report, "archive_report"),
)
