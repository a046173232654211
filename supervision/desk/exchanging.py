"""市县交换: files that went out, their replies, making one and taking one."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib import admin, messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_POST, require_safe

from accounts.models import Organisation
from accounts.policies import Refused
from accounts.roles import Role
from catalog.desk.acting import person
from supervision.actions import exchanging
from supervision.exchange import LARGEST, public_text
from supervision.exchange_sheets import workbook
from supervision.models import ExchangeFile
from supervision.policies import may_exchange

PAGE_SIZE = 30
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@require_safe
def files(request: HttpRequest) -> HttpResponse:
    user = person(request)
    rows = (
        ExchangeFile.objects.visible_to(user)
        .sent()
        .select_related("county", "by", "reply__by")
        .order_by("-at", "-pk")
    )
    page = Paginator(rows, PAGE_SIZE).get_page(request.GET.get("page"))
    context: dict[str, Any] = {
        **admin.site.each_context(request),
        "opts": ExchangeFile._meta,
        "title": "市县交换",
        "page": page,
        "files": [(file, _remarks(file)) for file in page],
        "counties": Organisation.objects.filter(
            pk__in=user.roles.direct.get(Role.COUNTY_OFFICE, frozenset())
        ),
        "public_key": public_text(exchanging.signing_key()),
        "partners": sorted(settings.EXCHANGE_PARTNERS),
    }
    response = TemplateResponse(request, "supervision/desk/measured/exchange.html", context)
    response.headers["Cache-Control"] = "private, no-store"
    return response


def _remarks(file: ExchangeFile) -> dict[str, Any] | None:
    """What the reply says, each opinion beside the filing it is about."""
    reply = getattr(file, "reply", None)
    if reply is None:
        return None
    filings = {row["id"]: row for row in exchanging.content(file)["filings"]}
    said = exchanging.content(reply)
    return {
        "text": str(said.get("text", "")),
        "lines": [(filings[one["filing"]], one["opinion"]) for one in said.get("remarks", [])],
    }


def _county(request: HttpRequest) -> Organisation:
    key = request.POST.get("county", "")
    county = get_object_or_404(Organisation, pk=int(key) if key.isdecimal() and len(key) < 19 else 0)
    if not may_exchange(person(request), county):
        raise Http404
    return county


def _back() -> HttpResponseRedirect:
    return HttpResponseRedirect(reverse("admin:supervision_exchangefile_changelist"))


@require_POST
def send(request: HttpRequest) -> HttpResponse:
    county = _county(request)
    made = exchanging.send(county, by=person(request), on=timezone.localdate(), at=timezone.now())
    messages.success(request, f"报送文件{made.number}已经做好，请下载签名文件和表格，一并报送。")
    return _back()


@require_POST
def reply(request: HttpRequest) -> HttpResponse:
    county, given = _county(request), request.FILES.get("file")
    if given is None:
        messages.error(request, "请选择回复文件。")
        return _back()
    try:
        made = exchanging.take_reply(
            county, given.read(LARGEST + 1), by=person(request), on=timezone.localdate(), at=timezone.now()
        )
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, f"签名核对无误，已导入{made.partner}的回复。")
    return _back()


@require_safe
def signed(request: HttpRequest, pk: int) -> HttpResponse:
    """The signed file as it was made, or as it was taken."""
    file = _find(request, pk)
    return _sent(file.text.encode(), "application/json", f"{file.number}.json")


@require_safe
def table(request: HttpRequest, pk: int) -> HttpResponse:
    """The same to read, beside the signed file."""
    file = _find(request, pk)
    if file.direction != ExchangeFile.Direction.OUT:
        raise Http404
    return _sent(workbook(file, exchanging.content(file)), XLSX, f"{file.number}.xlsx")


def _find(request: HttpRequest, pk: int) -> ExchangeFile:
    visible = ExchangeFile.objects.visible_to(person(request)).select_related("county")
    return get_object_or_404(visible, pk=pk)


def _sent(data: bytes, kind: str, name: str) -> HttpResponse:
    response = HttpResponse(data, content_type=kind)
    response.headers["Content-Disposition"] = (
        content_disposition_header(as_attachment=True, filename=name) or ""
    )
    response.headers["Cache-Control"] = "private, no-store"
    return response
