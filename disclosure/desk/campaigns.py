"""清理与评估: opening it, judging document by document, how far each unit is, closing it."""

from __future__ import annotations

from dataclasses import dataclass

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.models import User
from accounts.policies import Refused
from accounts.roles import Role
from catalog.desk.acting import first_errors, person
from disclosure.actions import campaigns
from disclosure.desk.acting import attempt, screen_url, show
from disclosure.forms import CampaignForm, EntryForm
from disclosure.models import Campaign, CampaignEntry
from disclosure.models.edition import STAFF
from disclosure.policies import may_close_campaign, may_decide_entry

ENTRIES = 30


def visible(user: User) -> QuerySet[Campaign]:
    """Campaigns of the counties a person supervises, and those with documents of the person's units."""
    entries = CampaignEntry.objects.filter(campaign=OuterRef("pk"), unit__in=user.roles.organisations(*STAFF))
    offices = user.roles.organisations(Role.COUNTY_OFFICE)
    return Campaign.objects.filter(Q(organisation__in=offices) | Exists(entries)).select_related(
        "organisation"
    )


@require_http_methods(["GET", "HEAD", "POST"])
def start(request: HttpRequest) -> HttpResponse:
    """发起: the county office chooses kind, year and the day it should be done by."""
    user, today = person(request), timezone.localdate()
    initial = {
        "year": today.year,
        "due_on": campaigns.usual_deadline(today),
        "kind": Campaign.Kind.REEVALUATION,
    }
    form = CampaignForm(request.POST or None, user=user, initial=initial)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            made = campaigns.open_campaign(
                data["kind"],
                data["organisation"],
                year=data["year"],
                by=user,
                on=today,
                due_on=data["due_on"],
            )
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, f"已发起，共有{made.entries.count()}份文件需要评估。")
            return redirect("admin:disclosure_campaign_change", made.pk)
    return show(request, "disclosure/desk/campaign_start.html", {"title": "发起清理与评估", "form": form})


@dataclass(frozen=True)
class UnitLine:
    """How far one unit is."""

    pk: int
    name: str
    total: int
    done: int

    @property
    def left(self) -> int:
        return self.total - self.done

    @property
    def is_done(self) -> bool:
        return self.done == self.total


def progress(entries: QuerySet[CampaignEntry]) -> list[UnitLine]:
    """One line per unit in the order of the tree; one query."""
    rows = entries.order_by("unit__lft").values_list("unit_id", "unit__name")
    counted = rows.annotate(total=Count("pk"), done=Count("pk", filter=~Q(decision="")))
    return [UnitLine(*row) for row in counted]


@require_safe
def screen(request: HttpRequest, pk: int) -> HttpResponse:
    """The entries of my units, undecided ones first, and the progress of each unit."""
    user = person(request)
    campaign = get_object_or_404(visible(user), pk=pk)
    mine = campaign.entries.filter(unit__in=user.roles.organisations(*STAFF))
    units = progress(mine)
    unit = request.GET.get("unit", "")
    chosen = int(unit) if unit.isdecimal() and any(str(line.pk) == unit for line in units) else None
    entries = mine.filter(unit=chosen) if chosen else mine
    entries = entries.select_related("campaign", "edition", "unit", "decided_by", "result")
    entries = entries.defer("edition__body", "edition__text").order_by("decided_on", "unit__lft", "pk")
    undecided = entries.filter(decision="").order_by("unit__lft", "pk")
    state = "done" if request.GET.get("state") == "done" else "open"
    shown = (
        entries.exclude(decision="").order_by("-decided_on", "unit__lft", "pk")
        if state == "done"
        else undecided
    )
    page = Paginator(shown, ENTRIES).get_page(request.GET.get("page"))
    total, done = sum(line.total for line in units), sum(line.done for line in units)
    context = {
        "title": str(campaign),
        "campaign": campaign,
        "units": units,
        "chosen": chosen,
        "state": state,
        "page": page,
        "lines": [_line(user, entry) for entry in page.object_list],
        "total": total,
        "done": done,
        "may_close": may_close_campaign(user, campaign),
        "is_late": campaign.closed_on is None and campaign.due_on < timezone.localdate(),
    }
    return show(request, "disclosure/desk/campaign.html", context)


def _line(user: User, entry: CampaignEntry) -> dict[str, object]:
    verdict = may_decide_entry(user, entry)
    form = EntryForm(kind=entry.campaign.kind, auto_id=f"entry{entry.pk}_%s") if verdict else None
    return {"entry": entry, "verdict": verdict, "form": form, "url": screen_url(entry.edition)}


@require_POST
def decide(request: HttpRequest, pk: int, entry_pk: int) -> HttpResponse:
    """评估 one document; back to the next one that waits."""
    user = person(request)
    campaign = get_object_or_404(visible(user), pk=pk)
    mine = campaign.entries.filter(unit__in=user.roles.organisations(*STAFF))
    entry = get_object_or_404(mine.select_related("campaign", "unit"), pk=entry_pk)
    form = EntryForm(request.POST, kind=campaign.kind)

    def act() -> None:
        if not form.is_valid():
            raise Refused(f"没有登记：{first_errors(form)}")
        data = form.cleaned_data
        campaigns.decide(
            entry, by=user, on=timezone.localdate(), decision=data["decision"], reason=data["reason"]
        )

    attempt(request, act, "已登记评估结论。")
    unit = request.POST.get("unit", "")
    url = reverse("admin:disclosure_campaign_change", args=[campaign.pk])
    return redirect(f"{url}?unit={unit}" if unit.isdecimal() else url)


@require_POST
def close(request: HttpRequest, pk: int) -> HttpResponse:
    campaign = get_object_or_404(visible(person(request)), pk=pk)
    published = campaign.kind == Campaign.Kind.CLEANUP
    attempt(
        request,
        lambda: campaigns.close_campaign(campaign, by=person(request), on=timezone.localdate()),
        "已办结，清理结果已公布。" if published else "已办结。",
    )
    return redirect("admin:disclosure_campaign_change", campaign.pk)
