"""看板: what one unit, the county or the counties below a city did in a period and what is open; and the large screen."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.models import Organisation
from accounts.roles import Role
from catalog.desk.acting import person
from supervision.activity import Activity, Period, activity, by_month, periods
from supervision.desk.coverage import show
from supervision.freshness import EMPTY_COLUMNS, STALE_COLUMNS, column_level, heat
from supervision.measures import MEASURES, board
from supervision.models.standing import units_watched

REFRESH = 120  # seconds until the large screen asks again


def _period(request: HttpRequest) -> tuple[Period, list[Period]]:
    offered = periods(timezone.localdate())
    wanted = request.GET.get("period", "year")
    return next((one for one in offered if one.key == wanted), offered[2]), offered


def _figures(units: list[Organisation], period: Period) -> dict[str, Any]:
    """What both screens show of these units; the number of queries does not grow with them."""
    today, keys = timezone.localdate(), [unit.pk for unit in units]
    found = board(keys, today, since=period.first)
    cells, done = heat(units, today), activity(keys, period)
    sums = cells.of_units()
    return {
        "today": today,
        "measures": [(measure, found.whole(measure.key)) for measure in MEASURES],
        "rate": found.rate(),
        "whole": cells.whole,
        "empty": (cells.empty_columns, EMPTY_COLUMNS, column_level(cells.empty_columns, EMPTY_COLUMNS)),
        "stale": (cells.stale_columns, STALE_COLUMNS, column_level(cells.stale_columns, STALE_COLUMNS)),
        "months": by_month(keys, period),
        "rows": [
            {
                "unit": unit,
                "done": done.get(unit.pk) or Activity(),
                "rate": found.rate(unit.pk),
                "cell": sums.get(unit.pk),
                "red": sum(found.tally(measure.key, unit.pk).red for measure in MEASURES),
            }
            for unit in units
        ],
        "sum": Activity(
            *(
                sum(getattr(one, name) for one in done.values())
                for name in ("documents", "interpretations", "received", "answered", "messages")
            )
        ),
    }


@require_safe
def dashboard(request: HttpRequest) -> HttpResponse:
    user = person(request)
    everyone = list(units_watched(user))
    wanted = set(request.GET.getlist("unit"))
    units = [unit for unit in everyone if unit.code in wanted] or everyone
    period, offered = _period(request)
    context = {
        "title": "看板",
        "place": _place(user, units, everyone),
        "period": period,
        "periods": offered,
        "everyone": everyone,
        "chosen": {unit.code for unit in units} if len(units) < len(everyone) else set(),
        **_figures(units, period),
    }
    return show(request, "dashboard", context)


def _place(user: Any, units: list[Organisation], everyone: list[Organisation]) -> str:
    """Whose figures these are, in words."""
    if not units:
        return "没有单位"
    if len(units) == 1:
        return units[0].name
    if len(units) < len(everyone):
        return f"选定的{len(units)}个单位"
    if user.roles.direct.get(Role.CITY_OFFICE):
        return f"所辖{len(units)}个单位"
    return f"全县{len(units)}个单位"


@require_safe
def screen(request: HttpRequest) -> HttpResponse:
    """大屏: dark, big figures, asks again by itself unless it was told to stand still."""
    units = list(units_watched(person(request)))
    period, _ = _period(request)
    still = "still" in request.GET
    figures = _figures(units, period)
    worst = sorted(figures["rows"], key=lambda row: -row["red"])[:8]
    context = {
        "title": "政务公开大屏",
        "period": period,
        "still": still,
        "refresh": REFRESH,
        "now": timezone.localtime(),
        "worst": worst,
    }
    response = TemplateResponse(request, "supervision/desk/measured/screen.html", figures | context)
    response.headers["Cache-Control"] = "private, no-store"
    if not still:
        response.headers["Refresh"] = str(REFRESH)
    return response
