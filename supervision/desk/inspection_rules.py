"""检查指标、栏目更新规则: what the county has set, each row replaced and never overwritten."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.policies import Refused
from catalog.desk.acting import person
from supervision.actions import setting_rules
from supervision.desk.acting import attempt
from supervision.desk.inspections import show
from supervision.inspecting.columns import SOURCES
from supervision.inspection_forms import ColumnForm, IndicatorForm
from supervision.inspection_policies import may_keep_rules
from supervision.models import CheckIndicator, Part, SiteColumn

FULL = {Part.DEDUCT: Decimal(100), Part.BONUS: Decimal(30)}


@require_safe
def indicators(request: HttpRequest) -> HttpResponse:
    """The table in force, and whether its parts still come to 100 and 30."""
    today = timezone.localdate()
    rows = list(CheckIndicator.objects.in_force(today))
    sums = {part: sum((row.points for row in rows if row.part == part), Decimal(0)) for part in FULL}
    context = {
        "title": "检查指标",
        "rows": rows,
        "wrong_sums": [
            f"{part.label}合计{sums[part]}分，应为{full}分。"
            for part, full in FULL.items()
            if sums[part] != full
        ],
        "unverified": sum(not row.verified for row in rows),
        "may_keep": may_keep_rules(person(request)),
    }
    return show(request, "indicators", context)


@require_safe
def columns(request: HttpRequest) -> HttpResponse:
    rows = list(SiteColumn.objects.in_force(timezone.localdate()))
    for row in rows:
        row.counts = SOURCES[row.source].label if row.source in SOURCES else row.source  # type: ignore[attr-defined]
    context = {"title": "栏目更新规则", "rows": rows, "may_keep": may_keep_rules(person(request))}
    return show(request, "columns", context)


@require_http_methods(["GET", "HEAD", "POST"])
def set_indicator(request: HttpRequest) -> HttpResponse:
    return _set(request, IndicatorForm, CheckIndicator, setting_rules.set_indicator)


@require_http_methods(["GET", "HEAD", "POST"])
def set_column(request: HttpRequest) -> HttpResponse:
    return _set(request, ColumnForm, SiteColumn, setting_rules.set_column)


def _set(
    request: HttpRequest, form_class: type[Any], model: type[Any], act: Callable[..., Any]
) -> HttpResponse:
    """A form filled in with the row of `?code=`, if there is one; the new row holds from today on."""
    by, today = person(request), timezone.localdate()
    verdict = may_keep_rules(by)
    if not verdict:
        raise PermissionDenied(verdict.reason)
    former = model.objects.current().filter(code=request.GET.get("code", "")).first()
    initial = {name: getattr(former, name) for name in form_class.Meta.fields} if former else {}
    form = form_class(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            act(form.cleaned_data, by=by, on=today)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, f"自{today}起启用，原来的一条保留备查；已经完成的自查不受影响。")
            return HttpResponseRedirect(_list_url(model))
    context = {
        "title": f"设定{model._meta.verbose_name}",
        "form": form,
        "former": former,
        "back": _list_url(model),
    }
    return show(request, "inspection_rule", context, status=422 if form.errors else 200)


def _list_url(model: type[Any]) -> str:
    return reverse(f"admin:supervision_{model._meta.model_name}_changelist")


@require_POST
def end_indicator(request: HttpRequest, pk: int) -> HttpResponse:
    return _end(request, CheckIndicator, pk)


@require_POST
def end_column(request: HttpRequest, pk: int) -> HttpResponse:
    return _end(request, SiteColumn, pk)


def _end(request: HttpRequest, model: type[Any], pk: int) -> HttpResponse:
    row = get_object_or_404(model, pk=pk)
    by = person(request)
    attempt(
        request, lambda: setting_rules.end(row, by=by, on=timezone.localdate()), f"“{row.name}”已经停用。"
    )
    return HttpResponseRedirect(_list_url(model))
