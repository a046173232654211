"""/requests/: the guide, the calculator, and accounts of applicants."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any, Final

from django import forms
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.forms import BaseUserCreationForm
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from accounts import signing
from accounts.addresses import address
from accounts.models import User
from requests_app.forms.public import receiving_units
from requests_app.views.framing import counted, page
from statute import fees
from statute.clock import Channel, ClockEvent, EventKind, Receipt, reply_deadline
from statute.loading import working_calendar
from statute.remedies import TEMPLATES

EXAMPLES: Final = {"items": (10, 11, 30, 31, 45), "pages": (30, 68, 150, 250)}
ROWS: Final = 6
YEARS: Final = range(2008, 2080)


@login_not_required
@require_safe
def guide(request: HttpRequest) -> HttpResponse:
    """申请指南 (第十二条): who may ask whom, how, how long it takes, what it costs, what one can do."""
    context = {
        "units": receiving_units(),
        "channels": [(channel.label, channel.article, channel.needs_confirmation) for channel in Channel],
        "item_fees": [(n, fees.per_item(n).total) for n in EXAMPLES["items"]],
        "page_fees": [(n, fees.per_page(n).total) for n in EXAMPLES["pages"]],
        "remedies": _remedies(),
    }
    return page(request, "guide", context)


def _remedies() -> list[tuple[str, str]]:
    words = {"{复议机关}": "复议机关", "{主管部门}": "县政务公开主管部门", "{人民法院}": "有管辖权的人民法院",
             "{60日}": "60日", "{15日}": "15日", "{6个月}": "6个月"}  # fmt: skip
    found = []
    for title, key in (("决定不予公开的", "review"), ("其他答复", "free"), ("逾期没有答复的", "overdue")):
        text = TEMPLATES[key]
        for place, word in words.items():
            text = text.replace(place, word)
        found.append((title, text))
    return found


class ReceiptForm(forms.Form):
    channel = forms.ChoiceField(
        label="申请渠道", choices=[(c.value, c.label) for c in Channel], initial=Channel.COUNTER
    )
    arrived = forms.DateField(
        label="提交、签收或者到达的日期", widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    confirmed = forms.DateField(
        label="确认的日期", required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text="平常信函、互联网、传真以双方确认之日为收到之日",
    )  # fmt: skip
    as_of = forms.DateField(
        label="推算到哪一天", required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text="不填就是今天",
    )  # fmt: skip

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        for name in ("arrived", "confirmed", "as_of"):
            if data.get(name) and data[name].year not in YEARS:
                self.add_error(name, f"日期应在{YEARS[0]}年至{YEARS[-1]}年之间。")
        if data.get("arrived") and data.get("confirmed") and data["confirmed"] < data["arrived"]:
            self.add_error("confirmed", "确认日期不能早于到达日期。")
        return data


@dataclass(frozen=True)
class Row:
    """One event as typed into the calculator, with what is wrong about it."""

    number: int
    values: dict[str, str]
    fault: str = ""


@login_not_required
@require_safe
def calculator(request: HttpRequest) -> HttpResponse:
    """答复期限计算器: the same function the cases are reckoned with; the address holds the whole question."""
    asked = "arrived" in request.GET
    form = ReceiptForm(request.GET if asked else None)
    rows, events = _events(request.GET)
    context: dict[str, Any] = {
        "form": form, "rows": rows, "kinds": [(kind.value, kind.label) for kind in EventKind], "asked": asked,
        "has_faults": any(row.fault for row in rows),
    }  # fmt: skip
    status = 200
    if asked and form.is_valid() and not context["has_faults"]:
        data = form.cleaned_data
        received = Receipt(Channel(data["channel"]), data["arrived"], data["confirmed"])
        as_of = data["as_of"] or max([timezone.localdate(), data["arrived"], *(event.on for event in events)])
        context["due"] = reply_deadline(received, events, working_calendar(), as_of=as_of)
        context["as_of"] = as_of
    elif asked:
        status = 422
    return page(request, "calculator", context, ("答复期限计算器", ""), status=status)


def _events(query: QueryDict) -> tuple[list[Row], list[ClockEvent]]:
    """Up to six rows `kind1 on1 delivered1 answered1 days1 until1 …`; an empty kind is no event."""
    rows, events = [], []
    for number in range(1, ROWS + 1):
        names = ("kind", "on", "delivered", "answered", "days", "until")
        values = {name: query.get(f"{name}{number}", "").strip()[:20] for name in names}
        if not values["kind"]:
            rows.append(Row(number, values))
            continue
        try:
            events.append(_event(values))
            rows.append(Row(number, values))
        except ValueError as error:
            rows.append(Row(number, values, str(error)))
    return rows, events


def _event(values: dict[str, str]) -> ClockEvent:
    if values["kind"] not in set(EventKind):
        raise ValueError("没有这种事项。")
    dates = {name: _date(values[name]) for name in ("on", "delivered", "answered", "until")}
    if dates["on"] is None:
        raise ValueError("请填写发生的日期。")
    if values["days"] and not (values["days"].isdecimal() and len(values["days"]) < 4):
        raise ValueError("工作日数应为整数。")
    days = int(values["days"]) if values["days"] else None
    return ClockEvent(
        EventKind(values["kind"]), dates["on"], days=days, until=dates["until"], delivered=dates["delivered"],
        answered=dates["answered"],
    )  # fmt: skip


def _date(text: str) -> dt.date | None:
    if not text:
        return None
    try:
        day = dt.date.fromisoformat(text)
    except ValueError:
        raise ValueError(f"日期“{text}”有误，应写成 2026-02-10。") from None
    if day.year not in YEARS:
        raise ValueError(f"日期应在{YEARS[0]}年至{YEARS[-1]}年之间。")
    return day


class AccountForm(BaseUserCreationForm):
    """注册: a name and a password; nobody has to tell who they are before they apply."""

    website = forms.CharField(
        required=False, widget=forms.TextInput(attrs={"autocomplete": "off", "tabindex": "-1"})
    )

    class Meta:
        model = User
        fields = ("username",)
        help_texts = {"username": "可以用手机号码或者邮箱，只用来登录"}

    def clean_username(self) -> str:
        name = str(self.cleaned_data["username"])
        if name.lower().startswith(("demo-", "unified-")):
            raise forms.ValidationError("这个用户名不能使用。")
        return name


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def register(request: HttpRequest) -> HttpResponse:
    """注册账号, to find one's applications again without keeping slips; not needed for applying."""
    if request.user.is_authenticated:
        return HttpResponseRedirect(reverse("requests:mine"))
    form = AccountForm(request.POST or None)
    if request.method == "POST":
        if counted("register", address(request)) > 10:
            return page(request, "too_many", {}, ("提交得太频繁", ""), status=429)
        if form.is_valid() and not form.data.get("website"):
            user = form.save(commit=False)
            user.is_staff = False
            user.save()
            signing.complete(request, user, factor="", at=timezone.now())
            return HttpResponseRedirect(reverse("requests:mine"))
    status = 422 if form.errors else 200
    return page(request, "register", {"form": form}, ("注册账号", ""), status=status)
