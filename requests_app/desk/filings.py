"""报备: the county office's inbox, the units' answers, and the ledger of a month (台账)."""

from __future__ import annotations

from datetime import date

from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.views.decorators.http import require_POST, require_safe

from accounts.roles import Role
from catalog.desk.acting import person
from disclosure.bulk.sheets import workbook
from requests_app.actions import filing
from requests_app.desk.acting import attempt, show
from requests_app.models import Filing
from requests_app.models.request import HANDLERS
from requests_app.policies import may_answer_filing, may_decide_filing

COLUMNS = (
    ("报备日期", 12), ("报备单位", 24), ("登记编号", 20), ("事项", 16), ("内容", 40), ("状态", 10), ("主管部门意见", 30),
    ("单位说明", 30),
)  # fmt: skip


def filings_of(request: HttpRequest) -> QuerySet[Filing]:
    """What the person's units filed, and what was filed with his county office."""
    roles = person(request).roles
    mine = roles.organisations(*HANDLERS) | roles.organisations(Role.COUNTY_OFFICE)
    return Filing.objects.filter(unit__in=mine).select_related("unit", "request", "decided_by")


def month_of(request: HttpRequest) -> date:
    """The month asked for, this one otherwise."""
    asked = parse_date(f"{request.GET.get('month', '')[:7]}-01") if request.GET.get("month") else None
    return (asked or timezone.localdate()).replace(day=1)


def ledger(request: HttpRequest, month: date) -> QuerySet[Filing]:
    return filings_of(request).filter(filed_on__year=month.year, filed_on__month=month.month)


@require_safe
def inbox(request: HttpRequest) -> HttpResponse:
    """What waits first, then the month; printed, it is the form for an office that is off line."""
    month = month_of(request)
    rows = list(
        filings_of(request)
        .filter(~Q(state=Filing.State.ACCEPTED) | Q(filed_on__year=month.year, filed_on__month=month.month))
        .order_by("-filed_on", "-pk")[:500]
    )
    user = person(request)
    for row in rows:
        row.may_decide = row.state != Filing.State.ACCEPTED and may_decide_filing(user, row)  # type: ignore[attr-defined]
        row.may_answer = may_answer_filing(user, row)  # type: ignore[attr-defined]
    context = {
        "title": "受理报备",
        "rows": rows,
        "month": month,
        "waiting": sum(r.state == "waiting" for r in rows),
    }
    return show(request, "filings", context)


@require_safe
def export(request: HttpRequest) -> HttpResponse:
    """月度台账 as .xlsx, without anything about applicants."""
    month = month_of(request)
    rows = [
        (
            row.filed_on.isoformat(), str(row.unit), row.request.number, row.get_kind_display(), row.text,
            row.get_state_display(), row.opinion, row.answer,
        )
        for row in ledger(request, month).order_by("filed_on", "pk").iterator(chunk_size=500)
    ]  # fmt: skip
    data = workbook(f"{month:%Y年%m月}报备台账", COLUMNS, rows)
    response = HttpResponse(
        data, content_type="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    )
    response.headers["Content-Disposition"] = f'attachment; filename="filings-{month:%Y-%m}.xlsx"'
    return response


@require_POST
def decide(request: HttpRequest, pk: int) -> HttpResponse:
    row = get_object_or_404(filings_of(request), pk=pk)
    state, opinion = request.POST.get("state", ""), request.POST.get("opinion", "")
    attempt(
        request,
        lambda: filing.decide(row, by=person(request), on=timezone.localdate(), state=state, opinion=opinion),
        "已经处理。",
    )
    return inbox_again()


@require_POST
def answer(request: HttpRequest, pk: int) -> HttpResponse:
    row = get_object_or_404(filings_of(request), pk=pk)
    text = request.POST.get("text", "")
    attempt(
        request,
        lambda: filing.answer(row, by=person(request), on=timezone.localdate(), text=text),
        "说明已经报送。",
    )
    return inbox_again()


def inbox_again() -> HttpResponse:
    return redirect("admin:requests_app_filings")
