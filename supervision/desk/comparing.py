"""县区比较: the signed files of counties side by side, for a city that runs this platform."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from accounts.models import Organisation, User
from accounts.policies import Refused
from accounts.roles import Role
from catalog.desk.acting import person
from statute.calendar import shift_months
from supervision.actions import comparing as acts
from supervision.comparing import labels_of, of_county, of_units
from supervision.desk.coverage import show
from supervision.exchange import LARGEST
from supervision.models import CountyFile

MOST = 30  # files at once


def _cities(user: User) -> list[Organisation]:
    mine = user.roles.direct.get(Role.CITY_OFFICE, frozenset())
    return list(Organisation.objects.filter(pk__in=mine).order_by("pk"))


def _day(text: str, otherwise: date) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return otherwise


@require_safe
def comparison(request: HttpRequest) -> HttpResponse:
    """Of each county the newest file of the period; or the units of one county (two queries)."""
    user, today = person(request), timezone.localdate()
    first = _day(request.GET.get("first", ""), shift_months(today, -3))
    last = max(_day(request.GET.get("last", ""), today), first)
    files = CountyFile.objects.visible_to(user).newest(first, last)
    wanted = request.GET.getlist("county")
    chosen = [one for one in files if one.sender in wanted] or files
    alone = chosen[0] if (len(chosen) == 1 and len(files) > 1) or len(files) == 1 else None
    whole = [of_county(one.sender, one.made_on, one.text) for one in chosen]
    rows = of_units(alone.made_on, alone.text) if alone else whole
    labels = labels_of(rows)
    context: dict[str, Any] = {
        "title": "县区比较",
        "first": first,
        "last": last,
        "senders": [(one.sender, one in chosen and len(chosen) < len(files)) for one in files],
        "files": chosen,
        "alone": alone,
        "labels": labels,
        "rows": [(one, one.red_of(labels)) for one in rows],
        "cities": _cities(user),
        "known": sorted(settings.EXCHANGE_PARTNERS),
    }
    return show(request, "comparison", context)


@require_POST
def take(request: HttpRequest) -> HttpResponse:
    """导入: each file by itself; what is refused says why and the others are kept."""
    user, uploads = person(request), request.FILES.getlist("files")
    key = request.POST.get("city", "")
    city = get_object_or_404(
        Organisation,
        pk=int(key) if key.isdecimal() and len(key) < 19 else 0,
        pk__in=[one.pk for one in _cities(user)],
    )
    if not uploads or len(uploads) > MOST:
        messages.error(request, f"请选择报送文件，一次最多{MOST}个。")
    for upload in uploads[:MOST] if len(uploads) <= MOST else []:
        try:
            made = acts.take_file(city, upload.read(LARGEST + 1), by=user, at=timezone.now())
        except Refused as refusal:
            messages.error(request, f"{upload.name}：{refusal}")
        else:
            messages.success(request, f"签名核对无误，已导入{made.sender}{made.made_on}的文件。")
    return HttpResponseRedirect(reverse("admin:supervision_countyfile_changelist"))
