"""移送 (条例第二十五条): the monthly packages for the archive and the library, who took them and when."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.db.models import QuerySet
from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.views.decorators.http import require_POST, require_safe

from accounts.models import Organisation, OrganisationKind, User
from accounts.policies import Refused
from accounts.roles import Role
from catalog.desk.acting import person
from disclosure.actions import handing_over
from disclosure.desk.acting import attempt, show
from disclosure.models import HandOver


def visible(user: User) -> QuerySet[HandOver]:
    return HandOver.objects.filter(county__in=user.roles.organisations(Role.COUNTY_OFFICE))


def counties(user: User) -> QuerySet[Organisation]:
    covered = user.roles.organisations(Role.COUNTY_OFFICE)
    return Organisation.objects.filter(pk__in=covered, kind=OrganisationKind.COUNTY_GOVERNMENT)


@require_safe
def screen(request: HttpRequest) -> HttpResponse:
    """Every package with its state, and the form that makes one for a month."""
    user, today = person(request), timezone.localdate()
    context = {
        "title": "移送档案馆、图书馆",
        "packages": visible(user).select_related("county"),
        "counties": counties(user),
        "month": (today.replace(day=1) - timedelta(days=1)).strftime("%Y-%m"),
    }
    return show(request, "disclosure/desk/handovers.html", context)


@require_POST
def make(request: HttpRequest) -> HttpResponse:
    """生成 the package of a month that is over."""
    user, today = person(request), timezone.localdate()

    def act() -> None:
        county = counties(user).filter(pk=_number(request.POST.get("county"))).first()
        month = parse_month(request.POST.get("month", ""))
        if county is None or month is None:
            raise Refused("请选择县和月份。")
        handing_over.make(county, month, by=user, on=today)

    attempt(request, act, "移送包已生成。")
    return redirect("admin:disclosure_handover_changelist")


@require_safe
def download(request: HttpRequest, pk: int) -> HttpResponseBase:
    """The zip, unless something in it was withdrawn since and nobody has received it yet."""
    package = get_object_or_404(visible(person(request)).select_related("county"), pk=pk)
    if package.received_on is None and not handing_over.is_current(package):
        attempt(request, _outdated, "")
        return redirect("admin:disclosure_handover_changelist")
    name = f"移送包{package.month:%Y-%m}.zip"
    return FileResponse(package.file.open("rb"), as_attachment=True, filename=name)


def _outdated() -> Any:
    raise Refused("包里有文件已经撤下或更新,请重新生成这个月的移送包。")


@require_POST
def receive(request: HttpRequest, pk: int) -> HttpResponse:
    """登记接收."""
    user = person(request)
    package = get_object_or_404(visible(user), pk=pk)
    received_by = request.POST.get("received_by", "")
    attempt(
        request,
        lambda: handing_over.receive(package, by=user, on=timezone.localdate(), received_by=received_by),
        "已登记接收。",
    )
    return redirect("admin:disclosure_handover_changelist")


def parse_month(text: str) -> date | None:
    """The first day of «2026-03»; None for anything else."""
    try:
        return parse_date(f"{text.strip()}-01") if len(text.strip()) == 7 else None
    except ValueError:
        return None


def _number(text: str | None) -> int:
    return int(text) if text and text.isdecimal() and len(text) < 19 else 0
