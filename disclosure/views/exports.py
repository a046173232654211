"""/documents/export.csv and .jsonl: the list as it is filtered, row by row."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any, Final

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponseBase, StreamingHttpResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from disclosure.models import DocumentEdition, Validity
from disclosure.views.lists import asked
from disclosure.workflow import READABLE_ATTRIBUTES, Attribute
from statute.document_kinds import DocumentKind

CHUNK: Final = 2000
FORMULA: Final = ("=", "+", "-", "@", "\t", "\r", "\n")
READ: Final = (
    "document_id", "document__index_number", "title", "doc_number", "issuer", "unit__name", "kind", "topic__parent__name",
    "topic__name", "formed_on", "published_at", "before_portal_on", "validity", "effective_on", "valid_until", "repealed_on",
    "attribute", "registration_no", "summary",
)  # fmt: skip
COLUMNS: Final[Mapping[str, str]] = {
    "index_number": "索引号", "title": "标题", "doc_number": "发文字号", "issuer": "发文机关", "publisher": "发布机构",
    "kind": "公文种类", "topic": "主题分类", "formed_on": "成文日期", "published_at": "发布时间",
    "first_published_on": "原发布日期", "validity": "有效性", "effective_on": "施行日期", "valid_until": "有效期至",
    "repealed_on": "废止日期", "attribute": "公开方式", "registration_no": "统一登记号", "summary": "内容概述", "url": "网址",
}  # fmt: skip


@login_not_required
@require_safe
def export(request: HttpRequest, extension: str) -> HttpResponseBase:
    """Everything public under the conditions of the list; memory does not grow with the number of rows."""
    if extension not in WRITERS:
        raise Http404
    content_type, write = WRITERS[extension]
    editions = asked(request.GET).found.ordered()
    content = () if request.method == "HEAD" else write(records(editions))
    response = StreamingHttpResponse(content, content_type=content_type)
    response.headers["Content-Disposition"] = f'attachment; filename="documents.{extension}"'
    response.headers["Cache-Control"] = "no-cache"
    return response


def records(editions: QuerySet[DocumentEdition]) -> Iterator[dict[str, str]]:
    """One dictionary of texts per document. Of a directory entry only what 条例第十二条 lists."""
    address = reverse("documents:detail", args=[0])
    site = f"https://{settings.SITE['domain']}" if settings.SITE["domain"] else ""
    for row in editions.values(*READ).iterator(chunk_size=CHUNK):
        open_ = row["attribute"] in READABLE_ATTRIBUTES
        topic = "/".join(name for name in (row["topic__parent__name"], row["topic__name"]) if name)
        yield {
            "index_number": row["document__index_number"], "title": row["title"],
            "doc_number": row["doc_number"] if open_ else "", "issuer": row["issuer"], "publisher": row["unit__name"],
            "kind": DocumentKind(row["kind"]).label, "topic": topic,
            "formed_on": _day(row["formed_on"]), "published_at": _moment(row["published_at"]),
            "first_published_on": _day(row["before_portal_on"]), "validity": str(Validity(row["validity"]).label),
            "effective_on": _day(row["effective_on"]), "valid_until": _day(row["valid_until"]),
            "repealed_on": _day(row["repealed_on"]), "attribute": str(Attribute(row["attribute"]).label),
            "registration_no": row["registration_no"] if open_ else "", "summary": row["summary"],
            "url": site + address.replace("/0/", f"/{row['document_id']}/"),
        }  # fmt: skip


def _day(value: Any) -> str:
    return value.isoformat() if value else ""


def _moment(value: Any) -> str:
    return timezone.localtime(value).isoformat(timespec="seconds") if value else ""


def safe(cell: str) -> str:
    """A spreadsheet takes no cell of ours for a formula."""
    return f"'{cell}" if cell.startswith(FORMULA) else cell


class _Line:
    """A file that only hands back what is written to it."""

    def write(self, text: str) -> str:
        return text


def as_csv(rows: Iterable[Mapping[str, str]]) -> Iterator[str]:
    """With the mark that tells Excel it is UTF-8."""
    writer = csv.writer(_Line())
    yield "\ufeff" + writer.writerow(COLUMNS.values())
    for row in rows:
        yield writer.writerow([safe(row[name]) for name in COLUMNS])


def as_jsonl(rows: Iterable[Mapping[str, str]]) -> Iterator[str]:
    for row in rows:
        yield json.dumps(row, ensure_ascii=False) + "\n"


WRITERS: Final[Mapping[str, tuple[str, Callable[[Iterable[Mapping[str, str]]], Iterator[str]]]]] = {
    "csv": ("text/csv; charset=utf-8", as_csv),
    "jsonl": ("application/x-ndjson; charset=utf-8", as_jsonl),
}
